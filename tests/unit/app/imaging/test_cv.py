"""OpenCV finds its settings before its first import, and leaves those of Qt alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
ASKED = """
import json, os, sys
import app.domain.photos, app.domain.errors
early = [name for name in ("numpy", "cv2", "PIL") if name in sys.modules]
from app.imaging.cv import cv2
set_now = {name: value for name, value in os.environ.items() if name.startswith(("OPENCV_", "QT_"))}
json.dump({"early": early, **set_now}, sys.stdout)
"""


def environment_after(**before: str) -> dict[str, object]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENCV_", "QT_"))}
    command = [sys.executable, "-c", ASKED]
    done = subprocess.run(command, cwd=ROOT, env={**kept, **before}, capture_output=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_opencv_is_told_before_it_loads_and_the_words_for_photos_do_not_load_it() -> None:
    found = environment_after()
    assert found["early"] == []
    assert found["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"] == "2"
    assert found["OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS"] == "0"
    assert found["OPENCV_AVFOUNDATION_SKIP_AUTH"] == "1"
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in found
    assert "QT_QPA_FONTDIR" not in found


def test_what_somebody_set_on_purpose_stays() -> None:
    found = environment_after(OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT="7", QT_QPA_FONTDIR="/fonts")
    assert found["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"] == "7"
    assert found["QT_QPA_FONTDIR"] == "/fonts"
