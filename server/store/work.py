"""The store services use: reading, and units of work that write rows, events and the audit in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, cast

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError

from server.store.engine import Database, DatabaseBusy
from server.store.prepared import Change, Query, savepoint
from server.store.seal import Anchor, AuditFields, Head, row_hash
from server.store.tables import audit, events, journal_head
from server.store.types import to_micros

Clock = Callable[[], datetime]
Listener = Callable[[frozenset[str | None], int], None]
"""Told which members something happened for (None: all), and the newest sequence."""

_HEAD: Final = Query(
    select(
        journal_head.c.sequence, journal_head.c.number, journal_head.c.audit_number, journal_head.c.audit_hash
    )
    .where(journal_head.c.id == 1)
    .with_for_update()
)
_MOVE_HEAD: Final = Change(
    update(journal_head)
    .where(journal_head.c.id == 1)
    .values(
        sequence=bindparam("new_sequence"),
        number=bindparam("new_number"),
        audit_number=bindparam("new_audit_number"),
        audit_hash=bindparam("new_audit_hash"),
    )
)
_ADD_EVENT: Final = Change(insert(events))
_ADD_AUDIT: Final = Change(insert(audit))


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Actor:
    """Who does something, for the audit: a kind (member, resident, staff, operator, service) and an id."""

    kind: str
    id: str


SERVICE: Final = Actor("service", "")


@dataclass(frozen=True)
class Counters:
    """The head row: the last sequence, the last short number, the end of the audit chain; a value of its own."""

    sequence: int
    number: int
    audit: Head


class BatchBroken(DatabaseBusy):
    """The database failed another unit of the same transaction, so this one was not kept either; try again."""


class Work:
    """One unit of writing: its connection, its moment, and what it will say happened."""

    def __init__(self, connection: Connection, now: datetime, key: bytes, counters: Counters) -> None:
        self.connection = connection
        self.now = now
        self.counters = counters
        self.events: list[dict[str, object]] = []
        self.audit: list[dict[str, object]] = []
        self._key = key

    def next_sequence(self) -> int:
        """The next place in the server's order of everything."""
        self.counters = replace(self.counters, sequence=self.counters.sequence + 1)
        return self.counters.sequence

    def next_number(self) -> int:
        """The next short number to say on the telephone."""
        self.counters = replace(self.counters, number=self.counters.number + 1)
        return self.counters.number

    def tell(self, member_id: str | None, kind: str, subject_id: str) -> None:
        """Let the member's clients know (everybody's, for None) that the subject changed."""
        self.events.append(
            {
                "sequence": self.next_sequence(),
                "member_id": member_id,
                "kind": kind,
                "subject_id": subject_id,
                "at": self.now,
            }
        )

    def log(
        self,
        actor: Actor,
        action: str,
        subject: tuple[str, str],
        *,
        facility_id: str = "",
        **details: str | int | None,
    ) -> None:
        """Append to the audit; `subject` is kind and id, `details` are ids, states, figures, never content."""
        last = self.counters.audit
        row = AuditFields(
            number=last.number + 1,
            at_micros=to_micros(self.now),
            actor_kind=actor.kind,
            actor_id=actor.id,
            action=action,
            subject_kind=subject[0],
            subject_id=subject[1],
            facility_id=facility_id,
            details=msgspec.json.encode(details, order="sorted").decode() if details else "",
        )
        head = Head(row.number, row_hash(self._key, last.hash, row))
        self.counters = replace(self.counters, audit=head)
        values = vars(row) | {"at": self.now, "hash": head.hash}
        del values["at_micros"]
        self.audit.append(values)


