"""The conversation: bubbles from the newest up, only what is in sight laid out, every action by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from typing_extensions import override

from app.domain.values import ThreadItem
from app.widgets.row_actions import ActionKind
from app.widgets.thread_hands import ThreadHands
from app.widgets.thread_rows import ThreadRows
from app.widgets.thread_scroll import ThreadScroll
from app.widgets.tokens import current_theme

_ROW_WITHOUT_LOOK = 1
_OLDER_FROM_ROW = 12
"""Older messages are asked for when this few rows stand above what is in sight."""
_NOTCH = 120
_LINES_PER_NOTCH = 3
_Index = QModelIndex | QPersistentModelIndex


class ThreadList(QListView):
    """Shows a model whose `VALUE_ROLE` is a ThreadItem, oldest first. A QListView only so that screen readers know
    it as a list: what it shows, and where, comes from `ThreadScroll`."""

    withdraw_requested = Signal(str)
    edit_requested = Signal(str)
    edit_again_requested = Signal(str)
    retry_requested = Signal(str)
    appeal_requested = Signal(str)
    details_requested = Signal(str)
    photo_requested = Signal(str)
    """These carry the message's key."""
    add_funds_requested = Signal()
    older_wanted = Signal()
    """The oldest rows come into sight."""
    newest_seen = Signal()
    """The newest row is in sight, for the first time since it came."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ThreadRows(self)
        self._scroll = ThreadScroll(self._height_of)
        self._hands = ThreadHands(self)
        self._is_moving_bar = False
        self._asked_older_at = -1
        self._seen_key: str | None = None
        self._wheel_rest = 0
        self.setProperty("painted", True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Conversation"))
        self.viewport().setAutoFillBackground(False)

    def set_facility(self, name: str, *, tells_opened: bool = True) -> None:
        """Whom the conversation is with; without `tells_opened` their facility tells nobody what was opened."""
        self.rows.name = name
        self.rows.tells_opened = tells_opened
        self._forget()

    def set_online(self, is_online: bool) -> None:
        """Whether kept messages go out now or when the connection is back."""
        if is_online != self.rows.is_online:
            self.rows.is_online = is_online
            self._forget()

    def set_now(self, now: datetime | None) -> None:
        """The moment that "today" is told by; None is the clock."""
        self.rows.now = now
        self._forget()

    def scroll_to_newest(self) -> None:
        """The newest message in sight."""
        self._scroll.move_to_end()
        self._settle()

    def reveal(self, row: int) -> None:
        """Brings a message into the middle and marks it, as for what a search found."""
        look = self.rows.look(row)
        if look is None:
            return
        self._scroll.resize(self.viewport().height())
        self._scroll.move_to(row, max(0, (self.viewport().height() - look.height) // 2))
        self.setCurrentIndex(self.rows.index(row, 0))
        self._hands.mark_revealed(row)
        self._settle()

    @property
    def is_at_newest(self) -> bool:
        """Whether the newest message is in sight and new ones will be followed."""
        return self._scroll.is_at_end

    def rows_in_sight(self) -> list[tuple[int, int]]:
        """Rows with the y of their tops."""
        self._scroll.resize(self.viewport().height())
        return self._scroll.visible()

    def act(self, item: ThreadItem, kind: ActionKind) -> None:
        """Does what an action says: emits its signal, or copies."""
        if kind is ActionKind.COPY:
            self._hands.copy(item)
        elif kind is ActionKind.ADD_FUNDS:
            self.add_funds_requested.emit()
        else:
            {
                ActionKind.WITHDRAW: self.withdraw_requested,
                ActionKind.EDIT: self.edit_requested,
                ActionKind.EDIT_AGAIN: self.edit_again_requested,
                ActionKind.APPEAL: self.appeal_requested,
                ActionKind.RETRY: self.retry_requested,
                ActionKind.DETAILS: self.details_requested,
                ActionKind.PHOTO: self.photo_requested,
            }[kind].emit(item.key)

    @property
    def _is_whole(self) -> bool:
        """False while it is made, and while it is thrown away: then Qt still asks, but Python's half is gone."""
        return "_hands" in self.__dict__

    def _height_of(self, row: int) -> int:
        look = self.rows.look(row)
        return look.height if look is not None else _ROW_WITHOUT_LOOK

    def _forget(self) -> None:
        """Everything looks different: theme, width, names."""
        self.rows.forget_looks()
        self._settle()

    def _settle(self) -> None:
        """After any change: the bar, the picture, and who wants to know."""
        self.rows.width = self.viewport().width()
        self.rows.bar_width = self.width() - self.viewport().width()
        self.rows.mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._scroll.resize(self.viewport().height())
        value, greatest, page = self._scroll.bar()
        bar = self.verticalScrollBar()
        self._is_moving_bar = True
        bar.setRange(0, greatest)
        bar.setPageStep(page)
        bar.setSingleStep(max(1, page // 10))
        bar.setValue(value)
        self._is_moving_bar = False
        self.viewport().update()
        self._tell()

    def _tell(self) -> None:
        count = self._scroll.count
        if not count or not self.isVisible():
            return
        if self._scroll.top_row > 2 * _OLDER_FROM_ROW:
            self._asked_older_at = -1
        elif self._scroll.top_row <= _OLDER_FROM_ROW and self._asked_older_at != count:
            self._asked_older_at = count
            self.older_wanted.emit()
        if self._scroll.is_at_end:
            newest = self.rows.item(self._scroll.count - 1)
            if newest is not None and newest.key != self._seen_key:
                self._seen_key = newest.key
                self.newest_seen.emit()

    def _scroll_by(self, points: int) -> None:
        if points < 0 and self._scroll.top_row == 0:
            self._asked_older_at = -1  # asked again by hand, in case the first time failed
        self._scroll.move_by(points)
        self._settle()

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Shows `model`, with a sentence per row for screen readers."""
        self.rows.setSourceModel(model)  # type: ignore[arg-type]
        super().setModel(self.rows if model is not None else None)
        self._start_over()

    def _start_over(self) -> None:
        self._seen_key = None
        self._asked_older_at = -1
        self.rows.forget_looks()
        self._hands.let_go()
        self._scroll.reset(self.rows.rowCount() if self.model() is not None else 0)
        self._settle()

    @override
    def reset(self) -> None:
        """Another conversation."""
        super().reset()
        if self._is_whole:
            self._start_over()

    @override
    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:
        """Older or newer messages came; what is being read stays where it is."""
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self._scroll.insert(start, end - start + 1)
        self._after_rows_moved()

    @override
    def rowsAboutToBeRemoved(self, parent: _Index, start: int, end: int) -> None:
        """A message goes, such as one taken back for editing."""
        QAbstractItemView.rowsAboutToBeRemoved(self, parent, start, end)
        self._scroll.remove(start, end - start + 1)
        self._hands.let_go()
        self.rows.forget_neighbours()
        self.viewport().update()

    @override
    def dataChanged(self, topLeft: _Index, bottomRight: _Index, roles: Sequence[int] = ()) -> None:
        """A message took a step."""
        super().dataChanged(topLeft, bottomRight, roles)
        self._after_rows_moved()

    def _after_rows_moved(self) -> None:
        self.rows.forget_neighbours()
        self._settle()

    @override
    def doItemsLayout(self) -> None:
        """Nothing is laid out ahead; the scroll position follows what rows there are now."""
        QAbstractItemView.doItemsLayout(self)
        count = self.rows.rowCount() if self.model() is not None else 0
        if count != self._scroll.count:
            self._scroll.remove(0, self._scroll.count)
            self._scroll.insert(0, count)
        self._settle()

    @override
    def updateGeometries(self) -> None:
        """The bar is kept by `_settle`."""

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The bar was moved, by hand or by the keyboard."""
        if self._is_moving_bar:
            return
        bar = self.verticalScrollBar()
        self._scroll.move_bar(bar.value(), bar.maximum())
        self._settle()

    @override
    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Brings a row into sight."""
        if index.isValid() and 0 <= index.row() < self._scroll.count:
            self._scroll.resize(self.viewport().height())
            self._scroll.bring(index.row())
            self._settle()

    @override
    def visualRect(self, index: _Index) -> QRect:
        """Where a row stands, if it is in sight."""
        for row, y in self.rows_in_sight():
            if row == index.row():
                return QRect(0, y, self.viewport().width(), self._height_of(row))
        return QRect()

    @override
    def indexAt(self, p: QPoint) -> QModelIndex:
        """The row below a point."""
        for row, y in self.rows_in_sight():
            if y <= p.y() < y + self._height_of(row):
                return self.rows.index(row, 0)
        return QModelIndex()

    @override
    def horizontalOffset(self) -> int:
        """Nothing scrolls sideways."""
        return 0

    @override
    def verticalOffset(self) -> int:
        """Rows stand where `visualRect` says."""
        return 0

    @override
    def moveCursor(
        self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Arrows walk from row to row; the first one takes the newest."""
        move = QAbstractItemView.CursorAction
        last = self._scroll.count - 1
        now = self.currentIndex().row()
        if now < 0:
            now = last + 1 if cursorAction == move.MoveUp else last
        row = {
            move.MoveUp: now - 1,
            move.MoveDown: now + 1,
            move.MoveHome: 0,
            move.MoveEnd: last,
        }.get(cursorAction, now)
        return self.rows.index(min(max(row, 0), last), 0) if last >= 0 else QModelIndex()

    @override
    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """The row below the pointer."""
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    @override
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """All of it: rows are cheap to paint."""
        return QRegion(self.viewport().rect())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight."""
        painter = QPainter(self.viewport())
        for row, y in self.rows_in_sight():
            look = self.rows.look(row)
            if look is not None and y + look.height >= event.rect().top() and y <= event.rect().bottom():
                look.paint(painter, y, self._hands.paint_state(row, look))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps anew."""
        QAbstractItemView.resizeEvent(self, event)
        self._settle()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """What is in sight now counts as seen."""
        super().showEvent(event)
        self._settle()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Point by point where the system says so, else three lines a notch."""
        exact = event.pixelDelta().y()
        if exact:
            self._scroll_by(-exact)
        else:
            step = _LINES_PER_NOTCH * current_theme().line("read")
            points, self._wheel_rest = divmod(self._wheel_rest - event.angleDelta().y() * step, _NOTCH)
            self._scroll_by(points)
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Page keys scroll, Enter and the menu key open what can be done."""
        page = max(1, self.viewport().height() - 2 * current_theme().line("read"))
        if event.key() == Qt.Key.Key_PageUp:
            self._scroll_by(-page)
        elif event.key() == Qt.Key.Key_PageDown:
            self._scroll_by(page)
        elif not self._hands.press(event):
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab walks through the actions of the current row before it leaves."""
        return self._hands.step(forward=next) or super().focusNextPrevChild(next)

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Another row is the current one."""
        super().currentChanged(current, previous)
        self._hands.row_changed()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """The mouse is the hands' business."""
        return (self._is_whole and self._hands.mouse(event)) or super().viewportEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Lays out anew when theme or direction change."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange) and self._is_whole:
            self._forget()
