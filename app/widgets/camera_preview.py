"""The camera's newest picture, whole and like a mirror, with lines, countdown, advice and a soft flash over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QLineF, QPoint, QRect, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.camera_marks import CoachPill, CountdownDisc
from app.widgets.tokens import Theme, current_theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BEGIN_WITH = QSize(320, 240)
_FLASH = 0.7
"""How much of the picture the flash hides at first."""
_FLASH_MOVES = 2
"""It fades as long as two usual movements take."""
_LINES_ALPHA = 0.75
_LINES_GROUND_ALPHA = 0.2


class CameraPreview(QWidget):
    """Shows pixels as they come; what is mirrored is only what is painted, never the pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: NDArray[np.uint8] | None = None
        self._image: QImage | None = None
        self._is_mirrored = False
        self._has_lines = False
        self._flash = 0.0
        self._fade: QVariantAnimation | None = None
        self.coach = CoachPill(self)
        self.countdown = CountdownDisc(self)
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture of the camera"))

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to look at."""
        return self._image is not None

    @property
    def is_mirrored(self) -> bool:
        """Whether left and right are painted the other way round."""
        return self._is_mirrored

    @property
    def is_flashing(self) -> bool:
        """Whether the flash still fades."""
        return self._flash > 0.0

    @property
    def picture_rect(self) -> QRectF:
        """Where the picture stands, in points, on whole pixels of the screen; empty without one."""
        if self._image is None:
            return QRectF()
        ratio = self.devicePixelRatioF()
        margin = current_theme().space("l")
        room_width = max(1, round((self.width() - 2 * margin) * ratio))
        room_height = max(1, round((self.height() - 2 * margin) * ratio))
        width, height = self._image.width(), self._image.height()
        scale = min(room_width / width, room_height / height)
        wide, high = max(1, round(width * scale)), max(1, round(height * scale))
        left = round(self.width() * ratio - wide) // 2
        top = round(self.height() * ratio - high) // 2
        return QRectF(left / ratio, top / ratio, wide / ratio, high / ratio)

    def show_pixels(self, pixels: NDArray[np.uint8] | None) -> None:
        """Another picture, height × width × 3, blue green red, not to be changed any more; None shows none."""
        before = self._image.size() if self._image is not None else QSize()
        self._pixels = pixels  # the image below only borrows them
        self._image = None if pixels is None else image_over(pixels)
        if self._image is None or self._image.size() != before:
            self._place_marks()
            self.update()
        else:
            self.update(self.picture_rect.toAlignedRect())

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Like a mirror, or as others see it."""
        if is_mirrored != self._is_mirrored:
            self._is_mirrored = is_mirrored
            self.update()

    def set_lines(self, has_lines: bool) -> None:
        """Lines at the thirds, to compose by."""
        if has_lines != self._has_lines:
            self._has_lines = has_lines
            self.update()

    def show_count(self, seconds: int | None) -> None:
        """The seconds left until the picture is taken; None hides the disc."""
        self.countdown.show_number(seconds)
        self._place_marks()

    def show_advice(self, words: str, icon: str = "info") -> None:
        """One sentence at the top of the picture; "" for none."""
        self.coach.show_words(words, icon)
        self._place_marks()

    def flash(self) -> None:
        """A soft white flash that fades; none where nothing should move."""
        theme = current_theme()
        if theme.is_still:
            return
        if self._fade is None:
            self._fade = QVariantAnimation(self)
            self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._fade.valueChanged.connect(self._on_fade_value_changed)
        self._fade.stop()
        self._fade.setStartValue(_FLASH)
        self._fade.setEndValue(0.0)
        self._fade.setDuration(_FLASH_MOVES * theme.duration("move"))
        self._fade.start()

    def _on_fade_value_changed(self, value: float) -> None:
        self._flash = float(value)
        self.update(self.picture_rect.toAlignedRect())

    def _place_marks(self) -> None:
        theme = current_theme()
        picture = self.picture_rect if self._image is not None else QRectF(self.rect())
        size = self.coach.size_within(max(1, round(picture.width()) - 2 * theme.space("l")))
        self.coach.setGeometry(_centred(size, picture, picture.top() + theme.space("l")))
        disc = self.countdown.size_within(round(picture.height()))
        foot = min(theme.space("xl"), max(0, round(picture.height() - disc.height()) // 2))
        self.countdown.setGeometry(_centred(disc, picture, picture.bottom() - foot - disc.height()))

    @override
    def sizeHint(self) -> QSize:
        """As much room as there is."""
        return _BEGIN_WITH

    @override
    def minimumSizeHint(self) -> QSize:
        """It can be small: the picture shrinks with it."""
        return _BEGIN_WITH / 2

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Canvas, picture, lines, flash, and rounded corners over all of it."""
        theme = current_theme()
        painter = QPainter(self)
        picture = self.picture_rect
        if not picture.contains(QRectF(event.rect())):
            painter.fillRect(self.rect(), theme.colour("canvas"))
        if self._image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._is_mirrored:
            painter.save()
            painter.translate(picture.left() + picture.right(), 0)
            painter.scale(-1, 1)
        painter.drawImage(picture, self._image)
        if self._is_mirrored:
            painter.restore()
        if self._has_lines:
            self._paint_lines(painter, theme, picture)
        if self._flash > 0:
            painter.fillRect(picture, _faded(theme.colour("text-on-canvas"), self._flash))
        self._paint_corners(painter, theme, picture)

    def _paint_lines(self, painter: QPainter, theme: Theme, picture: QRectF) -> None:
        painter.save()
        painter.setClipRect(picture)
        thin = max(1.0, float(theme.px(1)))
        ground = QPen(_faded(theme.colour("canvas"), _LINES_GROUND_ALPHA), 3 * thin)
        line = QPen(_faded(theme.colour("text-on-canvas"), _LINES_ALPHA), thin)
        for pen in (ground, line):
            painter.setPen(pen)
            for part in (1 / 3, 2 / 3):
                x = round(picture.left() + picture.width() * part) + 0.5
                y = round(picture.top() + picture.height() * part) + 0.5
                painter.drawLine(QLineF(x, picture.top(), x, picture.bottom()))
                painter.drawLine(QLineF(picture.left(), y, picture.right(), y))
        painter.restore()

    def _paint_corners(self, painter: QPainter, theme: Theme, picture: QRectF) -> None:
        """Covers the corners: cutting the picture out would cost far more than painting it."""
        radius = theme.radius("l")
        around = QPainterPath()
        around.addRect(picture)
        around.addRoundedRect(picture, radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(around, theme.colour("canvas"))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The marks go with the picture."""
        super().resizeEvent(event)
        self._place_marks()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "countdown" in self.__dict__:
            self._place_marks()


def image_over(pixels: NDArray[np.uint8]) -> QImage:
    """An image that borrows the pixels instead of copying them: whoever keeps it must keep them too."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_BGR888)


def _centred(size: QSize, picture: QRectF, top: float) -> QRect:
    return QRect(QPoint(round(picture.center().x() - size.width() / 2), round(top)), size)


def _faded(colour: QColor, alpha: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(alpha)
    return faded
