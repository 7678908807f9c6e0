"""The one function that turns pixels and an edit into pixels: preview, export and tests all use it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.domain.photos import BRIGHTNESS_LIMIT, PhotoEdits, Rect, Size
from app.imaging.cv import cv2
from app.imaging.geometry import frame_rect, pixel_box, seen_size

Pixels = npt.NDArray[np.uint8]
"""Height × width × 3, red first, 8 bits, sRGB."""

STOPS = 2.0
"""How strong the ends of the slider are: the shadows change by this many doublings of light."""


def size_of(pixels: Pixels) -> Size:
    """Width and height of an array of pixels."""
    return Size(pixels.shape[1], pixels.shape[0])


def apply(
    pixels: Pixels, edits: PhotoEdits, aspect: float | None, *, full_size: Size | None = None
) -> Pixels:
    """The edited picture: what the frame keeps, turned, mirrored and brightened.

    `pixels` are the upright picture, in full or reduced; `full_size` is the size the edit speaks of, and may be left
    out when the pixels are the full ones. The frame is rounded to whole pixels once, here. The given array is never
    changed; where the edit changes nothing, the result shares it.
    """
    kept = cropped(pixels, edits, aspect, full_size or size_of(pixels))
    return brighten(_laid_out(kept, edits), edits.brightness)


def _laid_out(kept: Pixels, edits: PhotoEdits) -> Pixels:
    """The same pixels row by row: OpenCV turns them many times faster than copying a turned view would."""
    straight = kept[:, ::-1] if edits.flipped else kept
    straight = np.rot90(straight, edits.turns % 4)  # now as in the array given, where rows lie in memory
    turns = edits.turns % 4
    if turns:
        codes = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
        straight = np.asarray(cv2.rotate(np.ascontiguousarray(straight), codes[turns - 1]), dtype=np.uint8)
    if edits.flipped:
        straight = np.asarray(cv2.flip(np.ascontiguousarray(straight), 1), dtype=np.uint8)
    return np.ascontiguousarray(straight)


def cropped(pixels: Pixels, edits: PhotoEdits, aspect: float | None, full_size: Size) -> Pixels:
    """What the frame keeps, as seen, without its brightness: a view into `pixels`, nothing is copied."""
    seen_pixels = seen(pixels, edits)
    width, height = seen_pixels.shape[1], seen_pixels.shape[0]
    whole = seen_size(full_size, edits)
    frame = frame_rect(full_size, edits, aspect)
    across, down = width / whole.width, height / whole.height
    if aspect is None:
        part = Rect(frame.x * across, frame.y * down, frame.width * across, frame.height * down)
    else:  # a reduced picture's sides are rounded, so its two scales differ a little; the shape must not
        scale = min(across, down)
        part = Rect(frame.x * across, frame.y * down, frame.width * scale, frame.height * scale)
    left, top, right, bottom = pixel_box(part, Size(width, height))
    return seen_pixels[top:bottom, left:right]


def seen(pixels: Pixels, edits: PhotoEdits) -> Pixels:
    """The whole picture turned and mirrored: a view, so it costs nothing and is not contiguous."""
    turned: Pixels = np.rot90(pixels, -edits.turns % 4)
    return turned[:, ::-1] if edits.flipped else turned


def brighten(pixels: Pixels, brightness: int) -> Pixels:
    """The pixels with light changed by −100…100; 0 gives back the very same array."""
    if brightness == 0:
        return pixels
    return np.asarray(cv2.LUT(pixels, curve(brightness)), dtype=np.uint8)


def curve(brightness: int) -> npt.NDArray[np.uint8]:
    """The 256 values of the slider's curve.

    The odds of light, v ∶ (1 − v), are multiplied. So black stays black and white stays white, nothing is ever cut
    off, shadows gain most, and a minus undoes a plus but for rounding.
    """
    amount = min(max(brightness, -BRIGHTNESS_LIMIT), BRIGHTNESS_LIMIT) / BRIGHTNESS_LIMIT
    factor: float = 2.0 ** (STOPS * amount)
    light = np.arange(256, dtype=np.float64) / 255
    values = np.rint(255 * factor * light / (1 + (factor - 1) * light))
    return values.astype(np.uint8)
