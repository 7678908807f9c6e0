"""Lets so many pictures in and be decoded at once, on threads of their own; one too many is told when to come back."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, ParamSpec, TypeVar

from server.services.faults import Throttled
from server.store.work import Clock

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE: Final = max(1, min(4, (os.cpu_count() or 2) // 2))
"""Half of the machine: the other half answers everybody else."""

WAITING_AT_MOST: Final = 32
"""Each one's bytes are in memory meanwhile, and nobody should wait longer than a client waits for an answer."""

INSIDE_AT_MOST: Final = 64
"""Those on slow lines too, whose bytes are still coming."""

OF_ONE_MEMBER: Final = 4
"""So that nobody keeps all others out with uploads that never end."""

COME_BACK_AFTER: Final = timedelta(seconds=10)
_ONE_AFTER_THE_OTHER: Final = timedelta(milliseconds=500)
_COME_BACK_WITHIN: Final = timedelta(seconds=60)


@dataclass(frozen=True)
class Patience:
    """How long the bytes of one upload may take: all of them, and the next piece.

    A client gives up an upload that stands still for 30 seconds; 3 MB at 10 kB a second are here in five minutes.
    """

    whole_s: float = 600.0
    silent_s: float = 60.0


class Gate:
    """One per application; lives in its event loop, where waiting costs no thread. Close it."""

    def __init__(
        self,
        clock: Clock,
        at_once: int = AT_ONCE,
        waiting_at_most: int = WAITING_AT_MOST,
        inside_at_most: int = INSIDE_AT_MOST,
    ) -> None:
        self.patience = Patience()
        self._clock = clock
        self._turns = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._waiting_at_most = waiting_at_most
        self._inside: Counter[str] = Counter()
        self._inside_at_most = inside_at_most
        self._last_told: datetime | None = None
        # Never those of other requests: a hundred pictures to be hashed would stand before each of them.
        self._threads = ThreadPoolExecutor(at_once + 1, thread_name_prefix="picture")

    @contextmanager
    def inside(self, member_id: str) -> Iterator[None]:
        """Lets an upload in before its bytes are read. Raises Throttled when it would be one too many."""
        is_full = self._inside.total() >= self._inside_at_most or self._waiting >= self._waiting_at_most
        if is_full or self._inside[member_id] >= OF_ONE_MEMBER:
            raise Throttled(self._come_back_at())
        self._inside[member_id] += 1
        try:
            yield
        finally:
            self._inside[member_id] -= 1
            self._inside += Counter()  # forgets those at nought

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A turn to decode, in the order of asking. Raises Throttled when too many wait already."""
        if self._waiting >= self._waiting_at_most:
            raise Throttled(self._come_back_at())
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Makes a blocking call about a picture on one of the threads for that."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: call(*args, **kwargs))

    def close(self) -> None:
        """Waits for what is at work, and ends the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _come_back_at(self) -> datetime:
        """One after the other, or all who were sent away would be back in the same moment."""
        soonest = self._clock() + COME_BACK_AFTER
        told = soonest if self._last_told is None else max(soonest, self._last_told + _ONE_AFTER_THE_OTHER)
        self._last_told = min(told, self._clock() + _COME_BACK_WITHIN)
        return self._last_told
