"""Finding somebody at a facility by name or booking number, and asking to be connected."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.folding import folded
from app.domain.us_states import other_name
from app.domain.values import ContactInfo, FacilityInfo, FoundPeople, FoundPerson
from app.viewmodels.find_person import FindPersonViewModel
from app.views import contact_words
from app.views.fault_words import fault_words
from app.views.scroll_column import ScrollColumn
from app.views.sheets.person_list import Person, PersonList
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.drop_down import DropDown
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.reason_words import given_name
from app.widgets.sheet import Sheet
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

LEAST_SIGNS = 2
RESULTS_HEIGHT = 190
LEAST_HEIGHT = 260
MOST_HEIGHT = 560
WIDTH = 560


class FindPersonSheet(Sheet):
    """Facility, name, who was found, how one knows the person; then Ask to Connect."""

    asked = Signal(object)  # ContactInfo

    def __init__(self, model: FindPersonViewModel, parent: QWidget) -> None:
        super().__init__(self.tr("Find a person"), parent, width=WIDTH)
        self.setObjectName("find_person")
        self._model = model
        self._searched = False
        self._is_search_wanted = False
        self._area = ScrollColumn(self.panel)
        self._area.setMinimumHeight(current_theme().px(LEAST_HEIGHT))
        self._facilities: tuple[FacilityInfo, ...] = ()
        self._where = TextField(
            self.tr("Where is the person?"),
            self.panel,
            placeholder=self.tr("name of the facility, city or state"),
        )
        self._where.setObjectName("find_place")
        self._facility_label = Label(self.tr("Facility"), self.panel, style="strong", wrap=False)
        self._no_facility = Label("", self.panel, role="text-muted")
        self._no_facility.setObjectName("find_no_facility")
        self._rules = Label("", self.panel, style="small", role="text-muted")
        self._rules.setObjectName("find_rules")
        self._facility = DropDown(self.tr("Facility"), self.panel)
        self._facility.setObjectName("find_facility")
        self._facility_label.setBuddy(self._facility)
        self._words = TextField(
            self.tr("Name or booking number"),
            self.panel,
            hint=self.tr("At least two letters of the name, or the whole number."),
        )
        self._words.setObjectName("find_words")
        self._search = Button(self.tr("Search"), "outline", "search", self.panel)
        self._search.setObjectName("find_search")
        self._results = PersonList(self.panel)
        self._results.setObjectName("find_results")
        self._results.setAccessibleName(self.tr("People found"))
        self._nobody = Label("", self.panel, role="text-muted")
        self._nobody.setObjectName("find_nobody")
        self._relationship = TextField(
            self.tr("How do you know each other?"),
            self.panel,
            placeholder=self.tr("for example: sister"),
            hint=self.tr("The person sees this with your name."),
        )
        self._relationship.setObjectName("find_relationship")
        self._said = NoticeCard(self.panel)
        self._said.setObjectName("find_said")
        self._build()
        self._cancel = self.add_button(self.tr("Cancel"))
        self._cancel.setObjectName("find_close")
        self._ask = self.add_button(self.tr("Ask to Connect"), "solid")
        self._ask.setObjectName("find_ask")
        self._connect()
        self._on_model_facilities_changed(model.facilities)
        self._show_results(())
        self._show_state()
        model.load()

    def _build(self) -> None:
        places: tuple[QWidget, ...] = (
            self._where,
            self._facility_label,
            self._facility,
            self._no_facility,
            self._rules,
        )
        self.body.addWidget(self._area, 1)
        column = self._area.column
        column.setSpacing(current_theme().space("m"))
        for place in places:
            column.addWidget(place)
        self._no_facility.hide()
        column.addWidget(self._words)
        row = QHBoxLayout()
        row.addWidget(self._search)
        row.addStretch(1)
        column.addLayout(row)
        for below in (self._nobody, self._results, self._relationship):
            column.addWidget(below)
        column.addStretch(1)
        self.body.addWidget(self._said)
        self._results.set_most_height(RESULTS_HEIGHT)
        self._said.hide()

    def _connect(self) -> None:
        self._where.text_edited.connect(self._on_where_text_edited)
        self._facility.currentIndexChanged.connect(self._on_facility_current_index_changed)
        self._search.clicked.connect(self._on_search_clicked)
        self._words.submitted.connect(self._on_search_clicked)
        self._words.text_edited.connect(self._on_field_text_edited)
        self._relationship.text_edited.connect(self._on_field_text_edited)
        self._results.person_changed.connect(self._on_results_person_changed)
        self._cancel.clicked.connect(self.dismiss)
        self._ask.clicked.connect(self._on_ask_clicked)
        model = self._model
        model.facilities_changed.connect(self._on_model_facilities_changed)
        model.busy_changed.connect(self._on_model_busy_changed)
        model.found.connect(self._on_model_found)
        model.requested.connect(self._on_model_requested)
        model.failed.connect(self._on_model_failed)

    def _show_results(self, people: tuple[FoundPerson, ...], hint: str = "") -> None:
        self._results.show_people(
            tuple(
                Person(
                    each.id, each.name, self.tr("Booking number {number}").format(number=each.booking_number)
                )
                for each in people
            )
        )
        self._results.setVisible(bool(people))
        self._relationship.setVisible(bool(people))
        if not hint and not people and self._searched:
            hint = self.tr(
                "Nobody was found at this facility. Check the spelling, or try the booking number."
            )
        self._nobody.setVisible(bool(hint))
        self._nobody.setText(hint)

    def _show_state(self) -> None:
        QTimer.singleShot(0, self, self._fit_area)  # once what was shown or hidden has its size
        chosen = self._chosen
        if chosen is not None and not chosen.asking.takes_requests:
            self._ask.set_why_off(contact_words.asking_words(chosen)[0])
        elif self._results.person is None or self._results.isHidden():
            self._ask.set_why_off(self.tr("Find a person first."))
        elif not self._relationship.text.strip():
            self._ask.set_why_off(self.tr("Say how you know each other first."))
        else:
            self._ask.set_why_off(None)

    @property
    def _chosen(self) -> FacilityInfo | None:
        wanted = self._facility.currentData()
        return next((one for one in self._facilities if one.id == wanted), None)

    def _fit_area(self) -> None:
        theme = current_theme()
        height = self._area.fitting_height(theme.px(WIDTH - 60))
        self._area.prefer(min(height, theme.px(MOST_HEIGHT)))

    def _show_facilities(self) -> None:
        """Those with every word in their name, city or state; the one that was chosen stays so if it is there."""
        words = folded(self._where.text).split()
        shown = [one for one in self._facilities if all(word in _place_words(one) for word in words)]
        chosen = self._facility.currentData()
        self._facility.clear()
        for one in shown:
            self._facility.addItem(
                self.tr("{name}, {city}, {region}").format(name=one.name, city=one.city, region=one.region),
                one.id,
            )
        kept = self._facility.findData(chosen)
        if kept >= 0:
            self._facility.setCurrentIndex(kept)
        is_none = bool(self._facilities) and not shown
        self._no_facility.setVisible(is_none)
        self._no_facility.setText(
            self.tr("No facility has this in its name, city or state. Write less of it, or clear the field.")
        )
        self._show_rules()

    def _show_rules(self) -> None:
        """Who may ask and who answers, before anybody asks."""
        chosen = self._chosen
        self._rules.setVisible(chosen is not None)
        if chosen is not None:
            self._rules.setText(" ".join(contact_words.asking_words(chosen)))
        self._show_state()

    def _on_where_text_edited(self) -> None:
        self._show_facilities()

    def _on_facility_current_index_changed(self, _index: int) -> None:
        self._searched = False
        self._show_results(())
        self._show_rules()

    def _on_field_text_edited(self) -> None:
        self._said.hide()
        self._words.set_error(None)
        self._relationship.set_error(None)
        self._show_state()

    def _on_results_person_changed(self, _person: Person | None) -> None:
        self._show_state()

    def _on_search_clicked(self) -> None:
        words = self._words.text.strip()
        facility = self._facility.currentData()
        self._said.hide()
        if len(words) < LEAST_SIGNS:
            self._words.set_error(self.tr("At least two letters are needed."))
            self._words.focus_line()
        elif isinstance(facility, str):
            self._searched = False
            self._show_results(())  # those of an earlier search are no answer to this one
            self._model.search(facility, words)
        else:
            self._is_search_wanted = True  # the facilities are still on their way

    def _on_ask_clicked(self) -> None:
        person = self._results.person
        if person is not None:
            self._model.request(person.key, self._relationship.text.strip())

    def _on_model_facilities_changed(self, facilities: tuple[FacilityInfo, ...]) -> None:
        self._facilities = facilities
        self._show_facilities()
        if facilities and self._is_search_wanted:
            self._is_search_wanted = False
            self._on_search_clicked()

    def _on_model_busy_changed(self, busy: bool) -> None:
        self._search.setEnabled(not busy)

    def _on_model_found(self, found: FoundPeople) -> None:
        self._searched = True
        people, hint = found.people, ""
        if found.too_many:
            hint = self.tr("Too many people fit. Write more of the name, or the booking number.")
        elif found.is_close:
            hint = self.tr("Nobody is spelled exactly so. Is it somebody spelled nearly so?")
        self._show_results(people, hint)
        self._show_state()
        if people:
            self._results.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_model_requested(self, contact: ContactInfo) -> None:
        self._searched = False
        self._show_results(())
        self._words.set_text("")
        self._relationship.set_text("")
        name = given_name(contact.name)
        if contact.facility.approves_contacts:
            words = self.tr("{facility} looks at your request first, then {name} answers it.").format(
                facility=contact.facility.name, name=name
            )
        else:
            words = self.tr(
                "{name} answers it at the facility; you can write as soon as it is accepted."
            ).format(name=fmt.isolate(name))
        self._said.show_notice(
            "good", words, lead=self.tr("You asked {name} to connect.").format(name=contact.name)
        )
        self._said.show()
        self._cancel.setText(self.tr("Done"))
        self._show_state()
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.asked.emit(contact)

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._said.show_notice("bad", fault_words(fault))
        self._said.show()


def _place_words(one: FacilityInfo) -> str:
    """Where it is, in the words somebody may look for it by; a state by its name and by its two letters."""
    return folded(f"{one.name} {one.city} {one.region} {other_name(one.region)}")
