"""What sharing costs: a row for each facility that is reached, the sum, and what the balance will be."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.gallery import AudiencePlace, AudienceReach
from app.views import gallery_words
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.label import Label, hairline
from app.widgets.notice import NoticeCard
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

translate = QCoreApplication.translate


class SharePrice(QWidget):
    """Written anew whenever the choice, a price or the balance changes."""

    add_funds_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner: QWidget | None = None
        self.funds_button: Button | None = None
        """There while the balance does not reach."""
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def show_reach(self, reach: AudienceReach, photos: int) -> None:
        """`photos` of them are shared together."""
        self.funds_button = None
        if self._inner is not None:
            self._box.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = QWidget(self)
        lines = QVBoxLayout(self._inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(current_theme().space("s"))
        if not reach.is_known:
            lines.addWidget(self._muted(self.tr("Prices are not known yet.")))
        elif not reach.places:
            lines.addWidget(self._muted(self.tr("Nobody is chosen who can get it.")))
        else:
            self._write_table(lines, reach, photos)
        self._write_cannot(lines, reach)
        self._box.addWidget(self._inner)

    def _write_table(self, lines: QVBoxLayout, reach: AudienceReach, photos: int) -> None:
        head = self.tr("Price") if photos <= 1 else self.tr("Price of {count} photos").format(count=photos)
        lines.addWidget(Label(head, self._inner, style="caption", role="text-muted"))
        for place in reach.places:
            lines.addWidget(hairline(self._inner))
            lines.addLayout(self._row(place))
        lines.addWidget(hairline(self._inner))
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Sum"), self._inner, style="title"), 1)
        total = Label(fmt.money(reach.total_cents), self._inner, style="title", wrap=False, tabular=True)
        total.setObjectName("share_sum")
        row.addWidget(total)
        lines.addLayout(row)
        missing = reach.line.missing_cents
        if missing:
            self._write_missing(lines, missing)
        elif reach.total_cents and reach.balance_cents is not None:
            after = fmt.dollars(reach.balance_cents - reach.total_cents)
            words = self.tr("On hold until approved. Balance after sharing {balance}.").format(balance=after)
            lines.addWidget(self._muted(words))
        elif not reach.total_cents:
            lines.addWidget(self._muted(self.tr("It costs nothing.")))

    def _row(self, place: AudiencePlace) -> QVBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(place.facility_name, self._inner), 1)
        price = fmt.money(place.price_cents) if place.price_cents else self.tr("Free")
        row.addWidget(Label(price, self._inner, wrap=False, tabular=True))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._muted(gallery_words.names_words(place.names)))
        if place.is_changed:
            words = (
                self.tr("They get the changed photo you accepted; nobody looks at it again.")
                if place.is_approved
                else self.tr("They get the changed photo, if you accept it.")
            )
            column.addWidget(StateLine(words, "crop", "text", self._inner))
        elif place.is_approved:
            words = self.tr("Already approved here: nobody looks at it again.")
            column.addWidget(StateLine(words, "approved", "positive", self._inner))
        elif place.paused_since is not None:
            words = self.tr("Lock-down since {time}: it takes longer.").format(
                time=fmt.when(place.paused_since)
            )
            column.addWidget(StateLine(words, "pause", "waiting", self._inner))
        else:
            wait = _wait_words(place)
            if wait:
                column.addWidget(self._muted(wait))
        return column

    def _write_missing(self, lines: QVBoxLayout, missing: int) -> None:
        card = NoticeCard(self._inner)
        card.setObjectName("share_missing")
        card.show_notice(
            "wait",
            self.tr("Nothing is lost: the photo stays here while you add funds."),
            lead=self.tr("{missing} is missing.").format(missing=fmt.money(missing)),
        )
        lines.addWidget(card)
        button = self.funds_button = Button(self.tr("Add Funds"), "solid", "plus", self._inner)
        button.setObjectName("share_add_funds")
        button.clicked.connect(self.add_funds_requested)
        lines.addWidget(button)

    def _write_cannot(self, lines: QVBoxLayout, reach: AudienceReach) -> None:
        if not reach.cannot:
            return
        lines.addWidget(Label(self.tr("Will not get it"), self._inner, style="strong"))
        for person in reach.cannot:
            reason = (
                self.tr("Has it already.")
                if person.has_it
                else gallery_words.reason_words(
                    person.reason or "", person.facility_name, person.reason_since
                )
            )
            words = self.tr("{name}: {reason}").format(name=fmt.isolate(person.name), reason=reason)
            lines.addWidget(self._muted(words))

    def _muted(self, words: str) -> Label:
        return Label(words, self._inner, style="small", role="text-muted")


def _wait_words(place: AudiencePlace) -> str:
    """Measured, else promised."""
    if place.usual_wait_minutes is not None:
        return translate("SharePrice", "Usually decided within {wait}.").format(
            wait=fmt.wait(place.usual_wait_minutes)
        )
    if place.promise_hours is not None:
        return translate("SharePrice", "Decided within {hours} h.").format(hours=place.promise_hours)
    return ""
