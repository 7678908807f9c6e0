"""The round button that takes a picture; while seconds are counted it stops them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.button import plain_tooltip
from app.widgets.focus_ring import RING_PROPERTY
from app.widgets.tokens import current_theme

_SIDE = 72
_RING = 4
_GAP = 4
_STOP = 24
_PRESSED = 3


class Shutter(QAbstractButton):
    """A disc in a ring, both in the accent; off, it says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_counting = False
        self._waiting_for = ""
        self.setProperty("painted", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._set_ring()
        self._tell()

    @property
    def is_counting(self) -> bool:
        """Whether a press would stop the countdown."""
        return self._is_counting

    def set_counting(self, is_counting: bool) -> None:
        """The countdown began or ended."""
        if is_counting != self._is_counting:
            self._is_counting = is_counting
            self._tell()
            self.update()

    def set_why_off(self, reason: str | None) -> None:
        """Off with a reason, or on with None."""
        self.setEnabled(reason is None)
        self.setAccessibleDescription(reason or "")
        self._tell()

    def set_waiting(self, reason: str) -> None:
        """It keeps the keyboard though there is nothing to take yet; "" if there is."""
        if reason != self._waiting_for:
            self._waiting_for = reason
            self._tell()
            self.update()

    def _tell(self) -> None:
        if self.isEnabled():
            self.setAccessibleDescription(self._waiting_for)
        name = self.tr("Stop the countdown") if self._is_counting else self.tr("Take the photo")
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(self.accessibleDescription() or name))

    def _set_ring(self) -> None:
        self.setProperty(RING_PROPERTY, self.sizeHint().width() / 2)

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        side = current_theme().px(_SIDE)
        return QSize(side, side)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ring, then disc or the square that means stop."""
        theme = current_theme()
        role = "accent"
        if not self.isEnabled() or self._waiting_for:
            role = "track"
        elif self.isDown():
            role = "accent-pressed"
        elif self.underMouse():
            role = "accent-hover"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = theme.px(_RING)
        whole = QRectF(self.rect())
        painter.setPen(QPen(theme.colour(role), ring))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(whole.adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(role))
        if self._is_counting:
            stop = QRectF(0, 0, theme.px(_STOP), theme.px(_STOP))
            stop.moveCenter(whole.center())
            painter.drawRoundedRect(stop, theme.radius("s"), theme.radius("s"))
            return
        inset = ring + theme.px(_GAP) + (theme.px(_PRESSED) if self.isDown() else 0)
        painter.drawEllipse(whole.adjusted(inset, inset, -inset, -inset))

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._set_ring()
            self.updateGeometry()
        elif event.type() == QEvent.Type.EnabledChange:
            shape = Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
