"""The first picture where somebody stayed signed in: a quiet ground until the messages are there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.label import Label


class OpeningView(QWidget):
    """Says what it does and shows no name: it is seen before anybody is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opening_view")
        words = Label(self.tr("Opening your messages…"), self, role="text-muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(words)
