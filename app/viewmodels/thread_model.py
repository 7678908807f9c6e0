"""One conversation as rows, oldest first, changed row by row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex
from typing_extensions import override

from app.domain.values import ThreadItem
from app.viewmodels.roles import VALUE_ROLE

_ROOT = QModelIndex()


class ThreadModel(QAbstractListModel):
    """VALUE_ROLE gives the ThreadItem, DAY_ROLE the date of the first row of a day."""

    _items: list[ThreadItem]

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Messages; none below a row."""
        return 0

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of one row."""
        return None
