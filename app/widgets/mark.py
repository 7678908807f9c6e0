"""The mark of the program: an open envelope that something leaves; in the window's corner and on the sign-in page."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.resources import resource_path
from app.widgets.icons import render_svg
from app.widgets.tokens import Theme, current_theme

_ICON_SIDES = (16, 24, 32, 48, 64, 128, 256)


class Mark(QWidget):
    """The mark in the theme's accent, `side` points wide."""

    def __init__(self, side: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        side = current_theme().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture."""
        theme = current_theme()
        QPainter(self).drawPixmap(0, 0, mark_pixmap(theme, theme.px(self._side), self.devicePixelRatioF()))


def mark_pixmap(theme: Theme, side: int, ratio: float) -> QPixmap:
    """The mark in a theme's colours, kept with the theme."""
    key = ("(mark)", "accent", side, ratio, False)
    found = theme.kept.pixmaps.get(key)
    if found is None:
        svg = resource_path("app-mark.svg").read_text(encoding="utf-8")
        svg = svg.replace("#2D4FA8", theme.colour("accent").name())
        svg = svg.replace("#FFFFFF", theme.colour("text-on-accent").name())
        found = theme.kept.pixmaps[key] = render_svg(svg, side, side, ratio)
    return found


def window_icon() -> QIcon:
    """The icon of the window and the task bar, alike in both themes."""
    svg = resource_path("app-mark.svg").read_text(encoding="utf-8")
    icon = QIcon()
    for side in _ICON_SIDES:
        icon.addPixmap(render_svg(svg, side, side, 1.0))
    return icon
