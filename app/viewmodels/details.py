"""Everything known of one message, with its money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.values import Change, ChangeKind, MessageDetails
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession


class DetailsViewModel(QObject):
    """State of the details sheet."""

    details_changed = Signal(object)  # MessageDetails | None

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._contact_id: str | None = None
        self._key: str | None = None
        self._details: MessageDetails | None = None
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def details(self) -> MessageDetails | None:
        """What is shown now."""
        return self._details

    def open(self, contact_id: str, key: str) -> None:
        """Show what is known here, then its money from the server; comes again whenever the message changes."""
        self._contact_id, self._key = contact_id, key
        self._hub.storage(
            self, lambda session: session.money.details(key), lambda details: self._on_details(key, details)
        )
        self._fetch(key)

    def close(self) -> None:
        """Forget it."""
        self._contact_id = self._key = None
        self._set_details(None)

    def _fetch(self, key: str) -> None:
        """Without a connection what is known here stays."""
        self._hub.network(
            self,
            lambda session: session.money.fetch_details(key),
            lambda details: self._on_details(key, details),
        )

    def _on_details(self, key: str, details: MessageDetails | None) -> None:
        if key == self._key and details is not None:
            self._set_details(details)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self.close()

    def _on_changed(self, change: Change) -> None:
        key = self._key
        if key is None or change.kind is not ChangeKind.THREAD or change.contact_id != self._contact_id:
            return
        if not change.keys or key in change.keys:
            self._fetch(key)

    def _set_details(self, details: MessageDetails | None) -> None:
        if details != self._details:
            self._details = details
            self.details_changed.emit(details)
