"""Closing the account: exactly what goes, what stays, why and until when; then the password."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import errors
from app.domain.closing import ClosingInfo
from app.domain.errors import GettingOutError
from app.viewmodels.closing import ClosingViewModel
from app.views.fault_words import fault_words
from app.views.scroll_column import ScrollColumn
from app.widgets import fmt
from app.widgets.label import Label, plane
from app.widgets.notice import NoticeCard
from app.widgets.sheet import Sheet
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

LIST_HEIGHT = 300


class ClosingSheet(Sheet):
    """Nothing can be closed before the terms are there; the way back is the solid button."""

    def __init__(self, model: ClosingViewModel, email: str, parent: QWidget) -> None:
        super().__init__(self.tr("Close your account?"), parent, width=560)
        self.setObjectName("closing")
        self._model = model
        self._email = email
        self._is_busy = False
        self._area = ScrollColumn(self.panel, is_reached=True)
        self._area.setAccessibleName(self.tr("What closing means"))
        self._area.setObjectName("closing_area")
        self._area.setMinimumHeight(current_theme().px(LIST_HEIGHT))
        self._terms = plane("clear", self._area)
        self._terms.setObjectName("closing_terms")
        self._column = QVBoxLayout(self._terms)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current_theme().space("m"))
        self._area.column.addWidget(self._terms)
        self._area.column.addStretch(1)
        self._loading = Label(self.tr("Looking up what that means…"), self.panel, role="text-muted")
        self._password = TextField(self.tr("Your password"), self.panel, is_password=True)
        self._password.setObjectName("closing_password")
        self._code = TextField(self.tr("Code of your app"), self.panel)
        self._code.setObjectName("closing_code")
        self._fault = NoticeCard(self.panel)
        self._fault.setObjectName("closing_fault")
        for part in (self._loading, self._area, self._password, self._code, self._fault):
            self.body.addWidget(part)
        for hidden in (self._area, self._password, self._code, self._fault):
            hidden.hide()
        self._go_on = self.add_button(self.tr("Close the Account"), "danger")
        self._go_on.setObjectName("closing_go_on")
        self._go_on.setEnabled(False)
        self._stay = self.add_button(self.tr("Keep My Account"), "solid")
        self._stay.setObjectName("closing_stay")
        self._go_on.clicked.connect(self._on_go_on_clicked)
        self._stay.clicked.connect(self.dismiss)
        for field in (self._password, self._code):
            field.text_edited.connect(self._on_field_text_edited)
        model.terms_changed.connect(self._on_model_terms_changed)
        model.failed.connect(self._on_model_failed)
        model.load()

    def _sections(self, terms: ClosingInfo) -> tuple[tuple[str, tuple[str, ...]], ...]:
        until = fmt.full(terms.records_until)
        goes = [
            self.tr("Your sign-in on every device, your password, codes, email address and phone: at once."),
        ]
        if terms.contact_count:
            goes.append(
                self.tr("1 connection to somebody; nobody can write to you any more.")
                if terms.contact_count == 1
                else self.tr("{count} connections to people; nobody can write to you any more.").format(
                    count=terms.contact_count
                )
            )
        if terms.waiting_count:
            goes.append(
                (
                    self.tr("1 thing that waits for approval is withdrawn; {sum} on hold comes back.")
                    if terms.waiting_count == 1
                    else self.tr(
                        "{count} things that wait for approval are withdrawn; {sum} on hold comes back."
                    )
                ).format(count=terms.waiting_count, sum=fmt.dollars(terms.held_cents))
            )
        goes.append(self.tr("What this computer keeps of the account, with its key."))
        if self._model.has_unsent:
            goes.append(self.tr("What is not sent yet on this computer: words and photos you have not sent."))
        stays = (
            self.tr(
                "What was decided on, with your name ({count} messages, posts and photos): it belongs to the people"
                " who got it and to their facilities' records, which decide themselves how long they keep it."
            ).format(count=terms.delivered_count),
            self.tr(
                "Every movement of your money and the log of decisions, under a number: books must be kept and can't be"
                " changed. Your name with them goes on {date}."
            ).format(date=until),
        )
        money = (
            (
                self.tr(
                    "{sum} is set aside for you. Whoever runs the service asks at {email} how to pay it; the address is"
                    " deleted once it is paid."
                ).format(sum=fmt.dollars(terms.payout_cents), email=self._email),
            )
            if terms.payout_cents
            else (self.tr("Nothing is on your balance, so nothing is paid out."),)
        )
        return (
            (self.tr("This goes"), tuple(goes)),
            (self.tr("This stays"), stays),
            (self.tr("Your money"), money),
        )

    def _on_model_terms_changed(self, terms: ClosingInfo) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for heading, lines in self._sections(terms):
            self._column.addWidget(Label(heading, self._terms, style="strong"))
            for line in lines:
                self._column.addWidget(Label(line, self._terms))
        self._column.addWidget(
            Label(
                self.tr(
                    "None of this can be taken back. Your data, Export everything makes one file of it first."
                ),
                self._terms,
                role="text-muted",
            )
        )
        self._loading.hide()
        for part in (self._area, self._password):
            part.show()
        self._code.setVisible(terms.needs_code)
        self._go_on.setEnabled(not self._is_busy)
        self.refit()

    def _on_go_on_clicked(self) -> None:
        if self._is_busy:
            return
        for field in (self._password, self._code):
            if not field.isHidden() and not field.text.strip():
                field.set_error(self.tr("Please fill this in."))
                field.focus_line()
                return
        self._set_busy(True)
        self._model.close(self._password.text, self._code.text)

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._go_on.setEnabled(not is_busy)
        self._go_on.setText(self.tr("Closing…") if is_busy else self.tr("Close the Account"))

    def _on_field_text_edited(self, _text: str) -> None:
        self._fault.hide()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._set_busy(False)
        if isinstance(fault, errors.WrongCredentials):
            self._password.set_error(self.tr("This is not your password."))
            self._password.focus_line(select=True)
        elif isinstance(fault, errors.WrongCode | errors.CodeNeeded):
            self._code.show()
            self._code.set_error(fault_words(fault))
            self._code.focus_line(select=True)
        else:
            words = fault_words(fault)
            if isinstance(fault, errors.PriceChanged):
                words = self.tr("Your balance has changed in the meantime. Please look at the sum again.")
            self._loading.hide()
            self._fault.show_notice("bad", words)
            self._fault.show()
        self.refit()
