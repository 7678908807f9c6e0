"""The balance with its movements: the newest few in the overview, every one on its own page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.values import BalanceInfo, MovementRow
from app.viewmodels.app import AppViewModel
from app.viewmodels.roles import VALUE_ROLE
from app.views.fault_words import fault_words
from app.views.movement_search import MovementSearch
from app.widgets import fmt
from app.widgets.badge import Badge
from app.widgets.button import Button, LinkButton
from app.widgets.label import Label
from app.widgets.movement_table import MovementTable
from app.widgets.notice import NoticeCard
from app.widgets.tokens import current_theme

FEW = 5
"""Movements in the overview."""


class BalanceCard(QFrame):
    """Sum, what is on hold, Add Funds, movements."""

    add_funds_requested = Signal()
    all_requested = Signal()

    def __init__(self, app: AppViewModel, parent: QWidget | None = None, *, whole: bool) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self._model = app.account
        self._whole = whole
        theme = current_theme()
        part = "balance" if whole else "overview"
        self._sum = Label("", self, style="display", wrap=False, tabular=True)
        self._sum.setObjectName(f"{part}_sum")
        self._held = Badge("", "wait", "clock", self)
        self._add = Button(self.tr("Add Funds"), "solid" if not whole else "tonal", "plus", self)
        self._add.setObjectName(f"{part}_add_funds")
        self._table = MovementTable(self)
        self._table.setObjectName(f"{part}_movements")
        self._empty = Label(
            self.tr("Nothing was paid in or out yet."), self, style="small", role="text-muted"
        )
        self._empty.setObjectName(f"{part}_empty")
        self._fault = NoticeCard(self)
        self._fault.setObjectName(f"{part}_fault")
        self._fault.hide()
        self._more = LinkButton(self.tr("Older movements") if whole else self.tr("All movements"), self)
        self._more.setObjectName(f"{part}_more")
        self._search = MovementSearch(app.balance_page, self) if whole else None
        self._build(theme.space("xl"), theme.space("m"))
        self._connect(app)

    def _build(self, margin: int, gap: int) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(gap)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Balance"), self, style="title"), 1)
        head.addWidget(self._add)
        column.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(gap)
        line.addWidget(self._sum)
        line.addWidget(self._held)
        line.addStretch(1)
        column.addLayout(line)
        if self._search is not None:
            column.addWidget(self._search)
        for part in (self._table, self._empty, self._fault):
            column.addWidget(part)
        foot = QHBoxLayout()
        foot.addWidget(self._more)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addStretch(1)

    def _connect(self, app: AppViewModel) -> None:
        self._add.clicked.connect(self._on_add_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        app.balance_changed.connect(self._on_app_balance_changed)
        rows = self._model.movements
        for signal in (rows.rowsInserted, rows.rowsRemoved, rows.modelReset, rows.dataChanged):
            signal.connect(self._show_movements)
        self._model.more_available_changed.connect(self._show_movements)
        self._model.loading_changed.connect(self._on_model_loading_changed)
        self._model.failed.connect(self._on_model_failed)
        if self._search is not None:
            self._search.results_changed.connect(self._show_movements)
            self._search.failed.connect(self._on_model_failed)
        self._on_app_balance_changed(app.balance)
        self._show_movements()

    def _show_movements(self) -> None:
        found = None if self._search is None else self._search.found
        if self._search is not None and found is not None:
            self._table.set_movements(found)
            self._table.setVisible(bool(found))
            self._empty.setText(self.tr("No movement fits."))
            self._empty.setVisible(not found and not self._search.is_searching)
            self._more.setVisible(self._search.more_found)
            self._fault.hide()
            return
        self._empty.setText(self.tr("Nothing was paid in or out yet."))
        rows = self._model.movements
        count = rows.rowCount() if self._whole else min(rows.rowCount(), FEW)
        values = [rows.data(rows.index(row, 0, QModelIndex()), VALUE_ROLE) for row in range(count)]
        self._table.set_movements(tuple(value for value in values if isinstance(value, MovementRow)))
        self._table.setVisible(count > 0)
        self._empty.setVisible(count == 0 and not self._model.is_loading)
        self._more.setVisible(
            self._model.more_available if self._whole else rows.rowCount() > FEW or self._model.more_available
        )
        self._fault.hide()

    def _on_app_balance_changed(self, balance: BalanceInfo | None) -> None:
        self._sum.setText(fmt.dollars(balance.available_cents) if balance is not None else "…")
        held = balance.held_cents if balance is not None else 0
        self._held.setVisible(held > 0)
        self._held.show_state(self.tr("{sum} on hold").format(sum=fmt.money(held)), "wait", "clock")

    def _on_model_loading_changed(self, is_loading: bool) -> None:
        if self._whole:
            self._more.setEnabled(not is_loading)
        self._empty.setVisible(self._model.movements.rowCount() == 0 and not is_loading)

    def _on_model_failed(self, fault: GettingOutError) -> None:
        if self._whole and self.isVisible():
            if self._search is not None and self._search.found is not None:
                self._empty.hide()  # it is not known whether nothing fits
            self._fault.show_notice("bad", fault_words(fault))
            self._fault.show()

    def _on_add_clicked(self) -> None:
        self.add_funds_requested.emit()

    def _on_more_clicked(self) -> None:
        if self._search is not None and self._search.found is not None:
            self._search.find_more()
        elif self._whole:
            self._model.load_more()
        else:
            self.all_requested.emit()
