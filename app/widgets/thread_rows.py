"""The rows of a conversation between model and view: their neighbours, their looks kept by key, their spoken text."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime, timedelta

from PySide6.QtCore import (
    QIdentityProxyModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from typing_extensions import override

from app.domain.values import StepKind, ThreadItem
from app.widgets import fmt
from app.widgets.bubble_look import BubbleLook, RowFacts
from app.widgets.roles import VALUE_ROLE
from app.widgets.row_actions import spoken_item
from app.widgets.tokens import Theme, current_theme

_KEPT_LOOKS = 400
_SEARCHED_FOR_WAITING = 200
"""Rows from the end among which the newest waiting one is looked for; older ones are folded anyway."""
_SAME_BREATH = timedelta(minutes=5)


class ThreadRows(QIdentityProxyModel):
    """A model of ThreadItems with a sentence per row for screen readers, and looks for the view."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.tells_opened = True
        self.is_online = True
        self.now: datetime | None = None
        self.width = 0
        self.bar_width = 0
        self.mirrored = False
        self._looks: OrderedDict[str, tuple[ThreadItem, RowFacts, Theme, BubbleLook]] = OrderedDict()
        self._waiting_row: int | None = None
        self._knows_waiting = False

    def item(self, row: int) -> ThreadItem | None:
        """The message of a row."""
        if not 0 <= row < self.rowCount():
            return None
        value = self.sourceModel().index(row, 0).data(VALUE_ROLE)
        return value if isinstance(value, ThreadItem) else None

    def look(self, row: int) -> BubbleLook | None:
        """How a row looks at the present width."""
        item = self.item(row)
        if item is None:
            return None
        facts = self.facts(row, item)
        theme = current_theme()
        kept = self._looks.get(item.key)
        if kept is not None and kept[0] == item and kept[1] == facts and kept[2] is theme:
            self._looks.move_to_end(item.key)
            return kept[3]
        look = BubbleLook(item, facts, theme, self.now)
        self._looks[item.key] = (item, facts, theme, look)
        while len(self._looks) > _KEPT_LOOKS:
            self._looks.popitem(last=False)
        return look

    def facts(self, row: int, item: ThreadItem) -> RowFacts:
        """What the neighbours and the window add to a message."""
        before = self.item(row - 1) if row > 0 else None
        after = self.item(row + 1)
        theme = current_theme()
        gap = theme.space("m") if after is None else theme.space("l")
        is_plain = item.refusal is None and item.text is not None
        if is_plain and after is not None and after.own == item.own and after.at - item.at <= _SAME_BREATH:
            gap = theme.space("xs") if _day(after) == _day(item) else gap
        is_waiting = item.own and item.text is None
        return RowFacts(
            width=self.width,
            insets=self._insets(theme),
            name=self.name,
            day=_day(item) if before is None or _day(before) != _day(item) else None,
            gap_below=gap,
            has_track=is_waiting and row == self.newest_waiting(),
            tells_opened=self.tells_opened,
            is_next=item.kind is StepKind.QUEUED and before is not None and before.kind is StepKind.QUEUED,
            is_online=self.is_online,
            is_first=row == 0,
            mirrored=self.mirrored,
            today=fmt.today(self.now),
        )

    def _insets(self, theme: Theme) -> tuple[int, int]:
        """The scroll bar lies in the inset, so that bubbles keep in line with the composer."""
        side = theme.space("xl")
        rest = max(0, side - self.bar_width)
        return (rest, side) if self.mirrored else (side, rest)

    def newest_waiting(self) -> int | None:
        """The row whose track stands open."""
        if not self._knows_waiting:
            self._waiting_row = self._find_waiting()
            self._knows_waiting = True
        return self._waiting_row

    def forget_neighbours(self) -> None:
        """Rows came, went or changed."""
        self._knows_waiting = False

    def forget_looks(self) -> None:
        """Everything looks different now."""
        self._looks.clear()
        self._knows_waiting = False

    def spoken(self, row: int) -> str:
        """What a screen reader says of a row."""
        item = self.item(row)
        if item is None:
            return ""
        facts = self.facts(row, item)
        return spoken_item(
            item,
            self.name,
            is_online=self.is_online,
            is_next=facts.is_next,
            has_track=facts.has_track,
            tells_opened=facts.tells_opened,
            now=self.now,
        )

    def _find_waiting(self) -> int | None:
        last = self.rowCount() - 1
        for row in range(last, max(-1, last - _SEARCHED_FOR_WAITING), -1):
            item = self.item(row)
            if item is not None and item.own and item.kind.is_sealed:
                return row
        return None

    @override
    def data(self, proxyIndex: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The row's own data, and the whole row as one text under the accessible role."""
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return self.spoken(proxyIndex.row())
        return super().data(proxyIndex, role)


def _day(item: ThreadItem) -> date:
    return fmt.local(item.at).date()
