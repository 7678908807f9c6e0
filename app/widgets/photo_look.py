"""One photo to be looked at beside its details, with what a reviewer framed; pressed, it is shown large."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from app.domain.photos import Rect
from app.widgets.focus_ring import RING_PROPERTY
from app.widgets.icons import paint_icon
from app.widgets.marked_photo import paint_mark
from app.widgets.measured import MeasuredAnew
from app.widgets.tokens import current_theme

_LEAST_WIDTH = 160


class PhotoLook(MeasuredAnew, QAbstractButton):
    """As wide as there is room and 3/4 as high; the photo is never cut. Marks are fractions (0 to 1) of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QImage | None = None
        self._marks: tuple[Rect, ...] = ()
        self._empty_icon = "photos"
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setProperty("painted", True)
        self.setProperty(RING_PROPERTY, current_theme().radius("m"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def picture(self) -> QImage | None:
        """What is shown, None while it is not here."""
        return self._picture

    @property
    def marks(self) -> tuple[Rect, ...]:
        """What is framed."""
        return self._marks

    def show_photo(
        self,
        picture: QImage | None,
        marks: tuple[Rect, ...] = (),
        *,
        name: str = "",
        empty_icon: str = "photos",
    ) -> None:
        """The photo, None while it is not here or hidden; `name` is what a screen reader says."""
        self._picture, self._marks, self._empty_icon = picture, marks, empty_icon
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.tr("The reviewer marked a part of the photo.") if marks else "")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """4:3."""
        width = current_theme().px(_LEAST_WIDTH)
        return QSize(width, self.heightForWidth(width))

    @override
    def hasHeightForWidth(self) -> bool:
        """It keeps its shape."""
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        """4:3."""
        return width * 3 // 4

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The photo on the dark ground of pictures, then what is framed."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), theme.radius("m"), theme.radius("m"))
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        if self._picture is None or self._picture.isNull():
            side = theme.icon("xl")
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(QRectF(self.rect()).center())
            paint_icon(painter, self._empty_icon, "text-on-canvas-muted", spot)
            return
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        painter.drawImage(place, self._picture)
        for mark in self._marks:
            paint_mark(painter, place, mark, theme)
