"""Conversations as rows, changed row by row, in the order they were told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.domain.folding import folded
from app.domain.values import ConversationRow
from app.viewmodels.roles import VALUE_ROLE

_ROOT = QModelIndex()
FOLDED_NAME_ROLE: Final = VALUE_ROLE + 100
"""The name as it is compared while filtering: without case and accents."""


class ConversationListModel(QAbstractListModel):
    """VALUE_ROLE gives the ConversationRow, the display role its name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ConversationRow] = []

    @property
    def rows(self) -> tuple[ConversationRow, ...]:
        """All rows in order."""
        return tuple(self._rows)

    def apply(self, rows: Sequence[ConversationRow]) -> None:
        """Become these rows by the fewest steps, so that selection and scrolling stay where they are."""
        wanted = {row.contact_id for row in rows}
        for place in reversed(range(len(self._rows))):
            if self._rows[place].contact_id not in wanted:
                self.beginRemoveRows(_ROOT, place, place)
                del self._rows[place]
                self.endRemoveRows()
        for place, row in enumerate(rows):
            self._put(place, row)

    def place_of(self, contact_id: str) -> int:
        """The row of this conversation, -1 without one."""
        return next((place for place, row in enumerate(self._rows) if row.contact_id == contact_id), -1)

    def _put(self, place: int, row: ConversationRow) -> None:
        """Rows before `place` are right already."""
        present = self.place_of(row.contact_id)
        if present < 0:
            self.beginInsertRows(_ROOT, place, place)
            self._rows.insert(place, row)
            self.endInsertRows()
            return
        if present != place:
            self.beginMoveRows(_ROOT, present, present, _ROOT, place)
            self._rows.insert(place, self._rows.pop(present))
            self.endMoveRows()
        if self._rows[place] != row:
            self._rows[place] = row
            index = self.index(place)
            self.dataChanged.emit(index, index)

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Conversations; none below a row."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of one row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == VALUE_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        return folded(row.name) if role == FOLDED_NAME_ROLE else None
