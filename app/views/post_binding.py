"""Shows the composer of posts what its view model knows, and takes back what was typed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import BlockKind, DraftKept, SendBlock
from app.viewmodels.post_compose import PostComposeViewModel
from app.views import post_words
from app.widgets import fmt
from app.widgets.composer import Composer

_QUIET = (BlockKind.EMPTY, BlockKind.NOT_READY, BlockKind.FUNDS, BlockKind.CANNOT_WRITE)
"""Reasons that need no sentence in the row: it stands above the box, or nowhere yet."""


class PostBinding(QObject):
    """Between the composer and its view model; belongs to the News tab."""

    add_funds_requested = Signal()

    def __init__(self, composer: Composer, model: PostComposeViewModel, parent: QObject) -> None:
        super().__init__(parent)
        self._composer = composer
        self._model = model
        composer.text_edited.connect(model.set_text)
        composer.send_requested.connect(self._on_composer_send_requested)
        composer.accept_price_requested.connect(model.accept_price)
        composer.add_funds_requested.connect(self.add_funds_requested)
        model.text_replaced.connect(composer.set_text)
        model.count_changed.connect(composer.set_count)
        model.state_changed.connect(self._show_state)
        composer.set_text(model.text)
        composer.set_count(model.count)
        self._show_state()

    def _on_composer_send_requested(self) -> None:
        block = self._model.block
        if block is not None and block.kind is BlockKind.FUNDS:
            self.add_funds_requested.emit()
            return
        self._model.post()

    def _show_state(self) -> None:
        model, block = self._model, self._model.block
        reason = "" if block is None else post_words.block_words(block, model.audience)
        self._composer.set_price_line(self._price_words())
        words, is_kept = self._draft_words()
        self._composer.set_draft_note(words, is_kept)
        self._show_notice(block, reason)
        is_short = block is not None and block.kind is BlockKind.FUNDS
        self._composer.set_send(
            enabled=model.can_post or is_short,
            label=self.tr("Post when online") if model.offline else self.tr("Post"),
            icon="queued" if model.offline else "send",
            reason=reason,
            reason_is_shown=block is not None and block.kind not in _QUIET,
            solid=not is_short,
        )

    def _show_notice(self, block: SendBlock | None, reason: str) -> None:
        if block is None:
            self._composer.set_notice(None)
        elif block.kind is BlockKind.FUNDS:
            title = self.tr("{sum} is missing.").format(sum=fmt.money(block.missing_cents or 0))
            self._composer.set_notice("funds", title, reason, self.tr("Add Funds"))
        elif block.kind is BlockKind.PRICE_CHANGED:
            agree = self.tr("Post for {price}").format(price=fmt.money(block.price_cents or 0))
            self._composer.set_notice("price", self.tr("Who gets it has changed."), reason, agree)
        elif block.kind is BlockKind.CANNOT_WRITE:
            self._composer.set_notice("stop", "", reason, "")
        elif block.kind is BlockKind.STORAGE:
            self._composer.set_notice("stop", self.tr("Not posted."), reason, "")
        else:
            self._composer.set_notice(None)

    def _price_words(self) -> tuple[str, str]:
        audience = self._model.audience
        if not audience.places:
            return "", ""
        return fmt.money(audience.price_cents), post_words.reach_words(audience)

    def _draft_words(self) -> tuple[str, bool]:
        return {
            DraftKept.NONE: ("", False),
            DraftKept.SAVING: (self.tr("Keeping the draft…"), False),
            DraftKept.KEPT: (self.tr("Draft kept"), True),
            DraftKept.MEMORY: (self.tr("Kept until this program closes"), False),
        }[self._model.draft_kept]
