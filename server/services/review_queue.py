"""Lines of the review queue: what a reviewer sees of a submission before and after claiming it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from contract.messages import Refusal, State
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
    facility_time_zone: str
    promise_hours: int
    characters: int
    created_at: datetime
    promise_at: datetime
    state: State
    leased_by_name: str | None
    lease_until: datetime | None
    mine: bool


@dataclass(frozen=True)
class ReviewItem(QueueItem):
    """A submission, whole; decided on only by whoever has claimed it (`mine`)."""

    contact_id: str
    contact_since: datetime
    text: str
    version: int
    sha256: str
    booking_number: str
    relationship: str
    reasons: tuple[Reason, ...]
    price_cents: int
    approved_before: int
    """How many of this pair, either way, were approved before; `refused_before` alike."""
    refused_before: int
    decided_at: datetime | None
    refusal: Refusal | None


@dataclass(frozen=True)
class Counts:
    """What waits within somebody's walls."""

    messages: int
    replies: int
    contact_requests: int


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
    facilities.c.time_zone,
    facilities.c.promise_hours,
    table.c.characters,
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
        "facility_time_zone": row[7],
        "promise_hours": row[8],
        "characters": row[9],
        "created_at": row[10],
        "promise_at": row[11],
        "state": State(row[12]),
        "leased_by_name": row[13],
        "lease_until": row[14],
        "mine": row[15] == who.id,
    }
