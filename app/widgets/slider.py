"""A slider painted from the tokens: a 20 px handle, the line filled from its origin, and a place it likes to rest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget
from typing_extensions import override

from app.widgets.sides import is_mirrored
from app.widgets.tokens import current_theme

_LINE = 4
_RESTS_WITHIN = 4
"""Points around the origin in which a dragged handle comes to rest on it."""


class Slider(QSlider):
    """Stands on the surface plane. Values from `least` to `most`; the line is filled from `origin`, where a drag rests.

    A press anywhere takes the handle there at once. `moving_began` and `moving_ended` enclose a drag, or a key from
    its press to its release, however many values it passes.
    """

    moving_began = Signal()
    moving_ended = Signal()

    def __init__(
        self, name: str, least: int, most: int, parent: QWidget | None = None, *, origin: int | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._origin = least if origin is None else origin
        self._rests = origin is not None
        self._is_moving = False
        self._measure()
        self.setRange(least, most)
        self.setValue(self._origin)
        self.setSingleStep(1)
        self.setPageStep(max(1, (most - least) // 20))
        self.setAccessibleName(name)
        self.setProperty("painted", True)
        self.setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent
        )  # the planes below need not be painted first
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, value: int) -> None:
        """Another value, which the member did not ask for here: nothing is told of it."""
        if value != self.value():
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)
            self.update()

    def handle_rect(self) -> QRectF:
        """Where the handle stands now."""
        side = self._side
        left = self._place(self.value()) - side / 2
        return QRectF(left, (self.height() - side) / 2, side, side)

    def _begin(self) -> None:
        if not self._is_moving:
            self._is_moving = True
            self.moving_began.emit()

    def _end(self) -> None:
        if self._is_moving:
            self._is_moving = False
            self.moving_ended.emit()

    def _measure(self) -> None:
        """Lengths of the theme, looked up once: a tick paints them again and again."""
        theme = current_theme()
        self._side = theme.control("slider-handle")
        self._thick = theme.px(_LINE)
        self._edge = theme.control("focus-offset") + theme.control("focus-width")  # room for the ring

    def _place(self, value: int) -> float:
        """The x of the handle's middle for a value."""
        inset = self._side / 2 + self._edge
        share = (value - self.minimum()) / max(1, self.maximum() - self.minimum())
        along = inset + share * (self.width() - 2 * inset)
        return self.width() - along if is_mirrored(self) else along

    def _value_at(self, x: float) -> int:
        if self._rests and abs(x - self._place(self._origin)) <= current_theme().px(_RESTS_WITHIN):
            return self._origin
        inset = self._side / 2 + self._edge
        along = self.width() - x if is_mirrored(self) else x
        share = (along - inset) / max(1, self.width() - 2 * inset)
        return round(self.minimum() + min(max(share, 0.0), 1.0) * (self.maximum() - self.minimum()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the handle to the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._begin()
        self.setSliderDown(True)
        self.setValue(self._value_at(event.position().x()))
        self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The handle follows."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The drag is over."""
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self._end()
            self.update()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to whatever scrolls: a wheel over the panel must not change a picture by accident."""
        event.ignore()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Page, Home and End as every slider; a key held down is one movement."""
        if not event.isAutoRepeat():
            self._begin()
        super().keyPressEvent(event)

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The movement is over."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._end()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Its ring comes up."""
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whatever moved it, it stays where it is."""
        super().focusOutEvent(event)
        self.setSliderDown(False)
        self._end()

    @override
    def sizeHint(self) -> QSize:
        """Room for the handle and a finger's tip."""
        theme = current_theme()
        return QSize(theme.px(120), max(self._side + 2 * self._edge, theme.control("target-min")))

    @override
    def minimumSizeHint(self) -> QSize:
        """Short, never low."""
        theme = current_theme()
        return QSize(theme.px(60), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Line, filled part, handle."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick, middle = self._thick, self.height() / 2
        pen = QPen(theme.colour("track"), thick)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        inset = self._edge + thick / 2
        painter.setPen(pen)
        painter.drawLine(QPointF(inset, middle), QPointF(self.width() - inset, middle))
        role = "accent" if self.isEnabled() else "text-disabled"
        pen.setColor(theme.colour(role))
        painter.setPen(pen)
        now, origin = self._place(self.value()), self._place(self._origin)
        if not self._rests:  # filled from the very end of the line
            origin = self.width() - inset if is_mirrored(self) else inset
        painter.drawLine(QPointF(origin, middle), QPointF(now, middle))
        width = theme.px(2)
        painter.setPen(QPen(theme.colour(role), width))
        painter.setBrush(theme.colour("surface"))
        handle = self.handle_rect()
        painter.drawEllipse(handle.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            reach = theme.control("focus-offset") + theme.control("focus-width") / 2
            painter.setPen(QPen(theme.colour("focus"), theme.control("focus-width")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(handle.adjusted(-reach, -reach, reach, reach))

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()
            self.updateGeometry()
