"""The eight handles of a free crop as data, and the one way each of them moves it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.photos import Rect, Size

SMALLEST_CROP = 16.0
"""Pixels; a crop can't be dragged smaller than this, or than the picture if that is smaller."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Handle:
    """A handle by the sides it moves: −1 is left or top, 1 right or bottom, 0 neither."""

    name: str
    x: int
    y: int

    @property
    def is_corner(self) -> bool:
        """Whether it moves two sides."""
        return self.x != 0 and self.y != 0


HANDLES = (
    Handle("top_left", -1, -1),
    Handle("top", 0, -1),
    Handle("top_right", 1, -1),
    Handle("right", 1, 0),
    Handle("bottom_right", 1, 1),
    Handle("bottom", 0, 1),
    Handle("bottom_left", -1, 1),
    Handle("left", -1, 0),
)
"""Clockwise from the top left, the order in which the keyboard visits them."""


def place_of(handle: Handle, rect: Rect) -> Point:
    """Where the handle sits on the crop."""
    return (rect.x + rect.width * (handle.x + 1) / 2, rect.y + rect.height * (handle.y + 1) / 2)


def handle_at(point: Point, rect: Rect, reach: float) -> Handle | None:
    """The nearest handle within `reach` of the point, in the same unit; None is none.

    A side can be taken anywhere along it, a corner wins over the sides that meet there.
    """
    corners = [handle for handle in HANDLES if handle.is_corner]
    sides = [handle for handle in HANDLES if not handle.is_corner]
    for handles in (corners, sides):
        distance, handle = min(
            ((_distance(point, handle, rect), handle) for handle in handles), key=lambda found: found[0]
        )
        if distance <= reach:
            return handle
    return None


def _distance(point: Point, handle: Handle, rect: Rect) -> float:
    """From a point to a corner, or to the nearest place of a side."""
    x, y = place_of(handle, rect)
    if handle.x == 0:
        x = min(max(point[0], rect.x), rect.right)
    if handle.y == 0:
        y = min(max(point[1], rect.y), rect.bottom)
    return max(abs(point[0] - x), abs(point[1] - y))


def dragged(rect: Rect, handle: Handle, to: Point, size: Size, aspect: float | None = None) -> Rect:
    """The crop after its handle was dragged to a point, all in pixels of the picture as seen, whose size is `size`.

    What the handle does not move stays; the crop never leaves the picture and never gets smaller than
    `SMALLEST_CROP`. With `aspect` (width by height) it keeps that shape: a corner then turns about the one opposite,
    and a side takes the other two along evenly.
    """
    if aspect is not None:
        return _dragged_in_shape(rect, handle, to, size, aspect)
    x, width = _dragged_axis(rect.x, rect.right, handle.x, to[0], size.width)
    y, height = _dragged_axis(rect.y, rect.bottom, handle.y, to[1], size.height)
    return Rect(x, y, width, height)


def _dragged_axis(start: float, end: float, side: int, to: float, length: int) -> tuple[float, float]:
    """Start and length along one axis."""
    least = min(SMALLEST_CROP, float(length))
    if side < 0:
        start = min(max(to, 0.0), max(end - least, 0.0))
    elif side > 0:
        end = max(min(to, float(length)), min(start + least, float(length)))
    return start, end - start


def _dragged_in_shape(rect: Rect, handle: Handle, to: Point, size: Size, aspect: float) -> Rect:
    anchor_x, room_x = _anchor(rect.x, rect.right, handle.x, size.width)
    anchor_y, room_y = _anchor(rect.y, rect.bottom, handle.y, size.height)
    asked_x = (to[0] - anchor_x) * handle.x
    asked_y = (to[1] - anchor_y) * handle.y
    width = max(
        asked_x if handle.x else 0.0,
        asked_y * aspect if handle.y else 0.0,
        SMALLEST_CROP * max(aspect, 1.0),
    )
    width = min(width, room_x, room_y * aspect)
    height = width / aspect
    return Rect(_start(anchor_x, handle.x, width), _start(anchor_y, handle.y, height), width, height)


def _anchor(start: float, end: float, side: int, length: int) -> tuple[float, float]:
    """What stays along one axis, and how long the crop may then become there."""
    if side < 0:
        return end, end
    if side > 0:
        return start, length - start
    middle = (start + end) / 2
    return middle, 2 * min(middle, length - middle)


def _start(anchor: float, side: int, length: float) -> float:
    if side < 0:
        return max(anchor - length, 0.0)
    return anchor if side > 0 else max(anchor - length / 2, 0.0)


def in_shape(rect: Rect, size: Size, aspect: float) -> Rect:
    """The largest part of a crop that has this shape, about the crop's own middle: for when a shape is chosen."""
    width = min(rect.width, rect.height * aspect, float(size.width), size.height * aspect)
    height = width / aspect
    x, y = rect.centre
    return Rect(
        min(max(x - width / 2, 0.0), size.width - width),
        min(max(y - height / 2, 0.0), size.height - height),
        width,
        height,
    )
