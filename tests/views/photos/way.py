"""What the tests of the profile photo do again and again: open My Account, choose, edit, send, look."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.values import Connection, StepKind
from app.tour.hands import CONTROL
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets.notice import NoticeCard
from tests.views.on_editor import editor
from tests.views.with_window import Desk


def open_account(desk: Desk) -> None:
    desk.until(QApplication.focusWidget)
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.until(lambda: desk.hands.sees("account_photo_take"))
    if desk.app.connection is Connection.ONLINE:
        desk.until(lambda: desk.app.profile_photo.standing.is_known)


def choose(desk: Desk, picture: Path) -> EditPhotoSheet:
    desk.program.screens.sheets.picker.answer_with(str(picture))
    desk.hands.click("account_photo_choose")
    return editor(desk)


def send(desk: Desk) -> None:
    """OK, OK, Send for Approval."""
    for _ in range(3):
        desk.hands.click("edit_next")
    desk.until(lambda: not desk.hands.sees("edit_photo"))


def kind(desk: Desk) -> StepKind | None:
    newest = desk.app.profile_photo.standing.newest
    return None if newest is None else newest.kind


def send_one(desk: Desk, picture: Path) -> None:
    open_account(desk)
    choose(desk, picture)
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)


def notice(desk: Desk) -> NoticeCard:
    desk.until(lambda: desk.hands.sees("account_photo_notice"))
    return desk.hands.find("account_photo_notice", NoticeCard)
