"""The countdown under a draft: a ring that fills and the characters left; negative when over the limit."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.measured import MeasuredAnew
from app.widgets.sides import is_mirrored, start_flags
from app.widgets.tokens import current_theme

FEW = 20
"""From here on the countdown warns."""
_RING = 18
_STROKE = 3
_FULL_TURN = 360 * 16
_TOP = 90 * 16


class Countdown(MeasuredAnew, QWidget):
    """Shows `left` of `limit` characters. Painted, so that a key press costs one small repaint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = 0
        self._limit = 0
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_left(500, 500)

    @property
    def left(self) -> int:
        """Characters left, negative when over."""
        return self._left

    @property
    def text(self) -> str:
        """88 left, or −12."""
        return left_words(self._left)

    @property
    def role(self) -> str:
        """The colour role of the words: text, waiting (few left) or refused (over)."""
        if self._left < 0:
            return "refused"
        return "waiting" if self._left <= FEW else "text"

    def set_left(self, left: int, limit: int) -> None:
        """The count after a change of the draft."""
        if (left, limit) == (self._left, self._limit):
            return
        is_wider = len(left_words(left)) != len(left_words(self._left)) or not self._limit
        self._left, self._limit = left, limit
        self.setAccessibleName(spoken_words(left))
        if is_wider:
            self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Ring and words."""
        theme = current_theme()
        metrics = QFontMetrics(theme.font("small", weight=600, tabular=True))
        width = theme.px(_RING) + theme.px(6) + metrics.horizontalAdvance(self.text) + 1
        return QSize(width, max(theme.px(_RING), theme.line("small")))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ring and words."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, stroke = theme.px(_RING), theme.px(_STROKE)
        mirrored = is_mirrored(self)
        left = self.width() - side if mirrored else 0
        ring = QRectF(left, (self.height() - side) / 2, side, side)
        ring.adjust(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
        pen = QPen(theme.colour("refused" if self._left < 0 else "track"), stroke)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        used = max(0, self._limit - self._left)
        if self._left >= 0 and used and self._limit:
            pen.setColor(theme.colour("accent"))
            painter.setPen(pen)
            painter.drawArc(ring, _TOP, -round(_FULL_TURN * used / self._limit))
        painter.setFont(theme.font("small", weight=600, tabular=True))
        painter.setPen(theme.colour(self.role))
        gap = side + theme.px(6)
        room = self.rect().adjusted(0, 0, -gap, 0) if mirrored else self.rect().adjusted(gap, 0, 0, 0)
        painter.drawText(room, start_flags(mirrored), self.text)


def left_words(left: int) -> str:
    """88 left, or −12."""
    if left < 0:
        return f"−{-left}"
    return QCoreApplication.translate("Countdown", "{count} left").format(count=left)


def spoken_words(left: int) -> str:
    """What a screen reader says of the count."""
    if left < 0:
        return QCoreApplication.translate("Countdown", "{count} characters too many").format(count=-left)
    return QCoreApplication.translate("Countdown", "{count} characters left").format(count=left)
