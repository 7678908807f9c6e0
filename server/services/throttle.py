"""Slows guessing down without ever locking anybody out (rule S5)."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update

from server.services.faults import Throttled
from server.store.tables import throttle
from server.store.work import Store, Work


@dataclass(frozen=True)
class Pace:
    """How many tries are free, and how the pause after each further one grows, from `first` by doubling to `most`."""

    purpose: str
    free: int
    first: timedelta
    most: timedelta
    forget_after: timedelta = timedelta(hours=24)

    def pause(self, failures: int) -> timedelta:
        """How long nothing is looked at after that many failures in a row."""
        if failures <= self.free:
            return timedelta(0)
        doublings = min(failures - self.free - 1, 30)
        return min(self.most, self.first * (1 << doublings))


# The longest pause for a password is short: whoever knows it must not be kept out by whoever guesses.
MEMBER_SIGN_IN: Final = Pace("member", 5, timedelta(seconds=1), timedelta(minutes=1))
STAFF_SIGN_IN: Final = Pace("staff", 5, timedelta(seconds=1), timedelta(minutes=1))
# A PIN has four digits: ten thousand tries must take months.
RESIDENT_SIGN_IN: Final = Pace("resident", 5, timedelta(seconds=2), timedelta(minutes=15))
# Codes that were mailed or shown have 40 bits and live half an hour.
MEMBER_CODE: Final = Pace("code", 5, timedelta(seconds=2), timedelta(minutes=5))
# Each costs somebody a mail they may not have asked for.
MAIL_WISH: Final = Pace("mail", 3, timedelta(minutes=1), timedelta(hours=1))
VOUCHER: Final = Pace("voucher", 5, timedelta(seconds=2), timedelta(minutes=15))


class Throttle:
    """Counts failures per guessed-at name; a name nobody has is counted alike, so nothing can be learned."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def charge(self, pace: Pace, name: str) -> None:
        """Counts a try as failed before it is looked at, so that many at once gain nothing. Raises Throttled."""
        with self._store.write() as work:
            charge(work, pace, name)

    def forgive(self, pace: Pace, name: str) -> None:
        """The try was right: every failure is forgotten."""
        with self._store.write() as work:
            forgive(work, pace, name)


def charge(work: Work, pace: Pace, name: str) -> None:
    """As `Throttle.charge`, within a transaction that the try itself belongs to."""
    key = _key(pace, name)
    row = work.connection.execute(
        select(throttle.c.failures, throttle.c.last_failed_at, throttle.c.next_allowed_at).where(
            throttle.c.key == key
        )
    ).one_or_none()
    if row is None:
        work.connection.execute(
            insert(throttle).values(
                key=key, failures=1, last_failed_at=work.now, next_allowed_at=work.now + pace.pause(1)
            )
        )
        return
    failures, last_failed_at, next_allowed_at = row
    if next_allowed_at > work.now and next_allowed_at - work.now <= pace.most:  # a clock that was set back
        raise Throttled(next_allowed_at)
    failures = 1 if work.now - last_failed_at > pace.forget_after else failures + 1
    work.connection.execute(
        update(throttle)
        .where(throttle.c.key == key)
        .values(failures=failures, last_failed_at=work.now, next_allowed_at=work.now + pace.pause(failures))
    )


def forgive(work: Work, pace: Pace, name: str) -> None:
    """As `Throttle.forgive`, within a transaction."""
    work.connection.execute(delete(throttle).where(throttle.c.key == _key(pace, name)))


def _key(pace: Pace, name: str) -> str:
    return hashlib.sha256(f"{pace.purpose}\0{name}".encode()).hexdigest()


class RateLimit:
    """At most `most` calls per `per` and name, remembered in this process only."""

    def __init__(self, most: int, per: timedelta) -> None:
        self._most = most
        self._per = per
        self._lock = threading.Lock()
        self._calls: dict[str, deque[datetime]] = {}

    def count(self, name: str, now: datetime) -> None:
        """One more call. Raises Throttled, and does not count it, when it is too many."""
        with self._lock:
            calls = self._calls.setdefault(name, deque())
            while calls and now - calls[0] >= self._per:
                calls.popleft()
            if len(calls) >= self._most:
                raise Throttled(calls[0] + self._per)
            calls.append(now)
            if len(self._calls) > 10_000:
                self._calls = {key: kept for key, kept in self._calls.items() if now - kept[-1] < self._per}
