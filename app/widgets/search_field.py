"""A line to search with: a magnifying glass, Esc empties it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.widgets.line_edit import LineEdit


class SearchField(LineEdit):
    """A line with a magnifying glass; Esc empties it."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, icon="search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties; a second Esc goes on to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
            return
        super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached by the keyboard it offers its words for replacing."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.ShortcutFocusReason):
            self.selectAll()
