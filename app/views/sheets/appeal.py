"""Asks for a second look: what that means, what it costs, and the words for it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain import errors
from app.domain.appeals import AppealWish
from app.domain.errors import GettingOutError
from app.domain.values import BalanceInfo, BlockKind
from app.viewmodels.appeal import AppealViewModel
from app.views.fault_words import fault_words
from app.views.scroll_sheet import ScrollSheet
from app.views.writing_words import text_words, too_long_words
from app.widgets import fmt
from app.widgets.countdown import Countdown
from app.widgets.draft_box import DraftBox
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.reason_words import given_name
from app.widgets.tokens import current_theme

WIDTH = 560


class AppealSheet(ScrollSheet):
    """One appeal is allowed; the words are kept when the sheet is closed without sending."""

    add_funds_requested = Signal(int)  # cents that are missing

    def __init__(self, model: AppealViewModel, wish: AppealWish, parent: QWidget) -> None:
        super().__init__(self.tr("Ask for a Second Look"), parent, width=WIDTH)
        self.setObjectName("appeal")
        self._model = model
        self._wish = wish
        self._missing_cents = 0
        self._needed_cents = 0
        self._reason = Label(wish.reason, self.panel)
        self._reason.setObjectName("appeal_reason")
        self._means = Label(self._means_words(), self.panel, role="text-muted")
        self._means.setObjectName("appeal_means")
        self._words = Label(self.tr("Why should it be approved? (optional)"), self.panel, style="strong")
        self._draft = DraftBox(self.panel)
        self._draft.edit.setObjectName("appeal_words")
        self._draft.edit.setAccessibleName(self._words.text())
        self._words.setBuddy(self._draft.edit)
        self._countdown = Countdown(self.panel)
        self._wrong = Label("", self.panel, style="small")
        self._said = NoticeCard(self.panel)
        self._said.setObjectName("appeal_said")
        self._build()
        self._cancel = self.add_button(self.tr("Cancel"))
        self._send = self.add_button(self.tr("Send Appeal"), "solid", "appeal")
        self._send.setObjectName("appeal_send")
        self._connect()
        self._show_state()
        model.open(wish)

    def open(self) -> None:
        """Ready for the words."""
        super().open()
        self._draft.edit.setFocus()

    def take_balance(self, balance: BalanceInfo | None) -> None:
        """Once the money that was missing is there, nothing stands in the way any more."""
        if not self._missing_cents or balance is None or balance.available_cents < self._needed_cents:
            return
        self._missing_cents = 0
        words = self.tr("Your balance is {balance} now. You can send the appeal.")
        self._said.show_notice("good", words.format(balance=fmt.dollars(balance.available_cents)))
        self.refit()

    def go_on(self) -> None:
        """Whatever lay above is gone."""
        if self.is_open:
            (self._draft.edit if self._missing_cents else self._send).setFocus()

    def _build(self) -> None:
        for part in (self._reason, self._means, self._words, self._draft):
            self.body.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("l"))
        row.addWidget(self._countdown)
        row.addWidget(self._wrong, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._said)
        self._said.hide()

    def _connect(self) -> None:
        self._draft.edit.text_edited.connect(self._on_draft_text_edited)
        self._draft.edit.send_requested.connect(self._model.send)
        self._cancel.clicked.connect(self.dismiss)
        self._send.clicked.connect(self._model.send)
        self._said.action_requested.connect(self._on_said_action_requested)
        self.closed.connect(self._model.close)
        self._model.opened.connect(self._on_model_opened)
        self._model.state_changed.connect(self._show_state)
        self._model.appealed.connect(self.dismiss)
        self._model.failed.connect(self._on_model_failed)

    def _show_state(self) -> None:
        count, fault = self._model.count, self._model.fault
        self._countdown.set_left(count.left, count.limit)
        self._draft.edit.set_excess(count.excess_start)
        words = ""
        if fault is not None and fault is not BlockKind.EMPTY:
            is_long = fault is BlockKind.TOO_LONG
            words = too_long_words(max(0, -count.left)) if is_long else text_words(fault)
        self._wrong.setText(words)
        self._send.set_why_off(words or (None if self._model.can_send else self.tr("One moment.")))

    def _means_words(self) -> str:
        wish = self._wish
        if wish.is_photo:
            words = self.tr(
                "Somebody at {facility} who did not decide the first time looks at the photo again. What they decide"
                " is final, and you can appeal once."
            )
        else:
            words = self.tr(
                "Somebody at {facility} who did not decide the first time reads it again, as promised within"
                " {hours} h. What they decide is final, and you can appeal once."
            )
        said = [words.format(facility=fmt.isolate(wish.facility_name), hours=wish.promise_hours)]
        if wish.price_cents:
            said.append(
                self.tr(
                    "{price} is on hold until then; it is back in your balance at once if it stays not approved."
                ).format(price=fmt.money(wish.price_cents))
            )
        return " ".join(said)

    def _on_model_opened(self, words: str) -> None:
        self._draft.edit.set_text(words)
        QTimer.singleShot(0, self, self.refit)

    def _on_draft_text_edited(self, text: str) -> None:
        self._said.hide()
        self._send.set_role("solid")
        self._model.set_text(text)

    def _on_model_failed(self, fault: GettingOutError) -> None:
        kept = self.tr("Your words are kept.")
        self._missing_cents = 0
        self._send.set_role("solid")
        if isinstance(fault, errors.NotEnoughFunds):
            self._missing_cents, self._needed_cents = fault.missing_cents, fault.price_cents
            words = self.tr("An appeal holds {price} and your balance is {balance}. {kept}").format(
                price=fmt.money(fault.price_cents), balance=fmt.dollars(fault.balance_cents), kept=kept
            )
            self._send.set_role("outline")  # the one solid button is now the way to the money
            lead = self.tr("{sum} is missing.").format(sum=fmt.money(fault.missing_cents))
            self._said.show_notice(
                "wait", words, lead=lead, icon="wallet", action=self.tr("Add Funds"), action_role="solid"
            )
        elif isinstance(fault, errors.CannotWriteNow):
            name = fmt.isolate(given_name(self._wish.name))
            words = self.tr("{name} can't be written to now, so nothing can be read again. {kept}")
            self._said.show_notice("bad", words.format(name=name, kept=kept))
        else:
            self._said.show_notice("bad", f"{fault_words(fault)} {kept}")
        self._said.show()
        self.bring_into_view(self._said)

    def _on_said_action_requested(self) -> None:
        self.add_funds_requested.emit(self._missing_cents)
