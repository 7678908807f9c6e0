"""Lays out the line below a bubble: icon, state, muted words, links; wraps and mirrors where it must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter

from app.widgets.icons import paint_icon
from app.widgets.row_actions import ActionKind, RowAction
from app.widgets.text_block import TextBlock
from app.widgets.tokens import Theme

SEPARATOR = "·"
"""Between parts; never at the beginning of a line."""
_GAP = 5


class Unit(NamedTuple):
    """Words that stay together."""

    words: str
    role: str
    is_strong: bool = False
    icon: str | None = None
    action: RowAction | None = None
    is_link: bool = False


class PlacedAction(NamedTuple):
    """An action and where it is pressed; `is_button` ones are outlined."""

    action: RowAction
    rect: QRectF
    is_button: bool = False


@dataclass(slots=True)
class _Placed:
    unit: Unit
    block: TextBlock
    rect: QRectF
    line: int


class StateFlow:
    """Units set beside each other, at most `width` points wide; `size` is what they take."""

    def __init__(
        self,
        units: Sequence[Unit],
        width: float,
        theme: Theme,
        *,
        at_end: bool = False,
        mirrored: bool = False,
    ) -> None:
        """`at_end` sets the lines against the far edge; coordinates begin at 0, 0 and end at `size`."""
        self._theme = theme
        self._placed: list[_Placed] = []
        self._set(units, width)
        self._align(at_end, mirrored)

    def _set(self, units: Sequence[Unit], width: float) -> None:
        theme = self._theme
        gap, height = float(theme.px(_GAP)), float(theme.line("small"))
        x = y = 0.0
        line = 0
        row_height = height
        was_muted = False
        for unit in units:
            if x == 0 and y > 0 and unit.words == SEPARATOR:
                continue
            font = theme.font("small", weight=600 if unit.is_strong or unit.is_link else None, tabular=True)
            before = theme.icon("s") + gap if unit.icon else 0.0
            metrics = QFontMetricsF(font)
            words = unit.words
            natural = metrics.horizontalAdvance(words) + before
            space = metrics.horizontalAdvance(" ") if words.startswith(SEPARATOR) and was_muted else gap
            if x > 0 and x + space + natural > width:
                x, y, line, row_height = 0.0, y + row_height, line + 1, height
                if words == SEPARATOR:
                    continue
                words = words.removeprefix(f"{SEPARATOR} ")
                natural = metrics.horizontalAdvance(words) + before
            elif x > 0:
                x += space
            was_muted = not unit.is_strong and not unit.is_link
            block = TextBlock(words, font, min(natural, width) - before + 1, height)
            wide = min(natural, width)
            row_height = max(row_height, block.size.height())
            self._placed.append(_Placed(unit, block, QRectF(x, y, wide, block.size.height()), line))
            x += wide
        self.size = QSizeF(max((p.rect.right() for p in self._placed), default=0.0), y + row_height)

    def _align(self, at_end: bool, mirrored: bool) -> None:
        ends: dict[int, float] = {}
        for placed in self._placed:
            ends[placed.line] = max(ends.get(placed.line, 0.0), placed.rect.right())
        for placed in self._placed:
            if at_end:
                placed.rect.translate(self.size.width() - ends[placed.line], 0)
            if mirrored:
                placed.rect.moveLeft(self.size.width() - placed.rect.right())
        self._is_mirrored = mirrored

    @property
    def text(self) -> str:
        """All its words in order."""
        return " ".join(each.unit.words for each in self._placed)

    def actions(self, at: QPointF) -> list[PlacedAction]:
        """What can be pressed, when the flow stands at `at`."""
        return [
            PlacedAction(placed.unit.action, placed.rect.translated(at))
            for placed in self._placed
            if placed.unit.action is not None
        ]

    def paint(self, painter: QPainter, at: QPointF, hovered: ActionKind | None = None) -> None:
        """Draws the units."""
        theme = self._theme
        side = theme.icon("s")
        for placed in self._placed:
            unit = placed.unit
            rect = placed.rect.translated(at)
            x = rect.left()
            if unit.icon:
                before = side + theme.px(_GAP)
                left = rect.right() - side if self._is_mirrored else rect.left()
                top = rect.top() + (theme.line("small") - side) / 2
                paint_icon(painter, unit.icon, unit.role, QRectF(round(left), round(top), side, side))
                x += 0 if self._is_mirrored else before
            placed.block.paint(painter, QPointF(x, rect.top()), theme.colour(unit.role))
            if unit.action is not None and unit.action.kind is hovered:
                width = placed.block.size.width()
                below = QRectF(x, rect.bottom() - theme.px(2), width, 1)
                painter.fillRect(below, theme.colour(unit.role))
