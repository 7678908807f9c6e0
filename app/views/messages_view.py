"""The Messages tab: conversations at the left, the open one at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.domain.values import Connection, SearchHit
from app.viewmodels.app import AppViewModel
from app.views.conversations_pane import ConversationsPane
from app.widgets.label import hairline, plane
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.thread_pane import ThreadPane

NARROW_BELOW = 1120
NARROW_PANE = 280
MOST_GROWN = 1.2
"""So much wider it becomes with larger words; the conversation needs the room as well."""
THREAD_AFTER_MS = 30
"""After the conversations are painted, or none are there to be painted."""


class MessagesView(QWidget):
    """Wires the two panes to each other; sheets are opened by who shows this view.

    The right pane is built once the conversations are on the screen, or when somebody is to be written to.
    """

    contact_picker_requested = Signal()
    find_person_requested = Signal()
    add_funds_requested = Signal()
    details_requested = Signal(str, str)  # contact_id, key
    appeal_requested = Signal(str, str)  # likewise
    photo_requested = Signal(str)  # key
    contact_details_requested = Signal()

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages_view")
        self._app = app
        self._ground = plane("window", self)
        self._conversations = ConversationsPane(app.conversations, self._ground)
        self._built_thread: ThreadPane | None = None
        pane = QHBoxLayout(self._ground)
        pane.setContentsMargins(0, 0, 0, 0)
        pane.addWidget(self._conversations)
        self._right = plane("surface", self)
        right = QHBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._ground)
        row.addWidget(hairline(self, vertical=True))
        row.addWidget(self._right, 1)
        self._connect()
        app.wait_for_screen()

    def _connect(self) -> None:
        left = self._conversations
        left.new_message_requested.connect(self.contact_picker_requested)
        left.hit_chosen.connect(self._on_hit_chosen)
        left.rows_painted.connect(self._on_conversations_rows_painted)
        self._app.conversations.selected.connect(self._on_conversations_selected)
        self._app.conversations.loading_changed.connect(self._on_conversations_loading_changed)
        rows = self._app.conversations.model
        rows.rowsInserted.connect(self._show_invitation)
        rows.modelReset.connect(self._show_invitation)
        self._app.connection_changed.connect(self._on_app_connection_changed)
        for keys, command in (
            (QKeySequence.StandardKey.Find, left.focus_search),
            (QKeySequence.StandardKey.New, self.contact_picker_requested),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(command)

    @property
    def _thread(self) -> ThreadPane:
        if self._built_thread is None:
            self._built_thread = self._build_thread()
        return self._built_thread

    def _build_thread(self) -> ThreadPane:
        from app.views.thread_pane import ThreadPane

        pane = ThreadPane(self._app.conversation, self._app.compose, self._right)
        pane.new_message_requested.connect(self.contact_picker_requested)
        pane.find_person_requested.connect(self.find_person_requested)
        pane.add_funds_requested.connect(self.add_funds_requested)
        pane.contact_details_requested.connect(self.contact_details_requested)
        pane.search_requested.connect(self._conversations.focus_search)
        pane.details_requested.connect(self._on_thread_details_requested)
        pane.appeal_requested.connect(self._on_thread_appeal_requested)
        pane.photo_requested.connect(self.photo_requested)
        pane.set_online(self._app.connection is Connection.ONLINE)
        layout = self._right.layout()
        assert layout is not None
        layout.addWidget(pane)
        return pane

    def write_to(self, contact_id: str) -> None:
        """Opens the conversation with somebody and puts the keyboard into the composer."""
        self._app.conversations.select(contact_id)
        self._thread.focus_composer()

    def take_focus(self) -> None:
        """Where the keyboard goes when the tab is shown: to the words, or to who they are for."""
        if self._app.conversation.contact is not None:
            self._thread.focus_composer()
        else:
            self._conversations.focus_list()

    def _on_app_connection_changed(self, connection: Connection) -> None:
        if self._built_thread is not None:
            self._built_thread.set_online(connection is Connection.ONLINE)

    def _on_conversations_selected(self, contact_id: str) -> None:
        self._thread.open(contact_id)

    def _on_conversations_loading_changed(self, is_loading: bool) -> None:
        if not is_loading and not self._app.conversations.model.rowCount():
            QTimer.singleShot(THREAD_AFTER_MS, self, self._finish)

    def _on_conversations_rows_painted(self) -> None:
        QTimer.singleShot(THREAD_AFTER_MS, self, self._finish)

    def _finish(self) -> None:
        """The list is on the screen, which is what was waited for: now the right pane, then the rest of the program."""
        self._show_thread()
        self._app.settle()

    def _show_thread(self) -> None:
        """The right pane, with an invitation while nobody is chosen."""
        rows = self._app.conversations.model.rowCount()
        self._thread.show_nobody(has_conversations=rows > 0 or self._app.conversations.is_loading)

    def _show_invitation(self) -> None:
        if self._built_thread is not None:
            self._show_thread()

    def _on_hit_chosen(self, hit: SearchHit) -> None:
        if self._app.conversations.selected_id != hit.contact_id:
            self._app.conversations.select(hit.contact_id)
        self._app.conversation.reveal(hit.key)

    def _on_thread_details_requested(self, key: str) -> None:
        contact = self._app.conversation.contact
        if contact is not None:
            self.details_requested.emit(contact.contact_id, key)

    def _on_thread_appeal_requested(self, key: str) -> None:
        contact = self._app.conversation.contact
        if contact is not None:
            self.appeal_requested.emit(contact.contact_id, key)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrows the list in a narrow window."""
        super().resizeEvent(event)
        theme = current_theme()
        narrow = event.size().width() < theme.px(NARROW_BELOW)
        narrowest = round(theme.px(NARROW_PANE) * min(theme.text_scale, MOST_GROWN))
        self._ground.setFixedWidth(narrowest if narrow else theme.layout("list-pane"))
