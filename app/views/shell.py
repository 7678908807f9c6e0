"""What a signed-in member sees: the top bar, the notice bar, the four tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.domain.values import Notice, NoticeKind
from app.viewmodels.app import AppViewModel
from app.views.messages_view import MessagesView
from app.views.sheet_door import SheetDoor
from app.widgets.notice import NoticeBar
from app.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from app.views.account_view import AccountView
    from app.views.news_view import NewsView
    from app.views.photos_view import PhotosView

MESSAGES, NEWS, PHOTOS, ACCOUNT = range(4)


class Shell(QWidget):
    """Knows the tabs, not their content; every sheet is opened here.

    Messages is what is waited for at the start; the other tabs are built when they are first shown.
    """

    help_requested = Signal(object)  # QWidget: where the menu opens

    def __init__(self, app: AppViewModel, sheets: SheetDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shell")
        self._app = app
        self._sheets = sheets
        self._bar = TopBar(self)
        self._bar.setObjectName("top_bar")
        self._notice = NoticeBar(self)
        self._notice.setObjectName("notice_bar")
        self._notice.action.setObjectName("notice_action")
        self._messages = MessagesView(app, self)
        self._built: dict[int, QWidget] = {MESSAGES: self._messages}
        self._tab = MESSAGES
        self._tabs = QStackedWidget(self)
        self._tabs.addWidget(self._messages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._notice)
        column.addWidget(self._tabs, 1)
        self._connect()
        self._add_shortcuts()
        self._bar.show_balance(app.balance)
        self._bar.set_count(MESSAGES, app.conversations.unread)
        self._on_app_notice_changed(app.notice)

    def _connect(self) -> None:
        app, sheets = self._app, self._sheets
        self._bar.tab_chosen.connect(self.show_tab)
        self._bar.add_funds_requested.connect(sheets.show_add_funds)
        self._notice.action_requested.connect(app.try_now)
        app.balance_changed.connect(self._bar.show_balance)
        app.notice_changed.connect(self._on_app_notice_changed)
        app.conversations.unread_changed.connect(self._on_conversations_unread_changed)
        messages = self._messages
        messages.contact_picker_requested.connect(sheets.show_contact_picker)
        messages.find_person_requested.connect(sheets.show_find_person)
        messages.add_funds_requested.connect(sheets.show_add_funds)
        messages.details_requested.connect(sheets.show_message_details)
        messages.appeal_requested.connect(sheets.show_appeal)
        messages.photo_requested.connect(self._on_messages_photo_requested)
        messages.contact_details_requested.connect(sheets.show_contact_details)
        sheets.contact_chosen.connect(self._on_sheets_contact_chosen)
        sheets.sheet_closed.connect(self._on_sheets_sheet_closed)

    def _add_shortcuts(self) -> None:
        keys = (
            (self.tr("Ctrl+1"), self._on_first_tab_wanted),
            (self.tr("Ctrl+2"), self._on_second_tab_wanted),
            (self.tr("Ctrl+3"), self._on_third_tab_wanted),
            (self.tr("Ctrl+4"), self._on_fourth_tab_wanted),
        )
        for key, command in keys:
            QShortcut(QKeySequence(key), self).activated.connect(command)

    @property
    def tab(self) -> int:
        """The tab shown."""
        return self._tab

    def show_tab(self, tab: int) -> None:
        """Shows one of the four; the keyboard goes into it."""
        if self._sheets.sheet is not None:
            return
        self._tab = tab
        self._bar.choose(tab)
        self._tabs.setCurrentWidget(self._view(tab))
        if tab == ACCOUNT:
            self._app.account.load()
        if tab in (NEWS, ACCOUNT):
            self._app.profile_photo.load()

    def take_focus(self) -> None:
        """Puts the keyboard into the tab shown."""
        if self.tab == ACCOUNT:
            self._account.take_focus()
        elif self.tab == NEWS:
            self._news.take_focus()
        elif self.tab == PHOTOS:
            self._photos.take_focus()
        else:
            self._messages.take_focus()

    def _view(self, tab: int) -> QWidget:
        """The view of a tab, built when it is first asked for."""
        view = self._built.get(tab)
        if view is None:
            view = self._built[tab] = self._build_view(tab)
            self._tabs.addWidget(view)
        return view

    def _build_view(self, tab: int) -> QWidget:
        if tab == NEWS:
            from app.views.news_view import NewsView

            news = NewsView(self._app, self._sheets, self)
            news.add_funds_requested.connect(self._sheets.show_add_funds_for_post)
            news.find_person_requested.connect(self._sheets.show_find_person)
            return news
        if tab == PHOTOS:
            from app.views.photos_view import PhotosView

            photos = PhotosView(self._app, self._sheets, self)
            photos.add_funds_requested.connect(self._sheets.show_add_funds_for)
            return photos
        from app.views.account_view import AccountView

        account = AccountView(self._app, self)
        account.add_funds_requested.connect(self._sheets.show_add_funds)
        account.take_photo_requested.connect(self._sheets.show_take_photo)
        account.choose_file_requested.connect(self._sheets.show_choose_photo)
        account.edit_photo_requested.connect(self._sheets.show_edit_photo)
        account.photo.picture_dropped.connect(self._sheets.show_picked_photo)
        account.photo.appeal_requested.connect(self._sheets.show_appeal_of)
        account.photo.go_on_requested.connect(self._sheets.go_on_with_photo)
        account.photo.take_drops(self._sheets.picker)
        account.closing_wanted.connect(self._sheets.show_closing)
        account.export.place_wanted.connect(self._on_export_place_wanted)
        account.contact_requested.connect(self._sheets.show_contact_page)
        account.find_person_requested.connect(self._sheets.show_find_person)
        account.contact_photo_wanted.connect(self._sheets.go_on_with_contact_photo)
        account.sign_out_requested.connect(self._on_account_sign_out_requested)
        account.help_requested.connect(self.help_requested)
        return account

    @property
    def _news(self) -> NewsView:
        return cast("NewsView", self._view(NEWS))

    @property
    def _photos(self) -> PhotosView:
        return cast("PhotosView", self._view(PHOTOS))

    @property
    def _account(self) -> AccountView:
        return cast("AccountView", self._view(ACCOUNT))

    def _on_first_tab_wanted(self) -> None:
        self.show_tab(MESSAGES)
        self._messages.take_focus()

    def _on_second_tab_wanted(self) -> None:
        self.show_tab(NEWS)
        self._news.take_focus()

    def _on_third_tab_wanted(self) -> None:
        self.show_tab(PHOTOS)
        self._photos.take_focus()

    def _on_fourth_tab_wanted(self) -> None:
        self.show_tab(ACCOUNT)
        self._account.take_focus()

    def _on_messages_photo_requested(self, key: str) -> None:
        self.show_tab(PHOTOS)
        self._photos.show_received(key)

    def _on_app_notice_changed(self, notice: Notice | None) -> None:
        # A session that ended shows the sign-in view, which says so itself.
        if notice is None or notice.kind is NoticeKind.SIGNED_OUT:
            self._notice.clear()
            return
        from app.views.notice_words import notice_words

        words = notice_words(notice)
        self._notice.show_notice(
            words.tone, words.text, lead=words.title, icon=words.icon, action=words.action
        )

    def _on_conversations_unread_changed(self, unread: int) -> None:
        self._bar.set_count(MESSAGES, unread)

    def _on_sheets_sheet_closed(self) -> None:
        """Where the keyboard came from may be gone by now; it is never nowhere."""
        now = QApplication.focusWidget()
        if self._sheets.sheet is None and (now is None or not now.isVisible()):
            self.take_focus()

    def _on_sheets_contact_chosen(self, contact_id: str) -> None:
        self.show_tab(MESSAGES)
        self._messages.write_to(contact_id)

    def _on_export_place_wanted(self, suggestion: str) -> None:
        request = self._sheets.picker.save(self, suggestion)
        request.chosen.connect(self._account.export.begin)

    def _on_account_sign_out_requested(self) -> None:
        if self._app.loses_words_on_close:
            sheet = self._sheets.ask_before_signing_out()
            sheet.confirmed.connect(self._app.sign_out)
        else:
            self._app.sign_out()
