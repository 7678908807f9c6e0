"""The tour itself: it ends well only if every step happened, and shows where it stopped if one did not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOUR_S = 600
"""Far more than it takes, so that a busy machine fails no tour."""
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
PHOTO_PATH = (
    "Profile photo",
    "Take New Photo",
    "Self-timer",
    "Retake or use",
    "Brightness",
    "Crop",
    "Send for approval",
    "The new photo waits",
    "Photo not approved",
    "Back in the editor",
    "Photo sent again",
    "Photo approved",
)
GALLERY_PATH = (
    "Photos",
    "Take a photo to share",
    "Edit before sharing",
    "Share Photo",
    "The photo waits",
    "Upload three photos",
    "Three more wait",
    "Photos approved",
    "One photo not approved",
    "The photo in the editor again",
    "Shared again",
    "The mended photo is approved",
    "Mateo opens a photo",
    "View a photo",
    "The gallery",
)
ACCOUNT_PATH = (
    "Details",
    "Another email address",
    "The address is changed",
    "Two-factor codes",
    "Recovery codes",
    "Notifications",
    "What this computer keeps",
    "Devices",
    "Export everything",
)
LEAVING_PATH = ("A forgotten password", "What closing the account means", "The account is closed")
MONEY_PATH = (
    "Pay by card",
    "The money is there",
    "Statement of a month",
    "A movement is looked for",
    "Unused money is asked back",
)
PEOPLE_PATH = (
    "News: who will get it",
    "Post New Status",
    "The post is read",
    "News of a contact",
    "Hidden from the news",
    "A name spelled nearly right",
    "Asking to be connected",
    "The request waits",
    "The answer",
    "The page of a contact",
    "A photo for a contact",
    "The photo stands for them",
    "A contact is muted",
    "A block is asked for once more",
    "Contacts with a photo",
    "A photo among the conversations",
)
OTHER_PHOTOS_PATH = (
    "News with a photo",
    "A post with a photo",
    "An answer with a photo",
    "Photos you were sent",
    "A changed photo is offered",
    "The changed photo is accepted",
    "A post that could go with a changed photo",
    "Hidden, it still asks",
    "A changed photo for a post",
    "The post goes with the changed photo",
)
SIDES = (
    "Review: the queue",
    "Review: one to be read",
    "Review: the numbers",
    "Review: settings of a facility",
    "Reader: who writes",
    "Reader: a conversation",
    "Reader: photos",
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
        [sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=TOUR_S,
        check=False,
    )


@pytest.mark.timeout(660)
def test_the_tour_goes_through_the_main_job_and_leaves_a_picture_of_every_step(tmp_path: Path) -> None:
    done = take("-m", "app", "--tour", str(tmp_path))
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "tour.json").read_text("utf-8"))
    assert report["ok"]
    assert tuple(step["title"] for step in report["steps"][: len(MAIN_JOB)]) == MAIN_JOB
    titles = [step["title"] for step in report["steps"]]
    sides = SIDES if report["pages_left_out"] is None else ()
    assert bool(sides) == any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    for path in (
        PHOTO_PATH,
        GALLERY_PATH,
        ACCOUNT_PATH,
        PEOPLE_PATH,
        OTHER_PHOTOS_PATH,
        LEAVING_PATH,
        MONEY_PATH,
        *([sides] if sides else []),
    ):
        first = titles.index(path[0])
        assert tuple(titles[first : first + len(path)]) == path
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
