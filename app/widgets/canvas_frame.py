"""Where picture and frame lie on a canvas, and what a push on the screen makes of an edit: no Qt, no pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from app.domain.photos import PhotoEdits, Rect, Size
from app.imaging import geometry
from app.imaging.handles import Handle, dragged, place_of
from app.imaging.view import Point, View, fitting

NOTHING = Size(1, 1)
"""Stands for the size while there is no picture."""
RING_SHARE = 256 / 300
"""Of the shorter side of the well, how much a frame that stands still takes."""
_MOST_ENLARGED = 3.0
"""Points a pixel of a tiny picture is blown up to, at most, where the whole picture is shown."""


class CanvasMode(Enum):
    """What can be done to the picture."""

    LOOK = "look"
    """Nothing; all of it is shown."""
    FRAME = "frame"
    """The frame stands still, the picture is placed under it."""
    FREE = "free"
    """The frame has handles and stands anywhere on the picture."""
    RESULT = "result"
    """Nothing; only what is kept is shown."""

    @property
    def can_place(self) -> bool:
        """Whether the frame can be placed."""
        return self in (CanvasMode.FRAME, CanvasMode.FREE)


@dataclass(frozen=True, slots=True)
class Framing:
    """The mode, the size of the upright picture, the frame's shape, and the shape that handles keep (None: any)."""

    mode: CanvasMode = CanvasMode.LOOK
    size: Size = NOTHING
    aspect: float | None = 1.0
    shape: float | None = None

    def view(self, edits: PhotoEdits, well: Rect) -> View:
        """How the picture lies in the well, in points of the screen."""
        if self.mode is CanvasMode.LOOK:
            seen = geometry.seen_size(self.size, edits)
            return fitting(Rect(0, 0, seen.width, seen.height), well, _MOST_ENLARGED)
        if self.mode is CanvasMode.FREE:  # zoom and centre are only the view
            return fitting(geometry.frame_rect(self.size, edits, self._view_aspect(edits)), well)
        return fitting(geometry.frame_rect(self.size, edits, self.aspect), self.ring(well))

    def ring(self, well: Rect) -> Rect:
        """Where a frame that stands still is; a free one takes all the room."""
        if self.aspect is None:
            return well
        width = min(well.width, well.height * self.aspect) * RING_SHARE
        height = width / self.aspect
        x, y = well.centre
        return Rect(x - width / 2, y - height / 2, width, height)

    def kept(self, edits: PhotoEdits, view: View) -> Rect:
        """Where what is kept stands on the screen."""
        return view.rect_to_screen(geometry.frame_rect(self.size, edits, self.aspect))

    def zoomed(self, edits: PhotoEdits, factor: float, about: Point | None = None) -> PhotoEdits:
        """Nearer or further; what is at `about` (in the picture as seen) stays where it is on the screen."""
        return geometry.zoomed(edits, self.size, self._view_aspect(edits), factor, about)

    def moved(self, edits: PhotoEdits, view: View, dx: float, dy: float) -> PhotoEdits:
        """The picture moved by points of the screen."""
        aspect = self._view_aspect(edits)
        return geometry.moved(edits, self.size, aspect, -dx / view.scale, -dy / view.scale)

    def crop_moved(self, edits: PhotoEdits, view: View, dx: float, dy: float) -> PhotoEdits:
        """A free frame moved by points of the screen."""
        crop = geometry.frame_rect(self.size, edits, None)
        there = replace(crop, x=crop.x + dx / view.scale, y=crop.y + dy / view.scale)
        return replace(edits, crop=geometry.inside(there, geometry.seen_size(self.size, edits)))

    def handle_moved(self, edits: PhotoEdits, view: View, handle: Handle, dx: float, dy: float) -> PhotoEdits:
        """A handle of a free frame moved by points of the screen."""
        crop = geometry.frame_rect(self.size, edits, None)
        x, y = place_of(handle, crop)
        to = (x + dx / view.scale, y + dy / view.scale)
        seen = geometry.seen_size(self.size, edits)
        return replace(edits, crop=dragged(crop, handle, to, seen, self.shape))

    def pushed(
        self, edits: PhotoEdits, view: View, handle: Handle | None, dx: float, dy: float
    ) -> PhotoEdits:
        """What an arrow moves: the picture under a frame that stands still, else the chosen handle or the frame."""
        if self.mode is CanvasMode.FRAME:
            return self.moved(edits, view, dx, dy)
        if handle is not None:
            return self.handle_moved(edits, view, handle, dx, dy)
        return self.crop_moved(edits, view, dx, dy)

    def _view_aspect(self, edits: PhotoEdits) -> float:
        if self.mode is not CanvasMode.FREE and self.aspect is not None:
            return self.aspect
        seen = geometry.seen_size(self.size, edits)
        return seen.width / seen.height
