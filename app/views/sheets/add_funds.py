"""Add Funds: by card on the payment company's page, or by a voucher whose slips of a pen are caught while typing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain import errors
from app.domain.errors import GettingOutError
from app.domain.money_values import PaymentInfo, PaymentStep
from app.domain.values import BalanceInfo, FundsFor
from app.viewmodels.add_funds import AddFundsViewModel
from app.viewmodels.card_payment import CardPaymentViewModel
from app.views.card_payment_panel import CardPaymentPanel
from app.views.fault_words import fault_words
from app.views.money_words import balance_words
from app.views.scroll_sheet import ScrollSheet
from app.widgets import fmt
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField


class AddFundsSheet(ScrollSheet):
    """Stays open after it worked, so that the sentence can be read and a second voucher paid in."""

    def __init__(
        self,
        model: AddFundsViewModel,
        card: CardPaymentViewModel,
        balance: BalanceInfo | None,
        missing_cents: int,
        parent: QWidget,
        wanted_for: FundsFor = FundsFor.MESSAGE,
    ) -> None:
        """`missing_cents` is how much too little there is for what it is `wanted_for`, 0 if that is not why."""
        super().__init__(self.tr("Add Funds"), parent, width=420)
        self.setObjectName("add_funds")
        self._model = model
        self._before = Label("", self.panel)
        self._before.setObjectName("voucher_before")
        self._before.setVisible(balance is not None)
        if balance is not None:
            self._before.setText(balance_words(balance, missing_cents, wanted_for))
        self.body.addWidget(self._before)
        self._card = CardPaymentPanel(card, self.panel)
        self._card.setObjectName("card_payment")
        self.body.addWidget(self._card)
        self._code = TextField(
            self.tr("Voucher code"),
            self.panel,
            placeholder="XXXX-XXXX-XXXX",
            hint=self.tr("Twelve letters and digits from the paper, with or without dashes."),
        )
        self._code.setObjectName("voucher_code")
        self._said = NoticeCard(self.panel)
        self._said.setObjectName("voucher_said")
        self._said.hide()
        self.body.addWidget(self._code)
        self.body.addWidget(self._said)
        self._cancel = self.add_button(self.tr("Cancel"))
        self._cancel.setObjectName("voucher_close")
        self._pay = self.add_button(self.tr("Add Funds"), "solid", "plus")
        self._pay.setObjectName("voucher_pay")
        self._code.text_edited.connect(self._on_code_text_edited)
        self._code.line.editingFinished.connect(self._on_code_editing_finished)
        self._cancel.clicked.connect(self.dismiss)
        self._pay.clicked.connect(self._on_pay_clicked)
        model.busy_changed.connect(self._on_model_busy_changed)
        model.redeemed.connect(self._on_model_redeemed)
        model.failed.connect(self._on_model_failed)
        card.payment_changed.connect(self._on_card_payment_changed)
        self._card.resized.connect(self.refit)
        card.load()
        self._show_state()

    def _show_state(self) -> None:
        code = self._code.text
        state = self._model.check(code)
        if self._model.busy:
            self._pay.set_why_off(self.tr("The voucher is being paid in."))
        elif state is None and code.strip():
            self._pay.set_why_off(None)
        elif state in ("mistyped", "too_long"):
            self._pay.set_why_off(self._slip(state))
        else:
            self._pay.set_why_off(self.tr("Type the whole code first."))

    def _on_code_text_edited(self, code: str) -> None:
        self._said.hide()
        state = self._model.check(code)
        self._code.set_error(self._slip(state) if state in ("mistyped", "too_long") else None)
        self._show_state()

    def _slip(self, state: str) -> str:
        """What is wrong with a code that is written in full."""
        if state == "too_long":
            return self.tr("These are more than twelve signs. Compare the code with the paper.")
        return self.tr("One sign is not right. Compare the code with the paper.")

    def _on_code_editing_finished(self) -> None:
        if self._code.text.strip() and self._model.check(self._code.text) is None:
            self._code.set_text(self._model.grouped(self._code.text))

    def _on_pay_clicked(self) -> None:
        self._said.hide()
        self._model.redeem(self._code.text)

    def _on_model_busy_changed(self, busy: bool) -> None:
        self._pay.setText(self.tr("Adding…") if busy else self.tr("Add Funds"))
        self._show_state()

    def _on_model_redeemed(self, amount_cents: int, balance: BalanceInfo) -> None:
        self._code.set_text("")
        self._before.hide()  # it was true until now
        self._said.show_notice(
            "good",
            self.tr("Your balance is now {balance}.").format(balance=fmt.dollars(balance.available_cents)),
            lead=self.tr("{amount} was added.").format(amount=fmt.money(amount_cents)),
        )
        self._said.show()
        self.bring_into_view(self._said)
        self._cancel.setText(self.tr("Done"))
        self._show_state()
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_card_payment_changed(self, payment: PaymentInfo | None) -> None:
        if payment is not None and payment.step is PaymentStep.PAID:
            self._before.hide()  # it was true until now
            self._cancel.setText(self.tr("Done"))

    def _on_model_failed(self, fault: GettingOutError) -> None:
        if isinstance(fault, (errors.VoucherFault, errors.Refused)):
            self._code.set_error(fault_words(fault))
            self._code.focus_line(select=True)
        else:
            self._said.show_notice("bad", fault_words(fault))
            self._said.show()
            self.bring_into_view(self._said)
        self._show_state()
