"""What asking the server to move a sum has in common: one at a time, and never twice because an answer was lost."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError, Offline, ServerFault
from app.viewmodels.hub import Hub


class SumRequest(QObject):
    """Base of the view models that pay in and ask to be paid out."""

    busy_changed = Signal(bool)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._busy = False
        self._attempt: tuple[int, str] | None = None

    @property
    def busy(self) -> bool:
        """Whether the server is being asked to do something."""
        return self._busy

    def _key_for(self, amount_cents: int) -> str:
        """The idempotency key: after no answer, the same sum is asked with the same one."""
        if self._attempt is None or self._attempt[0] != amount_cents:
            self._attempt = (amount_cents, str(uuid4()))
        return self._attempt[1]

    def _end_attempt(self, fault: GettingOutError | None = None) -> None:
        """It is over; after a fault that leaves it open whether it arrived, the key stays for the next try."""
        if not isinstance(fault, Offline | ServerFault):
            self._attempt = None

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
