"""The balance page of My Account: the balance with its movements, what is on hold, statements, getting money back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.viewmodels.app import AppViewModel
from app.views.account_balance import BalanceCard
from app.views.holds_card import HoldsCard
from app.views.pay_out_card import PayOutCard
from app.views.statement_card import StatementCard
from app.widgets.tokens import current_theme


class BalancePage(QWidget):
    """Four cards below each other; what is on hold and asked for is read whenever the page is shown."""

    add_funds_requested = Signal()

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("balance_page")
        self._model = app.balance_page
        self._balance = BalanceCard(app, self, whole=True)
        self.statement = StatementCard(app, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_theme().space("l"))
        for card in (HoldsCard(self._model, self), self._balance, self.statement, PayOutCard(app, self)):
            column.addWidget(card)
        column.addStretch(1)
        self._balance.add_funds_requested.connect(self.add_funds_requested)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Whoever looks gets what is true now."""
        super().showEvent(event)
        self._model.load()
