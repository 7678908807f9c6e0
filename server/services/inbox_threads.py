"""Who writes to a resident, or asks to: pages of them, those with something new first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, case, func, or_, select

from contract.contacts import ContactState
from contract.messages import State
from server.services import standing
from server.services.faces import faces_of
from server.services.message_views import DELIVERED
from server.services.paging import cursor_for, cut, place_of
from server.services.standing import Tie
from server.services.submissions import Kind
from server.store.tables import contacts
from server.store.tables import submissions as table
from server.store.types import from_micros, to_micros

PAGE: Final = 30
REQUESTS: Final = 10
_ENDED: Final = (ContactState.ENDED, ContactState.DECLINED)
_LISTED: Final = (ContactState.ACCEPTED.value, ContactState.ENDED.value)
_IS_NEW: Final = case(
    (and_(table.c.kind == Kind.MESSAGE.value, table.c.state == State.DELIVERED.value), 1), else_=0
)
_THEIRS: Final = or_(table.c.kind == Kind.REPLY.value, table.c.state.in_(DELIVERED))


_GOES_ON: Final = and_(
    contacts.c.state == ContactState.ACCEPTED.value, contacts.c.member_blocked_at.is_(None)
)
"""Listed without a message too. A block by the member looks like an end in everything: it is not told (threat T3)."""


@dataclass(frozen=True)
class InboxThread:
    """One person who writes, or asks to."""

    contact_id: str
    member_name: str
    relationship: str
    unopened: int
    latest_at: datetime | None
    can_reply: bool
    request: bool
    blocked: bool
    """By the resident themselves; the other side's block is not told."""

    can_send_photo: bool
    """Whether an answer may have a photo here."""

    face_sha256: str | None
    """The member's profile photo, once approved here; only while the two are connected."""


@dataclass(frozen=True)
class InboxThreads:
    """A page of them; `next` leads on."""

    items: tuple[InboxThread, ...]
    next: str | None


def page(connection: Connection, resident_id: str, cursor: str | None = None) -> InboxThreads:
    """Everybody they are connected with, or have messages of; with something new first, then the newest."""
    written = (
        select(
            table.c.contact_id,
            func.max(_IS_NEW).label("is_new"),
            func.max(table.c.created_at).label("latest"),
        )
        .where(table.c.resident_id == resident_id, table.c.contact_id.is_not(None), _THEIRS)
        .group_by(table.c.contact_id)
        .subquery()
    )
    # None sorts differently on every database, so nothing sorted by is None.
    is_new = func.coalesce(written.c.is_new, 0)
    latest = func.coalesce(written.c.latest, contacts.c.since)
    statement = (
        select(contacts.c.id, is_new, latest)
        .select_from(contacts)
        .outerjoin(written, written.c.contact_id == contacts.c.id)
        .where(contacts.c.resident_id == resident_id, contacts.c.state.in_(_LISTED))
        .where(or_(_GOES_ON, written.c.contact_id.is_not(None)))
        .order_by(is_new.desc(), latest.desc(), contacts.c.id)
        .limit(PAGE + 1)
    )
    if cursor is not None:
        new, micros, last_id = place_of(cursor, tuple[int, int, str])
        at = from_micros(micros)
        older = or_(latest < at, and_(latest == at, contacts.c.id > last_id))
        statement = statement.where(or_(is_new < new, and_(is_new == new, older)))
    rows, more = cut(list(connection.execute(statement)), PAGE)
    onward = cursor_for((rows[-1][1], to_micros(rows[-1][2]), rows[-1][0])) if more else None
    return InboxThreads(tuple(threads_of(connection, resident_id, [row[0] for row in rows])), onward)


def threads_of(connection: Connection, resident_id: str, contact_ids: Sequence[str]) -> list[InboxThread]:
    """Those of these contacts that are the resident's to see, in the order of the ids."""
    found = standing.ties(
        connection,
        contacts.c.resident_id == resident_id,
        contacts.c.id.in_(contact_ids),
        contacts.c.state.in_(_LISTED),
    )
    return sorted(_threads(connection, found), key=lambda one: contact_ids.index(one.contact_id))


def requests(connection: Connection, resident_id: str, cursor: str | None = None) -> InboxThreads:
    """Everybody who asks to be connected, once the facility allows it, and was not blocked; who asked first, first."""
    statement = (
        select(contacts.c.id, contacts.c.since)
        .where(
            contacts.c.resident_id == resident_id,
            contacts.c.state == ContactState.WAITING_FOR_PERSON.value,
            contacts.c.resident_blocked_at.is_(None),
            contacts.c.member_blocked_at.is_(None),
        )
        .order_by(contacts.c.since, contacts.c.id)
        .limit(REQUESTS + 1)
    )
    if cursor is not None:
        micros, last_id = place_of(cursor, tuple[int, str])
        at = from_micros(micros)
        later = and_(contacts.c.since == at, contacts.c.id > last_id)
        statement = statement.where(or_(contacts.c.since > at, later))
    rows, more = cut(list(connection.execute(statement)), REQUESTS)
    ids = [row[0] for row in rows]
    found = _threads(connection, standing.ties(connection, contacts.c.id.in_(ids)))
    items = tuple(sorted(found, key=lambda one: ids.index(one.contact_id)))
    return InboxThreads(items, cursor_for((to_micros(rows[-1][1]), ids[-1])) if more else None)


def _threads(connection: Connection, found: list[Tie]) -> list[InboxThread]:
    counts = {
        contact_id: (new, latest)
        for contact_id, new, latest in connection.execute(
            select(table.c.contact_id, func.sum(_IS_NEW), func.max(table.c.created_at))
            .where(
                table.c.contact_id.in_([tie.id for tie in found]),
                _THEIRS,
            )
            .group_by(table.c.contact_id)
        )
    }
    faces = faces_of(connection, found[0].resident_id, [tie.id for tie in found]) if found else {}
    return [
        InboxThread(
            contact_id=tie.id,
            member_name=tie.member_name,
            relationship=tie.relationship,
            unopened=counts.get(tie.id, (0, None))[0],
            latest_at=counts.get(tie.id, (0, None))[1],
            can_reply=tie.can_reply,
            request=tie.state is ContactState.WAITING_FOR_PERSON,
            blocked=tie.resident_blocked_at is not None,
            can_send_photo=tie.can_send_photo,
            face_sha256=faces.get(tie.id),
        )
        for tie in found
        if tie.id in counts or (tie.state not in _ENDED and tie.member_blocked_at is None)
    ]
