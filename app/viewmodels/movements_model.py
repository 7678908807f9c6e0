"""Movements of the balance as rows, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex
from typing_extensions import override

from app.domain.values import MovementRow
from app.viewmodels.roles import VALUE_ROLE

_ROOT = QModelIndex()


class MovementsModel(QAbstractListModel):
    """VALUE_ROLE gives the MovementRow."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MovementRow] = []

    @property
    def rows(self) -> tuple[MovementRow, ...]:
        """All rows in order."""
        return tuple(self._rows)

    def put_newest(self, rows: Sequence[MovementRow]) -> bool:
        """Put what is new on top. If nothing known is among these rows, they replace all; whether they did."""
        known = {row.key for row in self._rows}
        fresh = [row for row in rows if row.key not in known]
        if len(fresh) == len(rows):
            self.replace_all(rows)
            return True
        if fresh:
            self.beginInsertRows(_ROOT, 0, len(fresh) - 1)
            self._rows[:0] = fresh
            self.endInsertRows()
        return False

    def append(self, rows: Sequence[MovementRow]) -> None:
        """Put older rows below."""
        known = {row.key for row in self._rows}
        older = [row for row in rows if row.key not in known]
        if older:
            first = len(self._rows)
            self.beginInsertRows(_ROOT, first, first + len(older) - 1)
            self._rows.extend(older)
            self.endInsertRows()

    def replace_all(self, rows: Sequence[MovementRow]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Movements; none below a row."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of one row."""
        if not index.isValid() or role != VALUE_ROLE:
            return None
        return self._rows[index.row()]
