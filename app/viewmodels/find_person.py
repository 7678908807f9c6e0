"""Finding a person at a facility and asking to be connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.values import Change, ChangeKind, ContactInfo, FacilityInfo, FoundPeople
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession


class FindPersonViewModel(QObject):
    """State of the Find a Person sheet."""

    facilities_changed = Signal(object)  # tuple[FacilityInfo, ...] by name
    busy_changed = Signal(bool)
    found = Signal(object)  # FoundPeople
    requested = Signal(object)  # ContactInfo
    failed = Signal(object)  # GettingOutError: AlreadyContact, NotFound, Offline, Refused, …

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._facilities: tuple[FacilityInfo, ...] = ()
        self._busy = False
        self._asked = 0
        self._is_wanted = False
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def busy(self) -> bool:
        """Whether a search or a request is under way."""
        return self._busy

    @property
    def facilities(self) -> tuple[FacilityInfo, ...]:
        """The facilities as last loaded."""
        return self._facilities

    def load(self) -> None:
        """Read the facilities, from now on whenever they change; ends in `facilities_changed`."""
        self._is_wanted = True
        self._hub.storage(self, lambda session: session.contacts.facilities(), self._on_facilities)

    def search(self, facility_id: str, words: str) -> None:
        """Look for a name or a booking number; ends in `found` or `failed`, only the last search counts."""
        self._asked += 1
        asked = self._asked
        self._set_busy(self._hub.session is not None)
        self._hub.network(
            self,
            lambda session: session.contacts.find(facility_id, words.strip()),
            lambda found: self._on_found(asked, found),
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
        if facilities == self._facilities:
            return
        self._facilities = facilities
        self.facilities_changed.emit(facilities)

    def _on_found(self, asked: int, found: FoundPeople) -> None:
        if asked == self._asked:
            self._set_busy(False)
            self.found.emit(found)

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

    def _on_changed(self, change: Change) -> None:
        if self._is_wanted and change.kind in (ChangeKind.FACILITIES, ChangeKind.ALL):
            self.load()

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._is_wanted = False
        self._asked += 1
        self._set_busy(False)
        self._on_facilities(())

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
