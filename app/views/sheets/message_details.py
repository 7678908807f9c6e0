"""Everything known of one message: number, price, every step with its time, every movement of money."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.values import MessageDetails, Step
from app.viewmodels.details import DetailsViewModel
from app.views.scroll_column import ScrollColumn
from app.widgets import fmt
from app.widgets.journey_words import step_words
from app.widgets.label import Label, plane
from app.widgets.movement_table import MovementTable
from app.widgets.sheet import Sheet
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

WIDTH = 560
MOST_HEIGHT = 540


class MessageDetailsSheet(Sheet):
    """Read only; follows the message while it moves on."""

    def __init__(self, model: DetailsViewModel, contact_id: str, key: str, parent: QWidget) -> None:
        super().__init__(self.tr("About this message"), parent, width=WIDTH)
        self.setObjectName("message_details")
        self._model = model
        self._area = ScrollColumn(self.panel, is_reached=True)
        self._area.setAccessibleName(self.tr("About this message"))
        self._content: QWidget | None = None
        self.body.addWidget(self._area)
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
            if details.movements:
                column.addWidget(Label(self.tr("Money"), ground, style="strong"))
                table = MovementTable(ground)
                table.set_movements(details.movements)
                column.addWidget(table)
        column.addStretch(1)
        if self._content is not None:
            self._area.column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = ground
        self._area.column.addWidget(ground)
        ground.show()  # else the layout leaves it out until the event loop has run
        height = self._area.fitting_height(current_theme().px(WIDTH - 60))
        self._area.setMinimumHeight(min(height, current_theme().px(MOST_HEIGHT)))
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
        if item.expected_by is not None:
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
        for step in steps:
            look = step_words(step.kind)
            words = self.tr("{step} · {time}").format(step=look.words, time=fmt.full(step.at))
            column.addWidget(StateLine(words, look.icon, look.role, ground))
        return column
