"""Who somebody is and what their facility asks of families: how long reading takes, prices, rules."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.values import ContactInfo
from app.views.scroll_column import ScrollColumn
from app.widgets import fmt
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.reason_words import cannot_write_words, given_name
from app.widgets.sheet import Sheet
from app.widgets.tokens import current_theme

WIDTH = 560
MOST_HEIGHT = 540


class ContactDetailsSheet(Sheet):
    """Read only."""

    def __init__(self, contact: ContactInfo, parent: QWidget) -> None:
        super().__init__(contact.name, parent, width=WIDTH)
        self.setObjectName("contact_details")
        area = ScrollColumn(self.panel, is_reached=True)
        column, ground = area.column, area.ground
        column.setSpacing(current_theme().space("m"))
        self._build_standing(contact, column, ground)
        column.addLayout(self._build_facts(contact, ground))
        self._build_rules(contact, column, ground)
        column.addStretch(1)
        area.setAccessibleName(
            self.tr("Rules and prices of {facility}").format(facility=contact.facility.name)
        )
        area.setMinimumHeight(
            min(area.fitting_height(current_theme().px(WIDTH - 60)), current_theme().px(MOST_HEIGHT))
        )
        self.body.addWidget(area)
        self._close = self.add_button(self.tr("Close"), "solid")
        self._close.clicked.connect(self.dismiss)

    def _build_standing(self, contact: ContactInfo, column: QVBoxLayout, ground: QWidget) -> None:
        facility = contact.facility
        if contact.reason is not None:
            notice = NoticeCard(ground)
            words = cannot_write_words(contact.reason, facility.name, contact.reason_since)
            notice.show_notice("wait", words)
            column.addWidget(notice)
        if facility.paused_since is not None:
            notice = NoticeCard(ground)
            notice.show_notice(
                "wait",
                facility.pause_notice or self.tr("What you send is read afterwards."),
                lead=self.tr("Paused since {day}.").format(day=fmt.day(facility.paused_since)),
                icon="pause",
            )
            column.addWidget(notice)

    def _build_facts(self, contact: ContactInfo, ground: QWidget) -> QGridLayout:
        facility = contact.facility
        place = self.tr("{facility}, {city}, {region}").format(
            facility=facility.name, city=facility.city, region=facility.region
        )
        usual = (
            self.tr("usually {wait}").format(wait=fmt.wait(facility.usual_wait_minutes))
            if facility.usual_wait_minutes is not None
            else self.tr("not measured yet")
        )
        name = given_name(contact.name)
        rows = [
            (self.tr("Facility"), place),
            (self.tr("You are"), contact.relationship or "–"),
            (self.tr("Reads within"), self.tr("{hours} h, promised").format(hours=facility.promise_hours)),
            (self.tr("Measured"), usual),
        ]
        if facility.has_messages:
            limit = self.tr("{price}, at most {count} characters").format(
                price=fmt.money(facility.price_cents), count=facility.message_characters
            )
            rows.append((self.tr("A message"), limit))
            rows.append(
                (
                    self.tr("An answer"),
                    self.tr("costs you nothing")
                    if facility.has_replies
                    else self.tr("{name} can't answer at this facility").format(name=name),
                )
            )
            rows.append(
                (
                    self.tr("Your words"),
                    self.tr("stay readable for you while they wait")
                    if facility.sender_sees_pending
                    else self.tr("are sealed while they wait, and readable again once approved"),
                )
            )
        grid = QGridLayout()
        grid.setHorizontalSpacing(current_theme().space("l"))
        grid.setVerticalSpacing(current_theme().space("xs"))
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(rows):
            grid.addWidget(
                Label(label, ground, role="text-muted", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop
            )
            grid.addWidget(Label(value, ground), row, 1)
        return grid

    def _build_rules(self, contact: ContactInfo, column: QVBoxLayout, ground: QWidget) -> None:
        if not contact.facility.rules:
            return
        column.addWidget(Label(self.tr("Rules of the facility"), ground, style="strong"))
        for number, words in contact.facility.rules:
            column.addWidget(
                Label(self.tr("Rule {number}: {words}").format(number=number, words=words), ground)
            )
