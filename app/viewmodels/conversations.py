"""The list of conversations: filtered by name, searched by words, one selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QObject, QSortFilterProxyModel, QTimer, Signal

from app.domain.folding import folded
from app.domain.values import Change, ChangeKind, ConversationRow, SearchHit
from app.jobs.job import Job
from app.viewmodels.conversation_list_model import FOLDED_NAME_ROLE, ConversationListModel
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

SEARCH_PAUSE_MS = 250
_SHOWN_CHANGES = (ChangeKind.CONVERSATIONS, ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.ALL)


class ConversationsViewModel(QObject):
    """State of the conversation list."""

    selected = Signal(str)  # contact_id
    search_found = Signal(object)  # tuple[SearchHit, ...]
    loading_changed = Signal(bool)
    unread_changed = Signal(int)
    arrived = Signal()  # something new in a conversation that is not muted
    loaded = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._source = ConversationListModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._source)
        self._shown.setFilterRole(FOLDED_NAME_ROLE)
        self._selected_id: str | None = None
        self._unread = 0
        self._known: dict[str, int] | None = None  # unread messages by contact, as read last
        self._is_loading = False
        self._reading: Job[tuple[ConversationRow, ...]] | None = None
        self._stale = False
        self._words = ""
        self._search_pause = QTimer(self)
        self._search_pause.setSingleShot(True)
        self._search_pause.setInterval(SEARCH_PAUSE_MS)
        self._search_pause.timeout.connect(self._on_search_pause_over)
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def model(self) -> QAbstractItemModel:
        """The rows that pass the filter, in order; VALUE_ROLE gives a ConversationRow."""
        return self._shown

    @property
    def selected_id(self) -> str | None:
        """The contact of the conversation that is open."""
        return self._selected_id

    @property
    def unread(self) -> int:
        """Unread messages in all conversations that are not muted."""
        return self._unread

    @property
    def is_loading(self) -> bool:
        """Whether the first rows are still on their way."""
        return self._is_loading

    def set_filter(self, text: str) -> None:
        """Show only conversations whose name holds these words."""
        self._shown.setFilterFixedString(folded(text.strip()))

    def search(self, text: str) -> None:
        """Look for words in all text after a short pause in typing; ends in `search_found`."""
        self._words = text.strip()
        if self._words:
            self._search_pause.start()
        else:
            self._search_pause.stop()
            self.search_found.emit(())

    def select(self, contact_id: str) -> None:
        """Open this conversation."""
        self._selected_id = contact_id
        self.selected.emit(contact_id)

    def row_of(self, contact_id: str) -> int:
        """The row in `model`, -1 if it is not shown."""
        place = self._source.place_of(contact_id)
        return self._shown.mapFromSource(self._source.index(place)).row() if place >= 0 else -1

    def _on_session_changed(self, session: OpenSession | None) -> None:
        self._drop_reading()
        self._selected_id = None
        self._words = ""
        self._search_pause.stop()
        self._source.apply(())
        self._set_unread(0)
        self._known = None
        self._set_loading(session is not None)
        if session is not None:
            self._read()

    def _on_changed(self, change: Change) -> None:
        if change.kind in _SHOWN_CHANGES:
            self._read()

    def _read(self) -> None:
        """Read the rows; changes that come meanwhile lead to one more reading, however many they are."""
        session = self._hub.session
        if session is None:
            return
        if self._reading is not None:
            self._stale = True
            return
        self._reading = Job(self, session.contacts.conversations, self._on_read, self._on_read_failed)
        self._hub.runner.storage(self._reading)

    def _on_read(self, rows: tuple[ConversationRow, ...]) -> None:
        self._reading = None
        self._source.apply(rows)
        self._set_unread(sum(row.unread for row in rows if not row.muted))
        self._tell_arrived(rows)
        if self._is_loading:
            self._set_loading(False)
            self.loaded.emit()
        self._read_again_if_stale()

    def _tell_arrived(self, rows: tuple[ConversationRow, ...]) -> None:
        """Counted for each contact: what was muted and is not any more has not arrived because of that."""
        before, self._known = self._known, {row.contact_id: row.unread for row in rows}
        if before is not None and any(
            row.unread > before.get(row.contact_id, 0) for row in rows if not row.muted
        ):
            self.arrived.emit()

    def _on_read_failed(self, _fault: object) -> None:
        """The notice bar says what the disk did."""
        self._reading = None
        self._set_loading(False)
        self._read_again_if_stale()

    def _read_again_if_stale(self) -> None:
        if self._stale:
            self._stale = False
            self._read()

    def _drop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = None
        self._stale = False

    def _on_search_pause_over(self) -> None:
        session, words = self._hub.session, self._words
        if session is not None and words:
            self._hub.runner.storage(
                Job(
                    self,
                    lambda: session.messages.search(words),
                    lambda hits: self._on_search_found(words, hits),
                )
            )

    def _on_search_found(self, words: str, hits: tuple[SearchHit, ...]) -> None:
        if words == self._words:
            self.search_found.emit(hits)

    def _set_unread(self, unread: int) -> None:
        if unread != self._unread:
            self._unread = unread
            self.unread_changed.emit(unread)

    def _set_loading(self, is_loading: bool) -> None:
        if is_loading != self._is_loading:
            self._is_loading = is_loading
            self.loading_changed.emit(is_loading)
