"""What is on hold: each sum with what it is for, since when, and why still."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.money_values import HoldRow
from app.viewmodels.balance import BalanceViewModel
from app.views.money_words import hold_reason, hold_words
from app.widgets import fmt
from app.widgets.button import LinkButton
from app.widgets.label import Label, hairline
from app.widgets.tokens import current_theme

FEW = 5


class HoldsCard(QFrame):
    """The newest few, and all of them when they are asked for; hidden while nothing is on hold."""

    def __init__(self, model: BalanceViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("holds")
        self.setProperty("plane", "card")
        theme = current_theme()
        self._model = model
        self._shows_all = False
        self._rows: list[QWidget] = []
        margin = theme.space("xl")
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space("m"))
        column.addWidget(Label(self.tr("On hold"), self, style="title"))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space("s"))
        column.addLayout(self._list)
        self._all = LinkButton(self.tr("Show all that is on hold"), self)
        self._all.setObjectName("holds_all")
        foot = QHBoxLayout()
        foot.addWidget(self._all)
        foot.addStretch(1)
        column.addLayout(foot)
        self._all.clicked.connect(self._on_all_clicked)
        model.holds_changed.connect(self._show)
        self._show(model.holds)

    def _show(self, holds: tuple[HoldRow, ...]) -> None:
        for old in self._rows:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        shown = holds if self._shows_all else holds[:FEW]
        for number, hold in enumerate(shown):
            if number:
                self._put(hairline(self))
            self._put(self._row(hold))
        self._all.setVisible(len(shown) < len(holds))
        self.setVisible(bool(holds))

    def _row(self, hold: HoldRow) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(current_theme().space("m"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(hold_words(hold), row))
        words.addWidget(Label(hold_reason(hold), row, style="small", role="waiting"))
        since = self.tr("Since {when}").format(when=fmt.when(hold.since))
        if hold.expected_by is not None:
            since = self.tr("Since {when}; expected by {by}").format(
                when=fmt.when(hold.since), by=fmt.when(hold.expected_by)
            )
        words.addWidget(Label(since, row, style="small", role="text-muted"))
        line.addLayout(words, 1)
        line.addWidget(Label(fmt.money(hold.amount_cents), row, wrap=False, tabular=True))
        row.setAccessibleName(f"{hold_words(hold)}, {fmt.money(hold.amount_cents)}, {hold_reason(hold)}")
        return row

    def _put(self, widget: QWidget) -> None:
        self._rows.append(widget)
        self._list.addWidget(widget)

    def _on_all_clicked(self) -> None:
        self._shows_all = True
        self._show(self._model.holds)
