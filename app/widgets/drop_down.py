"""One choice out of a list that drops down, with the theme's own arrow."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from app.widgets.icons import paint_icon
from app.widgets.sides import is_mirrored
from app.widgets.tokens import current_theme


class DropDown(QComboBox):
    """A combo box; a style sheet alone could take its arrow only from a file of one colour."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader says."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("painted", True)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow at its end."""
        super().paintEvent(event)
        theme = current_theme()
        side = theme.icon("s")
        edge = theme.space("m")
        x = edge if is_mirrored(self) else self.width() - edge - side
        role = "text-muted" if self.isEnabled() else "text-disabled"
        paint_icon(QPainter(self), "down", role, QRectF(x, (self.height() - side) // 2, side, side))

    @override
    def sizeHint(self) -> QSize:
        """As high as every control."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), current_theme().control("height")))
