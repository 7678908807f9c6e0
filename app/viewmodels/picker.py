"""Choosing whom to write to: every contact, also those who can't be written to, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.values import Change, ChangeKind, ContactInfo
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

_SHOWN_CHANGES = (ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.ALL)


class ContactPickerViewModel(QObject):
    """State of the contact picker."""

    choices_changed = Signal(object)  # tuple[ContactInfo, ...] by name, those who can be written to first

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._choices: tuple[ContactInfo, ...] = ()
        self._was_asked = False
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def choices(self) -> tuple[ContactInfo, ...]:
        """The contacts as last loaded."""
        return self._choices

    def load(self) -> None:
        """Read the contacts; ends in `choices_changed`, which comes again whenever they change."""
        self._was_asked = True
        self._hub.storage(self, lambda session: session.contacts.contacts(), self._on_loaded)

    def _on_loaded(self, choices: tuple[ContactInfo, ...]) -> None:
        self._choices = choices
        self.choices_changed.emit(choices)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._was_asked = False
        self._choices = ()
        self.choices_changed.emit(())

    def _on_changed(self, change: Change) -> None:
        if self._was_asked and change.kind in _SHOWN_CHANGES:
            self.load()
