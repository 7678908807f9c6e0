"""My Account: who is signed in, every movement of the balance, devices, password."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import AccountInfo, DeviceRow
from app.viewmodels.hub import Hub
from app.viewmodels.movements_model import MovementsModel


class AccountViewModel(QObject):
    """State of the My Account tab."""

    account_changed = Signal(object)  # AccountInfo | None
    devices_changed = Signal(object)  # tuple[DeviceRow, ...]
    device_revoked = Signal(str)  # device id
    password_changed = Signal()
    loading_changed = Signal(bool)
    more_available_changed = Signal(bool)
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._movements = MovementsModel(self)

    @property
    def account(self) -> AccountInfo | None:
        """The signed-in member."""
        return None

    @property
    def movements(self) -> MovementsModel:
        """Movements loaded so far, newest first."""
        return self._movements

    @property
    def devices(self) -> tuple[DeviceRow, ...]:
        """Where the member is signed in, most recently used first."""
        return ()

    @property
    def is_loading(self) -> bool:
        """Whether movements are on their way."""
        return False

    @property
    def more_available(self) -> bool:
        """Whether `load_more` would find older movements."""
        return False

    def load(self) -> None:
        """Read the newest movements and the devices."""

    def load_more(self) -> None:
        """Put the next page of older movements below."""

    def revoke(self, device_id: str) -> None:
        """Sign another device out; ends in `device_revoked` and `devices_changed`, or `failed`."""

    def change_password(self, current: str, new: str) -> None:
        """Change it; every other device is signed out. Ends in `password_changed` or `failed`."""
