"""The ring around what the keyboard is on, laid over the window since no control may paint outside itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from app.widgets.tokens import current_theme

RING_PROPERTY = "ring_radius"
"""A widget that wants the ring sets this to the corner of its outline in points; others show their focus themselves."""
RING_ROLE_PROPERTY = "ring_role"
"""On the dark canvas it also names a colour that can be seen there; else the ring is `focus`."""


class FocusRing(QObject):
    """Follows the keyboard from widget to widget; clicks show no ring."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []
        self._frame: _Frame | None = None
        app.focusChanged.connect(self._on_app_focus_changed)

    def _on_app_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        if now is None or now.property(RING_PROPERTY) is None:
            return
        if now.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            self._follow(now)

    def _follow(self, target: QWidget) -> None:
        host = _host(target)
        self._target = target
        frame = self._frame_over(host)
        step: QWidget | None = target
        while step is not None and step is not host:
            step.installEventFilter(self)
            self._followed.append(step)
            step = step.parentWidget()
        frame.surround(target)
        frame.show()
        frame.raise_()

    def _frame_over(self, host: QWidget) -> _Frame:
        """The one frame, moved over to `host`; a new one when the last went with its window."""
        if self._frame is None or not isValid(self._frame):
            self._frame = _Frame(host)
        elif self._frame.parentWidget() is not host:
            self._frame.setParent(host)
        return self._frame

    def _leave(self) -> None:
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._followed = []
        self._target = None
        if self._frame is not None and isValid(self._frame):
            self._frame.hide()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Moves the ring with its control."""
        target = self._target
        if target is None or self._frame is None or not isValid(target) or not isValid(self._frame):
            return False
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.StyleChange):
            self._frame.surround(target)
        elif kind in (QEvent.Type.Hide, QEvent.Type.ParentAboutToChange) or (
            kind == QEvent.Type.EnabledChange and not target.isEnabled()
        ):
            self._leave()
        return False


class _Frame(QWidget):
    """The painted ring itself, transparent to mouse and screen readers."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._radius = 0.0
        self._role = "focus"
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def surround(self, target: QWidget) -> None:
        """Around the target, wherever it stands now."""
        host = self.parentWidget()
        if host is None:
            return
        theme = current_theme()
        self._radius = float(target.property(RING_PROPERTY))
        self._role = str(target.property(RING_ROLE_PROPERTY) or "focus")
        reach = theme.control("focus-width") + theme.control("focus-offset")
        corner = target.mapTo(host, QPoint(0, 0))
        self.setGeometry(QRect(corner, target.size()).adjusted(-reach, -reach, reach, reach))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """One rounded line."""
        theme = current_theme()
        width = theme.control("focus-width")
        radius = self._radius + theme.control("focus-offset") + width / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(self._role), width))
        outline = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(outline, radius, radius)


def _host(target: QWidget) -> QWidget:
    """The widest ancestor that scrolls and hides together with the target, so that the ring is cut where it is."""
    step = target
    while True:
        parent = step.parentWidget()
        if parent is None or step.isWindow():
            return step
        above = parent.parentWidget()
        if isinstance(above, QAbstractScrollArea) and above.viewport() is parent and step is not target:
            return step
        step = parent
