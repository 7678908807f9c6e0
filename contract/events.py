"""What the server tells a signed-in client while it runs: server-sent events with a growing cursor."""

from __future__ import annotations

from datetime import datetime

import msgspec

from contract.contacts import Contact
from contract.facilities import Facility
from contract.lenient import LenientEnum
from contract.messages import Message
from contract.money import Balance


class EventKind(LenientEnum):
    """What changed; on the wire also the event's `event:` name."""

    MESSAGE_CHANGED = "message_changed"
    CONTACT_CHANGED = "contact_changed"
    BALANCE_CHANGED = "balance_changed"
    FACILITY_CHANGED = "facility_changed"
    SIGNED_OUT = "signed_out"
    HELLO = "hello"
    UNKNOWN = "unknown"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One change with the present state of what changed, so applying it twice or late does no harm.

    `sequence` is the SSE `id:`; a client that reconnects sends it as `Last-Event-ID` and misses nothing. HELLO comes
    first on every connection with the newest sequence (a client whose own is 0 or higher than it loads everything).
    """

    sequence: int
    kind: EventKind
    at: datetime
    message: Message | None = None
    contact: Contact | None = None
    balance: Balance | None = None
    facility: Facility | None = None
