"""The pixels a canvas shows: kept unbrightened at the screen's size, so that a tick of the slider is one look-up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QPainter

from app.domain.photos import PhotoEdits, Rect, Size
from app.imaging.geometry import seen_size
from app.imaging.view import View

if TYPE_CHECKING:  # the editor's window comes before the heavy parts; a worker loads them with the picture
    from app.imaging.apply import Pixels
    from app.imaging.viewport import Level, Part, ShownPixels


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which pixels are in the box now, and where on the device they go."""

    version: int
    turns: int
    flipped: bool
    part: Part
    left: int
    top: int


class CanvasPicture:
    """Samples when the view changes, looks up when the brightness does, copies when it is painted."""

    def __init__(self) -> None:
        self._levels: tuple[Level, ...] = ()
        self._size = Size(1, 1)
        self._version = 0
        self._shown: _Shown | None = None
        self._pixels: ShownPixels | None = None
        self._image: QImage | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no picture yet."""
        return not self._levels

    @property
    def size(self) -> Size:
        """Of the full picture, upright."""
        return self._size

    def take(self, levels: tuple[Level, ...], size: Size) -> None:
        """Another picture, or the same one in more pixels: its pyramid, and the size of the full one, upright."""
        self._levels = levels
        self._size = size
        self._forget()

    def sample_part(self, edits: PhotoEdits, frame: Rect, side: int) -> QImage:
        """What the frame keeps, `side` pixels wide, brightened; for the small previews beside the picture."""
        from app.imaging.viewport import Part, ShownPixels

        part = Part(
            frame.x, frame.y, side / frame.width, side, max(1, round(side * frame.height / frame.width))
        )
        pixels = ShownPixels(self._levels, self._size, edits.turns, edits.flipped, part)
        pixels.brighten(edits.brightness)
        return _wrapped(pixels.pixels).copy()

    def paint(self, painter: QPainter, view: View, clip: QRectF, edits: PhotoEdits) -> QRectF:
        """Paints what lies inside `clip`; every pixel of the device is one of ours. Answers where (points)."""
        ratio = painter.deviceTransform().m11()
        found = self._find(view, clip, edits, ratio)
        if found is None:
            return QRectF()
        pixels, image = self._pixels, self._image
        if found != self._shown or pixels is None or image is None:
            from app.imaging.viewport import ShownPixels

            pixels = self._pixels = ShownPixels(
                self._levels, self._size, edits.turns, edits.flipped, found.part
            )
            image = self._image = _wrapped(pixels.pixels)
            self._shown = found
        pixels.brighten(edits.brightness)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QPoint(found.left, found.top), image)
        painter.restore()
        part = found.part
        return QRectF(found.left / ratio, found.top / ratio, part.width / ratio, part.height / ratio)

    def _forget(self) -> None:
        self._version += 1
        self._shown = self._pixels = self._image = None

    def _find(self, view: View, clip: QRectF, edits: PhotoEdits, ratio: float) -> _Shown | None:
        """Which pixels the clip shows, its edges on whole pixels of the device."""
        from app.imaging.viewport import Part

        if self.is_empty:
            return None
        seen = seen_size(self._size, edits)
        on_screen = view.rect_to_screen(Rect(0, 0, seen.width, seen.height))
        left = round(max(on_screen.x, clip.left()) * ratio)
        top = round(max(on_screen.y, clip.top()) * ratio)
        right = round(min(on_screen.right, clip.left() + clip.width()) * ratio)
        bottom = round(min(on_screen.bottom, clip.top() + clip.height()) * ratio)
        if right <= left or bottom <= top or not math.isfinite(view.scale):
            return None
        x, y = view.to_picture((left / ratio, top / ratio))
        part = Part(x, y, view.scale * ratio, right - left, bottom - top)
        return _Shown(self._version, edits.turns, edits.flipped, part, left, top)


def _wrapped(pixels: Pixels) -> QImage:
    """An image over B, G, R, opaque; it shares the array, whose owner keeps it alive and unmoved."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
