"""The left pane of Messages: Send New Message, the search field, the conversations, and what a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.domain.values import SearchHit
from app.viewmodels.conversations import ConversationsViewModel
from app.views.step_field import StepField
from app.widgets.button import Button
from app.widgets.conversation_list import ConversationList
from app.widgets.label import Label, plane
from app.widgets.loading import Loading
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.search_hits import SearchHits

LEAST_WORDS = 2
"""Signs of a search for words; one sign only filters the names."""


class ConversationsPane(QWidget):
    """People whose names hold what was typed, and below them the messages whose words do."""

    new_message_requested = Signal()
    hit_chosen = Signal(object)  # SearchHit
    rows_painted = Signal()

    def __init__(self, model: ConversationsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversations_pane")
        self._model = model
        theme = current_theme()
        self._new = Button(self.tr("Send New Message"), "tonal", "edit", self)
        self._new.setObjectName("new_message")
        self._search = StepField(self.tr("Search people and words"), self)
        self._search.setObjectName("search")
        self._list = ConversationList(self)
        self._list.setObjectName("conversations")
        self._list.setModel(model.model)
        self._nothing = Label(self.tr("Conversations appear here."), self, style="small", role="text-muted")
        self._nothing.setObjectName("conversations_nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._loading = Loading(self.tr("Opening your conversations…"), self)
        self._built_hits: SearchHits | None = None
        head = plane("clear", self)
        top = QVBoxLayout(head)
        top.setContentsMargins(theme.space("l"), theme.space("l"), theme.space("l"), theme.space("m"))
        top.setSpacing(theme.space("m"))
        top.addWidget(self._new)
        top.addWidget(self._search)
        body = QWidget(self)
        self._stack = QStackedLayout(body)
        for page in (self._list, self._nothing, self._loading):
            self._stack.addWidget(page)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(head)
        self._column.addWidget(body, 3)
        self._connect()
        self._show_page()

    def _connect(self) -> None:
        self._new.clicked.connect(self._on_new_clicked)
        self._search.textChanged.connect(self._on_search_text_changed)
        self._search.returnPressed.connect(self._on_search_return_pressed)
        self._search.stepped.connect(self._on_search_stepped)
        self._list.conversation_chosen.connect(self._model.select)
        self._list.rows_painted.connect(self.rows_painted)
        self._model.search_found.connect(self._on_model_search_found)
        self._model.selected.connect(self._on_model_selected)
        self._model.loading_changed.connect(self._on_model_loading_changed)
        self._model.loaded.connect(self._show_page)
        rows = self._model.model
        rows.rowsInserted.connect(self._show_page)
        rows.rowsRemoved.connect(self._show_page)
        rows.modelReset.connect(self._show_page)

    @property
    def _hits(self) -> SearchHits:
        """Built by the first search."""
        if self._built_hits is None:
            from app.views.search_hits import SearchHits

            self._built_hits = SearchHits(self)
            self._built_hits.hit_chosen.connect(self.hit_chosen)
            self._column.addWidget(self._built_hits, 2)
        return self._built_hits

    def focus_search(self) -> None:
        """Puts the keyboard into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def focus_list(self) -> None:
        """Puts the keyboard into the list of conversations."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self) -> None:
        rows = self._model.model.rowCount()
        searches = bool(self._search.text().strip())
        if rows:
            self._stack.setCurrentWidget(self._list)
            self._mark_selected()
        elif self._model.is_loading:
            self._stack.setCurrentWidget(self._loading)
        else:
            self._nothing.setText(
                self.tr("Nobody on your list has this name.")
                if searches
                else self.tr("Conversations appear here.")
            )
            self._stack.setCurrentWidget(self._nothing)
        # With nobody written to yet, the invitation beside holds the button; one of them is enough.
        self._new.setVisible(bool(rows) or searches)

    def _mark_selected(self) -> None:
        selected = self._model.selected_id
        row = self._model.row_of(selected) if selected else -1
        self._list.setCurrentIndex(self._model.model.index(row, 0))

    def _on_new_clicked(self) -> None:
        self.new_message_requested.emit()

    def _on_search_text_changed(self, text: str) -> None:
        words = text.strip()
        self._model.set_filter(words)
        self._model.search(words if len(words) >= LEAST_WORDS else "")
        if len(words) < LEAST_WORDS and self._built_hits is not None:
            self._built_hits.show_hits("", ())
        self._show_page()

    def _on_search_return_pressed(self) -> None:
        first = self._list.first_contact()
        if first is not None:
            self._model.select(first)
        else:
            self._hits.choose_first()

    def _on_search_stepped(self, by: int) -> None:
        if by < 0:
            return
        if self._model.model.rowCount():
            self.focus_list()
        else:
            self._hits.focus_first()

    def _on_model_search_found(self, hits: tuple[SearchHit, ...]) -> None:
        words = self._search.text().strip()
        if hits or len(words) >= LEAST_WORDS:
            self._hits.show_hits(words if len(words) >= LEAST_WORDS else "", hits)

    def _on_model_selected(self, _contact_id: str) -> None:
        self._mark_selected()

    def _on_model_loading_changed(self, _loading: bool) -> None:
        self._show_page()
