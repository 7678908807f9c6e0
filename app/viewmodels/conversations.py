"""The list of conversations: filtered by name, searched by words, one selected."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QObject, Signal

from app.viewmodels.conversation_list_model import ConversationListModel
from app.viewmodels.hub import Hub


class ConversationsViewModel(QObject):
    """State of the conversation list."""

    selected = Signal(str)  # contact_id
    search_found = Signal(object)  # tuple[SearchHit, ...]
    loading_changed = Signal(bool)
    unread_changed = Signal(int)
    loaded = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._source = ConversationListModel(self)

    @property
    def model(self) -> QAbstractItemModel:
        """The rows that pass the filter, in order; VALUE_ROLE gives a ConversationRow."""
        return self._source

    @property
    def selected_id(self) -> str | None:
        """The contact of the conversation that is open."""
        return None

    @property
    def unread(self) -> int:
        """Unread messages in all conversations."""
        return 0

    @property
    def is_loading(self) -> bool:
        """Whether the first rows are still on their way."""
        return True

    def set_filter(self, text: str) -> None:
        """Show only conversations whose name holds these words."""

    def search(self, text: str) -> None:
        """Look for words in all text after a short pause in typing; ends in `search_found`."""

    def select(self, contact_id: str) -> None:
        """Open this conversation."""

    def row_of(self, contact_id: str) -> int:
        """The row in `model`, -1 if it is not shown."""
        return -1
