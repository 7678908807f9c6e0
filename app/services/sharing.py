"""Who can get a photo, what that costs, and taking photos in to be shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from app.domain.errors import NotFound
from app.domain.gallery import (
    AudienceChoice,
    AudienceKind,
    AudiencePerson,
    AudiencePlace,
    AudienceReach,
    PreparedChoice,
    PreparedPhoto,
)
from app.domain.values import Change
from app.services.galleries import CHANGED
from app.services.link import Link
from app.services.share_outbox import ShareOutbox
from app.services.stores import Stores
from app.storage.share_store import KeptShare
from contract import audience as wire
from contract.audience import Audience, Shared
from contract.contacts import Contact, ContactState
from contract.facilities import Facility
from contract.galleries import NewShare, PhotoPart, SharedPhoto, paid_at
from contract.messages import State
from contract.offers import OfferOutcome

_OVER = (ContactState.DECLINED, ContactState.ENDED, ContactState.BLOCKED)
_DEAD = (State.REFUSED, State.WITHDRAWN)
_PASSED = (State.APPROVED, State.DELIVERED, State.OPENED)


class Audiences(msgspec.Struct, frozen=True):
    """All it takes to say whom a choice reaches: as told last, read once.

    `further` is the photo that is to be shared further, None for new ones.
    """

    contacts: tuple[Contact, ...] = ()
    facilities: tuple[Facility, ...] = ()
    further: SharedPhoto | None = None
    is_known: bool = False

    def people(self) -> tuple[AudiencePerson, ...]:
        """Everybody who can be chosen, and who can't and why; by name."""
        places = {facility.id: facility for facility in self.facilities}
        has_it = self._have_it()
        return tuple(
            self._person(contact, places.get(contact.facility_id), has_it)
            for contact in self.contacts
            if contact.state not in _OVER
        )

    def reach(self, choice: AudienceChoice, photos: int, balance_cents: int | None) -> AudienceReach:
        """What a choice means for so many photos at once."""
        found = self._found(choice)
        places = {facility.id: facility for facility in self.facilities}
        has_it = self._have_it()
        return AudienceReach(
            places=tuple(
                place
                for facility, cents in found.facilities
                if (place := self._place(facility, cents * photos, found.reached, has_it)) is not None
            ),
            cannot=tuple(
                self._person(contact, places.get(contact.facility_id), has_it) for contact, _ in found.cannot
            ),
            balance_cents=balance_cents,
            is_known=self.is_known,
        )

    def price_cents(self, choice: AudienceChoice) -> int:
        """What one photo costs."""
        return self._found(choice).total_cents

    def everywhere(self, photos: int) -> tuple[AudiencePlace, ...]:
        """Every facility where somebody can get it, with all of them."""
        return self.reach(AudienceChoice(AudienceKind.EVERYBODY), photos, None).places

    def _found(self, choice: AudienceChoice) -> wire.Reach:
        paid = frozenset[str]() if self.further is None else paid_at(self.further)
        return wire.reach(to_wire(choice), self.contacts, self.facilities, Shared.PHOTO, paid_at=paid)

    def _have_it(self) -> frozenset[str]:
        if self.further is None:
            return frozenset()
        live = [part for part in self.further.parts if part.state not in _DEAD]
        return frozenset(viewer.contact_id for part in live for viewer in part.viewers)

    def _person(self, contact: Contact, facility: Facility | None, has_it: frozenset[str]) -> AudiencePerson:
        if facility is None:
            return AudiencePerson(
                contact.id, contact.name, contact.facility_id, "", wire.CannotReach.UNKNOWN.value
            )
        reason = wire.cannot_reach(contact, facility, Shared.PHOTO)
        return AudiencePerson(
            contact_id=contact.id,
            name=contact.name,
            facility_id=facility.id,
            facility_name=facility.name,
            reason=None if reason is None else reason.value,
            reason_since=None if reason is None else contact.cannot_write_since,
            has_it=contact.id in has_it,
        )

    def _place(
        self,
        facility: Facility,
        price_cents: int,
        reached: Sequence[tuple[Contact, Facility]],
        has_it: frozenset[str],
    ) -> AudiencePlace | None:
        """None where everybody has it already."""
        names = tuple(
            contact.name for contact, place in reached if place.id == facility.id and contact.id not in has_it
        )
        if not names:
            return None
        parts = () if self.further is None else self.further.parts
        return AudiencePlace(
            facility_id=facility.id,
            facility_name=facility.name,
            names=names,
            price_cents=price_cents,
            is_approved=any(part.facility_id == facility.id and part.state in _PASSED for part in parts),
            is_changed=any(part.facility_id == facility.id and _is_changed(part) for part in parts),
            paused_since=facility.paused_since,
            usual_wait_minutes=facility.usual_wait_minutes,
            promise_hours=facility.promise_hours,
        )


