"""Threads that begin their calls at the same moment, for the tests of races."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

Racer = Callable[[], object]


class Track:
    """Threads that begin their calls at the same moment, and what came of each."""

    def __init__(self, racers: int) -> None:
        self._barrier = threading.Barrier(racers)
        self._threads = ThreadPoolExecutor(racers)

    def run(self, racers: list[Racer]) -> list[object]:
        """The result of each, or the error it raised."""
        return [future.result() for future in [self._threads.submit(self._one, racer) for racer in racers]]

    def close(self) -> None:
        """Ends the threads."""
        self._threads.shutdown()

    def _one(self, racer: Racer) -> object:
        self._barrier.wait()
        try:
            return racer()
        except Exception as fault:  # noqa: BLE001 - the outcome of a race is what is looked at
            return fault


@contextmanager
def track(racers: int) -> Iterator[Track]:
    """A track whose threads end with the block."""
    track = Track(racers)
    try:
        yield track
    finally:
        track.close()
