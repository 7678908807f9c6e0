"""Movements of the balance as rows, newest first."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex
from typing_extensions import override

from app.domain.values import MovementRow
from app.viewmodels.roles import VALUE_ROLE

_ROOT = QModelIndex()


class MovementsModel(QAbstractListModel):
    """VALUE_ROLE gives the MovementRow."""

    _rows: list[MovementRow]

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Movements; none below a row."""
        return 0

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of one row."""
        return None
