"""The balance, its movements, and paying vouchers in."""

from __future__ import annotations

from datetime import date, tzinfo
from pathlib import Path

import msgspec

from app.domain.money_values import MovementWish, Statement
from app.domain.values import BalanceInfo, MessageDetails, MovementRow
from app.services.link import Link
from app.services.messages import MessagesService
from app.services.present import balance_info, movement_row
from app.services.statement import bounds, build
from app.services.stores import Stores
from app.storage.saved_file import write_file
from contract.money import Movement

PAGES_FOR_DETAILS = 5


class MovementsPage(msgspec.Struct, frozen=True):
    """Movements, newest first; `next` asks for older ones, None at the end."""

    rows: tuple[MovementRow, ...]
    next: str | None


class PaidIn(msgspec.Struct, frozen=True):
    """What a voucher was worth, and the balance after it."""

    amount_cents: int
    balance: BalanceInfo


class MoneyService:
    """The server's ledger is the truth; what was told last is kept for starting and reading offline."""

    def __init__(self, link: Link, stores: Stores, messages: MessagesService) -> None:
        self._link = link
        self._stores = stores
        self._messages = messages

    def balance(self) -> BalanceInfo | None:
        """The balance as last told."""
        balance = self._stores.cache.balance()
        return None if balance is None else balance_info(balance)

    def redeem(self, code: str, key: str) -> PaidIn:
        """Pay a voucher in; the same key never pays twice. VoucherUnknown, VoucherUsed, Throttled, Offline."""
        redeemed = self._link.api.money.redeem(key, code)
        self._stores.cache.put_balance(redeemed.balance)
        return PaidIn(redeemed.amount_cents, balance_info(redeemed.balance))

    def held_movements(self) -> tuple[MovementRow, ...]:
        """The newest movements as last told."""
        return self._rows(self._stores.cache.movements())

    def movements(self, cursor: str | None) -> MovementsPage:
        """A page of movements from the server."""
        page = self._link.api.money.movements(cursor)
        self._stores.cache.put_movements(page.items)
        return MovementsPage(self._rows(page.items), page.next)

    def find(self, wish: MovementWish, cursor: str | None) -> MovementsPage:
        """A page of the movements that are wanted."""
        words = wish.text.strip() or None
        page = self._link.api.money.movements(cursor, kind=wish.kind, words=words)
        return MovementsPage(self._rows(page.items), page.next)

    def statement(self, month: date, zone: tzinfo | None) -> Statement:
        """A whole month, read to its beginning, with the balance before it."""
        since, until = bounds(month, zone)
        found: list[Movement] = []
        cursor: str | None = None
        while True:
            page = self._link.api.money.movements(cursor, since=since, until=until)
            found += page.items
            cursor = page.next
            if cursor is None:
                break
        before = self._link.api.money.movements(until=since).items
        rows = list(self._rows(found))
        return build(month, rows, before[0].balance_cents if before else 0)

    def save_file(self, path: Path, data: bytes) -> None:
        """Put a file where the member wants it. StorageFault."""
        write_file(path, data)

    def details(self, key: str) -> MessageDetails | None:
        """Everything known here of one message."""
        item = self._messages.item(key)
        contact = None if item is None else self._stores.cache.contact(item.contact_id)
        if item is None or contact is None:
            return None
        facility = self._stores.cache.facility(contact.facility_id)
        movements = self._stores.cache.movements_of(item.message_id) if item.message_id else []
        return MessageDetails(
            item, contact.name, "" if facility is None else facility.name, self._rows(movements)
        )

    def fetch_details(self, key: str) -> MessageDetails | None:
        """The same after asking the server for the newest movements, as far back as this message's first."""
        message = self._stores.cache.message(key)
        if message is None:
            return self.details(key)
        cursor: str | None = None
        for _ in range(PAGES_FOR_DETAILS):
            page = self._link.api.money.movements(cursor)
            self._stores.cache.put_movements(page.items)
            cursor = page.next
            if cursor is None or (page.items and page.items[-1].at < message.created_at):
                break
        return self.details(key)

    def _rows(self, movements: list[Movement] | tuple[Movement, ...]) -> tuple[MovementRow, ...]:
        names = {contact.id: contact.name for contact in self._stores.cache.contacts()}
        places = {facility.id: facility.name for facility in self._stores.cache.facilities()}
        return tuple(
            movement_row(each, names.get(each.contact_id or ""), places.get(each.facility_id or ""))
            for each in movements
        )
