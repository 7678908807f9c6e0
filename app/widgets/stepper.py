"""Where one stands in a task of a few steps: numbered discs, a check on what is done, lines between them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.icons import paint_icon
from app.widgets.measured import MeasuredAnew
from app.widgets.sides import is_mirrored, placed
from app.widgets.tokens import Theme, current_theme

MOST_STEPS = 4
_DISC = 22
_LINE = 24
_STROKE = 1.5
_CHECK = 14 / 22
"""Of the disc."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a step's disc and name stand, thought from left to right."""

    disc: QRect
    name: QRect


class Stepper(MeasuredAnew, QWidget):
    """Shows the steps; it can't be pressed: the task's own buttons go on and back."""

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        """At most four names."""
        super().__init__(parent)
        if not 1 < len(names) <= MOST_STEPS:
            raise ValueError(f"a stepper has two to four steps, not {len(names)}")
        self._names = names
        self._now = 0
        self._shows_all_names = True
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def step(self) -> int:
        """The step now, from 0."""
        return self._now

    def set_step(self, step: int) -> None:
        """Another step; those before it are done."""
        if step != self._now:
            self._now = step
            self._tell()
            self.updateGeometry()
            self.update()

    def show_all_names(self, shows_all: bool) -> None:
        """The name of the present step alone, where there is no room for more."""
        if shows_all != self._shows_all_names:
            self._shows_all_names = shows_all
            self.updateGeometry()
            self.update()

    def _tell(self) -> None:
        words = self.tr("Step {number} of {count}: {name}")
        self.setAccessibleName(
            words.format(number=self._now + 1, count=len(self._names), name=self._names[self._now])
        )

    def _spots(self, theme: Theme) -> list[_Spot]:
        metrics = QFontMetrics(theme.font("strong"))
        disc, gap, line = _disc_side(theme), theme.space("s"), theme.px(_LINE)
        spots, x = [], 0
        for number, name in enumerate(self._names):
            top = (self.height() - disc) // 2
            is_named = self._shows_all_names or number == self._now
            width = metrics.horizontalAdvance(name) + 1 if is_named else 0
            spots.append(
                _Spot(QRect(x, top, disc, disc), QRect(x + disc + gap, 0, width, max(1, self.height())))
            )
            x += disc + (gap + width if is_named else 0) + 2 * theme.space("m") + line
        return spots

    @override
    def sizeHint(self) -> QSize:
        """Discs, names and lines."""
        theme = current_theme()
        last = self._spots(theme)[-1]
        width = last.disc.right() + 1 if not last.name.width() else last.name.right() + 1
        return QSize(width, max(_disc_side(theme), theme.line("strong")))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Every step, and the line to the next."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = is_mirrored(self)
        spots = self._spots(theme)
        for number, spot in enumerate(spots):
            self._paint_disc(painter, theme, number, QRectF(placed(spot.disc, self.rect(), mirrored)))
            if spot.name.width():
                painter.setFont(theme.font("strong"))
                painter.setPen(theme.colour("text" if number == self._now else "text-muted"))
                where = placed(spot.name, self.rect(), mirrored)
                painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter), self._names[number])
            if number + 1 < len(spots):
                end = spots[number + 1].disc.left() - theme.space("m")
                line = QRect(end - theme.px(_LINE), self.height() // 2, theme.px(_LINE), 1)
                line = placed(line, self.rect(), mirrored)
                painter.setPen(QPen(theme.colour("border-strong"), _STROKE * theme.factor))
                painter.drawLine(line.topLeft(), line.topRight())

    def _paint_disc(self, painter: QPainter, theme: Theme, number: int, rect: QRectF) -> None:
        stroke = _STROKE * theme.factor
        inner = rect.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
        if number > self._now:
            painter.setPen(QPen(theme.colour("border-strong"), stroke))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(inner)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent" if number == self._now else "positive"))
            painter.drawEllipse(rect)
        if number < self._now:
            side = round(rect.width() * _CHECK)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(rect.center())
            paint_icon(painter, "check", "surface", spot, bold=True)
            return
        painter.setFont(theme.font("caption", weight=600, tabular=True))
        painter.setPen(theme.colour("text-on-accent" if number == self._now else "text-muted"))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self.locale().toString(number + 1))


def _disc_side(theme: Theme) -> int:
    """Grows with large text, so that the number stays inside."""
    return max(theme.px(_DISC), theme.line("caption") + theme.space("xs"))
