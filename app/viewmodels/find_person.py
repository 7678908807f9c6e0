"""Finding a person at a facility and asking to be connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.values import Change, ChangeKind, ContactInfo, FacilityInfo, FoundPerson
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession


class FindPersonViewModel(QObject):
    """State of the Find a Person sheet."""

    facilities_changed = Signal(object)  # tuple[FacilityInfo, ...] by name
    busy_changed = Signal(bool)
    found = Signal(object)  # tuple[FoundPerson, ...]
    requested = Signal(object)  # ContactInfo
    failed = Signal(object)  # GettingOutError: AlreadyContact, NotFound, Offline, Refused, …

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._facilities: tuple[FacilityInfo, ...] = ()
        self._busy = False
        self._asked = 0
        hub.session_changed.connect(self._on_session_changed)

    @property
    def busy(self) -> bool:
        """Whether a search or a request is under way."""
        return self._busy

    @property
    def facilities(self) -> tuple[FacilityInfo, ...]:
        """The facilities as last loaded."""
        return self._facilities

    def load(self) -> None:
        """Read the facilities; ends in `facilities_changed`."""
        self._hub.storage(self, lambda session: session.contacts.facilities(), self._on_facilities)

    def search(self, facility_id: str, words: str) -> None:
        """Look for a name or a booking number; ends in `found` or `failed`, only the last search counts."""
        self._asked += 1
        asked = self._asked
        self._set_busy(self._hub.session is not None)
        self._hub.network(
            self,
            lambda session: session.contacts.find(facility_id, words.strip()),
            lambda people: self._on_found(asked, people),
            lambda fault: self._on_search_failed(asked, fault),
        )

    def request(self, resident_id: str, relationship: str) -> None:
        """Ask to be connected; ends in `requested` or `failed`."""
        if self._busy:
            return
        self._set_busy(self._hub.session is not None)
        self._hub.network(
            self,
            lambda session: session.contacts.request(resident_id, relationship.strip()),
            self._on_requested,
            self._on_failed,
        )

    def _on_facilities(self, facilities: tuple[FacilityInfo, ...]) -> None:
        self._facilities = facilities
        self.facilities_changed.emit(facilities)

    def _on_found(self, asked: int, people: tuple[FoundPerson, ...]) -> None:
        if asked == self._asked:
            self._set_busy(False)
            self.found.emit(people)

    def _on_search_failed(self, asked: int, fault: GettingOutError) -> None:
        if asked == self._asked:
            self._on_failed(fault)

    def _on_requested(self, contact: ContactInfo | None) -> None:
        self._set_busy(False)
        contact_id = None if contact is None else contact.contact_id
        self._hub.tell(Change(ChangeKind.CONTACTS, contact_id))
        self._hub.tell(Change(ChangeKind.CONVERSATIONS, contact_id))
        self.requested.emit(contact)

    def _on_failed(self, fault: GettingOutError) -> None:
        self._set_busy(False)
        self.failed.emit(fault)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._asked += 1
        self._set_busy(False)
        self._on_facilities(())

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
