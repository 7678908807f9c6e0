"""The member's own account: details, address, devices, password, two-factor codes."""

from __future__ import annotations

from app.domain.closing import ClosingInfo
from app.domain.values import AccountInfo, AppSecret, DeviceRow
from app.services.link import Link
from app.services.present import account_info, device_row
from app.services.stores import Stores
from contract.accounts import Account, AccountChange, Device


class AccountService:
    """Asks the server; only the account itself is also kept here."""

    def __init__(self, link: Link, stores: Stores) -> None:
        self._link = link
        self._stores = stores

    def account(self) -> AccountInfo | None:
        """The account as last told."""
        account = self._stores.cache.account()
        return None if account is None else account_info(account)

    def change(
        self,
        *,
        name: str | None = None,
        phone: str | None = None,
        time_zone: str | None = None,
        language: str | None = None,
        notify_on_computer: bool | None = None,
        notify_by_email: bool | None = None,
    ) -> AccountInfo:
        """Change what is given; the account as it is then. Refused with the field."""
        change = AccountChange(
            name=name,
            phone=phone,
            time_zone=time_zone,
            language=language,
            notify_on_computer=notify_on_computer,
            notify_by_email=notify_by_email,
        )
        return self._keep(self._link.api.accounts.change(change))

    def ask_email(self, email: str, password: str) -> AccountInfo:
        """Have a code sent to another address. WrongCredentials, EmailTaken, Refused, Throttled."""
        return self._keep(self._link.api.accounts.ask_email(email, password))

    def confirm_email(self, code: str) -> AccountInfo:
        """The code from that mail. WrongCode, EmailTaken, Throttled."""
        return self._keep(self._link.api.accounts.confirm_email(code))

    def begin_two_factor(self, password: str) -> AppSecret:
        """A secret for an app. WrongCredentials, Throttled."""
        setup = self._link.api.accounts.begin_two_factor(password)
        return AppSecret(setup.secret, qr_rows(setup.address))

    def confirm_two_factor(self, code: str) -> tuple[str, ...]:
        """The app's first code; the recovery codes. WrongCode, Throttled."""
        codes = self._link.api.accounts.confirm_two_factor(code).codes
        self.reload()
        return codes

    def renew_recovery_codes(self, password: str, code: str) -> tuple[str, ...]:
        """Ten others. WrongCredentials, WrongCode, Throttled."""
        codes = self._link.api.accounts.renew_recovery_codes(password, code).codes
        self.reload()
        return codes

    def end_two_factor(self, password: str, code: str) -> AccountInfo:
        """The password alone opens again. WrongCredentials, WrongCode, Throttled."""
        self._link.api.accounts.end_two_factor(password, code)
        return self.reload()

    def closing_terms(self) -> ClosingInfo:
        """What closing the account now would mean."""
        terms = self._link.api.accounts.closing_terms()
        return ClosingInfo(
            terms.contact_count,
            terms.waiting_count,
            terms.held_cents,
            terms.payout_cents,
            terms.delivered_count,
            terms.records_until,
            terms.needs_code,
        )

    def reload(self) -> AccountInfo:
        """The account as the server has it."""
        return self._keep(self._link.api.accounts.account())

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

    def _keep(self, account: Account) -> AccountInfo:
        self._stores.cache.put_account(account)
        return account_info(account)


def qr_rows(address: str) -> tuple[tuple[bool, ...], ...]:
    """The squares of a QR picture of `address`, row by row, True for dark; without the quiet edge around it."""
    import segno

    return tuple(tuple(bool(square) for square in row) for row in segno.make_qr(address, error="m").matrix)
