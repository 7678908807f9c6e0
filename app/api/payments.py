"""Paying in by card, what is on hold, and being paid out."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.payments import Holds, NewPayment, NewRefund, Payment, Payments, Refund, Refunds


class PaymentsApi:
    """Money on its way in, held, and on its way out."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def begin(self, key: str, amount_cents: int) -> Payment:
        """Begin a payment by card, once for each `key`. Refused, NotOffered, Throttled."""
        new = NewPayment(amount_cents=amount_cents)
        return self._transport.ask(Payment, "POST", routes.PAYMENTS, body=new, key=key)

    def page(self, cursor: str | None = None) -> Payments:
        """A page of payments, newest first."""
        return self._transport.ask(Payments, "GET", routes.PAYMENTS, params={"cursor": cursor})

    def get(self, payment_id: str) -> Payment:
        """One payment as it stands."""
        return self._transport.ask(Payment, "GET", routes.path(routes.PAYMENT, payment_id=payment_id))

    def cancel(self, payment_id: str) -> Payment:
        """Give it up; the provider has the last word."""
        path = routes.path(routes.PAYMENT_CANCELLATION, payment_id=payment_id)
        return self._transport.ask(Payment, "POST", path)

    def holds(self, cursor: str | None = None) -> Holds:
        """A page of what is on hold, newest first."""
        return self._transport.ask(Holds, "GET", routes.HOLDS, params={"cursor": cursor})

    def ask_refund(self, key: str, amount_cents: int) -> Refund:
        """Ask to be paid out, once for each `key`. NotEnoughFunds, RefundWaits."""
        new = NewRefund(amount_cents=amount_cents)
        return self._transport.ask(Refund, "POST", routes.REFUNDS, body=new, key=key)

    def refunds(self, cursor: str | None = None) -> Refunds:
        """A page of what was asked for, newest first."""
        return self._transport.ask(Refunds, "GET", routes.REFUNDS, params={"cursor": cursor})

    def withdraw_refund(self, refund_id: str) -> Refund:
        """Keep the money on the balance after all."""
        path = routes.path(routes.REFUND_WITHDRAWAL, refund_id=refund_id)
        return self._transport.ask(Refund, "POST", path)
