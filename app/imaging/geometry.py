"""Where things are in a picture that is turned, mirrored, zoomed and cropped: pure functions on frozen values.

`size` is everywhere the size of the opened picture, upright by its own tag and before any edit. What a member sees is
that picture turned and mirrored; frames, centres and crops are in its pixels (see `app.domain.photos.PhotoEdits`).
"""

from __future__ import annotations

from dataclasses import replace

from app.domain.photos import PhotoEdits, Rect, Size
from contract.limits import CROP_WARNING_SIDE, PHOTO_SIDE

MAX_ZOOM = 8.0
ZOOM_STEP = 1.25
SMALLEST_FRAME = 50.0
"""Pixels on the shorter side below which zooming in ends; a coarse picture is told, not forbidden."""


def seen_size(size: Size, edits: PhotoEdits) -> Size:
    """The size of the picture as it is seen after its turns."""
    return size.turned if edits.turns % 2 else size


def as_seen(rect: Rect, size: Size, edits: PhotoEdits) -> Rect:
    """A part of the upright picture, in pixels of the picture as seen."""
    match edits.turns % 4:
        case 1:
            rect = Rect(size.height - rect.bottom, rect.x, rect.height, rect.width)
        case 2:
            rect = Rect(size.width - rect.right, size.height - rect.bottom, rect.width, rect.height)
        case 3:
            rect = Rect(rect.y, size.width - rect.right, rect.height, rect.width)
    return _mirrored(rect, seen_size(size, edits)) if edits.flipped else rect


def as_opened(rect: Rect, size: Size, edits: PhotoEdits) -> Rect:
    """A part of the picture as seen, in pixels of the upright picture: the way back from `as_seen`."""
    seen = seen_size(size, edits)
    if edits.flipped:
        rect = _mirrored(rect, seen)
    return as_seen(rect, seen, PhotoEdits(turns=-edits.turns % 4))


def _mirrored(rect: Rect, size: Size) -> Rect:
    return replace(rect, x=size.width - rect.right)


def turned(edits: PhotoEdits, size: Size, quarters: int = 1) -> PhotoEdits:
    """The edit after `quarters` turns clockwise as seen; centre and crop stay on what they showed."""
    steps = -quarters if edits.flipped else quarters  # the mirror comes after the turns
    return _carried(edits, replace(edits, turns=(edits.turns + steps) % 4), size)


def flipped(edits: PhotoEdits, size: Size) -> PhotoEdits:
    """The edit with left and right changed as seen; centre and crop stay on what they showed."""
    return _carried(edits, replace(edits, flipped=not edits.flipped), size)


def _carried(old: PhotoEdits, new: PhotoEdits, size: Size) -> PhotoEdits:
    centre = crop = None
    if old.centre is not None:
        point = as_seen(as_opened(Rect(*old.centre, 0, 0), size, old), size, new)
        centre = (point.x, point.y)
    if old.crop is not None:
        crop = inside(as_seen(as_opened(old.crop, size, old), size, new), seen_size(size, new))
    return replace(new, centre=centre, crop=crop)


def inside(rect: Rect, size: Size) -> Rect:
    """The rect moved into the picture, and made smaller only where it is larger than the picture."""
    width, height = min(rect.width, float(size.width)), min(rect.height, float(size.height))
    x = min(max(rect.x, 0.0), size.width - width)
    y = min(max(rect.y, 0.0), size.height - height)
    return Rect(x, y, width, height)


def frame_rect(size: Size, edits: PhotoEdits, aspect: float | None) -> Rect:
    """What is kept of the picture as seen; always inside it, and at least one pixel.

    With an `aspect` (width by height) the frame is the largest of that shape, divided by `zoom` and placed at
    `centre`; without, it is the crop, or everything.
    """
    seen = seen_size(size, edits)
    if aspect is None:
        rect = edits.crop or Rect(0, 0, seen.width, seen.height)
        return inside(replace(rect, width=max(rect.width, 1.0), height=max(rect.height, 1.0)), seen)
    width, height = _largest(seen, aspect)
    zoom = min(max(edits.zoom, 1.0), max_zoom(size, edits, aspect))
    width, height = width / zoom, height / zoom
    x, y = edits.centre or (seen.width / 2, seen.height / 2)
    return inside(Rect(x - width / 2, y - height / 2, width, height), seen)


