"""A search field from which the arrow keys walk through what was found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from app.widgets.search_field import SearchField


class StepField(SearchField):
    """Up and down mean nothing in one line of text, so they go to the list below."""

    stepped = Signal(int)
    """One up (-1) or one down (1)."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tells steps, types everything else."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)
