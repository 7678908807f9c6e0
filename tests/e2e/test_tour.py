"""The tour itself: it ends well only if every step happened, and shows where it stopped if one did not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAIN_JOB = (
    "Sign in",
    "Messages",
    "Who is it for",
    "Write",
    "Waiting for approval",
    "Not approved",
    "Edit and send again",
    "Sent again",
    "Approved",
    "Opened",
    "An answer has come",
    "Read by the family",
)
ONE_STEP_FAILS = """
import sys
from app.tour import story
story.MARKED = "words that the message does not have"
from app.__main__ import main
sys.exit(main(["--tour", sys.argv[1]]))
"""
THE_PROGRAM_BREAKS = """
import sys
from app.views.sheets import contact_picker
def broken(self, *_):
    raise KeyError("seeded")
contact_picker.ContactPickerSheet._show = broken
from app.__main__ import main
sys.exit(main(["--tour", sys.argv[1]]))
"""


def take(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=110, check=False
    )


def test_the_tour_goes_through_the_main_job_and_leaves_a_picture_of_every_step(tmp_path: Path) -> None:
    done = take("-m", "app", "--tour", str(tmp_path))
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "tour.json").read_text("utf-8"))
    assert report["ok"]
    assert tuple(step["title"] for step in report["steps"][: len(MAIN_JOB)]) == MAIN_JOB
    for number, step in enumerate(report["steps"], start=1):
        assert step["n"] == number
        assert step["asserted"]
        assert (tmp_path / step["picture"]).read_bytes().startswith(b"\x89PNG")
    assert report["versions"]["client"]
    assert {path.name for path in tmp_path.iterdir()} == {
        "tour.json",
        *(step["picture"] for step in report["steps"]),
    }


@pytest.mark.parametrize(
    ("code", "title"), [(ONE_STEP_FAILS, "Not approved"), (THE_PROGRAM_BREAKS, "Who is it for")]
)
def test_a_step_that_did_not_happen_ends_the_tour_with_its_picture(
    tmp_path: Path, code: str, title: str
) -> None:
    done = take("-c", code, str(tmp_path))
    assert done.returncode == 1
    assert title in done.stderr
    report = json.loads((tmp_path / "tour.json").read_text("utf-8"))
    assert not report["ok"]
    assert report["steps"][-1]["title"] == title
    assert (tmp_path / report["steps"][-1]["picture"]).exists()
    assert report["steps"][-1]["picture"].endswith("failed.png")
