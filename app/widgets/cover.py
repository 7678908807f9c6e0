"""What covers the window while it is open and keeps the keyboard inside; dialogs and tasks are built on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLayout, QWidget
from typing_extensions import override


class Cover(QWidget):
    """Covers its parent while open. Esc leaves it, Enter presses the main button, Tab stays inside.

    A subclass says with `_way_out` which button leaves it, and with `_fit_content` where its content stands.
    """

    closed = Signal()
    """It is gone, however that came about."""

    def __init__(self, name: str, parent: QWidget) -> None:
        """`name` is what a screen reader says of it."""
        super().__init__(parent)
        self._covered = parent
        # Asked now: while it is built, something inside may already take the keyboard.
        self._came_from = QApplication.focusWidget()
        self._main: QAbstractButton | None = None
        self.setProperty("painted", True)
        self.setAccessibleName(name)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it covers the window."""
        return not self.isHidden()

    @property
    def holds_work(self) -> bool:
        """Whether it must not be closed for another one; what it holds is lost then, or has to be gone back to."""
        return False

    @property
    def is_kept(self) -> bool:
        """Whether the work it holds outlives the program, so that closing the window over it asks nothing."""
        return False

    def open(self) -> None:
        """Comes up and takes the keyboard."""
        now = QApplication.focusWidget()
        if now is not None and now is not self and not self.isAncestorOf(now):
            self._came_from = now
        self._covered.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_app_focus_changed)
        self._first_to_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Goes away and gives the keyboard back."""
        if not self.is_open:
            return
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._on_app_focus_changed)
        self._covered.removeEventFilter(self)
        self.hide()
        came_from, self._came_from = self._came_from, None
        if came_from is not None:
            with suppress(RuntimeError):  # what had the keyboard may be gone by now
                came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def leave(self) -> None:
        """What Esc and the button at the head do; a task with steps goes back by one instead."""
        self.dismiss()

    def _way_out(self) -> QWidget:
        """The button that leaves; it takes the keyboard where nothing else can."""
        raise NotImplementedError

    def _fit_content(self) -> None:
        """Places what is inside after a change of size."""
        raise NotImplementedError

    def _place(self) -> None:
        room = self._covered.size()
        self.setGeometry(0, 0, room.width(), room.height())
        self._fit_content()

    def _controls(self) -> list[QWidget]:
        """Everything inside that Tab reaches, in order."""
        return [
            inside
            for inside in _inside(self)
            if inside.isVisibleTo(self)
            and inside.isEnabled()
            and inside.focusPolicy() & Qt.FocusPolicy.TabFocus
            and inside.focusProxy() is None
        ]

    def _first_to_focus(self) -> QWidget:
        out = self._way_out()
        return next((control for control in self._controls() if control is not out), out)

    def _on_way_out_clicked(self) -> None:
        self.leave()

    def _on_app_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or now is self or self.isAncestorOf(now) or now.window() is not self.window():
            return
        if any(isinstance(above, Cover) and above is not self for above in _ancestors(now)):
            return
        self._first_to_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Keeps Tab inside."""
        controls = self._controls()
        if not controls:
            return True
        now = QApplication.focusWidget()
        at = controls.index(now) if now in controls else (-1 if next else 0)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        self.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        controls[(at + (1 if next else -1)) % len(controls)].setFocus(reason)
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Enter is the main button."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_enter and self._main is not None and self._main.isEnabled() and self._main.isVisible():
            self._main.click()
            return
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it does nothing: words typed inside are not lost by a slip."""
        event.accept()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grows and shrinks with the window."""
        if "_covered" not in self.__dict__:
            return False  # a window thrown away loses its Python half first
        if watched is self._covered and event.type() == QEvent.Type.Resize and self.is_open:
            self._place()
        return False

    @override
    def sizeHint(self) -> QSize:
        """All of the window."""
        return self._covered.size()


def _inside(widget: QWidget) -> Iterator[QWidget]:
    """All within, in the order they stand in; never by Qt's focus chain: docs/decisions/020."""
    children = [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
    placed = list(_placed(widget.layout()))
    for child in [*placed, *(child for child in children if child not in placed)]:
        yield child
        yield from _inside(child)


def _placed(layout: QLayout | None) -> Iterator[QWidget]:
    """The widgets of a layout and of those within it, in order."""
    for place in range(0 if layout is None else layout.count()):
        item = layout.itemAt(place) if layout is not None else None
        if item is not None and (widget := item.widget()) is not None:
            yield widget
        elif item is not None:
            yield from _placed(item.layout())


def _ancestors(widget: QWidget) -> list[QWidget]:
    found = []
    step = widget.parentWidget()
    while step is not None:
        found.append(step)
        step = step.parentWidget()
    return found
