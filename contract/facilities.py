"""Facilities as families see them, and the people who can be found there."""

from __future__ import annotations

from datetime import datetime

import msgspec

from contract.lenient import LenientEnum


class Feature(LenientEnum):
    """What a facility may have switched on."""

    MESSAGES = "messages"
    NEWS = "news"
    PHOTOS = "photos"
    PROFILE_PHOTOS = "profile_photos"
    REPLIES = "replies"
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
    paused_since: datetime | None = None
    pause_notice: str | None = None


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