def _largest(seen: Size, aspect: float) -> tuple[float, float]:
    """The largest width and height of this shape in the picture, never narrower than a pixel."""
    width = min(float(seen.width), seen.height * aspect)
    height = min(float(seen.height), seen.width / aspect)
    return max(width, 1.0), max(height, 1.0)


def max_zoom(size: Size, edits: PhotoEdits, aspect: float) -> float:
    """How far one can zoom in before the frame is too small to be worth sending; 1 is not at all."""
    shorter = min(_largest(seen_size(size, edits), aspect))
    return min(max(shorter / SMALLEST_FRAME, 1.0), MAX_ZOOM)


def zoomed(
    edits: PhotoEdits,
    size: Size,
    aspect: float,
    factor: float,
    about: tuple[float, float] | None = None,
) -> PhotoEdits:
    """Zoom a fixed frame by `factor`; what is at `about` (None: the frame's middle) stays where it is in the frame.

    Only at an edge of the picture does it move, when zooming out: the frame never shows what is not there.
    """
    frame = frame_rect(size, edits, aspect)
    now = min(max(edits.zoom, 1.0), max_zoom(size, edits, aspect))
    zoom = min(max(now * factor, 1.0), max_zoom(size, edits, aspect))
    x, y = about or frame.centre
    ratio = now / zoom
    middle = (x + (frame.centre[0] - x) * ratio, y + (frame.centre[1] - y) * ratio)
    return _placed(replace(edits, zoom=zoom, centre=middle), size, aspect)


def moved(edits: PhotoEdits, size: Size, aspect: float, dx: float, dy: float) -> PhotoEdits:
    """Move a fixed frame over the picture by `dx`, `dy` pixels of it, as far as its edges."""
    x, y = frame_rect(size, edits, aspect).centre
    return _placed(replace(edits, centre=(x + dx, y + dy)), size, aspect)


def _placed(edits: PhotoEdits, size: Size, aspect: float) -> PhotoEdits:
    """With the centre where the frame really is, so that pushing against an edge leaves nothing to undo."""
    return replace(edits, centre=frame_rect(size, edits, aspect).centre)


def pixel_box(frame: Rect, size: Size) -> tuple[int, int, int, int]:
    """The frame as whole pixels (left, top, right, bottom) in a picture of `size`: the one place that rounds.

    Width and height are rounded by themselves, so that a square stays a square wherever it lies.
    """
    width = min(max(round(frame.width), 1), size.width)
    height = min(max(round(frame.height), 1), size.height)
    left = min(max(round(frame.x), 0), size.width - width)
    top = min(max(round(frame.y), 0), size.height - height)
    return left, top, left + width, top + height


def output_size(size: Size, edits: PhotoEdits, aspect: float | None, longest: int | None = None) -> Size:
    """The pixels that will come out: those of the frame, made smaller to `longest`, never larger.

    Without `longest` that is what may travel, `contract.limits.PHOTO_SIDE`.
    """
    seen = seen_size(size, edits)
    left, top, right, bottom = pixel_box(frame_rect(size, edits, aspect), seen)
    return fitted(Size(right - left, bottom - top), longest or PHOTO_SIDE)


def fitted(size: Size, longest: int) -> Size:
    """The size with its longer side at most `longest` pixels, in the same shape."""
    factor = min(1.0, longest / max(size.width, size.height))
    return Size(max(1, round(size.width * factor)), max(1, round(size.height * factor)))


def comes_out_small(size: Size, edits: PhotoEdits, aspect: float | None) -> bool:
    """Whether to say, before sending, that the picture will look coarse."""
    out = output_size(size, edits, aspect)
    return min(out.width, out.height) < CROP_WARNING_SIDE


def part_of(frame: Rect, x: float, y: float, width: float, height: float) -> Rect:
    """A region given in fractions (0…1) of what was sent, in the pixels its frame was cut from."""
    return Rect(
        frame.x + x * frame.width, frame.y + y * frame.height, width * frame.width, height * frame.height
    )
