"""A member's contacts: who, since when, and whether they can be written to now."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract import limits
from contract.lenient import LenientEnum


class ContactState(LenientEnum):
    """Where a connection stands. A block by the other side is never disclosed: it reads as ENDED."""

    WAITING_FOR_FACILITY = "waiting_for_facility"
    WAITING_FOR_PERSON = "waiting_for_person"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"
    BLOCKED = "blocked"  # by this member
    UNKNOWN = "unknown"


class CannotWrite(LenientEnum):
    """Why a contact can't be written to now."""

    NO_MESSAGES_AT_FACILITY = "no_messages_at_facility"
    NOT_ACCEPTED = "not_accepted"
    DECLINED = "declined"
    ENDED = "ended"
    BLOCKED = "blocked"
    SUSPENDED = "suspended"
    BEING_MOVED = "being_moved"
    RELEASED = "released"
    UNKNOWN = "unknown"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One person on the member's list.

    `since` is when `state` began, `cannot_write_since` when the reason against writing did.
    """

    id: str
    resident_id: str
    name: str
    facility_id: str
    relationship: str
    state: ContactState
    since: datetime
    decline_reason: str | None = None
    cannot_write: CannotWrite | None = None
    cannot_write_since: datetime | None = None
    unread: int = 0
    read_mark: int = 0
    """Sequence of the newest message this member has read."""


class Contacts(msgspec.Struct, frozen=True, kw_only=True):
    """A page of contacts by name."""

    items: tuple[Contact, ...]
    next: str | None = None


class ContactRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Ask to be connected to somebody found at a facility."""

    resident_id: str
    relationship: Annotated[str, msgspec.Meta(min_length=1, max_length=limits.RELATIONSHIP_CHARACTERS)]


class ReadMark(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of this contact up to `sequence` has been read; never moves back."""

    sequence: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
