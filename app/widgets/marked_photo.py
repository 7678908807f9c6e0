"""A photo that was not approved, with the regions its reviewer marked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.photos import Rect
from app.widgets.measured import MeasuredAnew
from app.widgets.tokens import Theme, current_theme

FRAME = 3


class MarkedPhoto(MeasuredAnew, QWidget):
    """Fits into a square of `side` points; marks are fractions (0 to 1) of the picture."""

    def __init__(self, side: int = 120, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._picture: QImage | None = None
        self._marks: tuple[Rect, ...] = ()
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def picture(self) -> QImage | None:
        """The photo, None while it is not here yet."""
        return self._picture

    @property
    def marks(self) -> tuple[Rect, ...]:
        """The regions it frames."""
        return self._marks

    def show_photo(self, picture: QImage | None, marks: tuple[Rect, ...]) -> None:
        """The photo, None while it is not here yet, and its marked regions."""
        self._picture, self._marks = picture, marks
        if marks:
            self.setAccessibleDescription(self.tr("The reviewer marked a part of the photo."))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        side = current_theme().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The photo on the dark ground of pictures, and a white frame with a line on both sides around each region."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), theme.radius("m"), theme.radius("m"))
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        if self._picture is None:
            return
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        painter.drawImage(place, self._picture)
        for mark in self._marks:
            paint_mark(painter, place, mark, theme)


def paint_mark(painter: QPainter, place: QRectF, mark: Rect, theme: Theme) -> None:
    """A white frame with a line on both sides around a part (fractions, 0 to 1) of the photo shown at `place`."""
    region = QRectF(
        place.x() + mark.x * place.width(),
        place.y() + mark.y * place.height(),
        mark.width * place.width(),
        mark.height * place.height(),
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = theme.px(FRAME)
    for colour, width in ((theme.colour("refused"), frame + 2), (theme.colour("text-on-canvas"), frame)):
        painter.setPen(QPen(colour, width, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(region)
