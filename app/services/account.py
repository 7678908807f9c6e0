"""The member's own account: devices and password."""

from __future__ import annotations

from app.domain.values import AccountInfo, DeviceRow
from app.services.link import Link
from app.services.present import account_info, device_row
from app.services.stores import Stores
from contract.accounts import Device


class AccountService:
    """Asks the server; only the account itself is also kept here."""

    def __init__(self, link: Link, stores: Stores) -> None:
        self._link = link
        self._stores = stores

    def account(self) -> AccountInfo | None:
        """The account as last told."""
        account = self._stores.cache.account()
        return None if account is None else account_info(account)

    def devices(self) -> tuple[DeviceRow, ...]:
        """Where the member is signed in, most recently used first."""
        found: list[Device] = []
        cursor: str | None = None
        while True:
            page = self._link.api.accounts.devices(cursor)
            found.extend(page.items)
            cursor = page.next
            if cursor is None:
                return tuple(device_row(device) for device in found)

    def revoke(self, device_id: str) -> tuple[DeviceRow, ...]:
        """Sign a device out; the devices that are left."""
        self._link.api.accounts.revoke(device_id)
        return self.devices()

    def change_password(self, current: str, new: str) -> None:
        """Change it; every other device is signed out. WrongCredentials, Refused, Throttled."""
        self._link.api.accounts.change_password(current, new)
