"""Finding a person at a facility and asking to be connected."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import FacilityInfo
from app.viewmodels.hub import Hub


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

    @property
    def facilities(self) -> tuple[FacilityInfo, ...]:
        """The facilities as last loaded."""
        return ()

    def load(self) -> None:
        """Read the facilities; ends in `facilities_changed`."""

    def search(self, facility_id: str, words: str) -> None:
        """Look for a name or a booking number; ends in `found` or `failed`."""

    def request(self, resident_id: str, relationship: str) -> None:
        """Ask to be connected; ends in `requested` or `failed`."""
