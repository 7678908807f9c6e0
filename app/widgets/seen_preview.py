"""The photo as others will see it, in the sizes it is shown at: discs for a person, plain pictures for others."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.photos import PhotoEdits, Rect
from app.widgets.canvas_picture import CanvasPicture
from app.widgets.sides import is_mirrored, placed
from app.widgets.tokens import current_theme


class SeenPreview(QWidget):
    """A row of sizes in points, largest first, standing on one line; samples no more than its own pixels."""

    def __init__(self, picture: CanvasPicture, sides: tuple[int, ...], parent: QWidget | None = None) -> None:
        """`picture` belongs to the canvas beside it."""
        super().__init__(parent)
        self._picture = picture
        self._sides = sides
        self._edits = PhotoEdits()
        self._frame: Rect | None = None
        self._is_round = True
        self._images: dict[tuple[int, float], QImage] = {}
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_edits(self, edits: PhotoEdits, frame: Rect, *, is_round: bool) -> None:
        """Another edit, and what its frame keeps."""
        has_other_shape = self._frame is None or self._shape(frame) != self._shape(self._frame)
        self._edits, self._frame, self._is_round = edits, frame, is_round
        self._images.clear()
        if has_other_shape:
            self.updateGeometry()
        self.update()

    def _shape(self, frame: Rect) -> float:
        return round(frame.height / frame.width, 3)

    def _rects(self) -> list[QRectF]:
        theme = current_theme()
        shape = 1.0 if self._frame is None else self._shape(self._frame)
        sizes = []
        for side in self._sides:
            longest = theme.px(side)
            width = longest / max(1.0, shape)
            sizes.append((round(width), max(1, round(width * shape))))
        foot = max(height for _, height in sizes)
        rects, x = [], 0
        for width, height in sizes:
            rects.append(QRectF(x, foot - height, width, height))
            x += width + theme.space("l")
        return rects

    @override
    def sizeHint(self) -> QSize:
        """All of them."""
        rects = self._rects()
        return QSize(round(rects[-1].right()) + 1, round(rects[0].height()))

    @override
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The photo, again and again."""
        if self._frame is None or self._picture.is_empty:
            return
        painter = QPainter(self)
        ratio = painter.deviceTransform().m11()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        for rect in self._rects():
            image = self._image(rect, ratio)
            spot = QRectF(placed(rect.toRect(), self.rect(), is_mirrored(self)))
            brush = QBrush(image)  # unlike a clip, an ellipse filled with it has a smooth edge
            scale = spot.width() / image.width()
            brush.setTransform(QTransform(scale, 0, 0, scale, spot.x(), spot.y()))
            painter.setBrush(brush)
            if self._is_round:
                painter.drawEllipse(spot)
            else:
                painter.drawRoundedRect(spot, current_theme().space("xs"), current_theme().space("xs"))

    def _image(self, rect: QRectF, ratio: float) -> QImage:
        key = (round(rect.width()), ratio)
        if key not in self._images and self._frame is not None:
            side = max(1, round(rect.width() * ratio))
            self._images[key] = self._picture.sample_part(self._edits, self._frame, side)
        return self._images[key]

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._images.clear()
            self.updateGeometry()
