"""The My Account tab: a side list, and the page chosen in it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.viewmodels.app import AppViewModel
from app.views.account_closing import ClosingCard
from app.views.account_computer import ComputerCard
from app.views.account_contacts import ContactsCard
from app.views.account_details import DetailsCard, EmailCard
from app.views.account_devices import DevicesCard
from app.views.account_export import ExportCard
from app.views.account_notices import NoticesCard
from app.views.account_overview import AccountOverview
from app.views.account_password import PasswordCard
from app.views.account_photo import PhotoCard
from app.views.account_two_factor import TwoFactorCard
from app.views.balance_page import BalancePage
from app.views.scroll_column import ScrollColumn
from app.views.side_list import SideList
from app.widgets.label import hairline
from app.widgets.tokens import current_theme

OVERVIEW, DETAILS, BALANCE, DEVICES, PASSWORD, NOTICES, COMPUTER, YOURS, CONTACTS = range(9)


class AccountView(QWidget):
    """A page for each row of the side list; Help and Sign Out at its foot."""

    add_funds_requested = Signal()
    take_photo_requested = Signal()
    choose_file_requested = Signal()
    edit_photo_requested = Signal()
    contact_requested = Signal(str)
    find_person_requested = Signal()
    sign_out_requested = Signal()
    closing_wanted = Signal()
    contact_photo_wanted = Signal()
    help_requested = Signal(object)  # QWidget: where the menu opens

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("account_view")
        model = app.account
        self._side = SideList(self)
        self._pages = QStackedWidget(self)
        self._overview = AccountOverview(app, self)
        self._balance = BalancePage(app, self)
        self._devices = DevicesCard(model, self)
        self._password = PasswordCard(model, self)
        self._export = ExportCard(app, self)
        self._closing = ClosingCard(self)
        self._closing.closing_wanted.connect(self.closing_wanted)
        self._side.add_page("account", self.tr("Overview"), "account_overview")
        self._side.add_page("edit", self.tr("Details"), "account_details")
        self._side.add_page("wallet", self.tr("Balance"), "account_balance")
        self._side.add_page("laptop", self.tr("Devices"), "account_devices")
        self._side.add_page("key", self.tr("Password"), "account_password")
        self._side.add_page("bell", self.tr("Notifications"), "account_notices")
        self._side.add_page("folder", self.tr("This computer"), "account_computer")
        self._side.add_page("download", self.tr("Your data"), "account_yours")
        self._side.add_page("users", self.tr("Contacts"), "account_contacts")
        self._contacts = ContactsCard(app.contact_page, app.edit_keeping, self)
        self._help = self._side.add_action("info", self.tr("Help"), "account_help")
        self._sign_out = self._side.add_action("signout", self.tr("Sign Out"), "account_sign_out")
        for cards in (
            (self._overview,),
            (DetailsCard(app, self), EmailCard(app, self)),
            (self._balance,),
            (self._devices,),
            (self._password, TwoFactorCard(app, self)),
            (NoticesCard(app, self),),
            (ComputerCard(app, self),),
            (self._export, self._closing),
            (self._contacts,),
        ):
            self._pages.addWidget(self._framed(*cards))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addWidget(hairline(self, vertical=True))
        row.addWidget(self._pages, 1)
        self._connect()

    def _framed(self, *cards: QWidget) -> QWidget:
        """A page in the middle of the room, at most as wide as a page is, scrolling if it is high."""
        space = current_theme().space("xl")
        area = ScrollColumn(self, width=current_theme().tokens.sizes["layout"]["page-max"])
        area.column.setContentsMargins(space, space, space, space)
        area.column.setSpacing(current_theme().space("l"))
        for card in cards:
            area.column.addWidget(card)
        area.column.addStretch(1)
        return area

    def _connect(self) -> None:
        self._side.page_chosen.connect(self._pages.setCurrentIndex)
        self._overview.add_funds_requested.connect(self.add_funds_requested)
        self._overview.photo.take_photo_requested.connect(self.take_photo_requested)
        self._overview.photo.choose_file_requested.connect(self.choose_file_requested)
        self._overview.photo.edit_again_requested.connect(self.edit_photo_requested)
        self._overview.movements_requested.connect(self._on_overview_movements_requested)
        self._balance.add_funds_requested.connect(self.add_funds_requested)
        self._contacts.contact_requested.connect(self.contact_requested)
        self._contacts.find_person_requested.connect(self.find_person_requested)
        self._contacts.go_on_requested.connect(self.contact_photo_wanted)
        self._sign_out.clicked.connect(self._on_sign_out_clicked)
        self._help.clicked.connect(self._on_help_clicked)

    @property
    def photo(self) -> PhotoCard:
        """The card with the profile photo."""
        return self._overview.photo

    def show_page(self, page: int) -> None:
        """Shows one of OVERVIEW and those after it."""
        self._side.choose(page)

    @property
    def export(self) -> ExportCard:
        """The card that makes one file of everything."""
        return self._export

    def take_focus(self) -> None:
        """Where the keyboard goes when the tab is shown."""
        self._side.focus_chosen()

    def _on_overview_movements_requested(self) -> None:
        self.show_page(BALANCE)

    def _on_sign_out_clicked(self) -> None:
        self.sign_out_requested.emit()

    def _on_help_clicked(self) -> None:
        self.help_requested.emit(self._help)
