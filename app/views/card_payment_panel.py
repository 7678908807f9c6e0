"""The card's half of Add Funds: choose a sum, finish in the browser, and see honestly how it stands."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.money_values import PaymentInfo
from app.viewmodels.card_payment import CardPaymentViewModel
from app.views.fault_words import fault_words
from app.views.money_words import payment_words
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.label import Label, hairline
from app.widgets.notice import NoticeCard
from app.widgets.segments import Choice, Segments
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

CHOICES_CENTS = (500, 1_000, 2_000, 5_000)
LEAST_CENTS, MOST_CENTS = 500, 20_000
"""As `contract.payments` has them; a test compares."""
OTHER = 0


class CardPaymentPanel(QWidget):
    """Hidden where the service takes no cards."""

    resized = Signal()
    """It became higher or lower."""

    def __init__(self, model: CardPaymentViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        theme = current_theme()
        self._ask = QWidget(self)
        self._choices = Segments(
            self.tr("Amount"),
            (
                *(Choice(cents, fmt.dollars(cents)[:-3], fmt.dollars(cents)) for cents in CHOICES_CENTS),
                Choice(OTHER, self.tr("Other"), self.tr("Another amount")),
            ),
            self._ask,
        )
        self._choices.setObjectName("card_choices")
        self._choices.choose(1_000)
        self._other = TextField(
            self.tr("Amount in dollars"),
            self._ask,
            placeholder="25.00",
            hint=self.tr("From $5 to $200."),
        )
        self._other.setObjectName("card_other")
        self._other.hide()
        self._pay = Button(self.tr("Pay by Card"), "tonal", "wallet", self._ask)
        self._pay.setObjectName("card_pay")
        self._said = NoticeCard(self)
        self._said.setObjectName("card_said")
        self._said.hide()
        self._after = QWidget(self)
        self._again = Button(self.tr("Open the Page Again"), "tonal", None, self._after)
        self._again.setObjectName("card_again")
        self._cancel = Button(self.tr("Cancel This Payment"), "outline", None, self._after)
        self._cancel.setObjectName("card_cancel")
        self._anew = Button(self.tr("Pay Again"), "outline", None, self._after)
        self._anew.setObjectName("card_anew")
        self._build(theme.space("m"), theme.space("s"))
        self._connect()
        self.setVisible(model.is_offered)
        self._show_payment(model.payment)

    def _build(self, gap: int, small: int) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        column.addWidget(Label(self.tr("By card"), self, style="strong"))
        ask = QVBoxLayout(self._ask)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.setSpacing(gap)
        ask.addWidget(self._choices)
        ask.addWidget(self._other)
        ask.addWidget(
            Label(
                self.tr("The card is typed on the payment company’s own page, in your browser; never here."),
                self._ask,
                style="small",
                role="text-muted",
            )
        )
        ask.addWidget(self._pay)
        column.addWidget(self._ask)
        column.addWidget(self._said)
        row = QHBoxLayout(self._after)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(small)
        for button in (self._again, self._cancel, self._anew):
            row.addWidget(button)
        row.addStretch(1)
        column.addWidget(self._after)
        column.addWidget(hairline(self))

    def _connect(self) -> None:
        self._choices.chosen.connect(self._on_choices_chosen)
        self._other.text_edited.connect(self._on_other_text_edited)
        self._other.submitted.connect(self._on_pay_clicked)
        self._pay.clicked.connect(self._on_pay_clicked)
        self._again.clicked.connect(self._on_again_clicked)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._anew.clicked.connect(self._on_anew_clicked)
        self._model.offered_changed.connect(self._on_model_offered_changed)
        self._model.payment_changed.connect(self._show_payment)
        self._model.busy_changed.connect(self._on_model_busy_changed)
        self._model.page_wanted.connect(self._on_model_page_wanted)
        self._model.failed.connect(self._on_model_failed)

    def _cents(self) -> int | None:
        """What is chosen or typed; None where that is no sum that can be paid."""
        if self._choices.value != OTHER:
            return self._choices.value
        cents = typed_cents(self._other.text)
        return cents if cents is not None and LEAST_CENTS <= cents <= MOST_CENTS else None

    def _show_payment(self, payment: PaymentInfo | None) -> None:
        self._ask.setVisible(payment is None)
        self._after.setVisible(payment is not None)
        self._said.setVisible(payment is not None)
        if payment is not None:
            kind, lead, words = payment_words(payment)
            self._said.show_notice(kind, words, lead=lead)
            self._again.setVisible(payment.page is not None)
            self._cancel.setVisible(not payment.is_over and payment.page is not None)
            self._anew.setVisible(payment.is_over)
        self._on_model_busy_changed(self._model.busy)
        self.resized.emit()

    def _on_choices_chosen(self, value: int) -> None:
        self._other.setVisible(value == OTHER)
        if value == OTHER:
            self._other.focus_line()
        self._on_model_busy_changed(self._model.busy)
        self.resized.emit()

    def _on_other_text_edited(self, text: str) -> None:
        wrong = bool(text.strip()) and self._cents() is None
        self._other.set_error(self.tr("An amount from $5 to $200, such as 25 or 25.50.") if wrong else None)
        self._on_model_busy_changed(self._model.busy)

    def _on_pay_clicked(self) -> None:
        cents = self._cents()
        if cents is not None:
            self._said.hide()
            self._model.begin(cents)

    def _on_again_clicked(self) -> None:
        self._model.open_page()

    def _on_cancel_clicked(self) -> None:
        self._model.cancel()

    def _on_anew_clicked(self) -> None:
        self._model.forget()

    def _on_model_offered_changed(self, is_offered: bool) -> None:
        self.setVisible(is_offered)
        self.resized.emit()

    def _on_model_busy_changed(self, busy: bool) -> None:
        if busy:
            self._pay.set_why_off(self.tr("The payment is being begun."))
        elif self._cents() is None:
            self._pay.set_why_off(self.tr("Type an amount from $5 to $200 first."))
        else:
            self._pay.set_why_off(None)
        self._cancel.setEnabled(not busy)

    def _on_model_page_wanted(self, page: str) -> None:
        if not QDesktopServices.openUrl(QUrl(page)):
            self._said.show_notice(
                "wait",
                self.tr("Type this address into a browser: {page}").format(page=page),
                lead=self.tr("No browser could be opened."),
            )
            self._said.show()
            self.resized.emit()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        if self._model.is_offered:
            self._said.show_notice("bad", fault_words(fault))
            self._said.show()
            self.resized.emit()


def typed_cents(text: str) -> int | None:
    """A typed sum of dollars: 25 · 25.5 · 25,50 · $25; None for anything else."""
    plain = text.strip().removeprefix("$").replace(",", ".").strip()
    whole, _, part = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 6 and len(part) <= 2):
        return None
    if part and not (part.isascii() and part.isdigit()):
        return None
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")
