"""A child of the tests that rebuilds one picture after the other under the limits of the real child."""

from __future__ import annotations

import os
import sys

from contract.limits import PHOTO_BYTES, PHOTO_SIDE, THUMB_SIDES
from server.pictures import child
from tests.batches import Memory, work


def main() -> None:
    """As `server.pictures.child` begins, with time for a whole batch."""
    child.load(PHOTO_SIDE)
    child.CPU_S = 1_000  # type: ignore[misc]  # for all together; each one's time is looked at by the test
    memory = Memory()
    child.give_away()
    work(answer, memory)


def answer(given: bytes) -> bytes:
    """The child's own answer."""
    if "crashes" in sys.argv[1:] and given.count(b"\xff\xda") > child.MOST_SCANS:
        os.abort()
    return child.answer(given, PHOTO_SIDE, PHOTO_BYTES, THUMB_SIDES)


main()
