"""Requests to be connected that wait for a facility, in pages, within the walls of whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select

from contract.contacts import ContactState
from server.services.paging import cursor_for, cut, place_of
from server.services.staff import StaffMember
from server.store.tables import contacts, facilities, members, residents
from server.store.types import from_micros, to_micros

PAGE: Final = 20


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


@dataclass(frozen=True)
class ContactRequests:
    """A page of them; `next` leads on."""

    items: tuple[ContactRequestItem, ...]
    next: str | None


_FROM: Final = (
    contacts.join(members, members.c.id == contacts.c.member_id)
    .join(residents, residents.c.id == contacts.c.resident_id)
    .join(facilities, facilities.c.id == residents.c.facility_id)
)
_WAITS: Final = contacts.c.state == ContactState.WAITING_FOR_FACILITY.value


def page(connection: Connection, who: StaffMember, cursor: str | None = None) -> ContactRequests:
    """The oldest first. Raises InvalidField (cursor)."""
    statement = (
        select(
            contacts.c.id,
            facilities.c.id,
            facilities.c.name,
            members.c.name,
            residents.c.name,
            contacts.c.relationship,
            contacts.c.since,
        )
        .select_from(_FROM)
        .where(who.reach(), _WAITS)
        .order_by(contacts.c.since, contacts.c.id)
        .limit(PAGE + 1)
    )
    if cursor is not None:
        micros, last_id = place_of(cursor, tuple[int, str])
        at = from_micros(micros)
        later = and_(contacts.c.since == at, contacts.c.id > last_id)
        statement = statement.where(or_(contacts.c.since > at, later))
    rows, more = cut([ContactRequestItem(*row) for row in connection.execute(statement)], PAGE)
    onward = cursor_for((to_micros(rows[-1].since), rows[-1].contact_id)) if more else None
    return ContactRequests(tuple(rows), onward)


def count(connection: Connection, who: StaffMember) -> int:
    """How many wait."""
    statement = select(func.count()).select_from(_FROM).where(who.reach(), _WAITS)
    return connection.execute(statement).scalar_one()
