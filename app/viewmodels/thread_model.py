"""One conversation as rows, oldest first, changed row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex
from typing_extensions import override

from app.domain.values import ThreadItem
from app.viewmodels.roles import DAY_ROLE, VALUE_ROLE

_ROOT = QModelIndex()


class ThreadModel(QAbstractListModel):
    """VALUE_ROLE gives the ThreadItem, DAY_ROLE the date of the first row of a day.

    What the server has is ordered by its sequence; what waits here stands at the end, in the order of queueing.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[ThreadItem] = []
        self._zone: tzinfo | None = None

    @property
    def items(self) -> tuple[ThreadItem, ...]:
        """All rows in order."""
        return tuple(self._items)

    @property
    def oldest_sequence(self) -> int | None:
        """Sequence of the oldest row the server has, None without one."""
        return next((item.sequence for item in self._items if item.sequence), None)

    @property
    def sent_count(self) -> int:
        """How many rows the server has."""
        return sum(1 for item in self._items if item.sequence)

    def set_zone(self, zone: tzinfo | None) -> None:
        """Where days begin; None is this computer's zone."""
        self._zone = zone

    def replace_all(self, items: Sequence[ThreadItem]) -> None:
        """Show another conversation."""
        self.beginResetModel()
        self._items = list(items)
        self.endResetModel()

    def prepend(self, items: Sequence[ThreadItem]) -> None:
        """Put older rows in front."""
        known = {item.key for item in self._items}
        older = [item for item in items if item.key not in known]
        if not older:
            return
        self.beginInsertRows(_ROOT, 0, len(older) - 1)
        self._items[:0] = older
        self.endInsertRows()
        self._tell_row(len(older))  # it may not be the first of its day any more

    def merge(self, items: Sequence[ThreadItem]) -> None:
        """Become these rows from the oldest of them on, row by row; rows before it stay."""
        present = {item.key for item in items}
        oldest = next((item.sequence for item in items if item.sequence), 0)
        for item in self.items:
            if item.key not in present and (not item.sequence or item.sequence >= oldest):
                self.remove(item.key)
        for item in items:
            self.put(item)

    def put(self, item: ThreadItem) -> None:
        """Change the row of this key, or put a new row into its place."""
        row = self.row_of(item.key)
        if row < 0:
            self._insert(item)
            return
        target = self._place_without(item, row)
        if target != row:
            self.beginMoveRows(_ROOT, row, row, _ROOT, target if target < row else target + 1)
            self._items.insert(target, self._items.pop(row))
            self.endMoveRows()
            self._tell_row(row + 1 if target < row else row)
        if self._items[target] != item:
            self._items[target] = item
            self._tell_row(target)
            self._tell_row(target + 1)

    def remove(self, key: str) -> None:
        """Take the row of this key out; harmless if there is none."""
        row = self.row_of(key)
        if row >= 0:
            self.beginRemoveRows(_ROOT, row, row)
            del self._items[row]
            self.endRemoveRows()
            self._tell_row(row)

    def row_of(self, key: str) -> int:
        """The row of this key, -1 without one; looked for from the newest."""
        for row in range(len(self._items) - 1, -1, -1):
            if self._items[row].key == key:
                return row
        return -1

    def item(self, key: str) -> ThreadItem | None:
        """The value of this key's row."""
        row = self.row_of(key)
        return self._items[row] if row >= 0 else None

    def _insert(self, item: ThreadItem) -> None:
        row = self._place(item, self._items)
        self.beginInsertRows(_ROOT, row, row)
        self._items.insert(row, item)
        self.endInsertRows()
        self._tell_row(row + 1)

    def _place_without(self, item: ThreadItem, row: int) -> int:
        """Where the row belongs once it is taken out; a waiting one keeps its place among those that wait."""
        if not item.sequence and not self._items[row].sequence:
            return row
        return self._place(item, self._items[:row] + self._items[row + 1 :])

    def _place(self, item: ThreadItem, among: Sequence[ThreadItem]) -> int:
        """After everything older; waiting rows count as newer than all the server has."""
        place = len(among)
        if not item.sequence:
            return place
        while place and (not among[place - 1].sequence or among[place - 1].sequence > item.sequence):
            place -= 1
        return place

    def _tell_row(self, row: int) -> None:
        if 0 <= row < len(self._items):
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _day(self, row: int) -> date:
        return self._items[row].at.astimezone(self._zone).date()

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Messages; none below a row."""
        return 0 if parent.isValid() else len(self._items)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of one row."""
        if not index.isValid():
            return None
        row = index.row()
        if role == VALUE_ROLE:
            return self._items[row]
        if role == DAY_ROLE:
            day = self._day(row)
            return day if row == 0 or self._day(row - 1) != day else None
        return None
