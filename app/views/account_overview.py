"""The first page of My Account: who is signed in with the profile photo, the newest movements, the devices."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.viewmodels.app import AppViewModel
from app.views.account_balance import BalanceCard
from app.views.account_devices import DevicesCard
from app.views.account_photo import PhotoCard
from app.widgets.tokens import current_theme

ONE_COLUMN_BELOW = 820


class AccountOverview(QWidget):
    """Three cards; one column in a narrow window."""

    add_funds_requested = Signal()
    movements_requested = Signal()

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.photo = PhotoCard(app, self)
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
        column.addWidget(self.photo)
        column.addLayout(self._cards)
        self._balance.add_funds_requested.connect(self.add_funds_requested)
        self._balance.all_requested.connect(self.movements_requested)
        self.photo.add_funds_requested.connect(self.add_funds_requested)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column where two would be too narrow."""
        super().resizeEvent(event)
        narrow = event.size().width() < current_theme().px(ONE_COLUMN_BELOW)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._cards.direction() != wanted:
            self._cards.setDirection(wanted)
