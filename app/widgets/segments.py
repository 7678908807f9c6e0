"""One choice out of a few, side by side in one outline; arrows go from one to the next, as with radio buttons."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.focus_ring import RING_PROPERTY
from app.widgets.measured import MeasuredAnew
from app.widgets.tokens import current_theme

_SIDES = 14
_TIGHT_SIDES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """What it stands for, what it shows, and what a screen reader says."""

    value: int
    text: str
    spoken: str


class Segments(QWidget):
    """The chosen one has the soft accent ground."""

    chosen = Signal(int)
    """The member chose another value."""

    def __init__(self, name: str, choices: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        """`name` is what the choice is about."""
        super().__init__(parent)
        self.setProperty("painted", True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._parts: list[_Segment] = []
        for choice in choices:
            part = _Segment(choice, name, self)
            self._group.addButton(part, choice.value)
            self._parts.append(part)
            row.addWidget(part)
        self._parts[0].setChecked(True)
        self._group.idToggled.connect(self._on_group_id_toggled)

    @property
    def value(self) -> int:
        """What is chosen."""
        return self._group.checkedId()

    def choose(self, value: int) -> None:
        """Shows this as chosen; a value that is not offered changes nothing."""
        part = self._group.button(value)
        if part is not None:
            part.setChecked(True)

    def set_tight(self, is_tight: bool) -> None:
        """Less room around the words, where the window is narrow."""
        for part in self._parts:
            part.set_tight(is_tight)
        self._row.invalidate()
        self.updateGeometry()

    def _on_group_id_toggled(self, value: int, is_on: bool) -> None:
        self.update()
        if is_on:
            self.chosen.emit(value)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, the chosen part, the lines between, the outline."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = theme.radius("m") - 0.5
        shape = QPainterPath()
        shape.addRoundedRect(outline, radius, radius)
        painter.fillPath(shape, theme.colour("surface" if self.isEnabled() else "sunken"))
        for part in self._parts:
            role = "accent-soft" if part.isChecked() else "hover" if part.underMouse() else None
            if role is not None and self.isEnabled():
                ground = QPainterPath()
                ground.addRect(QRectF(part.geometry()))
                painter.fillPath(shape.intersected(ground), theme.colour(role))
        painter.setPen(QPen(theme.colour("border"), 1))
        for part in self._parts:
            if (left := part.geometry().left()) > 0:
                painter.drawLine(QLineF(left + 0.5, 1, left + 0.5, self.height() - 1))
        painter.setPen(QPen(theme.colour("border-strong" if self.isEnabled() else "border"), 1))
        painter.drawPath(shape)


class _Segment(MeasuredAnew, QRadioButton):
    """The words of one choice; its ground is painted by the whole."""

    def __init__(self, choice: Choice, name: str, parent: Segments) -> None:
        super().__init__(choice.text, parent)
        self.setAccessibleName(choice.spoken)
        self.setAccessibleDescription(name)
        self.setProperty("painted", True)
        self.setProperty(RING_PROPERTY, current_theme().radius("m"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._sides = _SIDES

    def set_tight(self, is_tight: bool) -> None:
        """Less room around the words."""
        sides = _TIGHT_SIDES if is_tight else _SIDES
        if sides != self._sides:
            self._sides = sides
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        """The words, and a control's height."""
        theme = current_theme()
        words = QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())
        width = words + 2 * theme.px(self._sides)
        height = max(theme.control("height"), theme.line("strong") + theme.space("s"))
        return QSize(max(width, theme.control("target-min")), height)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        """All of it counts."""
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The words."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setFont(theme.font("strong"))
        role = "text-disabled" if not self.isEnabled() else "accent" if self.isChecked() else "text-muted"
        painter.setPen(theme.colour(role))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())

    @override
    def event(self, event: QEvent) -> bool:
        """The whole paints what lies below the pointer."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            parent = self.parentWidget()
            if parent is not None:
                parent.update()
        return super().event(event)
