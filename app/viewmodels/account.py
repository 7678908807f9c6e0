"""My Account: who is signed in, every movement of the balance, devices, password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.values import AccountInfo, Change, ChangeKind, DeviceRow, MovementRow
from app.viewmodels.hub import Hub
from app.viewmodels.movements_model import MovementsModel

if TYPE_CHECKING:
    from app.services.money import MovementsPage
    from app.services.session import OpenSession


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
        self._account: AccountInfo | None = None
        self._devices: tuple[DeviceRow, ...] = ()
        self._is_loading = False
        self._more_available = False
        self._cursor: str | None = None
        self._was_asked = False
        self._has_page = False
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def account(self) -> AccountInfo | None:
        """The signed-in member."""
        return self._account

    @property
    def movements(self) -> MovementsModel:
        """Movements loaded so far, newest first."""
        return self._movements

    @property
    def devices(self) -> tuple[DeviceRow, ...]:
        """Where the member is signed in, most recently used first."""
        return self._devices

    @property
    def is_loading(self) -> bool:
        """Whether movements are on their way."""
        return self._is_loading

    @property
    def more_available(self) -> bool:
        """Whether `load_more` would find older movements."""
        return self._more_available

    def load(self) -> None:
        """Show what is known here, then read the newest movements and the devices from the server."""
        if self._hub.session is None:
            return
        self._was_asked = True
        self._set_loading(True)
        self._hub.storage(self, lambda session: session.money.held_movements(), self._on_held)
        self._load_newest()
        self._hub.network(self, lambda session: session.account.devices(), self._on_devices, self._on_failed)

    def load_more(self) -> None:
        """Put the next page of older movements below."""
        cursor = self._cursor
        if cursor is None or self._is_loading:
            return
        self._set_loading(True)
        self._hub.network(
            self, lambda session: session.money.movements(cursor), self._on_older, self._on_loading_failed
        )

    def revoke(self, device_id: str) -> None:
        """Sign another device out; ends in `device_revoked` and `devices_changed`, or `failed`."""
        self._hub.network(
            self,
            lambda session: session.account.revoke(device_id),
            lambda devices: self._on_revoked(device_id, devices),
            self._on_failed,
        )

    def change_password(self, current: str, new: str) -> None:
        """Change it; every other device is signed out. Ends in `password_changed` or `failed`."""
        self._hub.network(
            self,
            lambda session: session.account.change_password(current, new),
            self._on_password_changed,
            self._on_failed,
        )

    def _load_newest(self) -> None:
        self._hub.network(
            self, lambda session: session.money.movements(None), self._on_newest, self._on_loading_failed
        )

    def _on_held(self, rows: tuple[MovementRow, ...]) -> None:
        """What was told last, until the server answers."""
        if not self._movements.rows:
            self._movements.replace_all(rows)

    def _on_newest(self, page: MovementsPage) -> None:
        if not self._has_page:
            self._has_page = True
            self._movements.replace_all(page.rows)
            self._set_cursor(page.next)
        elif self._movements.put_newest(page.rows):
            self._set_cursor(page.next)
        self._set_loading(False)

    def _on_older(self, page: MovementsPage) -> None:
        self._movements.append(page.rows)
        self._set_cursor(page.next)
        self._set_loading(False)

    def _on_devices(self, devices: tuple[DeviceRow, ...]) -> None:
        self._devices = devices
        self.devices_changed.emit(devices)

    def _on_revoked(self, device_id: str, devices: tuple[DeviceRow, ...]) -> None:
        self.device_revoked.emit(device_id)
        self._on_devices(devices)

    def _on_password_changed(self, _nothing: None) -> None:
        self.password_changed.emit()
        self._hub.network(self, lambda session: session.account.devices(), self._on_devices, self._on_failed)

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)

    def _on_loading_failed(self, fault: GettingOutError) -> None:
        self._set_loading(False)
        self.failed.emit(fault)

    def _on_session_changed(self, session: OpenSession | None) -> None:
        self._was_asked = False
        self._has_page = False
        self._movements.replace_all(())
        self._set_cursor(None)
        self._set_loading(False)
        self._on_devices(())
        self._set_account(None if session is None else session.info)

    def _on_changed(self, change: Change) -> None:
        if change.kind in (ChangeKind.ACCOUNT, ChangeKind.ALL):
            self._hub.storage(self, lambda session: session.account.account(), self._set_account)
        if self._was_asked and change.kind in (ChangeKind.BALANCE, ChangeKind.ALL):
            self._load_newest()

    def _set_account(self, account: AccountInfo | None) -> None:
        if account != self._account:
            self._account = account
            self.account_changed.emit(account)

    def _set_cursor(self, cursor: str | None) -> None:
        self._cursor = cursor
        if self._more_available != (cursor is not None):
            self._more_available = cursor is not None
            self.more_available_changed.emit(self._more_available)

    def _set_loading(self, is_loading: bool) -> None:
        if is_loading != self._is_loading:
            self._is_loading = is_loading
            self.loading_changed.emit(is_loading)
