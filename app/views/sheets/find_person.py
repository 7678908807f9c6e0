"""Finding somebody at a facility by name or booking number, and asking to be connected."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.values import ContactInfo, FacilityInfo, FoundPerson
from app.viewmodels.find_person import FindPersonViewModel
from app.views.fault_words import fault_words
from app.views.sheets.person_list import Person, PersonList
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.drop_down import DropDown
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.reason_words import given_name
from app.widgets.sheet import Sheet
from app.widgets.text_field import TextField

LEAST_SIGNS = 2
RESULTS_HEIGHT = 190


class FindPersonSheet(Sheet):
    """Facility, name, who was found, how one knows the person; then Ask to Connect."""

    asked = Signal(object)  # ContactInfo

    def __init__(self, model: FindPersonViewModel, parent: QWidget) -> None:
        super().__init__(self.tr("Find a person"), parent, width=560)
        self.setObjectName("find_person")
        self._model = model
        self._searched = False
        self._is_search_wanted = False
        self._facility_label = Label(self.tr("Facility"), self.panel, style="strong", wrap=False)
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
        self.body.addWidget(self._facility_label)
        self.body.addWidget(self._facility)
        self.body.addWidget(self._words)
        row = QHBoxLayout()
        row.addWidget(self._search)
        row.addStretch(1)
        self.body.addLayout(row)
        for part in (self._results, self._nobody, self._relationship, self._said):
            self.body.addWidget(part)
        self._results.set_most_height(RESULTS_HEIGHT)
        self._said.hide()

    def _connect(self) -> None:
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

    def _show_results(self, people: tuple[FoundPerson, ...]) -> None:
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
        self._nobody.setVisible(self._searched and not people)
        self._nobody.setText(
            self.tr("Nobody was found at this facility. Check the spelling, or try the booking number.")
        )

    def _show_state(self) -> None:
        if self._results.person is None or self._results.isHidden():
            self._ask.set_why_off(self.tr("Find a person first."))
        elif not self._relationship.text.strip():
            self._ask.set_why_off(self.tr("Say how you know each other first."))
        else:
            self._ask.set_why_off(None)

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
            self._model.search(facility, words)
        else:
            self._is_search_wanted = True  # the facilities are still on their way

    def _on_ask_clicked(self) -> None:
        person = self._results.person
        if person is not None:
            self._model.request(person.key, self._relationship.text.strip())

    def _on_model_facilities_changed(self, facilities: tuple[FacilityInfo, ...]) -> None:
        chosen = self._facility.currentData()
        self._facility.clear()
        for facility in facilities:
            self._facility.addItem(
                self.tr("{name}, {city}").format(name=facility.name, city=facility.city), facility.id
            )
        kept = self._facility.findData(chosen)
        if kept >= 0:
            self._facility.setCurrentIndex(kept)
        if facilities and self._is_search_wanted:
            self._is_search_wanted = False
            self._on_search_clicked()

    def _on_model_busy_changed(self, busy: bool) -> None:
        self._search.setEnabled(not busy)

    def _on_model_found(self, people: tuple[FoundPerson, ...]) -> None:
        self._searched = True
        self._show_results(people)
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
