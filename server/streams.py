"""Wakes event streams when something was written, and ends them when the server leaves."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from litestar.concurrency import sync_to_thread

from server.services.events import EventService

POLL_S: Final = 1.0
"""How often the table is looked at in case a wake-up was missed: another process may have written."""


class Streams:
    """The bell all open streams wait for. Lives in the event loop; only `ring` is called from other threads."""

    def __init__(self, events: EventService) -> None:
        self._events = events
        self._loop = asyncio.get_running_loop()
        self._bells: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._seen = 0
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether the server leaves: every stream then ends."""
        return self._closed

    @contextmanager
    def bell(self, member_id: str) -> Iterator[asyncio.Event]:
        """A bell that rings when something happened for this member."""
        bell = asyncio.Event()
        self._bells[member_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[member_id].discard(bell)
            if not self._bells[member_id]:
                del self._bells[member_id]

    def ring(self, member_ids: frozenset[str | None], newest: int) -> None:
        """Something was committed for these members (None: for all). Called in the thread that wrote it."""
        try:
            self._loop.call_soon_threadsafe(self._wake, member_ids, newest)
        except RuntimeError:  # the loop has ended; whoever connects again reads from the table
            return

    def close(self) -> None:
        """Ends every stream, now. Called in the event loop."""
        self._closed = True
        self._wake(frozenset({None}), self._seen)

    async def poll(self) -> None:
        """Looks at the table from time to time, as long as anybody listens."""
        while not self._closed:
            await asyncio.sleep(POLL_S)
            if not self._bells:
                continue
            newest = await sync_to_thread(self._events.newest_event)
            if newest > self._seen:
                self._wake(frozenset({None}), newest)

    def _wake(self, member_ids: frozenset[str | None], newest: int) -> None:
        self._seen = max(self._seen, newest)
        for member_id in list(self._bells) if None in member_ids else member_ids:
            for bell in self._bells.get(member_id or "", ()):
                bell.set()
