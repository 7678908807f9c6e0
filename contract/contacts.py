"""A member's contacts: who, since when, and whether they can be written to now."""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract import limits
from contract.lenient import LenientEnum
from contract.moments import Moment


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


class CannotAsk(LenientEnum):
    """Why nobody can be asked to connect, by the facility's own rules."""

    NO_REQUESTS = "no_requests"  # the facility takes none at present
    PERSON_FULL = "person_full"  # the person has as many connections as the facility allows
    FAMILY_FULL = "family_full"  # the member has
    UNKNOWN = "unknown"


class StepOfContact(LenientEnum):
    """Something that happened to a connection."""

    ASKED = "asked"
    ALLOWED = "allowed"  # by the facility; now the person is asked
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DECLINED_BY_FACILITY = "declined_by_facility"
    ENDED = "ended"
    BLOCKED = "blocked"  # by this member
    UNBLOCKED = "unblocked"
    MOVED = "moved"
    RELEASED = "released"
    UNKNOWN = "unknown"


class ContactStep(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a connection; `facility_name` is where the person lived from then on."""

    kind: StepOfContact
    at: Moment
    facility_name: str
    reason: str | None = None


class ContactHistory(msgspec.Struct, frozen=True, kw_only=True):
    """All that happened to a connection, oldest first."""

    items: tuple[ContactStep, ...]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The person's last transfer: what was approved went with them, what waited was withdrawn and its money is back."""

    at: Moment
    from_facility: str
    withdrawn_count: int
    released_cents: int


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One person on the member's list.

    `since` is when `state` began, `cannot_write_since` when the reason against writing did. Of a connection that is
    over `facility_id` is the last facility its member knew of. `muted` and `archived` are the member's own wishes:
    nothing of this person makes itself noticed, and they stand among those put away.
    """

    id: str
    resident_id: str
    name: str
    facility_id: str
    relationship: str
    state: ContactState
    since: Moment
    decline_reason: str | None = None
    cannot_write: CannotWrite | None = None
    cannot_write_since: Moment | None = None
    unread: int = 0
    read_mark: int = 0
    """Sequence of the newest message this member has read."""
    muted: bool = False
    archived: bool = False
    moved: Moved | None = None


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
