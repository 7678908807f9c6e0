"""A contact's page: who it is, what the facility asks of families, what happened, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError, NotFound
from app.domain.photos import PhotoPurpose
from app.domain.values import ContactInfo
from app.viewmodels.contact_page import ContactPageViewModel
from app.viewmodels.contact_photos import ContactPhotosViewModel
from app.viewmodels.edit_keeping import EditKeepingViewModel
from app.views import contact_words
from app.views.edited_notice import EditedNotice
from app.views.fault_words import fault_words
from app.views.scroll_column import ScrollColumn
from app.widgets import fmt
from app.widgets.avatar import Avatar
from app.widgets.button import LinkButton
from app.widgets.flow import Flow
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.reason_words import cannot_write_words, given_name
from app.widgets.sheet import Sheet
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

WIDTH = 560
LEAST_HEIGHT = 240
MOST_HEIGHT = 540
_FACE = 56
_OVER = ("declined", "ended", "blocked")


class ContactDetailsSheet(Sheet):
    """Built anew whenever something of the contact changes; what ends something asks once more."""

    write_requested = Signal(str)
    choose_photo_requested = Signal(str)
    take_photo_requested = Signal(str)
    go_on_requested = Signal(str)

    def __init__(
        self,
        model: ContactPageViewModel,
        photos: ContactPhotosViewModel,
        keeping: EditKeepingViewModel,
        contact_id: str,
        parent: QWidget,
        known: ContactInfo | None = None,
    ) -> None:
        super().__init__("", parent, width=WIDTH)
        self.setObjectName("contact_details")
        self._model = model
        self._photos = photos
        self._keeping = keeping
        self._contact_id = contact_id
        self._asks: str | None = None
        self._done: str | None = None
        self._shown: tuple[object, ...] | None = None
        self._said = NoticeCard(self.panel)
        self._said.setObjectName("contact_said")
        self._said.action.setObjectName("contact_sure")
        self._edited = EditedNotice(keeping, PhotoPurpose.CONTACT, "contact_photo", self.panel, contact_id)
        self._area = ScrollColumn(self.panel, is_reached=True)
        self._area.setAccessibleName(self.tr("About this person"))
        self._area.setMinimumHeight(current_theme().px(LEAST_HEIGHT))
        self._area.prefer(current_theme().px(MOST_HEIGHT))
        self._inner: QWidget | None = None
        self.body.addWidget(self._said)
        self.body.addWidget(self._edited)
        self.body.addWidget(self._area, 1)
        self._said.hide()
        self._write = self.add_button(self.tr("Write"), "outline")
        self._write.setObjectName("contact_write")
        self._close = self.add_button(self.tr("Close"), "solid")
        self._said.action_requested.connect(self._on_said_action_requested)
        self._write.clicked.connect(self._on_write_clicked)
        self._close.clicked.connect(self.dismiss)
        model.changed.connect(self._show)
        model.failed.connect(self._on_model_failed)
        self._edited.action_requested.connect(self._on_edited_action_requested)
        self._edited.lost.connect(self._on_edited_lost)
        photos.changed.connect(self._show)
        photos.failed.connect(self._on_photos_failed)
        keeping.load()
        model.open(contact_id, known)

    def _show(self) -> None:
        contact = self._model.contact
        model, has_photo = self._model, self._contact_id in self._photos.photos
        shown = (contact, model.history, model.history_fault, model.busy, has_photo, self._keeping.outlives)
        if contact is None or shown == self._shown:
            return
        self._shown = shown
        self.set_title(contact.name)
        self._area.setAccessibleName(
            self.tr("{name}: facility, rules and prices, what happened").format(name=contact.name)
        )
        self._write.setEnabled(contact.can_write)
        self._write.set_why_off(
            None
            if contact.reason is None
            else cannot_write_words(contact.reason, contact.facility.name, contact.reason_since)
        )
        theme = current_theme()
        held = self.focusWidget()
        name = held.objectName() if self._area.isAncestorOf(held) else ""
        before, self._inner = self._inner, QWidget(self._area.ground)
        inner = self._inner
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space("m"))
        self._build_head(contact, column, inner)
        self._build_standing(contact, column, inner)
        column.addLayout(self._build_facts(contact, inner))
        self._build_actions(contact, column, inner)
        self._build_rules(contact, column, inner)
        self._build_history(contact, column, inner)
        column.addStretch(1)
        if before is not None:
            self._area.column.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._area.column.addWidget(inner)
        inner.show()
        self._area.column.activate()  # else the page is empty for a moment
        again = inner.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_head(self, contact: ContactInfo, column: QVBoxLayout, ground: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("m"))
        face = Avatar(_FACE, ground)
        face.set_person(contact.contact_id, contact.name)
        row.addWidget(face)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        you = self.tr("You are: {relationship}").format(relationship=contact.relationship or "–")
        words.addWidget(Label(you, ground, style="strong"))
        icon, role = contact_words.state_look(contact.state)
        state = StateLine(contact_words.state_words(contact), icon, role, ground)
        state.setObjectName("contact_state")
        words.addWidget(state)
        if contact.muted:
            words.addWidget(
                StateLine(self.tr("Muted: nothing makes itself noticed"), "bell", "text-muted", ground)
            )
        if contact.archived:
            words.addWidget(
                StateLine(self.tr("Put away: not among your conversations"), "folder", "text-muted", ground)
            )
        self._build_photo_links(words, ground)
        words.addStretch(1)
        row.addLayout(words, 1)
        column.addLayout(row)

    def _build_photo_links(self, column: QVBoxLayout, ground: QWidget) -> None:
        """How to get a photo in place of the initials, another one, or none; and who sees it."""
        has_photo = self._contact_id in self._photos.photos
        links = [
            (
                "contact_photo_choose",
                self.tr("Change Photo …") if has_photo else self.tr("Choose a Photo …"),
                self._on_choose_clicked,
            ),
            ("contact_photo_take", self.tr("Take One …"), self._on_take_clicked),
        ]
        if has_photo:
            links.append(("contact_photo_remove", self.tr("Remove …"), self._on_remove_clicked))
        flow = Flow(ground, gap="l")
        for name, words, act in links:
            link = LinkButton(words, flow, style="small")
            link.setObjectName(name)
            link.clicked.connect(act)
            flow.add(link)
        who = (
            self.tr("Only you see it, on this computer.")
            if self._keeping.outlives
            else self.tr("Only you see it, until you sign out.")
        )
        column.addSpacing(current_theme().space("xs"))
        column.addWidget(flow)
        column.addWidget(Label(who, ground, style="small", role="text-muted"))

    def _build_standing(self, contact: ContactInfo, column: QVBoxLayout, ground: QWidget) -> None:
        facility = contact.facility
        if contact.state == "declined":
            self._add_notice("wait", contact_words.declined_words(contact), column, ground)
        elif contact.reason == "released":
            self._add_notice("wait", contact_words.released_words(contact.name), column, ground)
        elif contact.reason is not None and contact.state not in _OVER:
            words = cannot_write_words(contact.reason, facility.name, contact.reason_since)
            self._add_notice("wait", words, column, ground)
        if contact.moved is not None and contact.state not in _OVER:
            lead, words = (
                contact_words.moved_lead(contact.moved),
                contact_words.moved_words(contact, contact.moved),
            )
            notice = self._add_notice("info", words, column, ground, lead=lead)
            notice.setObjectName("contact_moved")
        if facility.paused_since is not None:
            self._add_notice(
                "wait",
                facility.pause_notice or self.tr("What you send is read afterwards."),
                column,
                ground,
                lead=self.tr("Paused since {day}.").format(day=fmt.day(facility.paused_since)),
                icon="pause",
            )

    def _add_notice(
        self, kind: str, words: str, column: QVBoxLayout, ground: QWidget, lead: str = "", icon: str = ""
    ) -> NoticeCard:
        notice = NoticeCard(ground)
        notice.show_notice("info" if kind == "info" else "wait", words, lead=lead, icon=icon or None)
        column.addWidget(notice)
        return notice

    def _build_facts(self, contact: ContactInfo, ground: QWidget) -> QGridLayout:
        facility = contact.facility
        place = self.tr("{facility}, {city}, {region}").format(
            facility=facility.name, city=facility.city, region=facility.region
        )
        name = given_name(contact.name)
        rows = [
            (self.tr("Facility"), place),
            (self.tr("It has"), contact_words.features_words(facility)),
            (self.tr("Prices"), contact_words.prices_words(facility)),
            (self.tr("Reads within"), self.tr("{hours} h, promised").format(hours=facility.promise_hours)),
            (self.tr("Measured"), contact_words.waits_words(facility)),
        ]
        if facility.has_messages:
            length = self.tr("At most {count} characters").format(count=facility.message_characters)
            rows.append((self.tr("A message"), length))
            rows.append(
                (
                    self.tr("Your words"),
                    self.tr("stay readable for you while they wait")
                    if facility.sender_sees_pending
                    else self.tr("are sealed while they wait, and readable again once approved"),
                )
            )
            rows.append(
                (
                    self.tr("Opened"),
                    self.tr("you see when {name} opens something").format(name=name)
                    if facility.tells_opened
                    else self.tr("is not told by this facility; delivered is the last you see"),
                )
            )
            answer = (
                self.tr("{name} can answer, and that costs you nothing")
                if facility.has_replies
                else self.tr("{name} can't answer, because this facility takes no answers at present")
            )
            rows.append((self.tr("An answer"), answer.format(name=name)))
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

    def _build_history(self, contact: ContactInfo, column: QVBoxLayout, ground: QWidget) -> None:
        history, fault = self._model.history, self._model.history_fault
        if history or fault is not None:
            column.addWidget(Label(self.tr("What happened"), ground, style="strong"))
        if not history:
            if fault is not None:
                unknown = Label(fault_words(fault), ground, role="text-muted")
                unknown.setObjectName("contact_history_unknown")
                column.addWidget(unknown)
            return
        for step in history:
            words = self.tr("{time} · {what}").format(
                time=fmt.when_long(step.at), what=contact_words.step_words(step, contact.name)
            )
            line = Label(words, ground)
            line.setObjectName("contact_step")
            column.addWidget(line)

    def _build_actions(self, contact: ContactInfo, column: QVBoxLayout, ground: QWidget) -> None:
        column.addWidget(Label(self.tr("What you can do"), ground, style="strong"))
        rows = [
            (
                "contact_mute",
                self.tr("Notice again") if contact.muted else self.tr("Mute"),
                self._on_mute_clicked,
            ),
            (
                "contact_archive",
                self.tr("Take back among the conversations") if contact.archived else self.tr("Put away"),
                self._on_archive_clicked,
            ),
        ]
        if contact.state == "blocked":
            rows.append(("contact_unblock", self.tr("End the block"), self._on_unblock_clicked))
        else:
            rows.append(("contact_block", self.tr("Block …"), self._on_block_clicked))
            if contact.state not in _OVER:
                waits = contact.state.startswith("waiting")
                words = self.tr("Take back the request …") if waits else self.tr("End the connection …")
                rows.append(("contact_end", words, self._on_end_clicked))
            elif contact_words.can_ask_again(contact):
                rows.insert(0, ("contact_again", self.tr("Ask to connect again …"), self._on_again_clicked))
        for name, words, act in rows:
            link = LinkButton(words, ground)
            link.setObjectName(name)
            link.setEnabled(not self._model.busy)
            link.clicked.connect(act)
            column.addWidget(link)

    def _on_choose_clicked(self) -> None:
        self._forget()
        self.choose_photo_requested.emit(self._contact_id)

    def _on_take_clicked(self) -> None:
        self._forget()
        self.take_photo_requested.emit(self._contact_id)

    def _on_edited_action_requested(self) -> None:
        self._forget()
        self.go_on_requested.emit(self._contact_id)

    def _on_edited_lost(self) -> None:
        self._say_bad(self.tr("The photo you were editing was damaged on this computer. Choose it again."))

    def _on_remove_clicked(self) -> None:
        self._ask(
            "photo",
            self.tr(
                "Remove the photo? It is on this computer only, and gone then. The file it came from stays as it is."
            ),
            self.tr("Remove Photo"),
        )

    def _on_photos_failed(self, fault: GettingOutError) -> None:
        """Of one that was to be kept the editor says so."""
        done, self._done = self._done, None
        if done == "photo":
            self._say_bad(fault_words(fault))

    def _on_mute_clicked(self) -> None:
        contact = self._model.contact
        if contact is not None:
            self._forget()
            self._model.mute(not contact.muted)

    def _on_archive_clicked(self) -> None:
        contact = self._model.contact
        if contact is not None:
            self._forget()
            self._model.archive(not contact.archived)

    def _on_unblock_clicked(self) -> None:
        self._forget()
        self._model.block(False)

    def _on_block_clicked(self) -> None:
        contact = self._model.contact
        if contact is not None:
            name = given_name(contact.name)
            self._ask(
                "block", contact_words.block_words(contact.name), self.tr("Block {name}").format(name=name)
            )

    def _on_end_clicked(self) -> None:
        contact = self._model.contact
        if contact is None:
            return
        if contact.state.startswith("waiting"):
            self._ask("end", contact_words.take_back_words(contact.name), self.tr("Take It Back"))
        else:
            self._ask("end", contact_words.end_words(contact.name), self.tr("End It"))

    def _on_again_clicked(self) -> None:
        contact = self._model.contact
        if contact is not None:
            takes = contact.facility.asking.takes_requests
            self._ask(
                "again", contact_words.ask_again_words(contact), self.tr("Ask to Connect") if takes else ""
            )

    def _ask(self, what: str, words: str, action: str) -> None:
        self._asks = what
        self._said.show_notice("wait", words, action=action)
        self._said.show()
        self._said.action.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        self._asks = None
        self._said.hide()

    def _on_said_action_requested(self) -> None:
        asked = self._done = self._asks
        self._forget()
        if asked == "block":
            self._model.block(True)
        elif asked == "end":
            self._model.end()
        elif asked == "again":
            self._model.ask_again()
        elif asked == "photo":
            self._photos.remove(self._contact_id)

    def _on_write_clicked(self) -> None:
        contact = self._model.contact
        if contact is not None and contact.can_write:
            self.dismiss()
            self.write_requested.emit(contact.contact_id)

    def _on_model_failed(self, fault: GettingOutError) -> None:
        done, self._asks, self._done = self._done, None, None
        words = fault_words(fault)
        if done == "again" and isinstance(fault, NotFound):
            words = self.tr(
                "Nothing was sent: this person can't be asked any more. They were released, or their facility does not"
                " list them."
            )
        self._say_bad(words)

    def _say_bad(self, words: str) -> None:
        self._said.show_notice("bad", words)
        self._said.show()
