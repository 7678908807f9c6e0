"""Who will get a post and what it costs at each facility, the sum, and who will not, with the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.posts import LeftOut, PostAudience, PostPlace
from app.views import post_words
from app.widgets import fmt
from app.widgets.avatar import Avatar
from app.widgets.button import LinkButton
from app.widgets.label import Label, hairline
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

SHOWN = 8
"""So many who will not get it are shown at first; the others are asked for."""
_FACE = 28


class AudienceCard(QFrame):
    """Built anew whenever the audience changes; who can't get it is never left out silently."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setObjectName("audience")
        self._audience: PostAudience | None = None
        self._after_cents: int | None = None
        self._is_whole = False
        self._inner: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(current_theme().space("l"),) * 4)

    def show_audience(self, audience: PostAudience, after_cents: int | None) -> None:
        """Whom the post in the composer would reach, and what can be spent after it."""
        if (audience, after_cents) != (self._audience, self._after_cents):
            self._audience, self._after_cents = audience, after_cents
            self._build(audience)

    def _build(self, audience: PostAudience) -> None:
        theme = current_theme()
        if self._inner is not None:
            self._column.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space("s"))
        column.addWidget(Label(self.tr("Who will get it"), inner, style="title"))
        if audience.is_known and not audience.places:
            nobody = self.tr("Nobody on your contact list can get it now.")
            column.addWidget(Label(nobody, inner, role="text-muted"))
        for place in audience.places:
            column.addWidget(hairline(inner))
            self._add_place(place, column, inner)
        if audience.places:
            column.addWidget(hairline(inner))
            self._add_sum(audience, column, inner)
        if audience.left_out:
            column.addSpacing(theme.space("s"))
            column.addWidget(Label(self.tr("Who will not, and why"), inner, style="strong"))
            shown = audience.left_out if self._is_whole else audience.left_out[:SHOWN]
            for one in shown:
                self._add_left_out(one, column, inner)
            self._add_more(len(audience.left_out) - len(shown), column, inner)
        self._column.addWidget(inner)

    def _add_place(self, place: PostPlace, column: QVBoxLayout, inner: QWidget) -> None:
        row = QHBoxLayout()
        name = Label(place.name, inner, style="strong")
        name.setObjectName("audience_place")
        row.addWidget(name, 1)
        row.addWidget(Label(fmt.money(place.price_cents), inner, wrap=False, tabular=True))
        column.addLayout(row)
        people = Label(post_words.people_words(place.people), inner, style="small", role="text-muted")
        people.setObjectName("audience_people")
        column.addWidget(people)
        if place.is_paused:
            column.addWidget(StateLine(self.tr("Lock-down: will take longer"), "pause", "waiting", inner))

    def _add_sum(self, audience: PostAudience, column: QVBoxLayout, inner: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Sum"), inner, style="title"), 1)
        total = Label(fmt.money(audience.price_cents), inner, style="title", wrap=False, tabular=True)
        total.setObjectName("audience_sum")
        row.addWidget(total)
        column.addLayout(row)
        words = post_words.reviews_words(audience, self._after_cents)
        reads = Label(words, inner, style="small", role="text-muted")
        reads.setObjectName("audience_reads")
        column.addWidget(reads)

    def _add_left_out(self, one: LeftOut, column: QVBoxLayout, inner: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("m"))
        face = Avatar(_FACE, inner)
        face.set_person(one.contact_id, one.name)
        face.set_faded(True)
        row.addWidget(face)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(one.name, inner, style="strong"))
        why = Label(post_words.left_out_words(one), inner, style="small", role="text-muted")
        why.setObjectName("audience_left_out")
        words.addWidget(why)
        row.addLayout(words, 1)
        column.addLayout(row)

    def _add_more(self, hidden: int, column: QVBoxLayout, inner: QWidget) -> None:
        if hidden > 0:
            more = LinkButton(self.tr("{count} more").format(count=hidden), inner, style="small")
            more.setObjectName("audience_more")
            more.clicked.connect(self._on_more_clicked)
            column.addWidget(more)

    def _on_more_clicked(self) -> None:
        self._is_whole = True
        if self._audience is not None:
            self._build(self._audience)
