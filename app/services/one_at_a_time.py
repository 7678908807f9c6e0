"""Work that one thread does at a time, and once more when somebody asks for it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable


class OneAtATime:
    """Belongs to one outbox, whose `drain` may be called on any lane."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._asked_again = False

    def run(self, drain: Callable[[], float | None]) -> float | None:
        """What the last `drain` returned; None at once if another thread is at it, which then looks again."""
        self._asked_again = True
        retry_in_s: float | None = None
        while self._asked_again and self._turn.acquire(blocking=False):
            try:
                self._asked_again = False
                retry_in_s = drain()
            finally:
                self._turn.release()
        return retry_in_s
