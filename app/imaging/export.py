"""Makes what travels: a JPEG built anew from nothing but pixels, within the limits of size and weight."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import numpy as np
from PIL import Image

from app.domain.errors import PictureFault, PictureFaultKind
from app.domain.photos import ExportedPhoto, PhotoEdits, Size
from app.imaging.apply import Pixels, apply, size_of
from app.imaging.decoding import refuse_if
from app.imaging.geometry import frame_rect, output_size, seen_size
from app.imaging.opening import OpenedPicture
from contract.limits import PHOTO_BYTES

QUALITIES = (90, 85, 80, 74, 68, 60)
"""Tried in turn; below the last a smaller picture looks better than a coarser one."""
_SHRINK = 0.85


def export(
    opened: OpenedPicture,
    edits: PhotoEdits,
    aspect: float | None,
    longest: int | None = None,
    *,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportedPhoto:
    """The edited picture as a JPEG; blocking, for a worker. `progress` hears 0…1.

    sRGB, upright, without any metadata, its longer side at most `longest` or `contract.limits.PHOTO_SIDE`, at most
    `PHOTO_BYTES`, and never with more pixels than the frame has. Raises `PictureFault` and `Cancelled`.
    """
    progress(0.0)
    out = output_size(opened.full_size, edits, aspect, longest)
    whole = opened.load(_needed(opened.full_size, edits, aspect, out), cancelled)
    progress(0.5)
    refuse_if(cancelled)
    kept = apply(whole, edits, aspect, full_size=opened.full_size)
    del whole  # up to 150 MB that the encoder need not stand beside
    progress(0.6)
    pixels = resized(kept, out)
    progress(0.7)
    return encode(pixels, progress=progress, cancelled=cancelled)


def _needed(size: Size, edits: PhotoEdits, aspect: float | None, out: Size) -> Size:
    """How much of the picture must be decoded, so that the frame still has all pixels that come out."""
    frame = frame_rect(size, edits, aspect)
    share = min(1.0, max(out.width / frame.width, out.height / frame.height))
    seen = seen_size(size, edits)
    wanted = Size(
        min(seen.width, round(seen.width * share) + 1), min(seen.height, round(seen.height * share) + 1)
    )
    return wanted.turned if edits.turns % 2 else wanted


def resized(pixels: Pixels, to: Size) -> Pixels:
    """The pixels in this size, as sharp as they were; a side may also grow by what rounding took away."""
    if size_of(pixels) == to:
        return pixels
    image = Image.fromarray(pixels).resize((to.width, to.height), Image.Resampling.LANCZOS)
    return np.asarray(image)


def encode(
    pixels: Pixels,
    *,
    most_bytes: int = PHOTO_BYTES,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportedPhoto:
    """A JPEG of these pixels that weighs at most `most_bytes`: coarser step by step, then smaller."""
    done = 0.7
    while True:
        for quality in QUALITIES:
            refuse_if(cancelled)
            data = _jpeg(pixels, quality)
            if len(data) <= most_bytes:
                progress(1.0)
                return ExportedPhoto(data, hashlib.sha256(data).hexdigest(), size_of(pixels))
            done += (1.0 - done) / 4
            progress(done)
        size = size_of(pixels)
        if max(size.width, size.height) <= 1:
            raise PictureFault(PictureFaultKind.TOO_LARGE_FILE, most_bytes)
        pixels = resized(pixels, Size(max(1, int(size.width * _SHRINK)), max(1, int(size.height * _SHRINK))))


def _jpeg(pixels: Pixels, quality: int) -> bytes:
    """A new image from an array has no notes to carry over, unlike one that was opened and saved again."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return file.getvalue()
