"""The Messages tab: conversations at the left, the open one at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.domain.values import Connection, SearchHit
from app.viewmodels.app import AppViewModel
from app.views.conversations_pane import ConversationsPane
from app.views.thread_pane import ThreadPane
from app.widgets.label import hairline, plane
from app.widgets.tokens import current_theme

NARROW_BELOW = 1120
NARROW_PANE = 280


class MessagesView(QWidget):
    """Wires the two panes to each other; sheets are opened by who shows this view."""

    contact_picker_requested = Signal()
    find_person_requested = Signal()
    add_funds_requested = Signal()
    details_requested = Signal(str, str)  # contact_id, key
    contact_details_requested = Signal()

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages_view")
        self._app = app
        self._ground = plane("window", self)
        self._conversations = ConversationsPane(app.conversations, self._ground)
        self._thread = ThreadPane(app.conversation, app.compose, self)
        pane = QHBoxLayout(self._ground)
        pane.setContentsMargins(0, 0, 0, 0)
        pane.addWidget(self._conversations)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._ground)
        row.addWidget(hairline(self, vertical=True))
        row.addWidget(self._thread, 1)
        self._connect()

    def _connect(self) -> None:
        left, right = self._conversations, self._thread
        left.new_message_requested.connect(self.contact_picker_requested)
        left.hit_chosen.connect(self._on_hit_chosen)
        right.new_message_requested.connect(self.contact_picker_requested)
        right.find_person_requested.connect(self.find_person_requested)
        right.add_funds_requested.connect(self.add_funds_requested)
        right.contact_details_requested.connect(self.contact_details_requested)
        right.search_requested.connect(left.focus_search)
        right.details_requested.connect(self._on_thread_details_requested)
        self._app.conversations.selected.connect(self._on_conversations_selected)
        self._app.conversations.loaded.connect(self._show_invitation)
        rows = self._app.conversations.model
        rows.rowsInserted.connect(self._show_invitation)
        rows.modelReset.connect(self._show_invitation)
        self._app.connection_changed.connect(self._on_app_connection_changed)
        self._on_app_connection_changed(self._app.connection)
        for keys, command in (
            (QKeySequence.StandardKey.Find, left.focus_search),
            (QKeySequence.StandardKey.New, self.contact_picker_requested),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(command)

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
        self._thread.set_online(connection is Connection.ONLINE)

    def _on_conversations_selected(self, contact_id: str) -> None:
        self._thread.open(contact_id)

    def _show_invitation(self) -> None:
        rows = self._app.conversations.model.rowCount()
        self._thread.show_nobody(has_conversations=rows > 0 or self._app.conversations.is_loading)

    def _on_hit_chosen(self, hit: SearchHit) -> None:
        if self._app.conversations.selected_id != hit.contact_id:
            self._app.conversations.select(hit.contact_id)
        self._app.conversation.reveal(hit.key)

    def _on_thread_details_requested(self, key: str) -> None:
        contact = self._app.conversation.contact
        if contact is not None:
            self.details_requested.emit(contact.contact_id, key)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrows the list in a narrow window."""
        super().resizeEvent(event)
        theme = current_theme()
        narrow = event.size().width() < theme.px(NARROW_BELOW)
        self._ground.setFixedWidth(theme.px(NARROW_PANE) if narrow else theme.layout("list-pane"))
