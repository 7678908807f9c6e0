"""Small pills: a state with its icon, and the count of unread things."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.icons import paint_icon
from app.widgets.measured import MeasuredAnew
from app.widgets.sides import is_mirrored, start_flags
from app.widgets.tokens import Theme, current_theme

BadgeKind = Literal["plain", "info", "wait", "good", "bad"]

_COLOURS: dict[str, tuple[str, str]] = {
    "plain": ("sunken", "text-muted"),
    "info": ("accent-soft", "accent"),
    "wait": ("waiting-soft", "waiting"),
    "good": ("positive-soft", "positive"),
    "bad": ("refused-soft", "refused"),
}
_MOST = 99


class Badge(MeasuredAnew, QWidget):
    """A pill 24 points high: icon and words in a state's colour."""

    def __init__(
        self,
        text: str = "",
        kind: BadgeKind = "plain",
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._kind: BadgeKind = kind
        self._icon_name = icon
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """Its words."""
        return self._text

    def show_state(self, text: str, kind: BadgeKind, icon: str | None = None) -> None:
        """Other words, another state."""
        self._text, self._kind, self._icon_name = text, kind, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Room for icon and words."""
        theme = current_theme()
        width = QFontMetrics(theme.font("caption", weight=600)).horizontalAdvance(self._text) + theme.px(16)
        if self._icon_name:
            width += theme.icon("s") + theme.px(5)
        return QSize(width + 1, max(theme.px(24), theme.line("caption") + theme.px(8)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill."""
        theme = current_theme()
        ground, ink = _COLOURS[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        rect = QRectF(self.rect())
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        mirrored = is_mirrored(self)
        x = theme.px(7) if self._icon_name else theme.px(8)
        if self._icon_name:
            side = theme.icon("s")
            left = self.width() - x - side if mirrored else x
            paint_icon(painter, self._icon_name, ink, QRectF(left, (self.height() - side) // 2, side, side))
            x += side + theme.px(5)
        painter.setFont(theme.font("caption", weight=600, tabular=True))
        painter.setPen(theme.colour(ink))
        room = rect.adjusted(0, 0, -x, 0) if mirrored else rect.adjusted(x, 0, 0, 0)
        painter.drawText(room, start_flags(mirrored), self._text)


def count_words(count: int) -> str:
    """What a count pill says; it never grows wide."""
    return str(count) if count <= _MOST else f"{_MOST}+"


def count_width(count: int, theme: Theme) -> int:
    """How wide the pill of a count is."""
    metrics = QFontMetrics(theme.font("caption", weight=600, tabular=True))
    return max(count_height(theme), metrics.horizontalAdvance(count_words(count)) + theme.px(10))


def count_height(theme: Theme) -> int:
    """How high the pill of a count is."""
    return max(theme.px(18), theme.line("caption") + theme.px(2))


def paint_count(painter: QPainter, rect: QRectF, count: int, theme: Theme) -> None:
    """Paints the pill of a count."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(theme.font("caption", weight=600, tabular=True))
    painter.setPen(theme.colour("text-on-accent"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, count_words(count))
    painter.restore()
