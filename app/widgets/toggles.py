"""What is switched: check box, radio button and switch, painted from the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.focus_ring import RING_PROPERTY
from app.widgets.icons import paint_icon
from app.widgets.measured import MeasuredAnew
from app.widgets.sides import is_mirrored, placed
from app.widgets.tokens import Theme, current_theme
from app.widgets.words_that_wrap import WordsThatWrap

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Button
else:
    _Button = object

_BOX = 18
_TICK = 16


class _Toggle(WordsThatWrap, _Button):
    """What check box and radio button share: a mark, the words beside it, and a click anywhere on both.

    Where the words take several lines, the mark stands beside the first.
    """

    def _make_toggle(self) -> None:
        self.setProperty("painted", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty(RING_PROPERTY, current_theme().radius("s"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _paint_mark(self, painter: QPainter, mark: QRectF, theme: Theme) -> None:
        raise NotImplementedError

    @property
    def words_style(self) -> str:
        """Not as heavy as a button's."""
        return "body"

    def words_font(self) -> QFont:
        """Plain."""
        return current_theme().font("body")

    def around_words(self) -> int:
        """The mark and the gap beside it."""
        theme = current_theme()
        return theme.px(_BOX) + theme.space("s")

    def _paint_words(self, painter: QPainter, theme: Theme) -> QRect:
        """Paints the words; answers where the mark stands."""
        side = theme.px(_BOX)
        mirrored = is_mirrored(self)
        block = self.words_block()
        top = (self.height() - round(block.size.height())) // 2
        width = round(block.size.width()) + 1
        words = QRect(self.around_words(), top, width, round(block.size.height()))
        at = placed(words, self.rect(), mirrored)
        block.paint(
            painter, QPointF(at.topLeft()), theme.colour("text" if self.isEnabled() else "text-disabled")
        )
        mark = QRect(0, top + (theme.line("body") - side) // 2, side, side)
        return placed(mark, self.rect(), mirrored)

    @override
    def sizeHint(self) -> QSize:
        """Mark and words."""
        theme = current_theme()
        width = self.around_words() + self.words_width() + 1 if self.text() else theme.px(_BOX)
        return QSize(width, max(theme.control("target-min"), self.words_height()))

    @override
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        """The words count as well."""
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Words and mark."""
        theme = current_theme()
        painter = QPainter(self)
        self._paint_mark(painter, QRectF(self._paint_words(painter, theme)), theme)


class CheckBox(_Toggle, QCheckBox):
    """A box with a tick and its words."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._make_toggle()

    @override
    def _paint_mark(self, painter: QPainter, mark: QRectF, theme: Theme) -> None:
        paint_check(painter, mark, theme, is_on=self.isChecked(), is_enabled=self.isEnabled())


class RadioButton(_Toggle, QRadioButton):
    """A ring that fills, and its words."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._make_toggle()

    @override
    def _paint_mark(self, painter: QPainter, mark: QRectF, theme: Theme) -> None:
        paint_radio(painter, mark, theme, is_on=self.isChecked(), is_enabled=self.isEnabled())


class Switch(MeasuredAnew, QAbstractButton):
    """On or off at once, without a Save; `name` is read to those who don't see it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("painted", True)
        self.setProperty(RING_PROPERTY, current_theme().px(current_theme().tokens.switch[1] / 2))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """As the tokens have it."""
        theme = current_theme()
        width, height = theme.tokens.switch
        return QSize(theme.px(width), theme.px(height))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Groove and knob."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(QPoint(0, 0), self.sizeHint())
        painter.setPen(Qt.PenStyle.NoPen)
        role = "border" if not self.isEnabled() else "accent" if self.isChecked() else "border-strong"
        painter.setBrush(theme.colour(role))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        inset = theme.px(2)
        side = rect.height() - 2 * inset
        is_right = self.isChecked() != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        left = rect.width() - side - inset if is_right else inset
        painter.setBrush(theme.colour("text-on-canvas"))
        painter.drawEllipse(QRectF(left, inset, side, side))


def paint_check(
    painter: QPainter, rect: QRectF, theme: Theme, *, is_on: bool, is_enabled: bool = True
) -> None:
    """Paints a check box into a square of 18 points."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    border = "border" if not is_enabled else "accent" if is_on else "border-strong"
    ground = "sunken" if not is_enabled else "accent" if is_on else "surface"
    painter.setPen(QPen(theme.colour(border), theme.px(3) / 2))
    painter.setBrush(theme.colour(ground))
    radius = theme.px(5)
    painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
    if is_on:
        side = theme.px(_TICK)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(rect.center())
        paint_icon(painter, "check", "text-on-accent" if is_enabled else "text-disabled", spot)


def paint_radio(
    painter: QPainter, rect: QRectF, theme: Theme, *, is_on: bool, is_enabled: bool = True
) -> None:
    """Paints a radio button into a square of 18 points."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if is_on:
        width = theme.px(6)
        painter.setPen(QPen(theme.colour("accent" if is_enabled else "text-disabled"), width))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(rect.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        return
    painter.setPen(QPen(theme.colour("border-strong" if is_enabled else "border"), theme.px(3) / 2))
    painter.setBrush(theme.colour("surface" if is_enabled else "sunken"))
    painter.drawEllipse(rect.adjusted(0.75, 0.75, -0.75, -0.75))
