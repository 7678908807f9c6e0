"""A photo that is not shown yet: as a disc within a dashed ring, or a placeholder where its facility hides it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.avatar import paint_photo
from app.widgets.icons import paint_icon
from app.widgets.measured import MeasuredAnew
from app.widgets.tokens import current_theme

AROUND = 5
"""Points between the disc and the outside of its ring."""
DASHES = (4.0, 3.0)
RING = 2


class WaitingPhoto(MeasuredAnew, QWidget):
    """A disc of `side` points and the ring around it; the words beside it say what it waits for."""

    def __init__(self, side: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._picture: QImage | None = None
        self._role = "waiting"
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def picture(self) -> QImage | None:
        """The photo, None while a placeholder stands for it."""
        return self._picture

    def show_photo(self, picture: QImage | None, role: str) -> None:
        """The photo or None for the placeholder; `role` is the colour of the ring."""
        self._picture, self._role = picture, role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Disc and ring."""
        side = current_theme().px(self._side + 2 * AROUND)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring, and within it the photo or an envelope."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        around = theme.px(AROUND)
        disc = QRectF(around, around, theme.px(self._side), theme.px(self._side))
        if self._picture is not None:
            paint_photo(painter, disc, self._picture)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("sunken"))
            painter.drawEllipse(disc)
            icon = QRectF(0, 0, theme.icon("xl"), theme.icon("xl"))
            icon.moveCenter(disc.center())
            paint_icon(painter, "sealed", "text-muted", icon)
        pen = QPen(QColor(theme.colour(self._role)), theme.px(RING))
        pen.setDashPattern(list(DASHES))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = theme.px(RING) / 2
        painter.drawEllipse(QRectF(self.rect()).adjusted(half, half, -half, -half))
