"""What the tests of kept edits do again and again: wait for the editor, and ask the disk what it has."""

from __future__ import annotations

from app.domain.left_edit import LeftEdit
from app.views.sheets.edit_photo import EditPhotoSheet
from tests.views.with_window import Desk


def editor(desk: Desk) -> EditPhotoSheet:
    """With its picture."""
    desk.until(lambda: desk.hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    return desk.hands.find("edit_photo", EditPhotoSheet)


def kept(desk: Desk) -> tuple[LeftEdit, ...]:
    """What the disk has, after all that was handed to it before."""
    found: list[tuple[LeftEdit, ...]] = []
    desk.app.hub.storage(desk.app, lambda session: session.edits.left(), found.append)
    desk.until(lambda: found)
    return found[0]
