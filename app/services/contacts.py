"""Contacts and the facilities they are at: listed, found, asked to be connected."""

from __future__ import annotations

from app.domain.values import (
    Change,
    ChangeKind,
    ContactInfo,
    ConversationRow,
    FacilityInfo,
    FoundPerson,
)
from app.services.link import Link
from app.services.present import contact_info, facility_info, found_person
from app.services.stores import Stores
from contract.contacts import Contact


class ContactsService:
    """What is listed comes from this computer; finding and asking goes to the server."""

    def __init__(self, link: Link, stores: Stores) -> None:
        self._link = link
        self._stores = stores

    def conversations(self) -> tuple[ConversationRow, ...]:
        """One row per contact, the newest first."""
        return tuple(self._stores.cache.conversations())

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

    def find(self, facility_id: str, words: str) -> tuple[FoundPerson, ...]:
        """The people at a facility whose name or booking number fits."""
        found = self._link.api.contacts.find_residents(facility_id, words)
        return tuple(found_person(person) for person in found.items)

    def request(self, resident_id: str, relationship: str) -> ContactInfo | None:
        """Ask to be connected; AlreadyContact if asked before, NotFound, Refused."""
        contact = self._link.api.contacts.request(resident_id, relationship)
        cache = self._stores.cache
        if cache.facility(contact.facility_id) is None:
            cache.put_facilities([self._link.api.facilities.get(contact.facility_id)])
        cache.put_contacts([contact])
        return self._info(contact)

    def changed(self, contact_id: str) -> tuple[Change, ...]:
        """What a new standing of a contact changes on the screen."""
        return (Change(ChangeKind.CONTACTS, contact_id), Change(ChangeKind.CONVERSATIONS, contact_id))

    def _info(self, contact: Contact) -> ContactInfo | None:
        facility = self._stores.cache.facility(contact.facility_id)
        return None if facility is None else contact_info(contact, facility)
