"""Opens a picture for the editor: a quick reduced one first, the full one when it is asked for."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from app.domain.errors import PictureFault, PictureFaultKind
from app.domain.photos import Size
from app.imaging.apply import Pixels, size_of
from app.imaging.cv import cv2
from app.imaging.decoding import Source, decode, read_head, refuse_if
from app.imaging.geometry import fitted
from contract.limits import OPENED_FILE_BYTES

PREVIEW_SIDE = 2048
_GOOD_ENOUGH = 0.7
"""A preview may be this much smaller than asked, since a JPEG is reduced for nothing only by 2, 4 or 8."""
_STILL_QUALITY = 95


@dataclass(frozen=True, slots=True, eq=False)
class OpenedPicture:
    """A picture in the editor. `preview` and what the loads give are upright sRGB pixels, to be read only.

    `full_size` is the size edits speak of; `data` are the original bytes and `sha256` theirs; `format` is Pillow's
    name of it. Of an animation (`is_animated`) only the first picture is used.
    """

    name: str
    data: bytes
    sha256: str
    format: str
    is_animated: bool
    full_size: Size
    preview: Pixels
    _source: Source | None = None
    _pixels: Pixels | None = None

    def load_full(self, cancelled: Callable[[], bool] = lambda: False) -> Pixels:
        """All pixels. Takes up to a second: for a worker. Raises `PictureFault` and `Cancelled`."""
        return self.load(self.full_size, cancelled)

    def load(self, at_least: Size, cancelled: Callable[[], bool] = lambda: False) -> Pixels:
        """The whole picture with at least these sides, or in full if it has no more: less work than `load_full`."""
        if self._source is None:
            assert self._pixels is not None
            return self._pixels
        return decode(self._source, at_least, cancelled)


def open_picture(
    data: bytes,
    name: str,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    preview_side: int = PREVIEW_SIDE,
) -> OpenedPicture:
    """Open a picture by its content. Raises `PictureFault`, or `Cancelled` when nobody wants it any more.

    Takes a tenth of a second for a photo of 24 megapixels, so it belongs in a worker.
    """
    if len(data) > OPENED_FILE_BYTES:
        raise PictureFault(PictureFaultKind.TOO_LARGE_FILE, OPENED_FILE_BYTES)
    refuse_if(cancelled)
    source = read_head(data)
    wanted = fitted(source.size, round(preview_side * _GOOD_ENOUGH))
    preview = smaller(decode(source, wanted, cancelled), preview_side)
    return OpenedPicture(
        name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        format=source.kind.value,
        is_animated=source.is_animated,
        full_size=source.size,
        preview=preview,
        _source=source,
    )


def read_file(path: Path) -> bytes:
    """The bytes of a file the member chose, not read at all when it is too large. Raises `PictureFault`."""
    try:
        with path.open("rb") as file:
            data = file.read(OPENED_FILE_BYTES + 1)
    except OSError as fault:
        raise PictureFault(PictureFaultKind.UNREADABLE) from fault
    if len(data) > OPENED_FILE_BYTES:
        raise PictureFault(PictureFaultKind.TOO_LARGE_FILE, OPENED_FILE_BYTES)
    return data


def from_pixels(pixels_bgr: Pixels, name: str, *, preview_side: int = PREVIEW_SIDE) -> OpenedPicture:
    """A picture taken with the camera, blue first as OpenCV has it; `data` is what is kept as its original."""
    pixels = np.asarray(cv2.cvtColor(pixels_bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    data = still_bytes(pixels_bgr)
    return OpenedPicture(
        name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        format="JPEG",
        is_animated=False,
        full_size=size_of(pixels),
        preview=smaller(pixels, preview_side),
        _pixels=pixels,
    )


def still_bytes(pixels_bgr: Pixels) -> bytes:
    """A camera's picture as a JPEG that loses nothing one can see; it holds no note of any kind."""
    pixels = np.asarray(cv2.cvtColor(pixels_bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=_STILL_QUALITY, subsampling=0)
    return file.getvalue()


def smaller(pixels: Pixels, longest: int) -> Pixels:
    """The pixels made smaller until no side is longer, by averaging; never larger."""
    size = size_of(pixels)
    to = fitted(size, longest)
    if to == size:
        return pixels
    shrunk = cv2.resize(pixels, (to.width, to.height), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, dtype=np.uint8)
