"""A few named threads that take work from one line; the NETWORK lane."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Pool:
    """At most `size` threads, started when first needed, ended by `close`.

    The threads are daemons: a server that stalls must not keep a closed program alive until its read time-out.
    """

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._ready = threading.Condition()
        self._line: deque[Callable[[], None]] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False

    def submit(self, work: Callable[[], None]) -> None:
        """Put work into the line; forgotten once the pool is closed. `work` must not raise."""
        with self._ready:
            if self._closed:
                return
            self._line.append(work)
            if self._idle < len(self._line) and len(self._threads) < self._size:
                thread = threading.Thread(
                    target=self._serve, name=f"{self._name}-{len(self._threads) + 1}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            self._ready.notify()

    def close(self, timeout_s: float) -> bool:
        """Forget what waits, let what runs finish for so long; whether every thread has ended."""
        with self._ready:
            self._closed = True
            self._line.clear()
            self._ready.notify_all()
        end = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        while (work := self._next()) is not None:
            work()

    def _next(self) -> Callable[[], None] | None:
        with self._ready:
            self._idle += 1
            while not self._line and not self._closed:
                self._ready.wait()
            self._idle -= 1
            return self._line.popleft() if self._line else None
