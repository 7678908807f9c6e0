"""What a signed-in member sees: the top bar, the notice bar, the four tabs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.values import Notice, NoticeKind
from app.viewmodels.app import AppViewModel
from app.views.account_view import AccountView
from app.views.messages_view import MessagesView
from app.views.news_view import NewsView
from app.views.notice_words import notice_words
from app.views.photos_view import PhotosView
from app.views.sheet_door import SheetDoor
from app.widgets.notice import NoticeBar
from app.widgets.top_bar import TopBar

MESSAGES, NEWS, PHOTOS, ACCOUNT = range(4)


class Shell(QWidget):
    """Knows the tabs, not their content; every sheet is opened here."""

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
        self._news = NewsView(self)
        self._photos = PhotosView(self)
        self._account = AccountView(app, self)
        self._tabs = QStackedWidget(self)
        for view in (self._messages, self._news, self._photos, self._account):
            self._tabs.addWidget(view)
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
        messages.contact_details_requested.connect(sheets.show_contact_details)
        sheets.contact_chosen.connect(self._on_sheets_contact_chosen)
        self._news.messages_requested.connect(self._on_messages_requested)
        self._photos.messages_requested.connect(self._on_messages_requested)
        self._account.add_funds_requested.connect(sheets.show_add_funds)
        self._account.sign_out_requested.connect(self._on_account_sign_out_requested)
        self._account.help_requested.connect(self.help_requested)

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
        return self._tabs.currentIndex()

    def show_tab(self, tab: int) -> None:
        """Shows one of the four; the keyboard goes into it."""
        if self._sheets.sheet is not None:
            return
        self._bar.choose(tab)
        self._tabs.setCurrentIndex(tab)
        if tab == ACCOUNT:
            self._app.account.load()

    def take_focus(self) -> None:
        """Puts the keyboard into the tab shown."""
        if self.tab == ACCOUNT:
            self._account.take_focus()
        else:
            self._messages.take_focus()

    def _on_first_tab_wanted(self) -> None:
        self.show_tab(MESSAGES)
        self._messages.take_focus()

    def _on_second_tab_wanted(self) -> None:
        self.show_tab(NEWS)

    def _on_third_tab_wanted(self) -> None:
        self.show_tab(PHOTOS)

    def _on_fourth_tab_wanted(self) -> None:
        self.show_tab(ACCOUNT)
        self._account.take_focus()

    def _on_messages_requested(self) -> None:
        self.show_tab(MESSAGES)
        self._messages.take_focus()

    def _on_app_notice_changed(self, notice: Notice | None) -> None:
        # A session that ended shows the sign-in view, which says so itself.
        if notice is None or notice.kind is NoticeKind.SIGNED_OUT:
            self._notice.clear()
            return
        words = notice_words(notice)
        self._notice.show_notice(
            words.tone, words.text, lead=words.title, icon=words.icon, action=words.action
        )

    def _on_conversations_unread_changed(self, unread: int) -> None:
        self._bar.set_count(MESSAGES, unread)

    def _on_sheets_contact_chosen(self, contact_id: str) -> None:
        self.show_tab(MESSAGES)
        self._messages.write_to(contact_id)

    def _on_account_sign_out_requested(self) -> None:
        if self._app.loses_words_on_close:
            sheet = self._sheets.ask_before_signing_out()
            sheet.confirmed.connect(self._app.sign_out)
        else:
            self._app.sign_out()
