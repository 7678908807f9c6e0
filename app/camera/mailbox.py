"""One place for the newest frame: whoever is slow misses frames, and never gets old ones."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from app.camera.states import Frame

if TYPE_CHECKING:
    from app.camera.states import Pixels


class Mailbox:
    """Filled by the reading thread, emptied by any other. `first` is the sequence number before the first frame's."""

    def __init__(self, first: int = 0) -> None:
        self._arrived = threading.Condition()
        self._newest: Frame | None = None
        self._sequence = first
        self._started_at: float | None = None
        self._count = 0

    @property
    def sequence(self) -> int:
        """The newest frame's number."""
        return self._sequence

    @property
    def newest(self) -> Frame | None:
        """The newest frame, None before the first."""
        return self._newest

    @property
    def count(self) -> int:
        """How many were ever put here."""
        return self._count

    @property
    def started_at(self) -> float | None:
        """When the first one came."""
        return self._started_at

    def put(self, pixels: Pixels, at: float) -> Frame:
        """The newest frame from now on. The array is handed over: it is made read-only, not copied."""
        pixels.flags.writeable = False
        with self._arrived:
            if self._started_at is None:
                self._started_at = at
            self._count += 1
            self._sequence += 1
            frame = self._newest = Frame(pixels, self._sequence, at)
            self._arrived.notify_all()
        return frame

    def wait_newer(self, sequence: int, timeout_s: float) -> Frame | None:
        """The newest frame once there is one after that number, None if none came in time."""
        with self._arrived:
            if self._arrived.wait_for(lambda: self._sequence > sequence and self._count > 0, timeout_s):
                return self._newest
        return None
