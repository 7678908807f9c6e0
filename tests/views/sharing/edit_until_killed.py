"""A child process of test_edit_kept_view: edits a photo in the real window, and says what the disk acknowledged."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import cast

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap import make_application
from app.domain.photos import PhotoEdits
from tests.unit.app.windowless import kept_secrets
from tests.views.sharing.on_photos import open_photos, upload
from tests.views.with_window import Desk

_DARKEST, _BRIGHTEST = -100, 100


class Waiting:
    """All that a desk asks of its bot."""

    def wait(self, ms: int) -> None:
        """Lets events happen."""
        QTest.qWait(ms)


def main() -> None:
    """One step brighter each time the step before is on the disk; "too-early" says so before it is true."""
    folder, url, picture, *options = sys.argv[1:]
    secrets = kept_secrets(json.loads(sys.stdin.readline()))
    app = make_application([])
    desk = Desk(cast(QtBot, Waiting()), Path(folder), url, secrets=secrets)
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_photos(desk)
    upload(desk, picture)
    desk.until(lambda: desk.hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    editor, told = desk.app.edit_photo, desk.app.edit_keeping.written
    if "too-early" in options:
        told = editor.edits_changed
    told.connect(say)
    written: list[PhotoEdits] = []
    desk.app.edit_keeping.written.connect(written.append)
    for brightness in range(_DARKEST, _BRIGHTEST):
        editor.set_brightness(brightness)
        desk.until(lambda: bool(written) and written[-1] == editor.edits)
    app.quit()


def say(edits: PhotoEdits) -> None:
    """One line, at once."""
    sys.stdout.write(f"{edits.brightness}\n")
    sys.stdout.flush()


main()