def _is_changed(part: PhotoPart) -> bool:
    """Whether a changed photo is what people there get, or will if the member accepts it."""
    asked = (OfferOutcome.ACCEPTED, OfferOutcome.WAITING)
    return part.offer is not None and part.offer.outcome in asked


class SharingService:
    """Blocking; queueing belongs on the storage lane, sharing further on the network lane."""

    def __init__(self, link: Link, stores: Stores, outbox: ShareOutbox, now: Callable[[], datetime]) -> None:
        self._link = link
        self._stores = stores
        self._outbox = outbox
        self._now = now

    def audiences(self, further: str | None = None) -> Audiences:
        """Whom photos can be shared with; `further` is the key of one that is there already."""
        cache = self._stores.cache
        return Audiences(
            contacts=tuple(cache.contacts()),
            facilities=tuple(cache.facilities()),
            further=None if further is None else self._stores.galleries.photo(further),
            is_known=cache.balance() is not None,
        )

    def prepared(self) -> tuple[dict[str, PreparedPhoto], PreparedChoice]:
        """Photos that were prepared and are not shared yet, by their keys, and what was chosen for them."""
        return self._stores.prepared.all()

    def keep_prepared(
        self, local_id: str, photo: PreparedPhoto, choice: PreparedChoice, edited: str | None = None
    ) -> None:
        """Keep one as it is now, until it is shared, left out or thrown away.

        `edited` is the key under which it was kept in the editor: there it is no more, in the same transaction.
        """

        def work() -> None:
            self._stores.prepared.keep(local_id, photo, choice)
            if edited is not None:
                self._stores.editing.drop(edited)

        self._stores.together(work)

    def write_prepared(self, titles: Mapping[str, str], choice: PreparedChoice) -> None:
        """Keep the titles as they stand, and what is chosen."""
        self._stores.prepared.write(titles, choice)

    def leave_out(self, local_id: str) -> None:
        """One is not to be shared."""
        self._stores.prepared.drop(local_id)

    def throw_away(self) -> None:
        """None is to be shared."""
        self._stores.prepared.clear()

    def queue(
        self,
        local_ids: Sequence[str],
        prepared: Sequence[PreparedPhoto],
        titles: Sequence[str],
        gallery_id: str,
        choice: AudienceChoice,
        price_cents: int,
    ) -> tuple[Change, ...]:
        """Keep photos to be shared, at this price for each; doing it twice does it once. NotFound without the gallery.

        What was prepared is so no more. What one of them mends is taken out by the server; one that never left is taken
        back here.
        """
        name = self._gallery_name(gallery_id)
        kept = [
            KeptShare(
                local_id=local_id,
                photo=photo.photo,
                title=title,
                gallery=gallery_id,
                gallery_name=name,
                audience=to_wire(choice),
                price_cents=price_cents,
                edits=photo.edits,
                origin=photo.origin,
                created_at=self._now(),
                replaces=self._replaced(photo.replaces),
                original=photo.original,
            )
            for local_id, photo, title in zip(local_ids, prepared, titles, strict=True)
        ]

        def work() -> None:
            self._stores.shares.queue(kept)
            self._stores.prepared.clear()
            for photo in prepared:
                if photo.replaces is not None and self._stores.galleries.photo(photo.replaces) is None:
                    self._outbox.cancel(photo.replaces)

        self._stores.together(work)
        return CHANGED

    def share_further(
        self, request_id: str, key: str, choice: AudienceChoice, price_cents: int
    ) -> tuple[Change, ...]:
        """Share a photo that is there with further people; the same `request_id` does it once."""
        sent = self._stores.galleries.photo(key)
        if sent is None:
            raise NotFound(key)
        share = NewShare(audience=to_wire(choice), price_cents=price_cents)
        changed = self._link.api.galleries.share_further(request_id, sent.id, share)
        self._stores.galleries.put_photos([changed])
        return CHANGED

    def _replaced(self, key: str | None) -> str | None:
        """The server's id of a photo that is mended; None if the server never had it."""
        sent = None if key is None else self._stores.galleries.photo(key)
        return None if sent is None else sent.id

    def _gallery_name(self, gallery_id: str) -> str:
        known = self._stores.galleries.gallery(gallery_id)
        if known is not None:
            return known.name
        for new in self._stores.shares.new_galleries():
            if new.local_id == gallery_id:
                return new.name
        raise NotFound(gallery_id)


def to_wire(choice: AudienceChoice) -> Audience:
    """The choice in the words of the interface."""
    return Audience(
        kind=wire.AudienceKind(choice.kind.value),
        contact_ids=tuple(sorted(choice.contact_ids)) if choice.kind is AudienceKind.CHOSEN else (),
        facility_id=choice.facility_id if choice.kind is AudienceKind.FACILITY else None,
    )
