"""A store whose units of work all join one transaction: everything is kept, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from typing_extensions import override

from server.store.work import Clock, Store, Work


class JoinedStore(Store):
    """For filling a world: services work as ever, but only the end of `work`, which is whole by then, commits.

    The clock is asked at each unit of work, as it is without joining. A unit that fails leaves its rows in the
    transaction, so whoever joins must let every error end the whole of it.
    """

    def __init__(self, store: Store, work: Work, clock: Clock) -> None:
        super().__init__(store.database, store.anchor, store.key, clock)
        self._work = work

    @override
    @contextmanager
    def read(self) -> Iterator[Connection]:
        yield self._work.connection

    @override
    @contextmanager
    def write(self) -> Iterator[Work]:
        self._work.now = self.clock()
        yield self._work
