"""The bar at the top of the window: the mark, the four tabs, the balance always in view, Add Funds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.values import BalanceInfo
from app.widgets import fmt
from app.widgets.badge import count_height, count_width, paint_count
from app.widgets.button import Button
from app.widgets.icons import paint_icon
from app.widgets.label import Label, hairline, plane
from app.widgets.mark import Mark
from app.widgets.sides import is_mirrored, placed
from app.widgets.state_line import StateLine
from app.widgets.tokens import Theme, current_theme

_SIDES = 14
_FOOT = 3
_ICONS = ("messages", "news", "photos", "account")


class TopBar(QWidget):
    """Messages, News, Photos, My Account; what can be spent, and what is on hold."""

    tab_chosen = Signal(int)
    """The member went to this tab, by mouse or keyboard."""
    add_funds_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        ground = plane("surface", self)
        self.tabs = Tabs(ground)
        for icon, name in zip(_ICONS, self._tab_names(), strict=True):
            self.tabs.add(icon, name)
        self.tabs.tabBarClicked.connect(self._on_tabs_tab_bar_clicked)
        self.tabs.currentChanged.connect(self._on_tabs_current_changed)
        self.balance_label = Label(self.tr("Balance"), ground, role="text-muted", wrap=False)
        self.balance = Label("", ground, style="title", wrap=False, tabular=True)
        self.hold = StateLine("", "clock", "waiting", ground, wrap=False)
        self.add_funds = Button(self.tr("Add Funds"), "outline", "plus", ground, size="small")
        self.add_funds.clicked.connect(self._on_add_funds_clicked)
        row = QHBoxLayout(ground)
        row.setContentsMargins(theme.space("l"), 0, theme.space("l"), 0)
        row.setSpacing(theme.space("s"))
        row.addWidget(Mark(28, ground))
        row.addSpacing(theme.space("xs"))
        row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        row.addWidget(self.balance_label)
        row.addWidget(self.balance)
        row.addSpacing(theme.space("xs"))
        row.addWidget(self.hold, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(theme.space("s"))
        row.addWidget(self.add_funds)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(ground)
        box.addWidget(hairline(self))
        self.show_balance(None)

    @property
    def current(self) -> int:
        """The tab shown, 0 to 3."""
        return self.tabs.currentIndex()

    def choose(self, tab: int) -> None:
        """Shows a tab as the current one; `tab_chosen` stays silent."""
        blocked = self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(tab)
        self.tabs.blockSignals(blocked)
        self.tabs.update()

    def set_count(self, tab: int, count: int) -> None:
        """The number of unread things in a tab; 0 shows none."""
        self.tabs.set_count(tab, count)

    def show_balance(self, balance: BalanceInfo | None) -> None:
        """What can be spent and what is held; None while unknown."""
        if balance is None:
            self.balance.setText("–")
            self.balance.setAccessibleName(self.tr("Balance not known yet"))
            self.hold.hide()
            return
        words = fmt.dollars(balance.available_cents)
        self.balance.setText(words)
        self.balance.setAccessibleName(self.tr("Balance {sum}").format(sum=words))
        self.hold.set_text(self.tr("{sum} on hold").format(sum=fmt.money(balance.held_cents)))
        self.hold.setVisible(balance.held_cents > 0)

    def _tab_names(self) -> tuple[str, ...]:
        return (self.tr("Messages"), self.tr("News"), self.tr("Photos"), self.tr("My Account"))

    def _on_tabs_tab_bar_clicked(self, tab: int) -> None:
        """A click on the tab that is shown already counts as well: it leads back to its first page."""
        if tab == self.tabs.currentIndex() and tab >= 0:
            self.tab_chosen.emit(tab)

    def _on_tabs_current_changed(self, tab: int) -> None:
        self.tab_chosen.emit(tab)

    def _on_add_funds_clicked(self) -> None:
        self.add_funds_requested.emit()


class Tabs(QTabBar):
    """Qt's tab bar, so that arrow keys and screen readers know it; painted by the tokens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[str] = []
        self._counts: list[int] = []
        self._over = -1
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
        # A changed text is how QTabBar is told to measure its tabs anew.
        text = self.tabText(tab)
        self.setTabText(tab, "")
        self.setTabText(tab, text)
        self.updateGeometry()

    def _content_width(self, theme: Theme, tab: int) -> int:
        width = theme.icon("m") + theme.space("s")
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
        spot = QRect(x, rect.top() + (rect.height() - side) // 2, side, side)
        paint_icon(painter, self._icons[tab], role, QRectF(placed(spot, rect, is_mirrored(self))))
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour(role))
        name = self.tabText(tab)
        words = QRect(
            x + side + gap, rect.top(), painter.fontMetrics().horizontalAdvance(name) + 1, rect.height()
        )
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
