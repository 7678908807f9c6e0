"""Paying in by card: begun here, finished on the provider's page in a browser, and followed until it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.money_values import CardDesk, PaymentInfo, PaymentStep
from app.domain.values import Change, ChangeKind
from app.viewmodels.hub import Hub
from app.viewmodels.sum_request import SumRequest

if TYPE_CHECKING:
    from app.services.session import OpenSession


class CardPaymentViewModel(SumRequest):
    """State of the card's half of Add Funds. A payment begun before the program was closed is found again."""

    offered_changed = Signal(bool)
    payment_changed = Signal(object)  # PaymentInfo | None
    page_wanted = Signal(str)  # address to open in the system's browser
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(hub, parent)
        self._is_offered = False
        self._payment: PaymentInfo | None = None
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def is_offered(self) -> bool:
        """Whether cards are taken, as far as is known yet."""
        return self._is_offered

    @property
    def payment(self) -> PaymentInfo | None:
        """The payment that is followed; None before one is begun."""
        return self._payment

    def load(self) -> None:
        """Ask whether cards are taken, and find a payment that is not over; one that was over is forgotten."""
        if self._payment is not None and self._payment.is_over:
            self._set_payment(None)
        self._hub.network(self, lambda session: session.payments.desk(), self._on_desk, self._on_failed)

    def begin(self, amount_cents: int) -> None:
        """Begin to pay; ends in `page_wanted` or `failed`. After no answer, the same sum is asked with the same key."""
        if self._busy or self._hub.session is None:
            return
        key = self._key_for(amount_cents)
        self._set_busy(True)
        self._hub.network(
            self, lambda session: session.payments.begin(amount_cents, key), self._on_begun, self._on_failed
        )

    def open_page(self) -> None:
        """The provider's page once more."""
        if self._payment is not None and self._payment.page is not None:
            self.page_wanted.emit(self._payment.page)

    def cancel(self) -> None:
        """Give it up. What comes of that the provider says: it may be paid already."""
        payment = self._payment
        if payment is None or payment.is_over or self._busy:
            return
        self._set_busy(True)
        self._hub.network(
            self, lambda session: session.payments.cancel(payment.key), self._on_answer, self._on_failed
        )

    def refresh(self) -> None:
        """Ask how it stands."""
        payment = self._payment
        if payment is not None and not payment.is_over:
            self._hub.network(
                self, lambda session: session.payments.get(payment.key), self._on_answer, self._on_quiet
            )

    def forget(self) -> None:
        """The member has read how it ended, and begins anew."""
        self._end_attempt()
        self._set_payment(None)

    def _on_desk(self, desk: CardDesk) -> None:
        if desk.is_offered != self._is_offered:
            self._is_offered = desk.is_offered
            self.offered_changed.emit(desk.is_offered)
        if self._payment is None and desk.open is not None:
            self._set_payment(desk.open)

    def _on_begun(self, payment: PaymentInfo) -> None:
        self._end_attempt()
        self._on_answer(payment)
        self.open_page()

    def _on_answer(self, payment: PaymentInfo) -> None:
        self._set_busy(False)
        was = self._payment
        self._set_payment(payment)
        if payment.step is PaymentStep.PAID and (was is None or was.step is not PaymentStep.PAID):
            self._hub.tell(Change(ChangeKind.BALANCE))

    def _on_failed(self, fault: GettingOutError) -> None:
        self._end_attempt(fault)
        self._set_busy(False)
        self.failed.emit(fault)

    def _on_quiet(self, _fault: GettingOutError) -> None:
        """Nobody asked: the next event, or the member, asks again."""

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._end_attempt()
        self._is_offered = False
        self._set_busy(False)
        self._set_payment(None)

    def _on_changed(self, change: Change) -> None:
        if change.kind in (ChangeKind.PAYMENT, ChangeKind.ALL):
            self.refresh()

    def _set_payment(self, payment: PaymentInfo | None) -> None:
        if payment != self._payment:
            self._payment = payment
            self.payment_changed.emit(payment)
