"""Signing in, creating an account, and saying beforehand what this computer will keep."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import Prefill, StorageMode
from app.viewmodels.hub import Hub


class SignInViewModel(QObject):
    """State of the sign-in view."""

    busy_changed = Signal(bool)
    failed = Signal(object)  # GettingOutError: WrongCredentials, Throttled, EmailTaken, Refused, Offline, …
    signed_in = Signal(object)  # AccountInfo
    draft_waiting_changed = Signal(bool)
    prefill_changed = Signal(object)  # Prefill | None
    storage_mode_changed = Signal(object)  # StorageMode
    server_url_changed = Signal(object)  # str | None

    def __init__(self, hub: Hub, server_url: str | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._server_url = server_url

    @property
    def busy(self) -> bool:
        """Whether an attempt is under way."""
        return False

    @property
    def draft_waiting(self) -> bool:
        """Whether unsent words wait on this computer for whoever signed in last; never whose."""
        return False

    @property
    def prefill(self) -> Prefill | None:
        """The demo member's sign-in, once the demo backend is up."""
        return None

    @property
    def can_stay(self) -> bool:
        """Whether "Stay signed in" can be kept: there is a keyring."""
        return True

    @property
    def storage_mode(self) -> StorageMode:
        """What will be kept with the box ticked or not, as set by `set_stay`."""
        return StorageMode.KEPT

    @property
    def server_url(self) -> str | None:
        """The configured server; None is the backend inside the program."""
        return self._server_url

    def set_stay(self, stay: bool) -> None:
        """The "Stay signed in" box was ticked or cleared."""

    def sign_in(self, email: str, password: str, stay: bool) -> None:
        """Try it; ends in `signed_in` or `failed`."""

    def register(self, name: str, email: str, password: str, stay: bool) -> None:
        """Create an account and sign in; ends in `signed_in` or `failed`."""

    def set_server(self, url: str) -> None:
        """Use and save another server; empty means the backend inside the program. Ends in a signal."""
