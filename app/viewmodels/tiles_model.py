"""Galleries or photos as tiles of a grid: thousands of rows replaced by the fewest steps, so that nothing jumps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.viewmodels.roles import VALUE_ROLE

_ROOT = QModelIndex()
Tile = TypeVar("Tile")


class TilesModel(QAbstractListModel, Generic[Tile]):
    """VALUE_ROLE gives the frozen value, the display role what is said of it. Keys are told by `key_of`."""

    def __init__(
        self,
        key_of: Callable[[Tile], str],
        spoken: Callable[[Tile], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._key_of = key_of
        self._spoken = spoken
        self._rows: list[Tile] = []
        self._places: dict[str, int] = {}

    @property
    def rows(self) -> tuple[Tile, ...]:
        """All tiles in order."""
        return tuple(self._rows)

    def place_of(self, key: str) -> int:
        """The row of this key, -1 without one."""
        return self._places.get(key, -1)

    def key_at(self, place: int) -> str | None:
        """The key of a row, None where there is none."""
        return self._key_of(self._rows[place]) if 0 <= place < len(self._rows) else None

    def touch(self, key: str) -> None:
        """What is painted of this row has changed, such as its picture."""
        place = self.place_of(key)
        if place >= 0:
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def apply(self, wanted: Sequence[Tile]) -> None:
        """Become these rows: remove what went, order the rest anew, insert what came, change what changed."""
        rows = {self._key_of(tile): tile for tile in wanted}
        self._remove_all_but(rows.keys())
        kept = [key for key in rows if key in self._places]
        self._order(kept)
        self._insert(list(rows.items()))
        for place, tile in enumerate(wanted):
            if self._rows[place] != tile:
                self._rows[place] = tile
                index = self.index(place)
                self.dataChanged.emit(index, index)

    def _remove_all_but(self, keys: Collection[str]) -> None:
        place = len(self._rows) - 1
        while place >= 0:
            last = place
            while place >= 0 and self._key_of(self._rows[place]) not in keys:
                place -= 1
            if place < last:
                self.beginRemoveRows(_ROOT, place + 1, last)
                del self._rows[place + 1 : last + 1]
                self._number()
                self.endRemoveRows()
            place -= 1

    def _order(self, keys: list[str]) -> None:
        if keys == [self._key_of(tile) for tile in self._rows]:
            return
        self.layoutAboutToBeChanged.emit()
        before = [index for index in self.persistentIndexList() if index.isValid()]
        named = [self._key_of(self._rows[index.row()]) for index in before]
        by_key = {self._key_of(tile): tile for tile in self._rows}
        self._rows = [by_key[key] for key in keys]
        self._number()
        self.changePersistentIndexList(before, [self.index(self._places[key]) for key in named])
        self.layoutChanged.emit()

    def _insert(self, wanted: list[tuple[str, Tile]]) -> None:
        place = 0
        while place < len(wanted):
            if wanted[place][0] in self._places:
                place += 1
                continue
            end = place
            while end < len(wanted) and wanted[end][0] not in self._places:
                end += 1
            self.beginInsertRows(_ROOT, place, end - 1)
            self._rows[place:place] = [tile for _, tile in wanted[place:end]]
            self._number()
            self.endInsertRows()
            place = end

    def _number(self) -> None:
        self._places = {self._key_of(tile): place for place, tile in enumerate(self._rows)}

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Tiles; none below one."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of one tile, or the words for it."""
        if not index.isValid():
            return None
        tile = self._rows[index.row()]
        if role == VALUE_ROLE:
            return tile
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(tile)
        return None
