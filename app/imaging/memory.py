"""A computer with too little memory for a picture is the world's fault, and is told as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.errors import PictureFault, PictureFaultKind
from app.imaging.cv import cv2


@contextmanager
def enough_memory() -> Iterator[None]:
    """Raises `PictureFault` where Python, numpy, Pillow or OpenCV find no room for the pixels."""
    try:
        yield
    except MemoryError as fault:
        raise PictureFault(PictureFaultKind.NO_MEMORY) from fault
    except cv2.error as fault:
        if fault.code == cv2.Error.StsNoMem:
            raise PictureFault(PictureFaultKind.NO_MEMORY) from fault
        raise
