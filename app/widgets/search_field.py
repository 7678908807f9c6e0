"""A line to search with: a magnifying glass, Esc empties it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.widgets.icons import icon
from app.widgets.text_field import LineEdit
from app.widgets.tokens import current_theme


class SearchField(LineEdit):
    """A line with a magnifying glass; Esc empties it."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(False)
        self._dress()

    def _dress(self) -> None:
        self._glass.setIcon(icon("search", "text", current_theme().icon("m")))

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

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Tints the glass anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
