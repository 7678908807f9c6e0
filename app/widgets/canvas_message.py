"""Words where a picture would be: what happened, what to do, what the program does by itself; on the dark canvas."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.widgets.button import Button, ButtonRole
from app.widgets.focus_ring import RING_ROLE_PROPERTY
from app.widgets.icons import paint_icon
from app.widgets.label import Label
from app.widgets.loading import Spinner
from app.widgets.tokens import current_theme

_DISC = 80
_WIDTH = 460


class CanvasMessage(QWidget):
    """Icon on a disc, a title, a few words, buttons, and a line beside a turning ring."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._disc = _Disc(self)
        self.title = Label("", self, style="title", role="text-on-canvas")
        self.words = Label("", self, style="read", role="text-on-canvas-muted")
        self._waiting = QWidget(self)
        self.waiting = Label("", self._waiting, style="small", role="text-on-canvas-muted", wrap=False)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.space("s"))
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.space("l"),) * 4)
        box.setSpacing(theme.space("m"))
        box.addStretch(1)
        box.addWidget(self._disc, 0, middle)
        for label in (self.title, self.words):
            label.setAlignment(middle)
            label.setFixedWidth(theme.px(_WIDTH))
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(label)
            line.addStretch(1)
            box.addLayout(line)
        box.addSpacing(theme.space("s"))
        box.addLayout(self._buttons)
        box.addSpacing(theme.space("s"))
        row = QHBoxLayout(self._waiting)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("s"))
        row.addWidget(Spinner(self._waiting, on_canvas=True))
        row.addWidget(self.waiting)
        box.addWidget(self._waiting, 0, middle)
        box.addStretch(1)
        self.setProperty("painted", True)

    def add_button(self, text: str, role: ButtonRole = "canvas") -> Button:
        """One more button in the row."""
        button = Button(text, role, None, self)
        button.setProperty(RING_ROLE_PROPERTY, "text-on-canvas")
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def show_message(self, icon: str, title: str, words: str = "", waiting: str = "") -> None:
        """`waiting` is what the program does by itself; the ring turns beside it."""
        self._disc.show_icon(icon)
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.waiting.setText(waiting)
        self._waiting.setVisible(bool(waiting))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The canvas."""
        QPainter(self).fillRect(self.rect(), current_theme().colour("canvas"))


class _Disc(QWidget):
    """The icon on its disc; silent for screen readers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = "camera"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str) -> None:
        """Another icon."""
        self._name = name
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        side = current_theme().px(_DISC)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Disc and icon."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("canvas-raised"))
        rect = QRectF(self.rect())
        painter.drawEllipse(rect)
        side = theme.icon("xl")
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(rect.center())
        paint_icon(painter, self._name, "text-on-canvas", spot)
