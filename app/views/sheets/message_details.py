"""Everything known of one message: number, price, every step with its time, every movement of money."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.values import Appeal, MessageDetails, Refusal, Step, StepKind, ThreadItem
from app.viewmodels.details import DetailsViewModel
from app.views.scroll_sheet import ScrollSheet
from app.widgets import fmt
from app.widgets.journey_words import rule_words, step_words
from app.widgets.label import Label, plane
from app.widgets.movement_table import MovementTable
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme
from app.widgets.verdict_look import refusal_words

_DECIDED: Final = (StepKind.APPROVED, StepKind.REFUSED)


class MessageDetailsSheet(ScrollSheet):
    """Read only; follows the message while it moves on."""

    def __init__(self, model: DetailsViewModel, contact_id: str, key: str, parent: QWidget) -> None:
        super().__init__(self.tr("About this message"), parent, is_reached=True)
        self.setObjectName("message_details")
        self._model = model
        self._content: QWidget | None = None
        self._close = self.add_button(self.tr("Close"), "solid")
        self._close.clicked.connect(self.dismiss)
        self.closed.connect(model.close)
        model.details_changed.connect(self._show)
        self._show(model.details)
        model.open(contact_id, key)

    def _show(self, details: MessageDetails | None) -> None:
        ground = plane("clear")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_theme().space("l"))
        if details is not None:
            column.addLayout(self._build_facts(details, ground))
            column.addLayout(self._build_steps(details, ground))
            if details.item.refusal is not None:
                column.addLayout(self._build_refusal(details.item.refusal, ground))
            if details.item.refusal is not None and details.item.refusal.appeal is not None:
                column.addLayout(self._build_appeal(details.item, details.item.refusal.appeal, ground))
            if details.movements:
                column.addWidget(Label(self.tr("Money"), ground, style="strong"))
                table = MovementTable(ground)
                table.set_movements(details.movements)
                column.addWidget(table)
        column.addStretch(1)
        if self._content is not None:
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = ground
        self.body.addWidget(ground)
        ground.show()  # else the layout leaves it out until the event loop has run
        if self.is_open:
            self.refit()

    def _build_facts(self, details: MessageDetails, ground: QWidget) -> QGridLayout:
        item = details.item
        to_or_from = self.tr("To") if item.own else self.tr("From")
        rows = [
            (to_or_from, details.contact_name),
            (self.tr("Facility"), details.facility_name),
            (self.tr("Number"), item.number or self.tr("given when it is sent")),
            (self.tr("Characters"), str(item.characters)),
        ]
        if item.own:
            rows.append((self.tr("Price"), self._price_words(details)))
        if item.expected_by is not None and item.kind is not StepKind.APPEALED:
            rows.append((self.tr("Usually decided by"), fmt.when_long(item.expected_by)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(current_theme().space("l"))
        grid.setVerticalSpacing(current_theme().space("xs"))
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(rows):
            grid.addWidget(Label(name, ground, role="text-muted", wrap=False), row, 0)
            grid.addWidget(Label(value, ground), row, 1)
        return grid

    def _price_words(self, details: MessageDetails) -> str:
        item = details.item
        if item.paid_cents:
            return self.tr("{sum}, paid").format(sum=fmt.money(item.paid_cents))
        if item.held_cents:
            return self.tr("{sum}, on hold until it is decided").format(sum=fmt.money(item.held_cents))
        if item.message_id is None:
            return self.tr("{sum}, charged when it leaves").format(sum=fmt.money(item.price_cents))
        return self.tr("{sum}, back in your balance").format(sum=fmt.money(item.price_cents))

    def _build_steps(self, details: MessageDetails, ground: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(current_theme().space("xs"))
        column.addWidget(Label(self.tr("Journey"), ground, style="strong"))
        steps = details.item.steps or (Step(details.item.kind, details.item.at),)
        before = None
        for step in steps:
            look = step_words(step.kind)
            words = (
                self.tr("{step}, after your appeal, by someone else · {time}")
                if before is StepKind.APPEALED and step.kind in _DECIDED
                else self.tr("{step} · {time}")
            ).format(step=look.words, time=fmt.full(step.at))
            column.addWidget(StateLine(words, look.icon, look.role, ground))
            before = step.kind
        return column

    def _build_refusal(self, refusal: Refusal, ground: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(current_theme().space("xs"))
        column.addWidget(Label(self.tr("Why it was not approved"), ground, style="strong"))
        column.addWidget(Label(refusal_words(refusal), ground))
        if refusal.can_appeal():
            until = fmt.full(refusal.appeal_until)
            words = self.tr("You can ask for a second look until {time}.").format(time=until)
            column.addWidget(Label(words, ground, role="text-muted"))
        return column

    def _build_appeal(self, item: ThreadItem, appeal: Appeal, ground: QWidget) -> QVBoxLayout:
        """What was asked, when, who decides, and what came of it."""
        column = QVBoxLayout()
        column.setSpacing(current_theme().space("xs"))
        column.addWidget(Label(self.tr("Your appeal"), ground, style="strong"))
        asked = self.tr("Sent · {time}").format(time=fmt.full(appeal.at))
        column.addWidget(StateLine(asked, "appeal", "text", ground))
        said = (
            self.tr("Your words: “{words}”").format(words=fmt.isolate(appeal.text))
            if appeal.text
            else self.tr("You gave no reason.")
        )
        column.addWidget(Label(said, ground, role="text-muted"))
        if appeal.decided_at is None:
            words = self.tr("Somebody who did not decide the first time reads it again.")
            if item.expected_by is not None:
                words = self.tr(
                    "Somebody who did not decide the first time reads it again, promised by {time}."
                ).format(time=fmt.full(item.expected_by))
            column.addWidget(StateLine(words, "clock", "waiting", ground))
        elif appeal.outcome == "not_approved":
            words = self.tr("Not approved by somebody else either, and that is final · {time}")
            words = words.format(time=fmt.full(appeal.decided_at))
            column.addWidget(StateLine(words, "refused", "refused", ground))
            if appeal.reason:
                column.addWidget(Label(rule_words(appeal.rule, appeal.reason), ground))
            if appeal.note:
                column.addWidget(Label(appeal.note, ground))
        return column
