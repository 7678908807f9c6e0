"""Who is to see a photo or a status: the one rule, for both sides, of whom it reaches, whom not, and what it costs.

A price is paid once for each facility reached, however many people there (product: Money).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from contract import limits
from contract.contacts import CannotWrite, Contact, ContactState
from contract.facilities import Facility, Feature
from contract.lenient import LenientEnum


class AudienceKind(LenientEnum):
    """How the people were chosen."""

    CONTACTS = "contacts"  # these: contact_ids
    FACILITY = "facility"  # all contacts at facility_id
    EVERYBODY = "everybody"
    UNKNOWN = "unknown"


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to see it, as chosen; whom that means is decided when it is sent."""

    kind: AudienceKind
    contact_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=limits.AUDIENCE_CONTACTS)] = ()
    facility_id: str | None = None


class Shared(StrEnum):
    """What is to be passed on; it decides which features a facility needs and which prices are paid."""

    PHOTO = "photo"
    STATUS = "status"
    STATUS_WITH_PHOTO = "status_with_photo"


class CannotReach(LenientEnum):
    """Why somebody of the audience will not get it."""

    NO_PHOTOS_AT_FACILITY = "no_photos_at_facility"
    NO_NEWS_AT_FACILITY = "no_news_at_facility"
    NOT_ACCEPTED = "not_accepted"
    DECLINED = "declined"
    ENDED = "ended"
    BLOCKED = "blocked"
    SUSPENDED = "suspended"
    BEING_MOVED = "being_moved"
    RELEASED = "released"
    UNKNOWN = "unknown"


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Whom an audience reaches, whom not and why, and what each facility costs; in the order of the contacts given."""

    reached: tuple[tuple[Contact, Facility], ...]
    cannot: tuple[tuple[Contact, CannotReach], ...]
    facilities: tuple[tuple[Facility, int], ...]

    @property
    def total_cents(self) -> int:
        """The price of it all."""
        return sum(cents for _, cents in self.facilities)


_NEEDS: Final[Mapping[Shared, tuple[tuple[Feature, CannotReach], ...]]] = {
    Shared.PHOTO: ((Feature.PHOTOS, CannotReach.NO_PHOTOS_AT_FACILITY),),
    Shared.STATUS: ((Feature.NEWS, CannotReach.NO_NEWS_AT_FACILITY),),
    Shared.STATUS_WITH_PHOTO: (
        (Feature.NEWS, CannotReach.NO_NEWS_AT_FACILITY),
        (Feature.PHOTOS, CannotReach.NO_PHOTOS_AT_FACILITY),
    ),
}
_STATES: Final[Mapping[ContactState, CannotReach]] = {
    ContactState.WAITING_FOR_FACILITY: CannotReach.NOT_ACCEPTED,
    ContactState.WAITING_FOR_PERSON: CannotReach.NOT_ACCEPTED,
    ContactState.DECLINED: CannotReach.DECLINED,
    ContactState.ENDED: CannotReach.ENDED,
    ContactState.BLOCKED: CannotReach.BLOCKED,
}
_STANDINGS: Final[Mapping[CannotWrite, CannotReach]] = {
    CannotWrite.SUSPENDED: CannotReach.SUSPENDED,
    CannotWrite.BEING_MOVED: CannotReach.BEING_MOVED,
    CannotWrite.RELEASED: CannotReach.RELEASED,
}


def reach(
    audience: Audience,
    contacts: Iterable[Contact],
    facilities: Iterable[Facility],
    what: Shared,
    *,
    paid_at: Collection[str] = (),
) -> Reach:
    """Whom `audience` reaches among all of a member's contacts.

    `paid_at` are the ids of facilities where it was paid for already: further people there cost nothing. Contacts that
    are over (ended, declined, blocked) stand in `cannot` only where they were chosen one by one.
    """
    places = {facility.id: facility for facility in facilities}
    reached: list[tuple[Contact, Facility]] = []
    cannot: list[tuple[Contact, CannotReach]] = []
    prices: dict[str, int] = {}
    for contact in contacts:
        if not _is_meant(audience, contact):
            continue
        facility = places.get(contact.facility_id)
        reason = CannotReach.UNKNOWN if facility is None else cannot_reach(contact, facility, what)
        if reason is not None or facility is None:
            cannot.append((contact, reason or CannotReach.UNKNOWN))
            continue
        reached.append((contact, facility))
        prices[facility.id] = 0 if facility.id in paid_at else price_cents(facility, what)
    return Reach(
        reached=tuple(reached),
        cannot=tuple(cannot),
        facilities=tuple((places[facility_id], cents) for facility_id, cents in prices.items()),
    )


def cannot_reach(contact: Contact, facility: Facility, what: Shared) -> CannotReach | None:
    """Why this contact can't get it now; None when they can."""
    if contact.state in (ContactState.DECLINED, ContactState.ENDED, ContactState.BLOCKED):
        return _STATES[contact.state]
    if contact.cannot_write is not None and contact.cannot_write in _STANDINGS:
        return _STANDINGS[contact.cannot_write]
    for feature, reason in _NEEDS[what]:
        if feature not in facility.features:
            return reason
    if contact.state is not ContactState.ACCEPTED:
        return _STATES.get(contact.state, CannotReach.UNKNOWN)
    return None


def price_cents(facility: Facility, what: Shared) -> int:
    """What it costs at a facility that it reaches for the first time."""
    prices = facility.prices
    match what:
        case Shared.PHOTO:
            return prices.photo_cents
        case Shared.STATUS:
            return prices.status_cents
        case Shared.STATUS_WITH_PHOTO:
            return prices.status_cents + prices.photo_cents


def _is_meant(audience: Audience, contact: Contact) -> bool:
    if audience.kind is AudienceKind.CONTACTS:
        return contact.id in audience.contact_ids
    if contact.state in (ContactState.DECLINED, ContactState.ENDED, ContactState.BLOCKED):
        return False
    if audience.kind is AudienceKind.FACILITY:
        return contact.facility_id == audience.facility_id
    return audience.kind is AudienceKind.EVERYBODY
