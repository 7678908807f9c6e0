"""Everything known of one message, with its money."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import MessageDetails
from app.viewmodels.hub import Hub


class DetailsViewModel(QObject):
    """State of the details sheet."""

    details_changed = Signal(object)  # MessageDetails | None

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    @property
    def details(self) -> MessageDetails | None:
        """What is shown now."""
        return None

    def open(self, contact_id: str, key: str) -> None:
        """Show this message; comes again with `details_changed` whenever it changes."""

    def close(self) -> None:
        """Forget it."""
