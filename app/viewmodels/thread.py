"""The open conversation: its messages, older ones on demand, and what can be done with each."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import ContactInfo
from app.viewmodels.hub import Hub
from app.viewmodels.thread_model import ThreadModel


class ThreadViewModel(QObject):
    """State of the thread pane."""

    contact_changed = Signal(object)  # ContactInfo | None
    loading_changed = Signal(bool)
    older_available_changed = Signal(bool)
    withdrawn = Signal(str)  # key
    draft_restored = Signal(str)  # contact_id: words went back into the composer
    revealed = Signal(int)  # row of the message asked for with reveal()
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._model = ThreadModel(self)

    @property
    def model(self) -> ThreadModel:
        """The messages loaded so far, oldest first, unsent ones at the end."""
        return self._model

    @property
    def contact(self) -> ContactInfo | None:
        """Whose conversation is open."""
        return None

    @property
    def is_loading(self) -> bool:
        """Whether messages are on their way."""
        return False

    @property
    def older_available(self) -> bool:
        """Whether `load_older` would find more."""
        return False

    def open(self, contact_id: str) -> None:
        """Show the newest messages of this contact."""

    def close(self) -> None:
        """Show nothing."""

    def load_older(self) -> None:
        """Put the page before the oldest row in front; asked again while loading it does nothing."""

    def reveal(self, key: str) -> None:
        """Load until this message is there; ends in `revealed` or, if it is not to be found, in nothing."""

    def withdraw(self, key: str) -> None:
        """Take a message back that waits for approval; ends in `withdrawn` or `failed`."""

    def take_back(self, key: str) -> None:
        """An unsent message becomes the draft again; ends in `draft_restored` or `failed`."""

    def edit_again(self, key: str) -> None:
        """The words of a refused or withdrawn message become the draft; ends in `draft_restored` or `failed`."""

    def retry(self, key: str) -> None:
        """Send a message that stayed, at the facility's present price."""

    def mark_seen(self) -> None:
        """The newest message is in view: everything here has been read."""
