"""What the server tells a signed-in client while it runs: server-sent events with a growing cursor."""

from __future__ import annotations

import msgspec

from contract.accounts import Account
from contract.contacts import Contact
from contract.facilities import Facility
from contract.galleries import Gallery, SharedPhoto
from contract.lenient import LenientEnum
from contract.messages import Message
from contract.moments import Moment
from contract.money import Balance
from contract.payments import Payment
from contract.photos import ProfilePhotos
from contract.posts import ContactPost, Post


class EventKind(LenientEnum):
    """What changed; on the wire also the event's `event:` name."""

    MESSAGE_CHANGED = "message_changed"
    CONTACT_CHANGED = "contact_changed"
    PROFILE_PHOTO_CHANGED = "profile_photo_changed"
    POST_CHANGED = "post_changed"
    CONTACT_POST_CHANGED = "contact_post_changed"
    GALLERY_CHANGED = "gallery_changed"
    PHOTO_CHANGED = "photo_changed"
    BALANCE_CHANGED = "balance_changed"
    PAYMENT_CHANGED = "payment_changed"
    FACILITY_CHANGED = "facility_changed"
    ACCOUNT_CHANGED = "account_changed"
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
    at: Moment
    message: Message | None = None
    contact: Contact | None = None
    balance: Balance | None = None
    facility: Facility | None = None
    profile_photos: ProfilePhotos | None = None
    gallery: Gallery | None = None
    photo: SharedPhoto | None = None
    post: Post | None = None
    account: Account | None = None
    contact_post: ContactPost | None = None
    payment: Payment | None = None
