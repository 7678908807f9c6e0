"""Messages between a member and a resident, with their journey through approval."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.lenient import LenientEnum


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
    UNKNOWN = "unknown"


class Direction(LenientEnum):
    """Who wrote it."""

    SENT = "sent"
    RECEIVED = "received"
    UNKNOWN = "unknown"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the journey and when it was reached."""

    state: State
    at: datetime


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A marked part of the text: code points of the normalised text, `end` excluded."""

    start: int
    end: int


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why it was not approved: the rule's number and words, the reviewer's sentence, the marks."""

    code: str
    rule: str | None
    text: str
    note: str | None
    spans: tuple[Span, ...]
    appeal_until: datetime


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
    created_at: datetime
    steps: tuple[Step, ...]
    expected_by: datetime | None = None
    """When it is usually decided: the time it arrived plus the measured wait, else the promise; None once decided."""
    refusal: Refusal | None = None


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """A page of messages, newest first; `next` leads to older ones."""

    items: tuple[Message, ...]
    next: str | None = None


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Send a text. `price_cents` is the price the member saw; another one by now is answered `price-changed`."""

    contact_id: str
    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    price_cents: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
