"""“Who is it for?”: everybody on the contact list, also who can't be written to, with the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.values import ContactInfo
from app.viewmodels.picker import ContactPickerViewModel
from app.views.sheets.person_list import Hint, Person, PersonList
from app.views.step_field import StepField
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.reason_words import cannot_write_words, given_name
from app.widgets.sheet import Sheet
from app.widgets.tokens import current_theme

LIST_HEIGHT = 560


class ContactPickerSheet(Sheet):
    """Typing filters, arrows choose, Enter goes on to the words."""

    contact_chosen = Signal(str)
    find_person_requested = Signal()

    def __init__(self, model: ContactPickerViewModel, parent: QWidget) -> None:
        super().__init__(self.tr("Who is it for?"), parent, width=560)
        self.setObjectName("contact_picker")
        self._model = model
        self._search = StepField(self.tr("Name or facility"), self.panel)
        self._search.setObjectName("picker_search")
        self._list = PersonList(self.panel)
        self._list.setObjectName("picker_list")
        self._list.setAccessibleName(self.tr("Your contacts"))
        self._list.set_most_height(LIST_HEIGHT)
        self._nobody = Label("", self.panel, role="text-muted")
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.setContentsMargins(
            current_theme().space("m"), 0, current_theme().space("m"), current_theme().space("m")
        )
        self.body.addWidget(self._search)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._nobody)
        self._find = Button(self.tr("Find someone else"), "ghost", "user-plus", self.panel)
        self._find.setObjectName("picker_find")
        self.add_left(self._find)
        self._cancel = self.add_button(self.tr("Cancel"))
        self._write = self.add_button(self.tr("Write"), "solid")
        self._write.setObjectName("picker_write")
        self._connect()
        self._show(model.choices)
        model.load()

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_search_text_changed)
        self._search.stepped.connect(self._list.step)
        self._list.person_changed.connect(self._on_list_person_changed)
        self._list.person_accepted.connect(self._write.click)
        self._write.clicked.connect(self._on_write_clicked)
        self._cancel.clicked.connect(self.dismiss)
        self._find.clicked.connect(self._on_find_clicked)
        self._model.choices_changed.connect(self._show)

    def _show(self, choices: tuple[ContactInfo, ...]) -> None:
        words = self._search.text().casefold().split()
        shown = [
            choice
            for choice in choices
            if all(word in f"{choice.name} {choice.facility.name}".casefold() for word in words)
        ]
        self._list.setVisible(bool(shown))
        self._nobody.setVisible(not shown)
        self._nobody.setText(
            self.tr("Nobody on your list has this name.")
            if words
            else self.tr("Nobody is on your list yet. Find a person and ask to be connected.")
        )
        self._list.show_people(
            tuple(self._person(choice) for choice in shown), self.tr("Can't be written to now")
        )
        self._on_list_person_changed(self._list.person)

    def _person(self, choice: ContactInfo) -> Person:
        facility = choice.facility
        if choice.reason is not None:
            words = cannot_write_words(choice.reason, facility.name, choice.reason_since)
            return Person(choice.contact_id, choice.name, words, can_choose=False)
        about = facility.name
        hints = []
        if choice.can_answer:
            about = self.tr("{facility} · can answer").format(facility=fmt.isolate(facility.name))
        else:
            hints.append(Hint("info", self.tr("Can't answer, because the facility takes no answers.")))
        if facility.paused_since is not None:
            words = facility.pause_notice or self.tr(
                "Paused since {day}. It will be read afterwards."
            ).format(day=fmt.day(facility.paused_since))
            hints.append(Hint("pause", words))
        return Person(choice.contact_id, choice.name, about, fmt.money(facility.price_cents), tuple(hints))

    def _on_search_text_changed(self) -> None:
        self._show(self._model.choices)

    def _on_list_person_changed(self, person: Person | None) -> None:
        if person is None:
            self._write.setText(self.tr("Write"))
            self._write.set_why_off(self.tr("Choose a person first."))
            return
        self._write.setText(self.tr("Write to {name}").format(name=given_name(person.name)))
        self._write.set_why_off(None if person.can_choose else person.about)
        self._write.updateGeometry()

    def _on_write_clicked(self) -> None:
        person = self._list.person
        if person is not None and person.can_choose:
            self.dismiss()
            self.contact_chosen.emit(person.key)

    def _on_find_clicked(self) -> None:
        self.dismiss()
        self.find_person_requested.emit()
