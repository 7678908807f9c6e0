"""A QR picture, painted dark on white in both themes, for a telephone's camera reads no other."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.tokens import current_theme

QUIET = 4
"""Empty squares around it, as the standard (ISO/IEC 18004) asks for."""
SIDE = 208
"""Points; the squares are whole pixels within it."""
PAPER, INK = 0xFFFFFFFF, 0xFF000000


class QrPicture(QWidget):
    """Squares in whole device pixels, so that none is grey."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader says; the same must stand in words elsewhere."""
        super().__init__(parent)
        self._squares: tuple[tuple[bool, ...], ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_squares(self, squares: tuple[tuple[bool, ...], ...]) -> None:
        """Row by row, True for dark; nothing for none."""
        self._squares = squares
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        side = current_theme().px(SIDE)
        return QSize(side, side)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same: squeezed it could not be read."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """White ground, dark squares."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        if not self._squares:
            return
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        side = round(min(self.width(), self.height()) * ratio)
        count = len(self._squares)
        square = side // (count + 2 * QUIET)
        edge = (side - square * count) // 2
        for y, row in enumerate(self._squares):
            for x, is_dark in enumerate(row):
                if is_dark:
                    painter.fillRect(QRect(edge + x * square, edge + y * square, square, square), INK)
