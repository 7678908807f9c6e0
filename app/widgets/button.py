"""Buttons: solid for the next step (one per screen), tonal, outline, ghost, danger, canvas; icon buttons and links."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.focus_ring import RING_PROPERTY
from app.widgets.icons import paint_icon
from app.widgets.sides import is_mirrored, placed
from app.widgets.tokens import Theme, current_theme
from app.widgets.words_that_wrap import WordsThatWrap

ButtonRole = Literal["solid", "tonal", "outline", "ghost", "danger", "canvas"]
ButtonSize = Literal["normal", "small"]


class _Look(NamedTuple):
    """Colour roles of one kind of button; None is nothing painted."""

    ground: str | None
    over: str
    pressed: str
    border: str | None
    ink: str


_LOOKS: dict[str, _Look] = {
    "solid": _Look("accent", "accent-hover", "accent-pressed", None, "text-on-accent"),
    "tonal": _Look("accent-soft", "accent-soft-hover", "accent-soft-hover", None, "accent"),
    "outline": _Look("surface", "hover", "hover", "border-strong", "text"),
    "ghost": _Look(None, "hover", "hover", None, "accent"),
    "danger": _Look("surface", "hover", "hover", "border-strong", "refused"),
    "canvas": _Look("canvas-raised", "canvas", "canvas", "canvas-border", "text-on-canvas"),
    "icon": _Look(None, "hover", "hover", None, "text-muted"),
    "icon-outline": _Look("surface", "hover", "hover", "border-strong", "text"),
}


class Button(WordsThatWrap, QPushButton):
    """One button, higher where its words take several lines.

    Off, it stays in sight and can say why through its tooltip and accessible description.
    """

    def __init__(
        self,
        text: str = "",
        role: ButtonRole = "outline",
        icon: str | None = None,
        parent: QWidget | None = None,
        *,
        size: ButtonSize = "normal",
    ) -> None:
        super().__init__(text, parent)
        self._role: str = role
        self._icon_name = icon
        self._is_small = size == "small"
        self.setProperty("painted", True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._set_ring()

    @property
    def role(self) -> str:
        """solid, tonal, outline, ghost, danger, or canvas beside a picture."""
        return self._role

    def set_role(self, role: ButtonRole) -> None:
        """Another weight, such as outline instead of solid when it can't be the next step."""
        if role != self._role:
            self._role = role
            self.updateGeometry()
            self.update()

    def set_icon_name(self, icon: str | None) -> None:
        """Another icon, or none."""
        if icon != self._icon_name:
            self._icon_name = icon
            self.updateGeometry()
            self.update()

    def set_why_off(self, reason: str | None) -> None:
        """Off with a reason, or on with None."""
        self.setEnabled(reason is None)
        self.setAccessibleDescription(reason or "")

    def _set_ring(self) -> None:
        self.setProperty(RING_PROPERTY, current_theme().radius("m"))

    def _measures(self, theme: Theme) -> tuple[int, int, int, int]:
        """Height, padding at the sides, gap beside the icon, side of the icon."""
        height = theme.control("height-small" if self._is_small else "height")
        padding = theme.px(10) if self._is_small else theme.space("l")
        if self._role == "ghost" and not self._is_small:
            padding = theme.space("s")
        gap = theme.px(6) if self._is_small else theme.space("s")
        return height, padding, gap, theme.icon("s" if self._is_small else "m")

    @property
    def words_style(self) -> str:
        """Smaller on a small one."""
        return "small" if self._is_small else "strong"

    def around_words(self) -> int:
        """The icon, and the least that is left at the sides."""
        theme = current_theme()
        _, padding, gap, side = self._measures(theme)
        return 2 * min(padding, theme.space("s")) + ((side + gap) if self._icon_name else 0)

    @override
    def sizeHint(self) -> QSize:
        """Room for icon and words; grows with the text."""
        theme = current_theme()
        height, padding, gap, side = self._measures(theme)
        width = 2 * padding + 2 + (self.words_width() if self.text() else 0)
        if self._icon_name:
            width += side + (gap if self.text() else 0)
        least = self.words_height() + theme.space("s")
        return QSize(max(width, theme.control("target-min")), max(height, least))

    @override
    def minimumSizeHint(self) -> QSize:
        """The same: words on buttons are not cut."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, words."""
        theme = current_theme()
        _, _, gap, side = self._measures(theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink_role = paint_ground(painter, self, theme, _LOOKS[self._role])
        block = self.words_block() if self.text() else None
        words_width = 0 if block is None else round(block.size.width())
        whole = words_width + ((side + (gap if block else 0)) if self._icon_name else 0)
        content = QRect((self.width() - whole) // 2, 0, whole, self.height())
        mirrored = is_mirrored(self)
        if self._icon_name:
            spot = QRect(content.left(), (self.height() - side) // 2, side, side)
            paint_icon(painter, self._icon_name, ink_role, QRectF(placed(spot, content, mirrored)))
        if block is not None:
            height = round(block.size.height())
            spot = QRect(
                content.left() + whole - words_width, (self.height() - height) // 2, words_width, height
            )
            at = placed(spot, content, mirrored).topLeft()
            block.paint(painter, QPointF(at), theme.colour(ink_role))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does; Qt does that in its own dialogs only."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._set_ring()
        elif event.type() == QEvent.Type.EnabledChange:
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor
            )


class IconButton(QAbstractButton):
    """A square with an icon; `name` is what a screen reader says and the tooltip shows."""

    def __init__(
        self,
        icon: str,
        name: str,
        parent: QWidget | None = None,
        *,
        outlined: bool = False,
        mirror: bool = False,
    ) -> None:
        """`mirror` for arrows, which turn around in right-to-left windows."""
        super().__init__(parent)
        self._icon_name = icon
        self._look = _LOOKS["icon-outline" if outlined else "icon"]
        self._mirror = mirror
        self.setProperty("painted", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_name(name)
        self.setProperty(RING_PROPERTY, current_theme().radius("m"))

    def set_name(self, name: str) -> None:
        """What it does, in words."""
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(name))

    def set_icon_name(self, icon: str) -> None:
        """Another icon."""
        self._icon_name = icon
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A square of a control's height."""
        theme = current_theme()
        side = max(theme.control("height"), theme.icon("m") + theme.space("s"))
        return QSize(side, side)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and icon."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink_role = paint_ground(painter, self, theme, self._look)
        if self.isChecked():
            ink_role = "accent"
        side = theme.icon("m")
        spot = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side).toRect()
        mirrored = self._mirror and is_mirrored(self)
        paint_icon(painter, self._icon_name, ink_role, QRectF(spot), mirror=mirrored)


class LinkButton(WordsThatWrap, QAbstractButton):
    """Words that can be pressed, in the accent colour; the quiet second way."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, style: str = "strong") -> None:
        super().__init__(parent)
        self._style_name = style
        self.setText(text)
        self.setProperty("painted", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty(RING_PROPERTY, current_theme().radius("s"))

    @property
    def words_style(self) -> str:
        """As it was asked for."""
        return self._style_name

    def words_font(self) -> QFont:
        """Underlined below the pointer."""
        font = super().words_font()
        font.setUnderline(self.underMouse() and self.isEnabled())
        return font

    @override
    def sizeHint(self) -> QSize:
        """The words, and at least the smallest target."""
        height = max(self.words_height(), current_theme().control("target-min"))
        return QSize(self.words_width() + 1, height)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, underlined below the pointer."""
        theme = current_theme()
        painter = QPainter(self)
        block = self.words_block()
        words = QRect(0, 0, round(block.size.width()), round(block.size.height()))
        words.moveTop((self.height() - words.height()) // 2)
        at = placed(words, self.rect(), is_mirrored(self)).topLeft()
        block.paint(painter, QPointF(at), theme.colour("accent" if self.isEnabled() else "text-disabled"))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        """Underlines."""
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """And takes it back."""
        self.update()
        super().leaveEvent(event)


def plain_tooltip(words: str) -> str:
    """Words for a tooltip, which would otherwise read markup in them."""
    # Not by `html.escape`: its module brings the table of all entities along, on the way to the first picture.
    plain = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{plain}</span>"


def paint_ground(painter: QPainter, button: QAbstractButton, theme: Theme, look: _Look) -> str:
    """Paints a button's ground and border; answers the role of the ink on it."""
    is_ghost = look.ground is None
    if not button.isEnabled():
        if not is_ghost:
            _paint_plate(painter, button, theme, theme.colour("sunken"), theme.colour("border"))
        return "text-disabled"
    role = look.ground
    if button.isDown():
        role = look.pressed
    elif button.underMouse():
        role = look.over
    border = theme.colour(look.border) if look.border else None
    if role is not None:
        _paint_plate(painter, button, theme, theme.colour(role), border)
    return look.ink


def _paint_plate(
    painter: QPainter, button: QWidget, theme: Theme, ground: QColor, border: QColor | None
) -> None:
    radius = theme.radius("m")
    painter.setBrush(ground)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(button.rect()), radius, radius)
        return
    painter.setPen(QPen(border, 1))
    painter.drawRoundedRect(QRectF(button.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
