"""The My Account tab: a side list, and the page chosen in it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.viewmodels.app import AppViewModel
from app.views.account_balance import BalanceCard
from app.views.account_devices import DevicesCard
from app.views.account_overview import AccountOverview
from app.views.account_password import PasswordCard
from app.views.scroll_column import ScrollColumn
from app.views.side_list import SideList
from app.widgets.label import hairline
from app.widgets.tokens import current_theme

SIDE_WIDTH = 220
OVERVIEW, BALANCE, DEVICES, PASSWORD = range(4)


class AccountView(QWidget):
    """Overview, Balance, Devices, Password, Help, Sign Out."""

    add_funds_requested = Signal()
    sign_out_requested = Signal()
    help_requested = Signal(object)  # QWidget: where the menu opens

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("account_view")
        theme = current_theme()
        model = app.account
        self._side = SideList(self)
        self._side.setFixedWidth(theme.px(SIDE_WIDTH))
        self._pages = QStackedWidget(self)
        self._overview = AccountOverview(app, self)
        self._balance = BalanceCard(app, self, whole=True)
        self._devices = DevicesCard(model, self)
        self._password = PasswordCard(model, self)
        self._side.add_page("account", self.tr("Overview"), "account_overview")
        self._side.add_page("wallet", self.tr("Balance"), "account_balance")
        self._side.add_page("laptop", self.tr("Devices"), "account_devices")
        self._side.add_page("key", self.tr("Password"), "account_password")
        self._help = self._side.add_action("info", self.tr("Help"), "account_help")
        self._sign_out = self._side.add_action("signout", self.tr("Sign Out"), "account_sign_out")
        for page in (self._overview, self._balance, self._devices, self._password):
            self._pages.addWidget(self._framed(page))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addWidget(hairline(self, vertical=True))
        row.addWidget(self._pages, 1)
        self._connect()

    def _framed(self, page: QWidget) -> QWidget:
        """A page in the middle of the room, at most as wide as a page is, scrolling if it is high."""
        space = current_theme().space("xl")
        area = ScrollColumn(self, width=current_theme().tokens.sizes["layout"]["page-max"])
        area.column.setContentsMargins(space, space, space, space)
        area.column.addWidget(page)
        area.column.addStretch(1)
        return area

    def _connect(self) -> None:
        self._side.page_chosen.connect(self._pages.setCurrentIndex)
        self._overview.add_funds_requested.connect(self.add_funds_requested)
        self._overview.movements_requested.connect(self._on_overview_movements_requested)
        self._balance.add_funds_requested.connect(self.add_funds_requested)
        self._sign_out.clicked.connect(self._on_sign_out_clicked)
        self._help.clicked.connect(self._on_help_clicked)

    def show_page(self, page: int) -> None:
        """Shows one of OVERVIEW, BALANCE, DEVICES, PASSWORD."""
        self._side.choose(page)

    def take_focus(self) -> None:
        """Where the keyboard goes when the tab is shown."""
        self._side.focus_chosen()

    def _on_overview_movements_requested(self) -> None:
        self.show_page(BALANCE)

    def _on_sign_out_clicked(self) -> None:
        self.sign_out_requested.emit()

    def _on_help_clicked(self) -> None:
        self.help_requested.emit(self._help)
