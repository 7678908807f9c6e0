"""Who can see it: chosen contacts, everybody at one facility, or everybody; who can't stands there with the reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.gallery import AudienceChoice, AudienceKind, AudiencePerson, AudiencePlace
from app.views import gallery_words
from app.widgets.avatar import Avatar
from app.widgets.drop_down import DropDown
from app.widgets.label import CutLabel, Label
from app.widgets.toggles import CheckBox, RadioButton
from app.widgets.tokens import current_theme

_FACE = 28


class SharePeople(QWidget):
    """Values in, the choice out."""

    choice_changed = Signal(object)  # AudienceChoice

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._people: tuple[AudiencePerson, ...] = ()
        self._rows: dict[str, PersonRow] = {}
        self._is_showing = False
        self._group = QButtonGroup(self)
        self._chosen = RadioButton(self.tr("Chosen contacts"), self)
        self._chosen.setObjectName("share_chosen")
        self._facility = RadioButton(self.tr("Everyone I know at one facility"), self)
        self._facility.setObjectName("share_facility")
        self._everybody = RadioButton(self.tr("All my contacts"), self)
        self._everybody.setObjectName("share_everybody")
        self._place = DropDown(self.tr("Facility"), self)
        self._place.setObjectName("share_place")
        self._everybody_words = Label("", self, style="small", role="text-muted", wrap=False)
        self._list = QWidget(self)
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(theme.space("xl"), theme.space("xs"), 0, theme.space("xs"))
        self._column.setSpacing(theme.space("xs"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space("s"))
        for button, beside, below in (
            (self._chosen, None, self._list),
            (self._facility, None, self._place),
            (self._everybody, self._everybody_words, None),
        ):
            self._group.addButton(button)
            column.addWidget(_Option(button, beside, self))
            if below is not None:
                column.addWidget(below)
        self._chosen.setChecked(True)
        self._group.buttonToggled.connect(self._on_group_button_toggled)
        self._place.currentIndexChanged.connect(self._on_place_index_changed)
        self._show_parts()

    @property
    def choice(self) -> AudienceChoice:
        """What is chosen now."""
        if self._facility.isChecked():
            return AudienceChoice(AudienceKind.FACILITY, facility_id=self._place.currentData())
        if self._everybody.isChecked():
            return AudienceChoice(AudienceKind.EVERYBODY)
        ticked = frozenset(key for key, row in self._rows.items() if row.is_ticked)
        return AudienceChoice(AudienceKind.CHOSEN, ticked)

    def show_people(
        self, people: tuple[AudiencePerson, ...], places: tuple[AudiencePlace, ...], choice: AudienceChoice
    ) -> None:
        """Everybody there is to choose from, and what is chosen."""
        self._is_showing = True
        if people != self._people:
            self._people = people
            self._write_rows()
        for key, row in self._rows.items():
            row.tick(key in choice.contact_ids)
        self._fill_places(places, choice.facility_id)
        self._facility.setEnabled(bool(places))
        {
            AudienceKind.CHOSEN: self._chosen,
            AudienceKind.FACILITY: self._facility,
            AudienceKind.EVERYBODY: self._everybody,
        }[choice.kind].setChecked(True)
        can = sum(person.can_get for person in people)
        self._everybody_words.setText(self.tr("{count} can get it").format(count=can))
        self._is_showing = False
        self._show_parts()

    def _write_rows(self) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for person in sorted(self._people, key=lambda each: not each.can_get and not each.has_it):
            row = PersonRow(person, self._list)
            row.ticked.connect(self._on_row_ticked)
            self._rows[person.contact_id] = row
            self._column.addWidget(row)
            row.show()  # else the layout leaves it out, and Tab too, until the event loop has run

    def _fill_places(self, places: tuple[AudiencePlace, ...], chosen: str | None) -> None:
        self._place.clear()
        for place in places:
            self._place.addItem(place.facility_name, place.facility_id)
            if place.facility_id == chosen:
                self._place.setCurrentIndex(self._place.count() - 1)

    def _show_parts(self) -> None:
        self._list.setVisible(self._chosen.isChecked())
        self._place.setVisible(self._facility.isChecked())

    def _tell(self) -> None:
        if not self._is_showing:
            self.choice_changed.emit(self.choice)

    def _on_group_button_toggled(self, _button: object, is_on: bool) -> None:
        self._show_parts()
        if is_on:
            self._tell()

    def _on_place_index_changed(self, _index: int) -> None:
        if self._facility.isChecked():
            self._tell()

    def _on_row_ticked(self) -> None:
        self._tell()


class PersonRow(QWidget):
    """A box to tick, the face, the name, and below it the facility or why not."""

    ticked = Signal()

    def __init__(self, person: AudiencePerson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.setObjectName("share_person")
        self._box = CheckBox("", self)
        self._box.setObjectName("share_person_box")
        if person.has_it:
            end = self.tr("Has it already")
        elif person.reason is not None:
            end = gallery_words.reason_words(person.reason, person.facility_name, person.reason_since)
        else:
            end = person.facility_name
        self._box.setAccessibleName(self.tr("{name}, {words}").format(name=person.name, words=end))
        self._box.setEnabled(person.can_get)
        face = Avatar(_FACE, self)
        face.set_person(person.contact_id, person.name)
        face.set_faded(not person.can_get)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(CutLabel(person.name, self))
        lines.addWidget(Label(end, self, style="small", role="text-muted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("s"))
        row.addWidget(self._box)
        row.addWidget(face)
        row.addLayout(lines, 1)
        self.setMinimumHeight(theme.control("height"))
        self._box.toggled.connect(self._on_box_toggled)

    @property
    def is_ticked(self) -> bool:
        """Whether this person is chosen."""
        return self._box.isChecked()

    def tick(self, is_ticked: bool) -> None:
        """Chooses them or not; those who can't get it are never chosen."""
        self._box.setChecked(is_ticked and self._box.isEnabled())

    def _on_box_toggled(self, _is_on: bool) -> None:
        self.ticked.emit()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere in the row counts."""
        if self._box.isEnabled() and self.rect().contains(event.position().toPoint()):
            self._box.toggle()


class _Option(QFrame):
    """A framed radio button with words at its end; pressed anywhere it is chosen."""

    def __init__(self, button: RadioButton, beside: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.setProperty("plane", "card")
        self._button = button
        row = QHBoxLayout(self)
        edge = theme.space("m")
        row.setContentsMargins(edge, theme.px(10), edge, theme.px(10))
        row.addWidget(button, 1)
        if beside is not None:
            row.addWidget(beside)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """As if the button had been pressed."""
        if self._button.isEnabled():
            self._button.click()
