"""A child of the tests that opens one picture after the other, as the client's worker does."""

from __future__ import annotations

import logging
import os
import sys
import threading

from app.domain.errors import PictureFault
from app.imaging.opening import open_picture
from tests.batches import work


def answer(data: bytes) -> bytes:
    """How it ended. Anything but a `PictureFault` ends this program, which is what the test looks for."""
    if data.startswith(b"\x89PNG"):
        _seeded_fault()
    try:
        picture = open_picture(data, "odd")
        full = picture.load_full()
    except PictureFault as fault:
        return f"refused {fault.kind.value}".encode()
    assert full.shape == (picture.full_size.height, picture.full_size.width, 3)
    return b"opened"


def _seeded_fault() -> None:
    match sys.argv[1:]:
        case ["crashes"]:
            os.abort()
        case ["stumbles"]:
            raise ZeroDivisionError
        case ["hangs"]:
            threading.Event().wait()


logging.disable(logging.INFO)
work(answer)
