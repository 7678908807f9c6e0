"""The editor's last step: what was noticed, where the photo goes, what it costs, and what the balance will be."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.photos import PhotoEdits, PhotoHint, PhotoPurpose, Rect, Size
from app.domain.send_terms import ReachedFacility, SendTerms
from app.views.picture_words import hint_words, small_words
from app.views.sheets.edit_panel import EditPanel
from app.widgets import fmt
from app.widgets.announce import announce
from app.widgets.button import Button
from app.widgets.canvas_picture import CanvasPicture
from app.widgets.label import Label, hairline
from app.widgets.notice import NoticeCard
from app.widgets.seen_preview import SeenPreview
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

translate = QCoreApplication.translate

READER_SIDE = 44
"""Points at which the resident's reader shows a profile photo (server/web/templates/parts.html)."""


class SendPanel(EditPanel):
    """Values in; the buttons below it belong to the sheet."""

    def __init__(self, picture: CanvasPicture, parent: QWidget | None = None) -> None:
        super().__init__(parent, is_reached=True)
        self.setAccessibleName(self.tr("What will be sent"))
        self._build_said()
        self._build_check(self.add_section())
        self._build_terms(self.add_section())
        self._build_preview(self.add_section(), picture)
        self.finish()

    def say(self, words: str, lead: str = "", *, offers_funds: bool = False) -> None:
        """Why it can't be sent; empty takes it away."""
        if words:
            self.said.show_notice("wait", words, lead=lead, icon="alert")
            announce(self.said, self.said.text)
        self.funds_button.setVisible(offers_funds)
        self._top.setVisible(bool(words))
        if words:
            self.ensureVisible(0, 0)

    def show_hints(
        self, hints: tuple[PhotoHint, ...], output: Size, *, is_small: bool, facility: str | None
    ) -> None:
        """What was noticed, or that nothing stood out."""
        lines = self._found.begin()
        for hint in hints:
            lead, text = hint_words(hint, facility)
            lines.addWidget(StateLine(f"{lead} {text}", "info", "waiting", self.ground))
        if is_small:
            lines.addWidget(StateLine(small_words(output), "info", "waiting", self.ground))
        if not hints and not is_small:
            lines.addWidget(StateLine(self.tr("Nothing stood out."), "check", "positive", self.ground))
        lines.addWidget(
            Label(
                self.tr("This program looked, people decide. You can send it either way."),
                self.ground,
                style="small",
                role="text-muted",
            )
        )

    def show_terms(self, terms: SendTerms, purpose: PhotoPurpose) -> None:
        """Where it goes and what it costs."""
        rows = self._rows.begin()
        for facility in terms.facilities:
            self._add_row(rows, facility)
        if not terms.is_known:
            rows.addWidget(self._muted(self.tr("Prices are not known yet.")))
        elif not terms.facilities:
            rows.addWidget(
                self._muted(self.tr("You have no contact yet. The photo waits here until you have one."))
            )
        elif terms.price_cents:
            self._add_sum(rows, terms)
        else:
            rows.addWidget(self._muted(self.tr("It costs nothing.")))
        has_old = terms.has_photo_now and purpose is PhotoPurpose.PROFILE
        self._stays.setVisible(has_old)

    def show_edits(self, edits: PhotoEdits, frame: Rect, *, is_round: bool) -> None:
        """What will be seen."""
        self._preview.show_edits(edits, frame, is_round=is_round)

    def _build_said(self) -> None:
        theme = current_theme()
        self._top = QWidget(self.ground)
        box = QVBoxLayout(self._top)
        box.setContentsMargins(theme.space("xl"), theme.space("l"), theme.space("xl"), 0)
        box.setSpacing(theme.space("s"))
        self.said = NoticeCard(self._top)
        self.said.setObjectName("send_said")
        self.funds_button = Button(self.tr("Add Funds"), "solid", "plus", self._top)
        self.funds_button.setObjectName("send_add_funds")
        box.addWidget(self.said)
        box.addWidget(self.funds_button)
        self._top.hide()
        self.column.addWidget(self._top)

    def _build_check(self, box: QVBoxLayout) -> None:
        box.addWidget(Label(self.tr("Noticed before you pay"), self.ground, style="strong"))
        self._found = _Lines(self.ground)
        box.addWidget(self._found)

    def _build_terms(self, box: QVBoxLayout) -> None:
        box.addWidget(Label(self.tr("Goes to"), self.ground, style="strong"))
        self._rows = _Lines(self.ground)
        box.addWidget(self._rows)
        self._stays = self._muted(self.tr("Your current photo stays until this one is approved."))
        box.addWidget(self._stays)

    def _build_preview(self, box: QVBoxLayout, picture: CanvasPicture) -> None:
        box.addWidget(Label(self.tr("On their tablet"), self.ground, style="strong"))
        self._preview = SeenPreview(picture, (READER_SIDE,), self.ground)
        self._preview.setAccessibleName(self.tr("On their tablet"))
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("m"))
        row.addWidget(self._preview)
        row.addWidget(self._muted(self.tr("This small, beside your name.")), 1)
        box.addLayout(row)

    def _add_row(self, rows: QVBoxLayout, facility: ReachedFacility) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(facility.name, self.ground), 1)
        price = facility.price_cents
        if price is not None:
            words = fmt.money(price) if price else self.tr("Free")
            row.addWidget(Label(words, self.ground, wrap=False, tabular=True))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addLayout(row)
        below = self.tr("Takes no photos.") if price is None else _wait_words(facility)
        if below:
            lines.addWidget(self._muted(below))
        rows.addLayout(lines)

    def _add_sum(self, rows: QVBoxLayout, terms: SendTerms) -> None:
        rows.addWidget(hairline(self.ground))
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Held until it is decided"), self.ground), 1)
        row.addWidget(
            Label(fmt.money(terms.price_cents), self.ground, style="title", wrap=False, tabular=True)
        )
        rows.addLayout(row)
        missing = terms.line.missing_cents
        if terms.balance_cents is not None and not missing:
            left = fmt.dollars(terms.balance_cents - terms.price_cents)
            rows.addWidget(self._muted(self.tr("Balance after sending: {balance}").format(balance=left)))

    def _muted(self, words: str) -> Label:
        return Label(words, self.ground, style="small", role="text-muted")


def _wait_words(facility: ReachedFacility) -> str:
    """What is measured goes before what is promised; the two are kept apart."""
    if facility.usual_minutes is not None:
        hours = max(1, round(facility.usual_minutes / 60))
        return translate("SendPanel", "Usually decided after {hours} h.").format(hours=hours)
    if facility.promise_hours is not None:
        return translate("SendPanel", "Promises to decide within {hours} h.").format(
            hours=facility.promise_hours
        )
    return ""


class _Lines(QWidget):
    """A few lines that are written anew now and then."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._inner: QWidget | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def begin(self) -> QVBoxLayout:
        """Throws the old lines away; the new ones go into what is answered."""
        if self._inner is not None:
            self._box.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = QWidget(self)
        lines = QVBoxLayout(self._inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(current_theme().space("s"))
        self._box.addWidget(self._inner)
        return lines
