"""The first page of My Account: who is signed in, the newest movements, the devices."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.views.account_balance import BalanceCard
from app.views.account_devices import DevicesCard
from app.widgets.avatar import Avatar
from app.widgets.label import Label, plane
from app.widgets.tokens import current_theme

ONE_COLUMN_BELOW = 820


class AccountOverview(QWidget):
    """Three cards; one column in a narrow window."""

    add_funds_requested = Signal()
    movements_requested = Signal()

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._avatar = Avatar(96, self)
        self._name = Label("", self, style="title")
        self._name.setObjectName("account_name")
        self._email = Label("", self, role="text-muted")
        self._email.setObjectName("account_email")
        self._balance = BalanceCard(app, self, whole=False)
        self._devices = DevicesCard(app.account, self)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(theme.space("l"))
        self._cards.addWidget(self._balance, 8)
        devices = QVBoxLayout()
        devices.addWidget(self._devices)
        devices.addStretch(1)
        self._cards.addLayout(devices, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space("l"))
        column.addWidget(self._build_person())
        column.addLayout(self._cards)
        self._balance.add_funds_requested.connect(self.add_funds_requested)
        self._balance.all_requested.connect(self.movements_requested)
        app.account.account_changed.connect(self._on_model_account_changed)
        self._on_model_account_changed(app.account.account)

    def _build_person(self) -> QWidget:
        theme = current_theme()
        card = plane("card", self)
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.space("xl"), theme.space("l"), theme.space("xl"), theme.space("l"))
        row.setSpacing(theme.space("xl"))
        words = QVBoxLayout()
        words.setSpacing(theme.space("xs"))
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._email)
        words.addStretch(1)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        return card

    def _on_model_account_changed(self, account: AccountInfo | None) -> None:
        self._name.setText(account.name if account is not None else "")
        self._email.setText(account.email if account is not None else "")
        self._avatar.set_person(account.id if account else "", account.name if account else "")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column where two would be too narrow."""
        super().resizeEvent(event)
        narrow = event.size().width() < current_theme().px(ONE_COLUMN_BELOW)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._cards.direction() != wanted:
            self._cards.setDirection(wanted)
