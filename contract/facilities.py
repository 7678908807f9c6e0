"""Facilities as families see them, and the people who can be found there."""

from __future__ import annotations

import msgspec

from contract.lenient import LenientEnum
from contract.moments import Moment


class Feature(LenientEnum):
    """What a facility may have switched on."""

    MESSAGES = "messages"
    NEWS = "news"
    PHOTOS = "photos"
    PROFILE_PHOTOS = "profile_photos"
    REPLIES = "replies"
    REPLY_PHOTOS = "reply_photos"  # one photo in an answer; counts where there are replies
    UNKNOWN = "unknown"


class Prices(msgspec.Struct, frozen=True, kw_only=True):
    """Prices in cents, per facility reached; a reply costs the family nothing."""

    message_cents: int
    photo_cents: int
    status_cents: int
    profile_photo_cents: int


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule for families, by the facility's own number, in plain words."""

    number: str
    text: str


class ContactRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a facility says about asking to be connected, shown before anybody asks; `who` in its own plain words.

    `most_per_person` connections one of its residents may have, `most_per_family` people there one member may be
    connected with; None: as many as they like. Whether the facility approves first is `Facility.approves_contacts`.
    """

    takes_requests: bool = True
    who: str = ""
    most_per_person: int | None = None
    most_per_family: int | None = None


class Facility(msgspec.Struct, frozen=True, kw_only=True):
    """What a family must know before writing: `usual_wait_minutes` is measured, `promise_hours` promised."""

    id: str
    name: str
    city: str
    region: str
    time_zone: str
    currency: str
    features: tuple[Feature, ...]
    prices: Prices
    rules: tuple[Rule, ...]
    message_characters: int
    promise_hours: int
    usual_wait_minutes: int | None
    """Median of the decisions of the last 30 days; None while there are fewer than five."""
    sender_sees_pending: bool
    approves_contacts: bool
    paused_since: Moment | None = None
    pause_notice: str | None = None
    long_wait_minutes: int | None = None
    """What nine of ten of those decisions did not pass; None as the usual wait."""
    contact_rules: ContactRules | None = None
    """None from a server that does not say: as `ContactRules()`."""
    tells_opened: bool = True
    """Whether families see that something was opened; if not, "delivered" is the last they see of it."""


class Facilities(msgspec.Struct, frozen=True, kw_only=True):
    """A page of facilities by name."""

    items: tuple[Facility, ...]
    next: str | None = None


class FoundResident(msgspec.Struct, frozen=True, kw_only=True):
    """What a facility publishes of a person who can be asked to connect."""

    id: str
    name: str
    booking_number: str


class FoundResidents(msgspec.Struct, frozen=True, kw_only=True):
    """The few people a search found; never a list of everybody."""

    items: tuple[FoundResident, ...]
    next: str | None = None
    is_close: bool = False
    """Nobody is spelled so; these are spelled nearly so."""
    too_many: bool = False
    """More fit than are ever shown: more of the name is needed."""
