"""Paying in by card and being paid out: the server's word is the only one that counts."""

from __future__ import annotations

from app.domain.errors import NotFound
from app.domain.money_values import CardDesk, HoldRow, PaymentInfo, PaymentStep, RefundInfo
from app.services.link import Link
from app.services.stores import Stores
from contract.payments import Payment, Refund

PAGES_OF_HOLDS = 10


class PaymentsService:
    """Use cases of the Add Funds sheet and the balance page."""

    def __init__(self, link: Link, stores: Stores) -> None:
        self._link = link
        self._stores = stores

    def desk(self) -> CardDesk:
        """Whether cards are taken, and what is not over; a server that knows of no cards takes none."""
        try:
            page = self._link.api.payments.page()
        except NotFound:
            return CardDesk(False, None)
        newest = payment_info(page.items[0]) if page.items else None
        return CardDesk(page.is_offered, newest if newest is not None and not newest.is_over else None)

    def begin(self, amount_cents: int, key: str) -> PaymentInfo:
        """Begin a payment; the same key never begins two."""
        return payment_info(self._link.api.payments.begin(key, amount_cents))

    def get(self, payment_id: str) -> PaymentInfo:
        """How it stands now; the balance with it, once it is paid."""
        found = payment_info(self._link.api.payments.get(payment_id))
        if found.step is PaymentStep.PAID:
            self._stores.cache.put_balance(self._link.api.money.balance())
        return found

    def cancel(self, payment_id: str) -> PaymentInfo:
        """Give it up; it is cancelled when the provider says so."""
        return payment_info(self._link.api.payments.cancel(payment_id))

    def holds(self) -> tuple[HoldRow, ...]:
        """Everything on hold, newest first; beyond a thousand the newest thousand."""
        names = {contact.id: contact.name for contact in self._stores.cache.contacts()}
        places = {facility.id: facility.name for facility in self._stores.cache.facilities()}
        rows: list[HoldRow] = []
        cursor: str | None = None
        for _ in range(PAGES_OF_HOLDS):
            page = self._link.api.payments.holds(cursor)
            rows += [
                HoldRow(
                    key=hold.id,
                    kind=hold.kind.value,
                    step=hold.step.value,
                    amount_cents=hold.amount_cents,
                    since=hold.since,
                    expected_by=hold.expected_by,
                    contact_name=names.get(hold.contact_id or "", ""),
                    facility_name=places.get(hold.facility_id or "", ""),
                )
                for hold in page.items
            ]
            cursor = page.next
            if cursor is None:
                break
        return tuple(rows)

    def refunds(self) -> tuple[RefundInfo, ...]:
        """The newest wishes to be paid out."""
        return tuple(refund_info(refund) for refund in self._link.api.payments.refunds().items)

    def ask_refund(self, amount_cents: int, key: str) -> RefundInfo:
        """Ask for so much; the same key never asks twice."""
        asked = refund_info(self._link.api.payments.ask_refund(key, amount_cents))
        self._stores.cache.put_balance(self._link.api.money.balance())
        return asked

    def withdraw_refund(self, refund_id: str) -> RefundInfo:
        """Keep the money on the balance; one that is decided stays as it is."""
        found = refund_info(self._link.api.payments.withdraw_refund(refund_id))
        self._stores.cache.put_balance(self._link.api.money.balance())
        return found


def payment_info(payment: Payment) -> PaymentInfo:
    """In the client's own words."""
    return PaymentInfo(
        key=payment.id,
        amount_cents=payment.amount_cents,
        step=PaymentStep(payment.state.value),
        page=web_page(payment.checkout_url),
        reason=payment.decline_reason.value if payment.decline_reason is not None else None,
    )


def web_page(address: str | None) -> str | None:
    """An address that a browser may be sent to; nothing of this computer or of its network shares."""
    is_web = address is not None and address.partition(":")[0].lower() in ("https", "http")
    return address if is_web else None


def refund_info(refund: Refund) -> RefundInfo:
    """In the client's own words."""
    return RefundInfo(
        key=refund.id,
        amount_cents=refund.amount_cents,
        step=refund.state.value,
        asked_at=refund.asked_at,
        decided_at=refund.decided_at,
        note=refund.note,
    )
