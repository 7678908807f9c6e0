"""What lies over the camera's picture: the pill with one advice, and the disc that counts the seconds."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.widgets.announce import announce
from app.widgets.label import Label
from app.widgets.state_line import Icon
from app.widgets.tokens import current_theme

_PILL_HEIGHT = 40
_DISC = 96
_LEAST_DISC = 56
_MOST_OF_PICTURE = 0.22
_FIGURE = 52
_RING = 3


class CoachPill(QWidget):
    """One sentence on a dark pill; wraps where the picture is narrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._icon = Icon("info", "text-on-canvas", "m", self)
        self._label = Label("", self, style="strong", role="text-on-canvas")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.space("m"), theme.space("s"), theme.space("l"), theme.space("s"))
        self._row.setSpacing(theme.space("s"))
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._label, 1, Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("camera_coach")
        self.hide()

    @property
    def words(self) -> str:
        """What it advises; "" if nothing."""
        return self._label.text()

    def show_words(self, words: str, icon: str) -> None:
        """Another advice; "" hides it."""
        if words == self._label.text():
            return
        self._label.setText(words)
        self._icon.show_icon(icon, "text-on-canvas")
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        announce(self, words)

    def size_within(self, width: int) -> QSize:
        """Its size where it may be at most so wide."""
        theme = current_theme()
        margins = self._row.contentsMargins()
        beside = margins.left() + margins.right() + self._row.spacing() + self._icon.sizeHint().width()
        words = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 1
        wide = min(width, beside + words)
        high = self._label.heightForWidth(max(1, wide - beside)) + margins.top() + margins.bottom()
        return QSize(wide, max(theme.px(_PILL_HEIGHT), high))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("canvas"))
        radius = min(self.height(), current_theme().px(_PILL_HEIGHT)) / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)


class CountdownDisc(QWidget):
    """The seconds left, to be read from across the room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._number: int | None = None
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("camera_countdown")
        self.hide()

    @property
    def number(self) -> int | None:
        """What it shows; None while it is hidden."""
        return self._number

    def show_number(self, number: int | None) -> None:
        """Another number; None hides it."""
        if number == self._number:
            return
        self._number = number
        self.setVisible(number is not None)
        words = "" if number is None else self.locale().toString(number)
        self.setAccessibleName(words)
        announce(self, words)
        self.update()

    def size_within(self, height: int) -> QSize:
        """Grows with large text, but never so far that it would stand on the face of who is in a picture so high."""
        theme = current_theme()
        side = round(theme.px(_DISC) * min(theme.text_scale, 1.5))
        side = max(theme.px(_LEAST_DISC), min(side, round(height * _MOST_OF_PICTURE)))
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Disc, ring, figure."""
        if self._number is None:
            return
        theme = current_theme()
        ring = theme.px(_RING)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("text-on-canvas"), ring))
        painter.setBrush(theme.colour("canvas"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2))
        font = QFont(theme.font("display", tabular=True))
        font.setPixelSize(round(self.height() * _FIGURE / _DISC))
        painter.setFont(font)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.locale().toString(self._number))
