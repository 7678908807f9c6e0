"""Choosing whom to write to: every contact, also those who can't be written to, with the reason."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import ContactInfo
from app.viewmodels.hub import Hub


class ContactPickerViewModel(QObject):
    """State of the contact picker."""

    choices_changed = Signal(object)  # tuple[ContactInfo, ...] by name, those who can be written to first

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    @property
    def choices(self) -> tuple[ContactInfo, ...]:
        """The contacts as last loaded."""
        return ()

    def load(self) -> None:
        """Read the contacts; ends in `choices_changed`, which comes again whenever they change."""