class Batch:
    """A writing transaction with one or several units in it: the counters are read once and written once."""

    def __init__(self, connection: Connection, clock: Clock, key: bytes) -> None:
        self.connection = connection
        self._clock = clock
        self._key = key
        ((sequence, number, audit_number, audit_hash),) = _HEAD.rows(connection)
        self.counters = self._before = Counters(sequence, number, Head(audit_number, audit_hash))
        self._events: list[dict[str, object]] = []
        self._audit: list[dict[str, object]] = []
        self._is_broken = False

    @property
    def told(self) -> frozenset[str | None]:
        """The members whose clients have something to hear after the commit (None: everybody's)."""
        return frozenset(cast("str | None", event["member_id"]) for event in self._events)

    @contextmanager
    def unit(self) -> Iterator[Work]:
        """One unit; what it wrote counts only if it ends without an error."""
        # The moment is read while nothing else writes: a later unit never has an earlier one.
        work = Work(self.connection, self._clock(), self._key, self.counters)
        yield work
        self.counters = work.counters
        self._events += work.events
        self._audit += work.audit

    @contextmanager
    def undoable_unit(self) -> Iterator[Work]:
        """One unit of several: an error takes back its own changes only.

        Except an error of the database itself: a full disk may have ended the whole transaction, and a savepoint
        would then begin one of its own. Nothing more is written, and nothing of the batch is kept.
        """
        if self._is_broken:
            raise BatchBroken
        self._is_broken = True  # until the savepoint is known to be gone again
        savepoint(self.connection, "SAVEPOINT")
        try:
            with self.unit() as work:
                yield work
        except DBAPIError:
            raise
        except BaseException:
            savepoint(self.connection, "ROLLBACK TO SAVEPOINT")
            savepoint(self.connection, "RELEASE SAVEPOINT")
            self._is_broken = False
            raise
        savepoint(self.connection, "RELEASE SAVEPOINT")
        self._is_broken = False

    def write_down(self) -> None:
        """Write events, audit rows and the counters; the last thing before the commit."""
        if self._is_broken:
            raise BatchBroken
        if self._events:
            _ADD_EVENT.run_each(self.connection, self._events)
        if self._audit:
            _ADD_AUDIT.run_each(self.connection, self._audit)
        if self.counters != self._before:
            _MOVE_HEAD.run(
                self.connection,
                {
                    "new_sequence": self.counters.sequence,
                    "new_number": self.counters.number,
                    "new_audit_number": self.counters.audit.number,
                    "new_audit_hash": self.counters.audit.hash,
                },
            )


class Store:
    """The database with its clock, its seal, and whoever wants to know that events were written."""

    def __init__(self, database: Database, anchor: Anchor, key: bytes, clock: Clock = utc_now) -> None:
        self.database = database
        self.anchor = anchor
        self.key = key
        self.clock = clock
        self._listeners: list[Listener] = []
        self._thread = threading.local()

    def on_events(self, listener: Listener) -> None:
        """Have `listener` called, in the writing thread, after each commit that wrote events."""
        self._listeners.append(listener)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state and changes nothing."""
        with self.database.read() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Work]:
        """A unit of work: all of it is kept, or nothing is. Inside `together`, kept when that ends."""
        batch: Batch | None = getattr(self._thread, "batch", None)
        if batch is not None:
            with batch.undoable_unit() as work:
                yield work
            return
        with self._transaction() as batch, batch.unit() as work:
            yield work

    @contextmanager
    def together(self) -> Iterator[None]:
        """Makes every `write` of this thread inside it part of one transaction with one commit.

        Nothing of it may be told to anybody before it has ended without an error.
        """
        with self._transaction() as batch:
            self._thread.batch = batch
            try:
                yield
            finally:
                self._thread.batch = None

    def close(self) -> None:
        """Lets go of the database and the anchor."""
        self.database.close()
        self.anchor.close()

    @contextmanager
    def _transaction(self) -> Iterator[Batch]:
        with self.database.write() as connection:
            batch = Batch(connection, self.clock, self.key)
            yield batch
            batch.write_down()
        self.anchor.write(batch.counters.audit)
        told = batch.told
        if told:
            for listener in self._listeners:
                listener(told, batch.counters.sequence)
