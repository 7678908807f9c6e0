"""Messages between a member and a resident, with their journey through approval."""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract import limits
from contract.lenient import LenientEnum
from contract.moments import Moment
from contract.pictures import Photo


class State(LenientEnum):
    """Where a submission stands. `draft` and `queued` exist on the member's computer only and never travel."""

    PENDING = "pending"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    DELIVERED = "delivered"
    OPENED = "opened"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    OFFERED = "offered"  # a changed photo is offered, and its sender is asked
    UNKNOWN = "unknown"


class Direction(LenientEnum):
    """Who wrote it."""

    SENT = "sent"
    RECEIVED = "received"
    UNKNOWN = "unknown"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the journey and when it was reached."""

    state: State
    at: Moment


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A marked part of the text: code points of the normalised text, `end` excluded."""

    start: int
    end: int


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """A marked part of a picture, as fractions (0 to 1) of its width and height from the top left corner."""

    x: float
    y: float
    width: float
    height: float


class AppealOutcome(LenientEnum):
    """What came of an appeal; nothing more can be done after any but the first."""

    WAITING = "waiting"
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """A second look by somebody else, asked for at `at` with the words `text`; decided once, and then final.

    `rule`, `reason` and `note` say why it stays not approved; None otherwise.
    """

    at: Moment
    text: str
    outcome: AppealOutcome
    decided_at: Moment | None = None
    rule: str | None = None
    reason: str | None = None
    note: str | None = None


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why it was not approved: the rule's number and words, the reviewer's sentence, the marks.

    `appeal_until` is the last moment for the one appeal; with an `appeal` there is no other.
    """

    code: str
    rule: str | None
    text: str
    note: str | None
    spans: tuple[Span, ...]
    appeal_until: Moment
    regions: tuple[Region, ...] = ()
    appeal: Appeal | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message as this member may see it.

    `text` is None while the facility hides it (pending or in review); `characters` is always known. `sequence` is
    the server's order of everything, `number` the short one to say on the telephone. `held_cents` is what is held
    now, `paid_cents` what was captured.
    """

    id: str
    number: str
    contact_id: str
    direction: Direction
    local_id: str | None
    text: str | None
    characters: int
    state: State
    version: int
    sequence: int
    price_cents: int
    held_cents: int
    paid_cents: int
    created_at: Moment
    steps: tuple[Step, ...]
    expected_by: Moment | None = None
    """When it is usually decided: the time it arrived plus the measured wait, else the promise; None once decided."""
    refusal: Refusal | None = None
    photo: Photo | None = None
    """Of a received one, where the facility passes photos in answers on; `thumbs` are smaller ones, smallest first."""
    thumbs: tuple[Photo, ...] = ()


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """A page of messages, newest first; `next` leads to older ones."""

    items: tuple[Message, ...]
    next: str | None = None


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Send a text. `price_cents` is the price the member saw; another one by now is answered `price-changed`."""

    contact_id: str
    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    price_cents: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_PRICE_CENTS)]
