"""Conversations as rows, changed row by row, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from app.domain.values import ConversationRow
from app.viewmodels.roles import VALUE_ROLE

_ROOT = QModelIndex()


class ConversationListModel(QAbstractListModel):
    """VALUE_ROLE gives the ConversationRow, the display role its name."""

    _rows: list[ConversationRow]

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Conversations; none below a row."""
        return 0

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of one row."""
        if role == Qt.ItemDataRole.DisplayRole:
            return ""
        return None
