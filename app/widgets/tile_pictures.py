"""Pictures ready to be painted on tiles: cut to their shape with round corners, the least lately seen thrown away."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

MOST_BYTES = 32 * 1024 * 1024
"""Of pixmaps kept: several screens full of tiles, also at scale 2."""
_BYTES_PER_PIXEL = 4


class Corners(NamedTuple):
    """Radii in points: top left, top right, bottom right, bottom left."""

    top_left: float
    top_right: float
    bottom_right: float
    bottom_left: float


def all_corners(radius: float) -> Corners:
    """The same everywhere."""
    return Corners(radius, radius, radius, radius)


def rounded(rect: QRectF, corners: Corners) -> QPainterPath:
    """A rectangle with these corners."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    least = min(rect.width(), rect.height()) / 2
    one, two, three, four = (min(radius, least) for radius in corners)
    path.moveTo(rect.left() + one, rect.top())
    path.lineTo(rect.right() - two, rect.top())
    path.arcTo(rect.right() - 2 * two, rect.top(), 2 * two, 2 * two, 90, -90)
    path.lineTo(rect.right(), rect.bottom() - three)
    path.arcTo(rect.right() - 2 * three, rect.bottom() - 2 * three, 2 * three, 2 * three, 0, -90)
    path.lineTo(rect.left() + four, rect.bottom())
    path.arcTo(rect.left(), rect.bottom() - 2 * four, 2 * four, 2 * four, 270, -90)
    path.lineTo(rect.left(), rect.top() + one)
    path.arcTo(rect.left(), rect.top(), 2 * one, 2 * one, 180, -90)
    return path


class TilePictures:
    """One for each grid. A picture is known by its image, so that another one is never mistaken for it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[int, int, int, float, Corners], QPixmap] = OrderedDict()

    @property
    def bytes_kept(self) -> int:
        """What all pixmaps together take."""
        return self._bytes

    def clear(self) -> None:
        """Lets go of all."""
        self._kept.clear()
        self._bytes = 0

    def pixmap(self, image: QImage, size: QSize, ratio: float, corners: Corners) -> QPixmap:
        """The middle of `image` filling `size` points at `ratio` pixels each."""
        key = (image.cacheKey(), size.width(), size.height(), ratio, corners)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        made = cut_to_shape(image, size, ratio, corners)
        self._kept[key] = made
        self._bytes += _bytes_of(made)
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= _bytes_of(gone)
        return made


def cut_to_shape(image: QImage, size: QSize, ratio: float, corners: Corners) -> QPixmap:
    """Scaled once to the screen's pixels, so that it stays sharp at every scale."""
    real = QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))
    part = _filling(image, real)
    scaled = part.scaled(
        real, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    made = QPixmap(real)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = rounded(QRectF(0, 0, real.width(), real.height()), Corners(*(c * ratio for c in corners)))
    painter.setClipPath(outline)
    painter.drawImage(0, 0, scaled)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def _filling(image: QImage, shape: QSize) -> QImage:
    """The middle part of the picture that has the shape."""
    size = shape.scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (image.width() - size.width()) // 2, (image.height() - size.height()) // 2
    return image.copy(left, top, max(1, size.width()), max(1, size.height()))


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * _BYTES_PER_PIXEL
