"""The right pane of Messages: who it is, the conversation, the composer; or an invitation while nobody is chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.values import ContactInfo
from app.viewmodels.compose import ComposeViewModel
from app.viewmodels.thread import ThreadViewModel
from app.views import contact_words
from app.views.compose_binding import ComposeBinding
from app.views.fault_words import fault_words
from app.views.writing_words import reads_words
from app.widgets.avatar import Avatar
from app.widgets.button import IconButton
from app.widgets.composer import Composer
from app.widgets.empty_state import EmptyState
from app.widgets.label import CutLabel, hairline, plane
from app.widgets.loading import Loading
from app.widgets.notice import NoticeCard
from app.widgets.thread_list import ThreadList
from app.widgets.tokens import current_theme

LEAST_THREAD: Final = 48
MOVED_SHOWN: Final = timedelta(days=30)


class ThreadPane(QWidget):
    """Wires one conversation to its view models and passes on what needs a sheet."""

    new_message_requested = Signal()
    find_person_requested = Signal()
    add_funds_requested = Signal()
    details_requested = Signal(str)  # key
    photo_requested = Signal(str)  # key
    appeal_requested = Signal(str)  # key
    contact_details_requested = Signal()
    search_requested = Signal()

    def __init__(
        self, thread: ThreadViewModel, compose: ComposeViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("thread_pane")
        self._thread = thread
        self._compose = compose
        self._is_focus_wanted = False
        self._avatar = Avatar(40, self)
        self._name = CutLabel("", self, style="title")
        self._name.setObjectName("thread_name")
        self._about = CutLabel("", self, style="small", role="text-muted")
        self._about.setObjectName("thread_about")
        self._find = IconButton("search", self.tr("Search words in all messages"), self)
        self._find.setObjectName("thread_search")
        self._info = IconButton("info", self.tr("Rules and prices"), self)
        self._info.setObjectName("thread_info")
        self._list = ThreadList(self)
        self._list.setObjectName("thread")
        self._list.setModel(thread.model)
        self._loading = Loading(self.tr("Opening the conversation…"), self)
        self._fault = NoticeCard(self)
        self._fault.setObjectName("thread_fault")
        self._fault.hide()
        self._moved = NoticeCard(self)
        self._moved.setObjectName("thread_moved")
        self._moved.hide()
        self._composer = Composer(self)
        self._composer.setObjectName("composer")
        self._composer.send.setObjectName("composer_send")
        self._nobody = EmptyState(
            "messages",
            self.tr("Choose a conversation"),
            self.tr("Or write to somebody else on your list."),
            parent=self,
            action=self.tr("Send New Message"),
            action_icon="edit",
        )
        self._first = EmptyState(
            "messages",
            self.tr("Write the first message"),
            self.tr(
                "Choose someone from your contacts. Before you pay, you see the price and how long the facility"
                " usually takes to read it."
            ),
            parent=self,
            action=self.tr("Send New Message"),
            action_icon="edit",
            question=self.tr("Nobody on your list yet?"),
            link=self.tr("Find a person"),
        )
        self._build()
        self._connect()
        self.show_nobody(has_conversations=True)

    def _build(self) -> None:
        self._first.setObjectName("first_message")
        self._nobody.setObjectName("choose_conversation")
        self._open = QWidget(self)
        column = QVBoxLayout(self._open)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(hairline(self._open))
        flow = QWidget(self._open)
        flow.setMinimumHeight(
            current_theme().px(LEAST_THREAD)
        )  # a long draft scrolls before the conversation is gone
        self._flow = QStackedLayout(flow)
        self._flow.addWidget(self._list)
        self._flow.addWidget(self._loading)
        column.addWidget(flow, 1)
        theme = current_theme()
        moved = QHBoxLayout()
        moved.setContentsMargins(theme.space("xl"), 0, theme.space("xl"), 0)
        moved.addWidget(self._moved)
        column.addLayout(moved)
        fault = QHBoxLayout()
        fault.setContentsMargins(theme.space("xl"), 0, theme.space("xl"), 0)
        fault.addWidget(self._fault)
        column.addLayout(fault)
        column.addWidget(self._composer)
        ground = plane("surface", self)
        self._stack = QStackedLayout(ground)
        for page in (self._open, self._nobody, self._first):
            self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ground)

    def _build_head(self) -> QWidget:
        theme = current_theme()
        head = plane("surface", self)
        row = QHBoxLayout(head)
        row.addStrut(
            theme.layout("pane-header") - 1
        )  # a least height of the widget would hold for large words too
        row.setContentsMargins(theme.space("xl"), theme.space("s"), theme.space("m"), theme.space("s"))
        row.setSpacing(theme.space("m"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._about)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(self._find)
        row.addWidget(self._info)
        return head

    def _connect(self) -> None:
        thread = self._thread
        thread.contact_changed.connect(self._on_thread_contact_changed)
        thread.loading_changed.connect(self._on_thread_loading_changed)
        thread.failed.connect(self._on_thread_failed)
        thread.withdrawn.connect(self._on_thread_withdrawn)
        thread.draft_restored.connect(self._on_thread_draft_restored)
        thread.revealed.connect(self._on_thread_revealed)
        rows = self._list
        rows.withdraw_requested.connect(thread.withdraw)
        rows.edit_requested.connect(thread.take_back)
        rows.edit_again_requested.connect(thread.edit_again)
        rows.retry_requested.connect(thread.retry)
        rows.older_wanted.connect(thread.load_older)
        rows.newest_seen.connect(thread.mark_seen)
        rows.details_requested.connect(self.details_requested)
        rows.photo_requested.connect(self.photo_requested)
        rows.appeal_requested.connect(self.appeal_requested)
        rows.add_funds_requested.connect(self.add_funds_requested)
        self._binding = ComposeBinding(self._composer, self._compose, thread, self)
        self._binding.add_funds_requested.connect(self.add_funds_requested)
        self._compose.message_queued.connect(self._on_compose_message_queued)
        self._find.clicked.connect(self._on_find_clicked)
        self._info.clicked.connect(self._on_info_clicked)
        for empty in (self._nobody, self._first):
            empty.action_requested.connect(self.new_message_requested)
        self._first.link_requested.connect(self.find_person_requested)

    def open(self, contact_id: str) -> None:
        """Shows this conversation and its draft."""
        self._fault.hide()
        self._thread.open(contact_id)
        self._compose.open(contact_id)

    def set_online(self, is_online: bool) -> None:
        """Whether what is kept here goes out now or when the connection is back."""
        self._list.set_online(is_online)

    def focus_composer(self) -> None:
        """Puts the keyboard where the words go, as soon as the conversation is there."""
        if self._stack.currentWidget() is self._open:
            self._composer.focus_box()
        else:
            self._is_focus_wanted = True

    def show_nobody(self, *, has_conversations: bool) -> None:
        """While nobody is chosen: an invitation to the first message, or to choose."""
        if self._thread.contact is None:
            self._stack.setCurrentWidget(self._nobody if has_conversations else self._first)

    def _on_thread_contact_changed(self, contact: ContactInfo | None) -> None:
        if contact is None:
            self._stack.setCurrentWidget(self._nobody)
            return
        facility = contact.facility
        self._avatar.set_person(contact.contact_id, contact.name)
        self._name.setText(contact.name)
        self._about.setText(
            self.tr("{facility} · {reads}").format(
                facility=facility.name, reads=reads_words(facility.promise_hours, facility.usual_wait_minutes)
            )
        )
        self._show_move(contact)
        self._list.set_facility(contact.name, tells_opened=facility.tells_opened)
        self._list.setAccessibleName(self.tr("Conversation with {name}").format(name=contact.name))
        self._composer.set_recipient(contact.name)
        self._stack.setCurrentWidget(self._open)
        if self._is_focus_wanted:
            self._is_focus_wanted = False
            self._composer.focus_box()

    def _show_move(self, contact: ContactInfo) -> None:
        """What a transfer changed, for a month."""
        moved = contact.moved
        if moved is None or contact.state != "accepted" or datetime.now(UTC) - moved.at > MOVED_SHOWN:
            self._moved.hide()
            return
        words = contact_words.moved_words(contact, moved)
        self._moved.show_notice("info", words, lead=contact_words.moved_lead(moved))
        self._moved.show()

    def _on_thread_loading_changed(self, loading: bool) -> None:
        empty = self._thread.model.rowCount() == 0
        self._flow.setCurrentWidget(self._loading if loading and empty else self._list)

    def _on_thread_failed(self, fault: GettingOutError) -> None:
        self._fault.show_notice("bad", fault_words(fault))
        self._fault.show()

    def _on_thread_withdrawn(self, _key: str) -> None:
        self._fault.hide()

    def _on_thread_draft_restored(self, _contact_id: str) -> None:
        self._fault.hide()
        self._composer.focus_box()

    def _on_thread_revealed(self, row: int) -> None:
        self._list.reveal(row)

    def _on_compose_message_queued(self) -> None:
        self._fault.hide()
        self._list.scroll_to_newest()
        self._composer.focus_box()

    def _on_find_clicked(self) -> None:
        self.search_requested.emit()

    def _on_info_clicked(self) -> None:
        self.contact_details_requested.emit()
