"""How much of something is done, as a thin bar; the words beside it say the figure."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.sides import is_mirrored
from app.widgets.tokens import current_theme

HEIGHT = 4


class ShareBar(QWidget):
    """4 points high, as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self._share

    def set_share(self, share: float) -> None:
        """How much is done, from 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Thin."""
        theme = current_theme()
        return QSize(theme.px(96), theme.px(HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The track, and on it what is done."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        done = QRectF(whole)
        done.setWidth(whole.width() * self._share)
        if is_mirrored(self):
            done.moveRight(whole.right())
        for colour, part in (("track", whole), ("accent", done)):
            painter.setBrush(theme.colour(colour))
            painter.drawRoundedRect(part, part.height() / 2, part.height() / 2)
