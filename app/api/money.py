"""The member's money: the balance, its movements, vouchers."""

from __future__ import annotations

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

    def movements(self, cursor: str | None = None) -> Movements:
        """A page of movements, newest first."""
        return self._transport.ask(Movements, "GET", routes.MOVEMENTS, params={"cursor": cursor})

    def redeem(self, key: str, code: str) -> Redeemed:
        """Pay a voucher in, once for each `key`. VoucherUnknown, VoucherUsed, Throttled."""
        return self._transport.ask(Redeemed, "POST", routes.VOUCHERS, body=Redemption(code=code), key=key)
