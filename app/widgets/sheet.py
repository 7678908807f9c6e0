"""A dialog inside the window: a plane over a scrim that keeps the keyboard, with title, content and buttons."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.widgets.button import Button, ButtonRole, IconButton
from app.widgets.label import Label, hairline
from app.widgets.tokens import current_theme

_AROUND = 64
"""Least distance above and below together, so that the window stays in sight."""


class Sheet(QWidget):
    """Covers its parent while open. Esc closes it, Enter presses the solid button, Tab stays inside.

    Put the content into `body` (a QVBoxLayout) and buttons into the foot with `add_button` and `add_left`.
    """

    closed = Signal()
    """It is gone, however that came about."""

    def __init__(self, title: str, parent: QWidget, *, width: int = 560) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._width = width
        self._covered = parent
        self._came_from: QWidget | None = None
        self._main: Button | None = None
        self.setProperty("painted", True)
        self.panel = QFrame(self)
        self.panel.setProperty("plane", "dialog")
        self.title = Label(title, self.panel, style="title")
        self.close_button = IconButton("close", self.tr("Close"), self.panel)
        self.close_button.clicked.connect(self._on_close_button_clicked)
        box = self._box = QVBoxLayout(self.panel)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.space("xl"), theme.space("l"), theme.space("l"), theme.space("m"))
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        box.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(theme.space("xl"), 0, theme.space("xl"), theme.space("xl"))
        self.body.setSpacing(theme.space("m"))
        box.addLayout(self.body, 1)
        self._foot_line = hairline(self.panel)
        self._foot = QHBoxLayout()
        edge = theme.space("xl")
        self._foot.setContentsMargins(edge, theme.space("l"), edge, theme.space("l"))
        self._foot.setSpacing(theme.space("s"))
        self._foot.addStretch(1)
        self._foot_widget = QWidget(self.panel)
        self._foot_widget.setLayout(self._foot)
        box.addWidget(self._foot_line)
        box.addWidget(self._foot_widget)
        self._foot_line.hide()
        self._foot_widget.hide()
        self.setAccessibleName(title)
        self.panel.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it covers the window."""
        return not self.isHidden()

    def set_title(self, title: str) -> None:
        """Another title."""
        self.title.setText(title)
        self.setAccessibleName(title)

    def add_button(self, text: str, role: ButtonRole = "outline", icon: str | None = None) -> Button:
        """A button at the end of the foot; the solid one answers Enter."""
        button = Button(text, role, icon, self._foot_widget)
        self._foot.addWidget(button)
        self._show_foot()
        if role == "solid":
            self._main = button
        return button

    def add_left(self, widget: QWidget) -> None:
        """Help at the beginning of the foot."""
        widget.setParent(self._foot_widget)
        self._foot.insertWidget(0, widget)
        self._show_foot()

    def open(self) -> None:
        """Comes up and takes the keyboard."""
        self._came_from = QApplication.focusWidget()
        self._covered.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_app_focus_changed)
        first = self._first_control()
        (first or self.close_button).setFocus(Qt.FocusReason.PopupFocusReason)

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

    def refit(self) -> None:
        """Its content became higher or lower."""
        self._box.activate()
        self._place()

    def _show_foot(self) -> None:
        self._foot_line.show()
        self._foot_widget.show()

    def _place(self) -> None:
        theme = current_theme()
        room = self._covered.size()
        self.setGeometry(0, 0, room.width(), room.height())
        width = min(theme.px(self._width), room.width() - theme.space("xl"))
        wanted = self._box.sizeHint().height()
        if self._box.hasHeightForWidth():
            wanted = self._box.totalHeightForWidth(width)
        height = min(wanted, room.height() - theme.px(_AROUND))
        self.panel.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)

    def _controls(self) -> list[QWidget]:
        """Everything inside that Tab reaches, in order."""
        found: list[QWidget] = []
        step = self.nextInFocusChain()
        while step is not self and step is not None:
            if (
                self.isAncestorOf(step)
                and step.isVisibleTo(self)
                and step.isEnabled()
                and step.focusPolicy() & Qt.FocusPolicy.TabFocus
                and step.focusProxy() is None
            ):
                found.append(step)
            step = step.nextInFocusChain()
        return found

    def _first_control(self) -> QWidget | None:
        return next((control for control in self._controls() if control is not self.close_button), None)

    def _on_close_button_clicked(self) -> None:
        self.dismiss()

    def _on_app_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or now is self or self.isAncestorOf(now) or now.window() is not self.window():
            return
        if any(isinstance(above, Sheet) and above is not self for above in _ancestors(now)):
            return
        (self._first_control() or self.close_button).setFocus(Qt.FocusReason.OtherFocusReason)

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
        """Esc closes, Enter is the solid button."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self._main is not None and self._main.isEnabled() and self._main.isVisible():
            self._main.click()
            return
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it does nothing: words typed inside are not lost by a slip."""
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The scrim, flat."""
        QPainter(self).fillRect(self.rect(), QColor(current_theme().colour("scrim")))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grows and shrinks with the window and with its own content."""
        if "panel" not in self.__dict__:
            return False  # a window thrown away loses its Python half first
        kind = QEvent.Type.LayoutRequest if watched is self.panel else QEvent.Type.Resize
        if event.type() == kind and self.is_open:
            self._place()
        return False

    @override
    def sizeHint(self) -> QSize:
        """All of the window."""
        return self._covered.size()


def _ancestors(widget: QWidget) -> list[QWidget]:
    found = []
    step = widget.parentWidget()
    while step is not None:
        found.append(step)
        step = step.parentWidget()
    return found
