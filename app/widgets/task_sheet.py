"""A task that fills the window, such as the camera or the editor: its own head instead of the top bar."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.prices import PriceLine
from app.widgets.button import IconButton
from app.widgets.cover import Cover
from app.widgets.label import CutLabel, Label, hairline, plane
from app.widgets.price_words import price_words, short_price_words
from app.widgets.state_line import Icon
from app.widgets.stepper import Stepper
from app.widgets.tokens import current_theme

_STEPS = 4
"""Things the head can leave out one after the other."""


class TaskSheet(Cover):
    """Head: back or close, title, the steps in the middle, price and balance at the end, undo and redo if wished.

    Put the content into `body` (a QVBoxLayout without margins). Esc and the button at the head call `leave`, which
    closes the task unless a subclass goes a step back instead.
    """

    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(
        self,
        title: str,
        parent: QWidget,
        *,
        way_out: Literal["back", "close"] = "back",
        steps: tuple[str, ...] = (),
        has_undo: bool = False,
    ) -> None:
        """`steps` are two to four names, or none."""
        super().__init__(title, parent)
        theme = current_theme()
        self.head = plane("surface", self)
        self.head.setObjectName("task_head")
        self.leave_button = self._build_leave_button(way_out)
        self.title = CutLabel(title, self.head, style="title")
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.stepper = Stepper(steps, self.head) if steps else None
        self._wallet = Icon("wallet", "text-muted", "m", self.head)
        self._price = Label("", self.head, style="small", role="text-muted", wrap=False, tabular=True)
        self._price.setObjectName("task_price")
        self.undo_button = IconButton("undo", self.tr("Undo"), self.head, mirror=True)
        self.redo_button = IconButton("redo", self.tr("Redo"), self.head, mirror=True)
        self._price_line = PriceLine()
        self._row, self._start, self._end = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._fill_row(way_out)
        head = QVBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(0)
        head.addLayout(self._row, 1)
        head.addWidget(hairline(self.head))
        self.head.setMinimumHeight(theme.layout("app-bar"))
        self.head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        self.body = QVBoxLayout()
        whole.addLayout(self.body, 1)
        self._set_up_undo(has_undo)
        self.set_price(self._price_line)

    def set_title(self, title: str) -> None:
        """Another title."""
        self.title.setText(title)
        self.setAccessibleName(title)

    def set_price(self, line: PriceLine) -> None:
        """What it costs, and what there is; nothing is said of what is not known."""
        self._price_line = line
        self._price.setAccessibleName(price_words(line))
        self._fit_head()

    def set_can_undo(self, can_undo: bool, can_redo: bool) -> None:
        """Which of the two have something to do."""
        # A button that goes off while it has the keyboard would lose it to nowhere.
        if not can_undo and self.undo_button.hasFocus() and can_redo:
            self.redo_button.setEnabled(True)
            self.redo_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not can_redo and self.redo_button.hasFocus() and can_undo:
            self.undo_button.setEnabled(True)
            self.undo_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.undo_button.setEnabled(can_undo)
        self.redo_button.setEnabled(can_redo)

    def _build_leave_button(self, way_out: Literal["back", "close"]) -> IconButton:
        if way_out == "back":
            button = IconButton("left", self.tr("Back"), self.head, mirror=True)
        else:
            button = IconButton("close", self.tr("Close"), self.head)
        button.setObjectName("task_leave")
        button.clicked.connect(self._on_way_out_clicked)
        return button

    def _fill_row(self, way_out: Literal["back", "close"]) -> None:
        theme = current_theme()
        row = self._row
        row.setContentsMargins(
            theme.space("s"), 0, theme.space("s"), 0
        )  # margins are not mirrored, spacings are
        row.setSpacing(theme.space("s"))
        start, end = self._start, self._end
        for half in (start, end):
            half.setSpacing(theme.space("s"))
        middle = Qt.AlignmentFlag.AlignVCenter  # without it, the lowest of them bounds the height of all
        if way_out == "close":
            start.addSpacing(theme.space("s"))
        start.addWidget(self.leave_button, 0, middle)
        start.addWidget(self.title, 1, middle)
        end.addStretch(1)
        for widget in (self._wallet, self._price, self.undo_button, self.redo_button):
            end.addWidget(widget, 0, middle)
        end.addSpacing(theme.space("s"))
        row.addLayout(start, 1)
        if self.stepper is not None:
            row.addWidget(self.stepper, 0, middle)
        row.addLayout(end, 1)

    def _set_up_undo(self, has_undo: bool) -> None:
        for button, name in ((self.undo_button, "task_undo"), (self.redo_button, "task_redo")):
            button.setObjectName(name)
            button.setVisible(has_undo)
            button.setEnabled(False)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.redo_button.clicked.connect(self._on_redo_clicked)
        if not has_undo:
            return
        for key, command in (
            (QKeySequence.StandardKey.Undo, self._on_undo_clicked),
            (QKeySequence.StandardKey.Redo, self._on_redo_clicked),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(command)

    def _fit_head(self) -> None:
        """Says less, step by step, where the window is narrow or the text large; the title is cut last."""
        for leave_out in range(_STEPS):
            words = price_words if leave_out < 1 else short_price_words
            self._price.setText(words(self._price_line))
            # The wallet shows what the words are about where no steps tell it.
            self._wallet.setVisible(self.stepper is None and leave_out < 2 and bool(self._price.text()))
            if self.stepper is not None:
                self.stepper.show_all_names(leave_out < 3)
            for layout in (self._start, self._end, self._row):
                layout.invalidate()
            if self._wanted_width() <= self.width():
                return

    def _wanted_width(self) -> int:
        """With the middle in the middle, the wider half counts twice."""
        margins = self._row.contentsMargins()
        edges = margins.left() + margins.right()
        halves = (self._start.sizeHint().width(), self._end.sizeHint().width())
        if self.stepper is None:
            return edges + sum(halves) + self._row.spacing()
        return edges + 2 * max(halves) + self.stepper.sizeHint().width() + 2 * self._row.spacing()

    def _way_out(self) -> QWidget:
        return self.leave_button

    def _fit_content(self) -> None:
        self._fit_head()

    def _on_undo_clicked(self) -> None:
        if self.undo_button.isEnabled():
            self.undo_requested.emit()

    def _on_redo_clicked(self) -> None:
        if self.redo_button.isEnabled():
            self.redo_requested.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Opaque: nothing of the tab behind it shows."""
        QPainter(self).fillRect(self.rect(), current_theme().colour("window"))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says as much as there is room for."""
        super().resizeEvent(event)
        self._fit_head()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Fits anew when the text changes its size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "_price_line" in self.__dict__:
            self.head.setMinimumHeight(current_theme().layout("app-bar"))
            self._fit_head()
