"""Shows the composer what its view model knows: count, price, draft, block; and takes back what was typed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import BlockKind, DraftKept, SendBlock
from app.viewmodels.compose import ComposeViewModel
from app.viewmodels.thread import ThreadViewModel
from app.views.writing_words import answer_words, block_words
from app.widgets import fmt
from app.widgets.composer import Composer
from app.widgets.reason_words import given_name

_QUIET = (BlockKind.EMPTY, BlockKind.NOT_READY)
"""Reasons that need no sentence in the row: the price stands there instead."""


class ComposeBinding(QObject):
    """Between one composer and its view model; belongs to the thread pane."""

    add_funds_requested = Signal()

    def __init__(
        self, composer: Composer, model: ComposeViewModel, thread: ThreadViewModel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._composer = composer
        self._model = model
        self._thread = thread
        composer.text_edited.connect(model.set_text)
        composer.send_requested.connect(self._on_composer_send_requested)
        composer.accept_price_requested.connect(model.accept_price)
        composer.add_funds_requested.connect(self.add_funds_requested)
        model.text_replaced.connect(composer.set_text)
        model.count_changed.connect(composer.set_count)
        model.state_changed.connect(self._show_state)
        thread.contact_changed.connect(self._show_state)

    def _on_composer_send_requested(self) -> None:
        block = self._model.block
        if block is not None and block.kind is BlockKind.FUNDS:
            # Too little balance: Send answers with the same sentence and offers what it offers.
            self.add_funds_requested.emit()
            return
        self._model.send()

    def _show_state(self) -> None:
        contact = self._thread.contact
        if contact is None:
            return
        model = self._model
        block = model.block
        reason = "" if block is None else block_words(block, contact)
        self._composer.set_answer(answer_words(contact), can_answer=contact.can_answer)
        self._composer.set_price_line(self._price_words())
        words, is_kept = self._draft_words()
        self._composer.set_draft_note(words, is_kept)
        self._show_notice(block, reason)
        shown = block is not None and block.kind not in _QUIET and block.kind is not BlockKind.FUNDS
        self._composer.set_send(
            enabled=model.can_send or (block is not None and block.kind is BlockKind.FUNDS),
            label=self._send_words(),
            icon="queued" if model.offline else "send",
            reason=reason,
            reason_is_shown=shown,
            solid=model.can_send or block is None or block.kind is not BlockKind.FUNDS,
        )

    def _show_notice(self, block: SendBlock | None, reason: str) -> None:
        contact = self._thread.contact
        if block is None or contact is None:
            self._composer.set_notice(None)
        elif block.kind is BlockKind.FUNDS:
            title = self.tr("{sum} is missing.").format(sum=fmt.money(block.missing_cents or 0))
            self._composer.set_notice("funds", title, reason, self.tr("Add Funds"))
        elif block.kind is BlockKind.PRICE_CHANGED:
            self._composer.set_notice(
                "price",
                self.tr("The price changed."),
                reason,
                self.tr("Send for {price}").format(price=fmt.money(block.price_cents or 0)),
            )
        elif block.kind is BlockKind.CANNOT_WRITE:
            title = self.tr("{name} can't be written to now.").format(name=given_name(contact.name))
            self._composer.set_notice("stop", title, reason, "")
        elif block.kind is BlockKind.STORAGE:
            self._composer.set_notice("stop", self.tr("Not sent."), reason, "")
        else:
            self._composer.set_notice(None)

    def _price_words(self) -> tuple[str, str]:
        price = self._model.price_cents
        if price is None:
            return "", ""
        if self._model.offline:
            return fmt.money(price), self.tr("charged when it leaves")
        block = self._model.block
        if block is not None and block.kind is BlockKind.FUNDS:
            return fmt.money(price), self.tr("balance {sum}").format(
                sum=fmt.dollars(block.balance_cents or 0)
            )
        after = self._model.balance_after_cents
        if after is None:
            return fmt.money(price), ""
        return fmt.money(price), self.tr("balance after sending {sum}").format(sum=fmt.dollars(after))

    def _draft_words(self) -> tuple[str, bool]:
        return {
            DraftKept.NONE: ("", False),
            DraftKept.SAVING: (self.tr("Keeping the draft…"), False),
            DraftKept.KEPT: (self.tr("Draft kept"), True),
            DraftKept.MEMORY: (self.tr("Kept until this program closes"), False),
        }[self._model.draft_kept]

    def _send_words(self) -> str:
        return self.tr("Send when online") if self._model.offline else self.tr("Send")
