"""What the tests of posts with a photo do again and again: open the News tab, and bring a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.tour.hands import CONTROL
from tests.unit.app.live_photos import jpeg
from tests.views.test_news_view import composer
from tests.views.with_window import Desk


def open_news(desk: Desk) -> None:
    """With the keyboard in the box."""
    desk.until(QApplication.focusWidget)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(lambda: composer(desk).box.edit.hasFocus())


def snowman(folder: Path) -> str:
    """The path of a picture."""
    path = folder / "snowman.jpg"
    path.write_bytes(jpeg(5, 640).data)
    return str(path)
