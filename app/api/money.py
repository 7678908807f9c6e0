"""The member's money: the balance, its movements, vouchers."""

from __future__ import annotations

from datetime import UTC, datetime

from app.api.transport import Transport
from contract import routes
from contract.money import Balance, Movements, Redeemed, Redemption


class MoneyApi:
    """Prepaid money as the server's ledger has it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def balance(self) -> Balance:
        """What can be spent, and what is held."""
        return self._transport.ask(Balance, "GET", routes.BALANCE)

    def movements(
        self,
        cursor: str | None = None,
        *,
        kind: str | None = None,
        words: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Movements:
        """A page of movements, newest first; of one kind, with these words, of this time, where that is asked for."""
        params = {
            "cursor": cursor,
            "kind": kind,
            "q": words,
            "since": _utc(since),
            "until": _utc(until),
        }
        return self._transport.ask(Movements, "GET", routes.MOVEMENTS, params=params)

    def redeem(self, key: str, code: str) -> Redeemed:
        """Pay a voucher in, once for each `key`. VoucherUnknown, VoucherUsed, Throttled."""
        return self._transport.ask(Redeemed, "POST", routes.VOUCHERS, body=Redemption(code=code), key=key)


def _utc(moment: datetime | None) -> str | None:
    """Without a plus sign, which an address would turn into a space."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
