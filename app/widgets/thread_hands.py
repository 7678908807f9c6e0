"""Mouse and keyboard in a conversation: links, the row's menu, walking through actions, selecting and copying words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMenu

from app.domain.values import ThreadItem
from app.widgets.bubble_look import BubbleLook, PaintState
from app.widgets.row_actions import ActionKind, all_actions
from app.widgets.state_flow import PlacedAction
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.widgets.thread_list import ThreadList


class _Selection(NamedTuple):
    """Words selected in one message, in UTF-16 places; `head` moves with the mouse."""

    key: str
    tail: int
    head: int

    @property
    def span(self) -> tuple[int, int]:
        return min(self.tail, self.head), max(self.tail, self.head)


class ThreadHands:
    """What the member's hands do on a `ThreadList`."""

    def __init__(self, view: ThreadList) -> None:
        self._view = view
        self._hovered: tuple[int, ActionKind] | None = None
        self._focused: ActionKind | None = None
        self._revealed_key: str | None = None
        self._selection: _Selection | None = None
        self._is_selecting = False
        self._pressed: tuple[int, ActionKind] | None = None

    def let_go(self) -> None:
        """Rows moved away below the hands."""
        self._hovered = self._focused = self._pressed = self._selection = None
        self._is_selecting = False

    def mark_revealed(self, row: int) -> None:
        """This row is ringed until the member does something."""
        item = self._view.rows.item(row)
        self._revealed_key = item.key if item is not None else None

    def row_changed(self) -> None:
        """Another row is the current one."""
        self._focused = None
        self._view.viewport().update()

    def paint_state(self, row: int, look: BubbleLook) -> PaintState:
        """How the hands stand on a row."""
        view = self._view
        is_current = view.currentIndex().row() == row
        by_keyboard = view.hasFocus() and view.window().testAttribute(_BY_KEYBOARD)
        selection = self._selection
        return PaintState(
            hovered=self._hovered[1] if self._hovered is not None and self._hovered[0] == row else None,
            focused=self._focused if is_current and view.hasFocus() else None,
            has_ring=(is_current and by_keyboard) or look.item.key == self._revealed_key,
            selection=selection.span if selection is not None and selection.key == look.item.key else None,
        )

    def copy(self, item: ThreadItem) -> None:
        """The selected words of a message, or all of it."""
        if item.text is None:
            return
        words = item.text
        if self._selection is not None and self._selection.key == item.key:
            look = self._look_of(item.key)
            first, last = self._selection.span
            if look is not None and first < last:
                words = look[0].block.slice(first, last)
        QGuiApplication.clipboard().setText(words)

    def press(self, event: QKeyEvent) -> bool:
        """Keys of the current row; whether the key was one of them."""
        self._revealed_key = None
        item = self._view.rows.item(self._view.currentIndex().row())
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = self._selected_item() or item
            if chosen is not None:
                self.copy(chosen)
            return True
        if item is None:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._focused is not None:
                self._view.act(item, self._focused)
            else:
                self._open_menu(item, self._menu_place())
            return True
        if event.key() == Qt.Key.Key_Menu:
            self._open_menu(item, self._menu_place())
            return True
        return False

    def step(self, *, forward: bool) -> bool:
        """Tab within the current row; False when there is nowhere further to go in it."""
        look = self._view.rows.look(self._view.currentIndex().row())
        if look is None or not look.actions:
            return False
        kinds = [
            placed.action.kind for placed in look.actions if placed.action.kind is not ActionKind.DETAILS
        ]
        at = kinds.index(self._focused) if self._focused in kinds else -1 if forward else len(kinds)
        at += 1 if forward else -1
        if not 0 <= at < len(kinds):
            had_one, self._focused = self._focused, None
            self._view.viewport().update()
            return not forward and had_one is not None
        self._focused = kinds[at]
        self._view.window().setAttribute(_BY_KEYBOARD)
        self._view.viewport().update()
        return True

    def mouse(self, event: QEvent) -> bool:
        """Mouse events of the viewport; whether they are done with."""
        kind = event.type()
        if isinstance(event, QContextMenuEvent):
            return self._on_context_menu(event)
        if kind == QEvent.Type.Leave:
            self._hover(None)
        if not isinstance(event, QMouseEvent):
            return False
        if kind == QEvent.Type.MouseMove:
            return self._on_move(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if kind == QEvent.Type.MouseButtonPress:
            return self._on_press(event)
        if kind == QEvent.Type.MouseButtonRelease:
            return self._on_release(event)
        if kind == QEvent.Type.MouseButtonDblClick:
            return self._on_double_click(event)
        return False

    def _on_move(self, event: QMouseEvent) -> bool:
        point = event.position()
        if self._is_selecting and self._selection is not None:
            found = self._look_of(self._selection.key)
            if found is not None:
                look, y = found
                head = look.block.index_at(point - QPointF(0, y) - look.text_at)
                self._selection = self._selection._replace(head=head)
                self._view.viewport().update()
            return True
        at = self._row_at(point)
        placed = self._action_at(point)
        self._hover((at[0], placed.action.kind) if at is not None and placed is not None else None)
        over_words = (
            at is not None and not at[1].is_sealed and at[1].bubble.contains(point - QPointF(0, at[2]))
        )
        shape = Qt.CursorShape.ArrowCursor
        if placed is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif over_words:
            shape = Qt.CursorShape.IBeamCursor
        self._view.viewport().setCursor(shape)
        return False

    def _on_press(self, event: QMouseEvent) -> bool:
        self._revealed_key = None
        self._selection = None
        at = self._row_at(event.position())
        self._view.window().setAttribute(_BY_KEYBOARD, False)
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        self._view.viewport().update()
        if at is None:
            return True
        row, look, y = at
        self._view.setCurrentIndex(self._view.rows.index(row, 0))
        placed = self._action_at(event.position())
        if placed is not None:
            self._pressed = (row, placed.action.kind)
            return True
        inside = event.position() - QPointF(0, y)
        if not look.is_sealed and look.bubble.contains(inside):
            index = look.block.index_at(inside - look.text_at)
            self._selection = _Selection(look.item.key, index, index)
            self._is_selecting = True
        return True

    def _on_release(self, event: QMouseEvent) -> bool:
        self._is_selecting = False
        pressed, self._pressed = self._pressed, None
        at = self._row_at(event.position())
        placed = self._action_at(event.position())
        if (
            pressed is not None
            and at is not None
            and placed is not None
            and pressed == (at[0], placed.action.kind)
        ):
            self._view.act(at[1].item, placed.action.kind)
        return True

    def _on_double_click(self, event: QMouseEvent) -> bool:
        """Selects a word."""
        at = self._row_at(event.position())
        if at is None or at[1].is_sealed:
            return True
        _, look, y = at
        inside = event.position() - QPointF(0, y)
        if look.bubble.contains(inside):
            first, last = look.block.word_at(look.block.index_at(inside - look.text_at))
            self._selection = _Selection(look.item.key, first, last)
            self._view.viewport().update()
        return True

    def _on_context_menu(self, event: QContextMenuEvent) -> bool:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            item = self._view.rows.item(self._view.currentIndex().row())
            place = self._menu_place()
        else:
            at = self._row_at(QPointF(event.pos()))
            item, place = (at[1].item if at is not None else None), event.pos()
            if at is not None:
                self._view.setCurrentIndex(self._view.rows.index(at[0], 0))
        if item is not None:
            self._open_menu(item, place)
        return True

    def _open_menu(self, item: ThreadItem, place: QPoint) -> None:
        actions = all_actions(item)
        if not actions:
            return
        menu = _RowMenu(self._view, item)
        menu.setAccessibleName(QCoreApplication.translate("RowActions", "What can be done with this message"))
        for action in actions:
            menu.addAction(action.words.replace("&", "&&")).setData(action.kind.value)
        menu.popup(self._view.viewport().mapToGlobal(place))
        menu.setActiveAction(menu.actions()[0])

    def _menu_place(self) -> QPoint:
        row = self._view.currentIndex().row()
        for seen, y in self._view.rows_in_sight():
            look = self._view.rows.look(seen)
            if seen == row and look is not None:
                return QPoint(round(look.bubble.left()), y + round(look.bubble.bottom()))
        return self._view.viewport().rect().center()

    def _hover(self, now: tuple[int, ActionKind] | None) -> None:
        if now != self._hovered:
            self._hovered = now
            self._view.viewport().update()

    def _row_at(self, point: QPointF) -> tuple[int, BubbleLook, int] | None:
        for row, y in self._view.rows_in_sight():
            look = self._view.rows.look(row)
            if look is not None and y <= point.y() < y + look.height:
                return row, look, y
        return None

    def _action_at(self, point: QPointF) -> PlacedAction | None:
        """The action below a point; links are as high as the smallest target."""
        at = self._row_at(point)
        if at is None:
            return None
        _, look, y = at
        least = current_theme().control("target-min")
        for placed in look.actions:
            more = max(0.0, (least - placed.rect.height()) / 2)
            if placed.rect.adjusted(-2, -more, 2, more).contains(point - QPointF(0, y)):
                return placed
        return None

    def _look_of(self, key: str) -> tuple[BubbleLook, int] | None:
        for row, y in self._view.rows_in_sight():
            look = self._view.rows.look(row)
            if look is not None and look.item.key == key:
                return look, y
        return None

    def _selected_item(self) -> ThreadItem | None:
        if self._selection is None:
            return None
        first, last = self._selection.span
        found = self._look_of(self._selection.key) if first < last else None
        return found[0].item if found is not None else None


class _RowMenu(QMenu):
    """What can be done with one message; gone when it closes."""

    def __init__(self, view: ThreadList, item: ThreadItem) -> None:
        super().__init__(view)
        self._view = view
        self._item = item
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self, action: QAction) -> None:
        self._view.act(self._item, ActionKind(action.data()))


_BY_KEYBOARD = Qt.WidgetAttribute.WA_KeyboardFocusChange
