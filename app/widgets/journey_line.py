"""The journey in one line: icon, state in 600, and muted words after it; a widget for details and cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.values import StepKind, ThreadItem
from app.widgets.journey_words import StepWords, consequences, state_words, step_words
from app.widgets.sides import is_mirrored
from app.widgets.state_flow import SEPARATOR, StateFlow, Unit
from app.widgets.tokens import current_theme

_WIDE = 1 << 14


class JourneyLine(QWidget):
    """One step of the journey in words; wraps where it must."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._units: list[Unit] = []
        self._flow: StateFlow | None = None
        self._flow_width = -1
        self.setProperty("painted", True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(unit.words for unit in self._units)

    def show_item(self, item: ThreadItem, name: str, *, is_online: bool = True) -> None:
        """Where a message to `name` stands, and what that means."""
        rest = consequences(item, name, is_online=is_online, is_next=False, has_track=False)
        self._show(state_words(item), rest)

    def show_step(self, kind: StepKind, *rest: str) -> None:
        """A step with the caller's own words after it."""
        self._show(step_words(kind), rest)

    def _show(self, look: StepWords, rest: Sequence[str]) -> None:
        first = Unit(look.words, look.role, is_strong=True, icon=look.icon)
        self._units = [first, *(Unit(f"{SEPARATOR} {part}", "text-muted") for part in rest)]
        self.setAccessibleName(self.text)
        self._forget()

    def _forget(self) -> None:
        self._flow = None
        self.updateGeometry()
        self.update()

    def _laid_out(self, width: int) -> StateFlow:
        if self._flow is None or self._flow_width != width:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self._flow = StateFlow(self._units, max(1, width), current_theme(), mirrored=mirrored)
            self._flow_width = width
        return self._flow

    @override
    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        """All its lines."""
        return round(self._laid_out(width).size.height())

    @override
    def sizeHint(self) -> QSize:
        """One line if there is room."""
        size = self._laid_out(_WIDE).size
        return QSize(round(size.width()) + 1, round(size.height()))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrow: it wraps."""
        theme = current_theme()
        return QSize(theme.px(80), theme.line("small"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        flow = self._laid_out(self.width())
        mirrored = is_mirrored(self)
        flow.paint(QPainter(self), QPointF(self.width() - flow.size.width() if mirrored else 0, 0))

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Lays out anew when theme or direction change."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._forget()
