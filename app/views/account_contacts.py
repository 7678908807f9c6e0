"""My contacts in My Account: everybody on the list with where the connection stands, and the way to somebody new."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.photos import PhotoPurpose
from app.domain.values import ContactInfo
from app.viewmodels.contact_page import ContactPageViewModel
from app.viewmodels.edit_keeping import EditKeepingViewModel
from app.views import contact_words
from app.views.edited_notice import EditedNotice
from app.widgets.avatar import Avatar
from app.widgets.button import Button, LinkButton
from app.widgets.label import Label, hairline
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

_FACE = 44


class ContactsCard(QFrame):
    """One row per person; who is over stands last, nobody is left out."""

    contact_requested = Signal(str)
    find_person_requested = Signal()
    go_on_requested = Signal()

    def __init__(
        self, model: ContactPageViewModel, keeping: EditKeepingViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setObjectName("contacts_card")
        theme = current_theme()
        self._shown: tuple[ContactInfo, ...] | None = None
        self._rows: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.space("xl"),) * 4)
        self._column.setSpacing(theme.space("m"))
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Your contacts"), self, style="title"), 1)
        self._find = Button(self.tr("Find a Person"), "tonal", "user-plus", self)
        self._find.setObjectName("contacts_find")
        self._find.clicked.connect(self._on_find_clicked)
        head.addWidget(self._find)
        self._column.addLayout(head)
        edited = EditedNotice(keeping, PhotoPurpose.CONTACT, "contacts_photo", self)
        edited.action_requested.connect(self.go_on_requested)
        self._column.addWidget(edited)
        model.contacts_changed.connect(self._show)
        self._show(model.contacts)

    def _show(self, contacts: tuple[ContactInfo, ...]) -> None:
        if contacts == self._shown:
            return
        self._shown = contacts
        if self._rows is not None:
            self._column.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = rows = QWidget(self)
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_theme().space("s"))
        if not contacts:
            words = self.tr(
                "Nobody is on your list yet. Find a person at their facility and ask to be connected."
            )
            column.addWidget(Label(words, rows, role="text-muted"))
        for contact in contacts:
            column.addWidget(hairline(rows))
            self._add_row(contact, column, rows)
        self._column.addWidget(rows)

    def _add_row(self, contact: ContactInfo, column: QVBoxLayout, rows: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("m"))
        face = Avatar(_FACE, rows)
        face.set_person(contact.contact_id, contact.name)
        face.set_faded(contact.state in ("declined", "ended", "blocked"))
        row.addWidget(face)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Label(contact.name, rows, style="strong"))
        about = self.tr("{relationship} · {facility}").format(
            relationship=contact.relationship or "–", facility=contact.facility.name
        )
        words.addWidget(Label(about, rows, style="small", role="text-muted"))
        icon, role = contact_words.state_look(contact.state)
        said = [contact_words.state_words(contact)]
        if contact.muted:
            said.append(self.tr("muted"))
        if contact.archived:
            said.append(self.tr("put away"))
        state = StateLine(" · ".join(said), icon, role, rows)
        state.setObjectName("contacts_state")
        words.addWidget(state)
        words.addStretch(1)
        row.addLayout(words, 1)
        details = LinkButton(self.tr("Open"), rows, style="small")
        details.setObjectName("contacts_open")
        details.setAccessibleName(self.tr("Open the page of {name}").format(name=contact.name))
        details.clicked.connect(lambda: self._on_open_clicked(contact.contact_id))
        row.addWidget(details)
        column.addLayout(row)

    def _on_open_clicked(self, contact_id: str) -> None:
        self.contact_requested.emit(contact_id)

    def _on_find_clicked(self) -> None:
        self.find_person_requested.emit()
