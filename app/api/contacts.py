"""The member's contacts: listing, asking to connect, blocking, reading."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.contacts import Contact, ContactHistory, ContactRequest, Contacts, ReadMark
from contract.facilities import FoundResidents


class ContactsApi:
    """Everything about who can be written to."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, cursor: str | None = None) -> Contacts:
        """A page of contacts by name."""
        return self._transport.ask(Contacts, "GET", routes.CONTACTS, params={"cursor": cursor})

    def request(self, resident_id: str, relationship: str) -> Contact:
        """Ask to be connected. AlreadyContact, NotFound, Refused."""
        body = ContactRequest(resident_id=resident_id, relationship=relationship)
        return self._transport.ask(Contact, "POST", routes.CONTACTS, body=body)

    def block(self, contact_id: str) -> Contact:
        """Nothing of this person arrives any more."""
        return self._transport.ask(Contact, "PUT", routes.path(routes.BLOCK, contact_id=contact_id))

    def unblock(self, contact_id: str) -> Contact:
        """Undo a block."""
        return self._transport.ask(Contact, "DELETE", routes.path(routes.BLOCK, contact_id=contact_id))

    def get(self, contact_id: str) -> Contact:
        """One contact as it stands. NotFound."""
        return self._transport.ask(Contact, "GET", routes.path(routes.CONTACT, contact_id=contact_id))

    def remove(self, contact_id: str) -> Contact:
        """End the connection; the contact as it stands then."""
        return self._transport.ask(Contact, "DELETE", routes.path(routes.CONTACT, contact_id=contact_id))

    def mute(self, contact_id: str, muted: bool = True) -> Contact:
        """Nothing of this person makes itself noticed, or again."""
        return self._transport.ask(
            Contact, "PUT" if muted else "DELETE", routes.path(routes.MUTE, contact_id=contact_id)
        )

    def archive(self, contact_id: str, archived: bool = True) -> Contact:
        """Put the conversation away, or take it back."""
        return self._transport.ask(
            Contact, "PUT" if archived else "DELETE", routes.path(routes.ARCHIVE, contact_id=contact_id)
        )

    def history(self, contact_id: str) -> ContactHistory:
        """What happened to the connection, oldest first."""
        route = routes.path(routes.CONTACT_HISTORY, contact_id=contact_id)
        return self._transport.ask(ContactHistory, "GET", route)

    def mark_read(self, contact_id: str, sequence: int) -> Contact:
        """Everything of this contact up to `sequence` has been read; never moves back. Returns the contact."""
        route = routes.path(routes.READ_MARK, contact_id=contact_id)
        return self._transport.ask(Contact, "PUT", route, body=ReadMark(sequence=sequence))

    def find_residents(self, facility_id: str, query: str) -> FoundResidents:
        """The few people of a facility whose name or number fits. Refused (field `q`) if it says too little."""
        route = routes.path(routes.RESIDENTS, facility_id=facility_id)
        return self._transport.ask(FoundResidents, "GET", route, params={"q": query})
