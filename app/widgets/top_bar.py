"""The bar at the top of the window: the mark, the four tabs, the balance always in view, Add Funds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.values import BalanceInfo
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.label import Label, hairline, plane
from app.widgets.mark import Mark
from app.widgets.state_line import StateLine
from app.widgets.tabs import Tabs
from app.widgets.tokens import current_theme

_ICONS = ("messages", "news", "photos", "account")
_STEPS = 5
"""Things that can be left out one after the other."""


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
        self._add_funds_words = self.tr("Add Funds")
        self._has_hold = False
        self.add_funds = Button(self._add_funds_words, "outline", "plus", ground, size="small")
        self.add_funds.setAccessibleName(self._add_funds_words)
        self.add_funds.clicked.connect(self._on_add_funds_clicked)
        row = self._row = QHBoxLayout(ground)
        row.setContentsMargins(theme.space("l"), 0, theme.space("l"), 0)
        row.setSpacing(theme.space("s"))
        self._mark = Mark(28, ground)
        row.addWidget(self._mark)
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
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # `_fit` makes do with any width
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(ground)
        box.addWidget(hairline(self))
        self.setProperty("painted", True)
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
        self._fit()

    def show_balance(self, balance: BalanceInfo | None) -> None:
        """What can be spent and what is held; None while unknown."""
        self._has_hold = balance is not None and balance.held_cents > 0
        if balance is None:
            self.balance.setText("–")
            self.balance.setAccessibleName(self.tr("Balance not known yet"))
        else:
            words = fmt.dollars(balance.available_cents)
            self.balance.setText(words)
            self.balance.setAccessibleName(self.tr("Balance {sum}").format(sum=words))
            self.hold.set_text(self.tr("{sum} on hold").format(sum=fmt.money(balance.held_cents)))
        self._fit()

    def _fit(self) -> None:
        """Says less, step by step, where the window is narrow or the text large; tabs and sum always stay."""
        for leave_out in range(_STEPS + 1):
            self.balance_label.setVisible(leave_out < 1)
            self.tabs.show_icons(leave_out < 2)
            self.add_funds.setText(self._add_funds_words if leave_out < 3 else "")
            self._mark.setVisible(leave_out < 4)
            self.hold.setVisible(self._has_hold and leave_out < 5)
            self._row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                return

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

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Fits anew when the text changes its size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "_row" in self.__dict__:
            self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        """The window decides how narrow it gets."""
        return QSize(current_theme().px(320), self.sizeHint().height())
