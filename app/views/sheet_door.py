"""Opens the sheets over the window, one at a time, and lets go of each when it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.values import BlockKind, CrashReport
from app.viewmodels.app import AppViewModel
from app.widgets.sheet import Sheet

if TYPE_CHECKING:
    from app.views.sheets.confirm import ConfirmSheet


class SheetDoor(QObject):
    """Sheets are built when asked for: the start of the program pays for none of them."""

    contact_chosen = Signal(str)
    sheet_closed = Signal()

    def __init__(self, app: AppViewModel, host: QWidget) -> None:
        super().__init__(host)
        self._app = app
        self._host = host
        self._open: Sheet | None = None

    @property
    def sheet(self) -> Sheet | None:
        """The one that is open."""
        return self._open

    def show_contact_picker(self) -> None:
        """“Who is it for?”"""
        from app.views.sheets.contact_picker import ContactPickerSheet

        sheet = ContactPickerSheet(self._app.picker, self._host)
        sheet.contact_chosen.connect(self.contact_chosen)
        sheet.find_person_requested.connect(self.show_find_person)
        self._show(sheet)

    def show_find_person(self) -> None:
        """Find a person and ask to be connected."""
        from app.views.sheets.find_person import FindPersonSheet

        self._show(FindPersonSheet(self._app.find_person, self._host))

    def show_add_funds(self) -> None:
        """Pay a voucher in; says what the draft lacks if that is why."""
        from app.views.sheets.add_funds import AddFundsSheet

        block = self._app.compose.block
        missing = block.missing_cents or 0 if block is not None and block.kind is BlockKind.FUNDS else 0
        self._show(AddFundsSheet(self._app.add_funds, self._app.balance, missing, self._host))

    def show_message_details(self, contact_id: str, key: str) -> None:
        """Everything known of one message."""
        from app.views.sheets.message_details import MessageDetailsSheet

        self._show(MessageDetailsSheet(self._app.details, contact_id, key, self._host))

    def show_contact_details(self) -> None:
        """Rules and prices of the open contact's facility."""
        from app.views.sheets.contact_details import ContactDetailsSheet

        contact = self._app.conversation.contact
        if contact is not None:
            self._show(ContactDetailsSheet(contact, self._host))

    def show_about(self) -> None:
        """Versions."""
        from app.views.sheets.about import AboutSheet

        self._show(AboutSheet(self._app.sign_in.server_url, self._host))

    def show_demo_facts(self) -> None:
        """Addresses, sign-ins and voucher codes of the demo."""
        from app.views.sheets.demo_facts import DemoFactsSheet

        facts, address = self._app.demo_facts, self._app.server_address
        if facts is not None and address is not None:
            self._show(DemoFactsSheet(facts, address, self._host))

    def show_crash(self, report: CrashReport) -> None:
        """A fault of the program; a second one while the first is read changes nothing."""
        from app.views.sheets.crash import CrashSheet

        if not isinstance(self._open, CrashSheet):
            self._show(CrashSheet(report, self._host))

    def ask_before_closing(self) -> ConfirmSheet:
        """Closing would lose words that nothing keeps."""
        return self._ask(
            self.tr("Close and lose unsent words?"),
            self.tr(
                "You wrote something that is not sent yet. Nothing is kept on this computer, so closing the program"
                " loses it."
            ),
            stay=self.tr("Go On Writing"),
            go_on=self.tr("Close and Lose It"),
        )

    def ask_before_signing_out(self) -> ConfirmSheet:
        """Signing out would lose words that nothing keeps."""
        return self._ask(
            self.tr("Sign out and lose unsent words?"),
            self.tr(
                "You wrote something that is not sent yet. Nothing is kept on this computer, so signing out loses it."
            ),
            stay=self.tr("Stay Signed In"),
            go_on=self.tr("Sign Out and Lose It"),
        )

    def _ask(self, title: str, text: str, *, stay: str, go_on: str) -> ConfirmSheet:
        from app.views.sheets.confirm import ConfirmSheet

        sheet = ConfirmSheet(title, text, stay, go_on, self._host)
        self._show(sheet)
        sheet.focus_way_back()
        return sheet

    def close(self) -> None:
        """Closes what is open: it may show names."""
        if self._open is not None:
            self._open.dismiss()

    def _show(self, sheet: Sheet) -> None:
        self.close()
        self._open = sheet
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open()

    def _on_sheet_closed(self) -> None:
        closed, self._open = self._open, None
        if closed is not None:
            closed.deleteLater()
        self.sheet_closed.emit()
