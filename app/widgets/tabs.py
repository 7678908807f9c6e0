"""The four tabs: Qt's tab bar, so that arrow keys and screen readers know it, painted by the tokens."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget
from typing_extensions import override

from app.widgets.badge import count_height, count_width, paint_count
from app.widgets.icons import paint_icon
from app.widgets.sides import is_mirrored, placed
from app.widgets.tokens import Theme, current_theme

_SIDES = 14
_FOOT = 3


class Tabs(QTabBar):
    """Qt's tab bar, so that arrow keys and screen readers know it; painted by the tokens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[str] = []
        self._counts: list[int] = []
        self._has_icons = True
        self.setProperty("painted", True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(current_theme().font("strong"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def add(self, icon: str, name: str) -> None:
        """One more tab."""
        self._icons.append(icon)
        self._counts.append(0)
        self.addTab(name)

    def set_count(self, tab: int, count: int) -> None:
        """Unread things in a tab."""
        if self._counts[tab] == count:
            return
        self._counts[tab] = count
        words = self.tr("{name}, {count} new").format(name=self.tabText(tab), count=count)
        self.setAccessibleTabName(tab, words if count else self.tabText(tab))
        self._measure_anew(tab)

    def show_icons(self, has_icons: bool) -> None:
        """Names alone, where there is no room for more."""
        if has_icons != self._has_icons:
            self._has_icons = has_icons
            self._measure_anew(0)

    def _measure_anew(self, tab: int) -> None:
        """A changed text is how QTabBar is told to measure its tabs anew."""
        text = self.tabText(tab)
        self.setTabText(tab, "")
        self.setTabText(tab, text)
        self.updateGeometry()

    def _content_width(self, theme: Theme, tab: int) -> int:
        width = theme.icon("m") + theme.space("s") if self._has_icons else 0
        width += QFontMetrics(theme.font("strong")).horizontalAdvance(self.tabText(tab))
        if self._counts[tab]:
            width += theme.space("s") + count_width(self._counts[tab], theme)
        return width

    @override
    def tabSizeHint(self, index: int) -> QSize:
        """Icon, name, count."""
        theme = current_theme()
        height = max(theme.layout("app-bar"), theme.line("strong") + theme.space("xl")) - 1
        return QSize(self._content_width(theme, index) + 2 * theme.px(_SIDES), height)

    @override
    def minimumTabSizeHint(self, index: int) -> QSize:
        """The same: tabs are not cut."""
        return self.tabSizeHint(index)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Every tab, the current one with its line."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tab in range(self.count()):
            self._paint_tab(painter, theme, tab)

    def _paint_tab(self, painter: QPainter, theme: Theme, tab: int) -> None:
        rect = self.tabRect(tab)
        is_current = tab == self.currentIndex()
        is_over = rect.contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse()
        role = "accent" if is_current else "text" if is_over else "text-muted"
        if is_current:
            foot = theme.px(_FOOT)
            line = QRect(rect.left(), rect.bottom() + 1 - foot, rect.width(), foot)
            painter.fillRect(line, theme.colour("accent"))
        side, gap = theme.icon("m"), theme.space("s")
        x = rect.left() + theme.px(_SIDES)
        if self._has_icons:
            spot = QRect(x, rect.top() + (rect.height() - side) // 2, side, side)
            paint_icon(painter, self._icons[tab], role, QRectF(placed(spot, rect, is_mirrored(self))))
            x += side + gap
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour(role))
        name = self.tabText(tab)
        words = QRect(x, rect.top(), painter.fontMetrics().horizontalAdvance(name) + 1, rect.height())
        painter.drawText(placed(words, rect, is_mirrored(self)), int(Qt.AlignmentFlag.AlignVCenter), name)
        if self._counts[tab]:
            width, height = count_width(self._counts[tab], theme), count_height(theme)
            pill = QRect(words.right() + gap, rect.top() + (rect.height() - height) // 2, width, height)
            paint_count(painter, QRectF(placed(pill, rect, is_mirrored(self))), self._counts[tab], theme)
        if is_current and self.hasFocus() and self.window().testAttribute(_BY_KEYBOARD):
            self._paint_focus(painter, theme, rect)

    def _paint_focus(self, painter: QPainter, theme: Theme, rect: QRect) -> None:
        width = theme.control("focus-width")
        inset = theme.space("xs")
        outline = QRectF(rect).adjusted(inset, theme.space("s"), -inset, -theme.space("s"))
        pen = painter.pen()
        pen.setColor(theme.colour("focus"))
        pen.setWidth(width)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(outline, theme.radius("m"), theme.radius("m"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Takes the theme's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.font() != current_theme().font("strong"):
            self.setFont(current_theme().font("strong"))
        if event.type() == QEvent.Type.StyleChange:
            self.setPalette(QPalette())
            self.updateGeometry()


_BY_KEYBOARD = Qt.WidgetAttribute.WA_KeyboardFocusChange
