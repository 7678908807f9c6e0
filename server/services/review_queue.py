"""Lines of the review queue: what a reviewer sees of a submission before and after claiming it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from contract.messages import State
from server.services.staff import StaffMember
from server.store.tables import contacts, facilities, members, residents, staff
from server.store.tables import submissions as table
from server.store.tables.facilities import Reason


@dataclass(frozen=True)
class FacilityChoice:
    """A facility that somebody of the staff may look into."""

    id: str
    name: str


@dataclass(frozen=True)
class QueueItem:
    """One line of the queue; the text is read only after claiming."""

    id: str
    number: str
    kind: str
    facility_id: str
    facility_name: str
    member_name: str
    resident_name: str
    created_at: datetime
    promise_at: datetime
    state: State
    leased_by_name: str | None
    lease_until: datetime | None
    mine: bool


@dataclass(frozen=True)
class ReviewItem(QueueItem):
    """A claimed submission, whole."""

    contact_id: str
    text: str
    characters: int
    version: int
    sha256: str
    booking_number: str
    relationship: str
    reasons: tuple[Reason, ...]
    price_cents: int


@dataclass(frozen=True)
class DecidedItem(QueueItem):
    """A line of what was decided."""

    decided_at: datetime


@dataclass(frozen=True)
class ContactRequestItem:
    """Somebody asks to be connected, and the facility approves first."""

    contact_id: str
    facility_id: str
    facility_name: str
    member_name: str
    resident_name: str
    relationship: str
    since: datetime


_LINE: Final = (
    table.c.id,
    table.c.number,
    table.c.kind,
    facilities.c.id,
    facilities.c.name,
    members.c.name,
    residents.c.name,
    table.c.created_at,
    table.c.promise_at,
    table.c.state,
    staff.c.name,
    table.c.lease_until,
    table.c.lease_staff_id,
)
MORE: Final = len(_LINE)


def lines(
    connection: Connection,
    who: StaffMember,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    limit: int,
    *more: ColumnElement[Any],
) -> list[Sequence[Any]]:
    """Rows within the walls of `who`; `more` columns come after the line's own."""
    statement = (
        select(*_LINE, *more)
        .select_from(table)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .join(members, members.c.id == table.c.member_id)
        .join(residents, residents.c.id == table.c.resident_id)
        .join(contacts, contacts.c.id == table.c.contact_id)
        .outerjoin(staff, staff.c.id == table.c.lease_staff_id)
        .where(who.reach(), *conditions)
        .order_by(*order)
        .limit(limit)
    )
    return [tuple(row) for row in connection.execute(statement)]


def line(row: Sequence[Any], who: StaffMember) -> dict[str, Any]:
    """The fields of a QueueItem; what was asked for besides follows from `MORE` on."""
    return {
        "id": row[0],
        "number": str(row[1]),
        "kind": row[2],
        "facility_id": row[3],
        "facility_name": row[4],
        "member_name": row[5],
        "resident_name": row[6],
        "created_at": row[7],
        "promise_at": row[8],
        "state": State(row[9]),
        "leased_by_name": row[10],
        "lease_until": row[11],
        "mine": row[12] == who.id,
    }
