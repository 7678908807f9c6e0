"""The store services use: reading, and units of work that write rows, events and the audit in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from server.store.engine import Database
from server.store.seal import Anchor, AuditFields, Head, row_hash
from server.store.tables import audit, events, journal_head
from server.store.types import to_micros

Clock = Callable[[], datetime]
Listener = Callable[[frozenset[str | None], int], None]
"""Told which members something happened for (None: all), and the newest sequence."""

_HEAD: Final = (
    select(
        journal_head.c.sequence, journal_head.c.number, journal_head.c.audit_number, journal_head.c.audit_hash
    )
    .where(journal_head.c.id == 1)
    .with_for_update()
)
_MOVE_HEAD: Final = (
    update(journal_head)
    .where(journal_head.c.id == 1)
    .values(
        sequence=bindparam("new_sequence"),
        number=bindparam("new_number"),
        audit_number=bindparam("new_audit_number"),
        audit_hash=bindparam("new_audit_hash"),
    )
)
_ADD_EVENT: Final = insert(events)
_ADD_AUDIT: Final = insert(audit)


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Actor:
    """Who does something, for the audit: a kind (member, resident, staff, operator, service) and an id."""

    kind: str
    id: str


SERVICE: Final = Actor("service", "")


class Work:
    """One writing transaction: its connection, its moment, and what it will say happened."""

    def __init__(self, connection: Connection, clock: Clock, key: bytes) -> None:
        self.connection = connection
        self._key = key
        self.sequence, self._number, audit_number, audit_hash = connection.execute(_HEAD).one()._t
        self.head = Head(audit_number, audit_hash)
        self._before = (self.sequence, self._number, audit_number)
        # Read after the lock was given: a later transaction never has an earlier moment.
        self.now = clock()
        self._events: list[dict[str, object]] = []
        self._told: set[str | None] = set()
        self._audit: list[dict[str, object]] = []

    @property
    def told(self) -> frozenset[str | None]:
        """The members whose clients have something to hear after the commit (None: everybody's)."""
        return frozenset(self._told)

    def next_sequence(self) -> int:
        """The next place in the server's order of everything."""
        self.sequence += 1
        return self.sequence

    def next_number(self) -> int:
        """The next short number to say on the telephone."""
        self._number += 1
        return self._number

    def tell(self, member_id: str | None, kind: str, subject_id: str) -> None:
        """Let the member's clients know (everybody's, for None) that the subject changed."""
        self._told.add(member_id)
        self._events.append(
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
        row = AuditFields(
            number=self.head.number + 1,
            at_micros=to_micros(self.now),
            actor_kind=actor.kind,
            actor_id=actor.id,
            action=action,
            subject_kind=subject[0],
            subject_id=subject[1],
            facility_id=facility_id,
            details=msgspec.json.encode(details, order="sorted").decode() if details else "",
        )
        self.head = Head(row.number, row_hash(self._key, self.head.hash, row))
        self._audit.append(
            {
                "number": row.number,
                "at": self.now,
                "actor_kind": row.actor_kind,
                "actor_id": row.actor_id,
                "action": row.action,
                "subject_kind": row.subject_kind,
                "subject_id": row.subject_id,
                "facility_id": row.facility_id,
                "details": row.details,
                "hash": self.head.hash,
            }
        )

    def write_down(self) -> None:
        """Write events, audit rows and the counters; the last thing before the commit."""
        if self._events:
            self.connection.execute(_ADD_EVENT, self._events)
        if self._audit:
            self.connection.execute(_ADD_AUDIT, self._audit)
        if self._before == (self.sequence, self._number, self.head.number):
            return
        self.connection.execute(
            _MOVE_HEAD,
            {
                "new_sequence": self.sequence,
                "new_number": self._number,
                "new_audit_number": self.head.number,
                "new_audit_hash": self.head.hash,
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
        """A unit of work: all of it is kept, or nothing is. An error inside leaves nothing behind."""
        with self.database.turns:
            with self.database.writing.begin() as connection:
                work = Work(connection, self.clock, self.key)
                yield work
                work.write_down()
            self.anchor.write(work.head)
        if work.told:
            for listener in self._listeners:
                listener(work.told, work.sequence)

    def close(self) -> None:
        """Lets go of the database and the anchor."""
        self.database.close()
        self.anchor.close()
