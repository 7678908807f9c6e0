"""Something is on its way: a quiet turning ring with words; a still one where nothing should move."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.label import Label
from app.widgets.measured import MeasuredAnew
from app.widgets.tokens import current_theme

_STEP_MS = 50
_TURN_PER_STEP = 18
_ARC = 100


class Spinner(MeasuredAnew, QWidget):
    """A ring that turns while it is in view, and only then."""

    def __init__(self, parent: QWidget | None = None, *, on_canvas: bool = False) -> None:
        """`on_canvas` is smaller and in the colours of the dark ground behind pictures."""
        super().__init__(parent)
        self._on_canvas = on_canvas
        self._angle = 0
        self._timer = 0
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def is_turning(self) -> bool:
        """Whether it moves now."""
        return self._timer != 0

    @override
    def sizeHint(self) -> QSize:
        """As large as an icon."""
        side = current_theme().icon(self._size_name)
        return QSize(side, side)

    @property
    def _size_name(self) -> str:
        return "s" if self._on_canvas else "m"

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begins to turn."""
        super().showEvent(event)
        if not current_theme().is_still and not self._timer:
            self._timer = self.startTimer(_STEP_MS)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Stops: nobody looks."""
        super().hideEvent(event)
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    @override
    def timerEvent(self, event: QTimerEvent) -> None:
        """A step further."""
        self._angle = (self._angle + _TURN_PER_STEP) % 360
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ring and arc."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stroke = theme.px(2)
        side = theme.icon(self._size_name)
        rect = QRectF(0, 0, side, side).adjusted(stroke, stroke, -stroke, -stroke)
        ring, arc = ("canvas-border", "text-on-canvas") if self._on_canvas else ("track", "accent")
        painter.setPen(QPen(theme.colour(ring), stroke))
        painter.drawEllipse(rect)
        pen = QPen(theme.colour(arc), stroke)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(rect, (90 - self._angle) * 16, -_ARC * 16)


class Loading(QWidget):
    """Ring and words, in the middle of what is still empty."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(text, self, role="text-muted", wrap=False)
        row = QHBoxLayout(self)
        row.setSpacing(current_theme().space("s"))
        row.addStretch(1)
        row.addWidget(Spinner(self))
        row.addWidget(self._label)
        row.addStretch(1)
        self.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Other words."""
        self._label.setText(text)
        self.setAccessibleName(text)
