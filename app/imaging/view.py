"""How a picture lies on the screen: a scale and an offset, there and back without loss."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.photos import Rect, Size

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """Screen = picture × `scale` + (`x`, `y`); the screen's unit is the caller's, logical pixels in a widget."""

    scale: float
    x: float = 0.0
    y: float = 0.0

    def to_screen(self, point: Point) -> Point:
        """Where a point of the picture is on the screen."""
        return (point[0] * self.scale + self.x, point[1] * self.scale + self.y)

    def to_picture(self, point: Point) -> Point:
        """Which point of the picture is at this place of the screen."""
        return ((point[0] - self.x) / self.scale, (point[1] - self.y) / self.scale)

    def rect_to_screen(self, rect: Rect) -> Rect:
        """Where a part of the picture is on the screen."""
        x, y = self.to_screen((rect.x, rect.y))
        return Rect(x, y, rect.width * self.scale, rect.height * self.scale)

    def rect_to_picture(self, rect: Rect) -> Rect:
        """Which part of the picture is under this part of the screen."""
        x, y = self.to_picture((rect.x, rect.y))
        return Rect(x, y, rect.width / self.scale, rect.height / self.scale)

    def zoomed(self, about: Point, factor: float) -> View:
        """Larger by `factor`, with the picture's point at `about` (on the screen) staying there."""
        return View(
            self.scale * factor,
            about[0] + (self.x - about[0]) * factor,
            about[1] + (self.y - about[1]) * factor,
        )

    def moved(self, dx: float, dy: float) -> View:
        """Shifted on the screen."""
        return View(self.scale, self.x + dx, self.y + dy)

    def kept_in(self, size: Size, place: Rect) -> View:
        """Shifted so that the picture leaves no gap in `place` it could fill; where it can't, it stands centred."""
        return View(
            self.scale,
            _kept(self.x, size.width * self.scale, place.x, place.width),
            _kept(self.y, size.height * self.scale, place.y, place.height),
        )


def fitting(part: Rect, place: Rect, largest_scale: float | None = None) -> View:
    """The view that shows `part` of a picture whole and centred in `place` of the screen.

    With `largest_scale` a small picture is not blown up beyond it.
    """
    scale = min(place.width / part.width, place.height / part.height)
    if largest_scale is not None:
        scale = min(scale, largest_scale)
    (screen_x, screen_y), (x, y) = place.centre, part.centre
    return View(scale, screen_x - x * scale, screen_y - y * scale)


def _kept(offset: float, length: float, start: float, room: float) -> float:
    """The offset along one axis."""
    if length <= room:
        return start + (room - length) / 2
    return min(max(offset, start + room - length), start)
