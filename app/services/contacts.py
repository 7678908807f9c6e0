"""Contacts and the facilities they are at: listed, found, asked to be connected."""

from __future__ import annotations

import msgspec

from app.domain.people import HistoryStep
from app.domain.values import (
    Change,
    ChangeKind,
    ContactInfo,
    ConversationRow,
    FacilityInfo,
    FoundPeople,
    RowKind,
)
from app.services.link import Link
from app.services.present import contact_info, facility_info, found_person, history_step
from app.services.stores import Stores
from contract.contacts import Contact


class ContactsService:
    """What is listed comes from this computer; finding and asking goes to the server."""

    def __init__(self, link: Link, stores: Stores) -> None:
        self._link = link
        self._stores = stores

    def conversations(self) -> tuple[ConversationRow, ...]:
        """One row per contact, the newest first; without those put away, unless something of theirs is new."""
        contacts = {contact.id: contact for contact in self._stores.cache.contacts()}
        rows = []
        for row in self._stores.cache.conversations():
            contact = contacts.get(row.contact_id)
            if contact is not None and contact.muted:
                row = msgspec.structs.replace(row, muted=True)  # noqa: PLW2901
            if contact is None or not contact.archived or _is_new(row):
                rows.append(row)
        return tuple(rows)

    def contacts(self) -> tuple[ContactInfo, ...]:
        """All contacts by name, those who can be written to first."""
        cache = self._stores.cache
        facilities = {facility.id: facility for facility in cache.facilities()}
        found = [
            contact_info(contact, facilities[contact.facility_id])
            for contact in cache.contacts()
            if contact.facility_id in facilities
        ]
        return tuple(sorted(found, key=lambda contact: not contact.can_write))

    def contact(self, contact_id: str) -> ContactInfo | None:
        """One contact with the facility, None if unknown here."""
        contact = self._stores.cache.contact(contact_id)
        return None if contact is None else self._info(contact)

    def facilities(self) -> tuple[FacilityInfo, ...]:
        """All facilities by name, as last told."""
        return tuple(facility_info(facility) for facility in self._stores.cache.facilities())

    def find(self, facility_id: str, words: str) -> FoundPeople:
        """The people at a facility whose name or booking number fits, or nearly."""
        found = self._link.api.contacts.find_residents(facility_id, words)
        people = tuple(found_person(person) for person in found.items)
        return FoundPeople(people, found.is_close, found.too_many)

    def request(self, resident_id: str, relationship: str) -> ContactInfo | None:
        """Ask to be connected; AlreadyContact if asked before, NotFound, Refused."""
        contact = self._link.api.contacts.request(resident_id, relationship)
        cache = self._stores.cache
        if cache.facility(contact.facility_id) is None:
            cache.put_facilities([self._link.api.facilities.get(contact.facility_id)])
        cache.put_contacts([contact])
        return self._info(contact)

    def history(self, contact_id: str) -> tuple[HistoryStep, ...]:
        """What happened to a connection, oldest first; asked of the server."""
        found = self._link.api.contacts.history(contact_id)
        return tuple(history_step(step) for step in found.items)

    def mute(self, contact_id: str, muted: bool) -> tuple[Change, ...]:
        """Nothing of this person makes itself noticed, or again."""
        return self._take(self._link.api.contacts.mute(contact_id, muted))

    def archive(self, contact_id: str, archived: bool) -> tuple[Change, ...]:
        """Puts the conversation away, or takes it back."""
        return self._take(self._link.api.contacts.archive(contact_id, archived))

    def block(self, contact_id: str, blocked: bool) -> tuple[Change, ...]:
        """Nothing either way, or as before."""
        api = self._link.api.contacts
        return self._take(api.block(contact_id) if blocked else api.unblock(contact_id))

    def end(self, contact_id: str) -> tuple[Change, ...]:
        """Ends the connection, or takes a request back."""
        return self._take(self._link.api.contacts.remove(contact_id))

    def ask_again(self, resident_id: str, relationship: str) -> tuple[Change, ...]:
        """Asks anew after a decline or an end; Throttled if it is too early, CannotAskNow, NotFound."""
        contact = self.request(resident_id, relationship)
        return () if contact is None else self.changed(contact.contact_id)

    def _take(self, contact: Contact) -> tuple[Change, ...]:
        self._stores.cache.put_contacts([contact])
        return self.changed(contact.id)

    def changed(self, contact_id: str) -> tuple[Change, ...]:
        """What a new standing of a contact changes on the screen."""
        return (Change(ChangeKind.CONTACTS, contact_id), Change(ChangeKind.CONVERSATIONS, contact_id))

    def _info(self, contact: Contact) -> ContactInfo | None:
        facility = self._stores.cache.facility(contact.facility_id)
        return None if facility is None else contact_info(contact, facility)


def _is_new(row: ConversationRow) -> bool:
    """Whether something of it wants to be seen: an answer, words that wait here, or something not approved."""
    kinds = (RowKind.FAILED, RowKind.REFUSED, RowKind.DRAFT)
    return bool(row.unread and not row.muted) or row.queued_count > 0 or row.kind in kinds
