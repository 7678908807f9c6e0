"""The direction of imports holds, and the rules notice when it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports" + Path(sys.executable).suffix)
ROOMS = (
    "app app/api app/camera app/domain app/imaging app/jobs app/services app/storage app/viewmodels app/views "
    "app/widgets contract server server/store"
)


def lint(folder: Path) -> tuple[int, str]:
    """The linter's exit code and words for the packages in a folder, under the project's own rules."""
    done = subprocess.run(
        [LINTER, "--no-cache", "--no-logo", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def test_every_import_points_the_right_way() -> None:
    code, words = lint(ROOT)
    assert code == 0, words


@pytest.mark.parametrize(
    ("room", "line", "rule"),
    [
        ("app/services", "import app.views", "Imports in the client point one way"),
        ("app/widgets", "import app.viewmodels", "Imports in the client point one way"),
        ("app/api", "import server", "The client and the backend never meet"),
        ("server", "import app.domain", "The client and the backend never meet"),
        ("contract", "import server.store", "The contract imports neither side"),
        ("app/services", "import requests", "Only app.api knows HTTP"),
        ("app/views", "import cv2", "Only app.camera and app.imaging know OpenCV"),
        ("app/services", "import sqlcipher3", "Only app.storage and server.store know SQLCipher"),
        ("server", "import keyring", "Only app.storage knows the keyring"),
        ("app/services", "from PySide6.QtCore import QObject", "Qt stops at the view models"),
        ("app/imaging", "from PySide6.QtGui import QImage", "Qt stops at the view models"),
    ],
)
def test_a_wrong_import_is_noticed(tmp_path: Path, room: str, line: str, rule: str) -> None:
    for name in ROOMS.split():
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / room / "wrong.py").write_text(line + "\n")
    code, words = lint(tmp_path)
    assert code == 1
    assert f"{rule} BROKEN" in " ".join(words.split())
