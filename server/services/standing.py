"""Whether a contact can be written to now, as each side may know it: consent, blocks, features, standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, select

from contract.contacts import CannotWrite, Contact, ContactState, Moved
from contract.facilities import Feature
from server.services.faults import NotFound
from server.store.prepared import Query
from server.store.tables import contacts, facilities, members, residents


class ResidentState(StrEnum):
    """A person's standing at their facility."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    BEING_MOVED = "being_moved"
    RELEASED = "released"


_NOT_ACTIVE: Final = {
    ResidentState.SUSPENDED: CannotWrite.SUSPENDED,
    ResidentState.BEING_MOVED: CannotWrite.BEING_MOVED,
    ResidentState.RELEASED: CannotWrite.RELEASED,
}
_NO_CONSENT: Final = {
    ContactState.BLOCKED: CannotWrite.BLOCKED,
    ContactState.ENDED: CannotWrite.ENDED,
    ContactState.DECLINED: CannotWrite.DECLINED,
}

MUTUAL: Final = and_(
    contacts.c.state == ContactState.ACCEPTED.value,
    contacts.c.member_blocked_at.is_(None),
    contacts.c.resident_blocked_at.is_(None),
)
"""What `Tie.is_mutual` says of a contact, for a query: accepted, and blocked by neither."""


@dataclass(frozen=True)
class Tie:
    """A contact with its person and facility: everything the rules ask for."""

    id: str
    member_id: str
    member_name: str
    resident_id: str
    resident_name: str
    resident_search_name: str
    resident_state: ResidentState
    resident_since: datetime
    facility_id: str
    relationship: str
    state: ContactState
    since: datetime
    decline_reason: str | None
    member_blocked_at: datetime | None
    resident_blocked_at: datetime | None
    unread: int
    read_mark: int
    features: tuple[str, ...]
    message_cents: int
    message_characters: int
    promise_hours: int
    usual_wait_minutes: int | None
    sender_sees_pending: bool
    approves_contacts: bool
    paused_since: datetime | None
    muted_at: datetime | None
    archived_at: datetime | None
    moved_at: datetime | None
    moved_from: str | None
    moved_count: int | None
    moved_cents: int | None
    last_known_at: str | None

    @property
    def shown(self) -> tuple[ContactState, datetime]:
        """The state its member sees, and since when. A block by the other side reads as an end (threat T3)."""
        if self.member_blocked_at is not None:
            return ContactState.BLOCKED, self.member_blocked_at
        if self.resident_blocked_at is not None and self.state is ContactState.ACCEPTED:
            return ContactState.ENDED, self.resident_blocked_at
        return self.state, self.since

    @property
    def cannot_write(self) -> tuple[CannotWrite, datetime | None] | None:
        """Why its member can't write now, and since when; None when they can."""
        state, since = self.shown
        if state in _NO_CONSENT:
            return _NO_CONSENT[state], since
        # Before what the facility lacks: it counts for photos and news as well.
        if state is ContactState.ACCEPTED and self.resident_state in _NOT_ACTIVE:
            return _NOT_ACTIVE[self.resident_state], self.resident_since
        if Feature.MESSAGES.value not in self.features:
            return CannotWrite.NO_MESSAGES_AT_FACILITY, None
        if state is not ContactState.ACCEPTED:
            return CannotWrite.NOT_ACCEPTED, since
        return None

    @property
    def is_mutual(self) -> bool:
        """Accepted, and blocked by neither."""
        return (
            self.state is ContactState.ACCEPTED
            and self.member_blocked_at is None
            and self.resident_blocked_at is None
        )

    @property
    def can_reply(self) -> bool:
        """Whether the person can write to the member now."""
        return (
            self.is_mutual
            and {Feature.MESSAGES.value, Feature.REPLIES.value} <= set(self.features)
            and self.resident_state is ResidentState.ACTIVE
        )

    @property
    def can_send_photo(self) -> bool:
        """Whether an answer of the person may have a photo now."""
        return self.can_reply and Feature.REPLY_PHOTOS.value in self.features

    def view(self) -> Contact:
        """The contact as its member sees it."""
        state, since = self.shown
        reason = self.cannot_write
        return Contact(
            id=self.id,
            resident_id=self.resident_id,
            name=self.resident_name,
            facility_id=self.last_known_at or self.facility_id,
            relationship=self.relationship,
            state=state,
            since=since,
            decline_reason=self.decline_reason if state is ContactState.DECLINED else None,
            cannot_write=reason[0] if reason else None,
            cannot_write_since=reason[1] if reason else None,
            unread=self.unread,
            read_mark=self.read_mark,
            muted=self.muted_at is not None,
            archived=self.archived_at is not None,
            moved=self._moved,
        )

    @property
    def _moved(self) -> Moved | None:
        if self.moved_at is None or self.last_known_at is not None:
            return None
        return Moved(
            at=self.moved_at,
            from_facility=self.moved_from or "",
            withdrawn_count=self.moved_count or 0,
            released_cents=self.moved_cents or 0,
        )


_COLUMNS: Final = (
    contacts.c.id,
    contacts.c.member_id,
    members.c.name,
    contacts.c.resident_id,
    residents.c.name,
    residents.c.search_name,
    residents.c.state,
    residents.c.since,
    residents.c.facility_id,
    contacts.c.relationship,
    contacts.c.state,
    contacts.c.since,
    contacts.c.decline_reason,
    contacts.c.member_blocked_at,
    contacts.c.resident_blocked_at,
    contacts.c.unread,
    contacts.c.read_mark,
    facilities.c.features,
    facilities.c.message_cents,
    facilities.c.message_characters,
    facilities.c.promise_hours,
    facilities.c.usual_wait_minutes,
    facilities.c.sender_sees_pending,
    facilities.c.approves_contacts,
    facilities.c.paused_since,
    contacts.c.muted_at,
    contacts.c.archived_at,
    contacts.c.moved_at,
    contacts.c.moved_from,
    contacts.c.moved_count,
    contacts.c.moved_cents,
    contacts.c.last_known_at,
)
_ALL: Final = (
    select(*_COLUMNS)
    .select_from(contacts)
    .join(members, members.c.id == contacts.c.member_id)
    .join(residents, residents.c.id == contacts.c.resident_id)
    .join(facilities, facilities.c.id == residents.c.facility_id)
)
_OF_MEMBER: Final = Query(
    _ALL.where(contacts.c.id == bindparam("contact"), contacts.c.member_id == bindparam("member"))
)


def ties(connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Tie]:
    """The contacts that match, by the person's name."""
    statement = _ALL.where(*conditions).order_by(residents.c.search_name, contacts.c.id).limit(limit)
    return [_from_row(row) for row in connection.execute(statement)]


def of_member(connection: Connection, member_id: str, contact_id: str) -> Tie:
    """A member's own contact. Raises NotFound for anybody else's."""
    row = _OF_MEMBER.row(connection, contact=contact_id, member=member_id)
    if row is None:
        raise NotFound
    return _from_row(row)


def of_resident(connection: Connection, resident_id: str, contact_id: str) -> Tie:
    """A resident's own contact. Raises NotFound for anybody else's."""
    found = ties(connection, contacts.c.id == contact_id, contacts.c.resident_id == resident_id)
    if not found:
        raise NotFound
    return found[0]


def _from_row(row: Sequence[Any]) -> Tie:
    values = list(row)
    values[6] = ResidentState(values[6])
    values[10] = ContactState(values[10])
    return Tie(*values)
