"""Opens the sheets over the window and lets go of each when it is closed; one with unsent work is only covered."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.appeals import AppealWish
from app.domain.offers import OfferWish
from app.domain.values import BlockKind, ContactInfo, CrashReport, FundsFor, SendBlock
from app.viewmodels.app import AppViewModel
from app.widgets.cover import Cover

if TYPE_CHECKING:
    from app.domain.closing import ClosedInfo
    from app.views.contact_photo_path import ContactPhotoPath
    from app.views.file_picker import FilePicker, PickedPicture
    from app.views.photo_path import PhotoPath
    from app.views.post_photo_path import PostPhotoPath
    from app.views.share_path import SharePath
    from app.views.sheets.appeal import AppealSheet
    from app.views.sheets.confirm import ConfirmSheet
    from app.views.sheets.password_reset import PasswordResetSheet


class SheetDoor(QObject):
    """Sheets are built when asked for: the start of the program pays for none of them."""

    contact_chosen = Signal(str)
    sheet_closed = Signal()

    def __init__(self, app: AppViewModel, host: QWidget) -> None:
        super().__init__(host)
        self._app = app
        self._host = host
        self._open: list[Cover] = []
        self._photos: PhotoPath | None = None
        self._sharing: SharePath | None = None
        self._posting: PostPhotoPath | None = None
        self._contact_photos: ContactPhotoPath | None = None

    @property
    def sheet(self) -> Cover | None:
        """The one that is open, on top of what it covers."""
        return self._open[-1] if self._open else None

    @property
    def holds_work(self) -> bool:
        """Whether something is open that must not be closed for something else."""
        return any(each.holds_work for each in self._open)

    @property
    def loses_work(self) -> bool:
        """Whether something is open that closing the program would lose."""
        return any(each.holds_work and not each.is_kept for each in self._open)

    @cached_property
    def picker(self) -> FilePicker:
        """The one chooser of files."""
        from app.views.file_picker import FilePicker

        return FilePicker(self._app.runner, self)

    @property
    def photos(self) -> PhotoPath:
        """The way of a photo; what it needs loads when it is first gone."""
        if self._photos is None:
            from app.views.photo_path import PhotoPath

            self._photos = PhotoPath(self._app, self, self._host)
        return self._photos

    @property
    def sharing(self) -> SharePath:
        """The way of photos that are shared, likewise."""
        if self._sharing is None:
            from app.views.share_path import SharePath

            self._sharing = SharePath(self._app, self, self._host)
        return self._sharing

    @property
    def posting(self) -> PostPhotoPath:
        """The way of a photo into a post, likewise."""
        if self._posting is None:
            from app.views.post_photo_path import PostPhotoPath

            self._posting = PostPhotoPath(self._app, self, self._host)
        return self._posting

    @property
    def contact_photos(self) -> ContactPhotoPath:
        """The way of a photo that is to stand for a contact, likewise."""
        if self._contact_photos is None:
            from app.views.contact_photo_path import ContactPhotoPath

            self._contact_photos = ContactPhotoPath(self._app, self, self._host)
        return self._contact_photos

    def show_take_photo(self) -> None:
        """Take New Photo."""
        self.photos.take()

    def show_picked_photo(self, picture: PickedPicture) -> None:
        """A picture that was dropped or pasted."""
        self.photos.edit(picture)

    def show_edit_photo(self) -> None:
        """Edit and send again."""
        self.photos.edit_again()

    def go_on_with_photo(self) -> None:
        """Go on editing the profile photo whose editing was left."""
        self.photos.go_on_editing()

    def show_choose_photo(self) -> None:
        """Choose File."""
        self.photos.choose()

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
        """Pay in; says what the message lacks if that is why."""
        self._show(self._add_funds(_missing(self._app.compose.block), FundsFor.MESSAGE))

    def show_add_funds_for_post(self) -> None:
        """Pay in; says what the post lacks if that is why."""
        self._show(self._add_funds(_missing(self._app.post_compose.block), FundsFor.POST))

    def show_add_funds_for(self, missing_cents: int) -> None:
        """Pay in; says that so much is missing for a photo."""
        self._show(self._add_funds(missing_cents, FundsFor.PHOTO))

    def _add_funds(self, missing_cents: int, wanted_for: FundsFor) -> Cover:
        from app.views.sheets.add_funds import AddFundsSheet

        app = self._app
        return AddFundsSheet(
            app.add_funds, app.card_payment, app.balance, missing_cents, self._host, wanted_for
        )

    def show_message_details(self, contact_id: str, key: str) -> None:
        """Everything known of one message."""
        from app.views.sheets.message_details import MessageDetailsSheet

        self._show(MessageDetailsSheet(self._app.details, contact_id, key, self._host))

    def show_appeal(self, contact_id: str, key: str) -> None:
        """Ask for a second look at a message of the open conversation."""
        from app.widgets.verdict_look import refusal_words

        contact = self._app.conversation.contact
        item = self._app.conversation.model.item(key)
        if contact is None or contact.contact_id != contact_id or item is None:
            return
        if item.message_id is not None and item.refusal is not None:
            self.show_appeal_of(
                AppealWish(
                    key,
                    item.message_id,
                    contact.facility.name,
                    refusal_words(item.refusal),
                    item.price_cents,
                    contact.facility.promise_hours,
                    contact.name,
                )
            )

    def show_appeal_of(self, wish: AppealWish) -> None:
        """Ask for a second look at anything."""
        from app.views.sheets.appeal import AppealSheet

        sheet = AppealSheet(self._app.appeal, wish, self._host)
        self._app.balance_changed.connect(sheet.take_balance)
        sheet.add_funds_requested.connect(partial(self._add_funds_above, sheet))
        self._show(sheet)

    def show_offer(self, wish: OfferWish) -> None:
        """A changed photo that a facility offers, beside the member's own."""
        from app.views.sheets.view_offer import ViewOfferSheet

        self.show_cover(ViewOfferSheet(self._app.offer, wish, self._host))

    def _add_funds_above(self, sheet: AppealSheet, missing_cents: int) -> None:
        """The sheet stays open beneath, with its words, and goes on when the money is there."""
        funds = self._add_funds(missing_cents, FundsFor.APPEAL)
        funds.closed.connect(sheet.go_on)
        self._put(funds)

    def show_contact_details(self) -> None:
        """The page of the contact whose conversation is open."""
        contact = self._app.conversation.contact
        if contact is not None:
            self.show_contact_page(contact.contact_id, contact)

    def show_contact_page(self, contact_id: str, known: ContactInfo | None = None) -> None:
        """Who somebody is, what happened, and what can be done."""
        from app.views.sheets.contact_details import ContactDetailsSheet

        app = self._app
        sheet = ContactDetailsSheet(
            app.contact_page, app.contact_photos, app.edit_keeping, contact_id, self._host, known
        )
        sheet.write_requested.connect(self.contact_chosen)
        sheet.choose_photo_requested.connect(self.choose_contact_photo)
        sheet.take_photo_requested.connect(self.take_contact_photo)
        sheet.go_on_requested.connect(self.go_on_with_contact_photo)
        self._show(sheet)

    def show_password_reset(self, email: str) -> PasswordResetSheet:
        """A forgotten password."""
        from app.views.sheets.password_reset import PasswordResetSheet

        is_demo = self._app.demo_facts is not None
        sheet = PasswordResetSheet(self._app.care.password_reset, email, self._host, is_demo=is_demo)
        self._show(sheet)
        return sheet

    def show_closing(self) -> None:
        """Close the account."""
        from app.views.sheets.closing import ClosingSheet

        account = self._app.account.account
        if account is not None:
            closing = self._app.care.closing
            closing.closed.connect(self._on_closing_closed, Qt.ConnectionType.UniqueConnection)
            self._show(ClosingSheet(closing, account.email, self._host))

    def _on_closing_closed(self, closed: ClosedInfo) -> None:
        from app.views.sheets.closed import ClosedSheet

        self._app.sign_out()  # where the server was not quicker
        self._show(ClosedSheet(closed, self._host))

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

        if not isinstance(self.sheet, CrashSheet):
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

    def ask_before_losing_photo(self) -> ConfirmSheet:
        """Closing would lose a photo that is being taken or edited."""
        return self._ask(
            self.tr("Close and lose this photo?"),
            self.tr("The photo on the screen is not sent yet and is kept nowhere else."),
            stay=self.tr("Go On With It"),
            go_on=self.tr("Close and Lose It"),
        )

    def _ask(self, title: str, text: str, *, stay: str, go_on: str) -> ConfirmSheet:
        from app.views.sheets.confirm import ConfirmSheet

        if isinstance(self.sheet, ConfirmSheet):
            self.sheet.dismiss()  # asked again
        sheet = ConfirmSheet(title, text, stay, go_on, self._host)
        self._show(sheet)
        sheet.focus_way_back()
        return sheet

    def choose_contact_photo(self, contact_id: str) -> None:
        """A photo from a file is to stand for a contact."""
        self.contact_photos.choose(contact_id)

    def take_contact_photo(self, contact_id: str) -> None:
        """One from the camera is."""
        self.contact_photos.take(contact_id)

    def go_on_with_contact_photo(self, contact_id: str | None = None) -> None:
        """Go on editing one whose editing was left: for this contact, or for whomever it was."""
        self.contact_photos.go_on_editing(contact_id)

    def show_cover(self, cover: Cover) -> None:
        """One that somebody else built."""
        self._show(cover)

    def show_above(self, cover: Cover) -> None:
        """The same, above what is open, which is there again afterwards."""
        self._put(cover)

    def close(self) -> None:
        """Closes what is open: it may show names."""
        for cover in reversed(self._open[:]):
            cover.dismiss()

    def _show(self, cover: Cover) -> None:
        if not self.holds_work:
            self.close()
        self._put(cover)

    def _put(self, cover: Cover) -> None:
        """On top of whatever is open."""
        self._open.append(cover)
        cover.closed.connect(partial(self._on_cover_closed, cover))
        cover.open()

    def _on_cover_closed(self, cover: Cover) -> None:
        if cover in self._open:
            self._open.remove(cover)
            cover.deleteLater()
            self.sheet_closed.emit()


def _missing(block: SendBlock | None) -> int:
    """How much too little there is; 0 if that is not why it can't be sent."""
    return block.missing_cents or 0 if block is not None and block.kind is BlockKind.FUNDS else 0
