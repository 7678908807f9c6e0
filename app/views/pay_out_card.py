"""Getting unused money back: asking for it, and how each wish stands."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.money_values import RefundInfo
from app.domain.values import BalanceInfo
from app.viewmodels.app import AppViewModel
from app.views.card_payment_panel import typed_cents
from app.views.fault_words import fault_words
from app.views.money_words import refund_words
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme


class PayOutCard(QFrame):
    """One wish at a time; while it waits it can be taken back."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pay_out")
        self.setProperty("plane", "card")
        self._model = app.balance_page
        self._balance: BalanceInfo | None = app.balance
        theme = current_theme()
        self._amount = TextField(
            self.tr("Amount in dollars"),
            self,
            placeholder="10.00",
            hint=self.tr("The service decides, and pays it to the card it came from or by post."),
        )
        self._amount.setObjectName("pay_out_amount")
        self._ask = Button(self.tr("Ask to Be Paid Out"), "outline", None, self)
        self._ask.setObjectName("pay_out_ask")
        self._said = NoticeCard(self)
        self._said.setObjectName("pay_out_said")
        self._nothing = Label(
            self.tr("There is nothing on your balance that could be paid out."),
            self,
            style="small",
            role="text-muted",
        )
        self._nothing.setObjectName("pay_out_nothing")
        self._back = Button(self.tr("Keep It on My Balance"), "outline", None, self)
        self._back.setObjectName("pay_out_back")
        self._fault = NoticeCard(self)
        self._fault.hide()
        margin = theme.space("xl")
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space("m"))
        column.addWidget(Label(self.tr("Get unused money back"), self, style="title"))
        for part in (self._said, self._nothing, self._amount, self._fault):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self._ask)
        row.addWidget(self._back)
        row.addStretch(1)
        column.addLayout(row)
        self._amount.text_edited.connect(self._on_amount_text_edited)
        self._amount.submitted.connect(self._on_ask_clicked)
        self._ask.clicked.connect(self._on_ask_clicked)
        self._back.clicked.connect(self._on_back_clicked)
        self._model.refunds_changed.connect(self._show)
        self._model.busy_changed.connect(self._on_model_busy_changed)
        self._model.refund_failed.connect(self._on_model_refund_failed)
        app.balance_changed.connect(self._on_app_balance_changed)
        self._show(self._model.refunds)

    @property
    def _waiting(self) -> RefundInfo | None:
        return next((one for one in self._model.refunds if one.step == "asked"), None)

    def _show(self, refunds: tuple[RefundInfo, ...]) -> None:
        self._fault.hide()
        waits = self._waiting is not None
        self._said.setVisible(bool(refunds))
        if refunds:
            kind, lead, words = refund_words(self._waiting or refunds[0])
            self._said.show_notice(kind, words, lead=lead)
        self._back.setVisible(waits)
        self._show_state()

    def _show_state(self) -> None:
        cents = typed_cents(self._amount.text)
        available = self._balance.available_cents if self._balance is not None else 0
        waits, has_some = self._waiting is not None, available > 0
        self._nothing.setVisible(not waits and not has_some)
        self._amount.setVisible(not waits and has_some)
        self._ask.setVisible(not waits and has_some)
        if self._model.busy:
            self._ask.set_why_off(self.tr("It is being asked for."))
        elif not cents:
            self._ask.set_why_off(self.tr("Type an amount first."))
        elif cents > available:
            self._ask.set_why_off(self.tr("There is less than that on your balance."))
        else:
            self._ask.set_why_off(None)

    def _on_amount_text_edited(self, text: str) -> None:
        cents = typed_cents(text)
        available = self._balance.available_cents if self._balance is not None else 0
        if text.strip() and not cents:
            self._amount.set_error(self.tr("An amount in dollars, such as 10 or 10.50."))
        elif cents and cents > available:
            self._amount.set_error(
                self.tr("Your balance is {balance}.").format(balance=fmt.dollars(available))
            )
        else:
            self._amount.set_error(None)
        self._show_state()

    def _on_ask_clicked(self) -> None:
        cents = typed_cents(self._amount.text)
        if cents and self._ask.isEnabled():
            self._fault.hide()
            self._model.ask_refund(cents)

    def _on_back_clicked(self) -> None:
        waiting = self._waiting
        if waiting is not None:
            self._model.withdraw_refund(waiting.key)

    def _on_model_busy_changed(self, busy: bool) -> None:
        self._back.setEnabled(not busy)
        self._show_state()

    def _on_model_refund_failed(self, fault: GettingOutError) -> None:
        self._fault.show_notice("bad", fault_words(fault))
        self._fault.show()

    def _on_app_balance_changed(self, balance: BalanceInfo | None) -> None:
        self._balance = balance
        self._show_state()
