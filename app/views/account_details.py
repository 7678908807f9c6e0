"""My Account, Details: name, telephone, time zone and language; and the address, changed by a code."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.views.form_card import FormCard
from app.views.languages import language_choices
from app.widgets.button import Button
from app.widgets.drop_down import DropDown
from app.widgets.label import Label
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

translate = QCoreApplication.translate


class DetailsCard(FormCard):
    """Everything is kept by one Save, and nothing before it."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(translate("DetailsCard", "Details"), "", "details", parent)
        self._app = app
        self._model = app.care.details
        self._name = self.add_field(
            TextField(self.tr("Name"), self, hint=self.tr("As your contacts see it."))
        )
        self._name.setObjectName("details_name")
        self._phone = self.add_field(
            TextField(
                self.tr("Phone (optional)"), self, hint=self.tr("Never shown to contacts or facilities.")
            )
        )
        self._phone.setObjectName("details_phone")
        self._zone = self._add_choice(self.tr("Time zone"), "details_zone")
        self._zone.addItems(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))
        self._language = self._add_choice(self.tr("Language"), "details_language")
        for tag, words in language_choices():
            self._language.addItem(words, tag)
        self.add_notice()
        self._save = Button(self.tr("Save"), "solid", None, self)
        self._save.setObjectName("details_save")
        self.add_buttons(self._save)
        self._save.clicked.connect(self._on_save_clicked)
        self._name.submitted.connect(self._on_save_clicked)
        self._phone.submitted.connect(self._on_save_clicked)
        self._zone.activated.connect(self._on_choice_activated)
        self._language.activated.connect(self._on_choice_activated)
        self._model.saved.connect(self._on_model_saved)
        self._model.failed.connect(self._on_model_failed)
        app.account.account_changed.connect(self._show)
        self._show(app.account.account)

    def _add_choice(self, label: str, name: str) -> DropDown:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_theme().px(6))
        column.addWidget(Label(label, holder, style="strong"))
        box = DropDown(label, holder)
        box.setObjectName(name)
        column.addWidget(box)
        self.add_part(holder)
        return box

    def _show(self, account: AccountInfo | None) -> None:
        if account is None or self.is_busy:
            return
        self._name.set_text(account.name)
        self._phone.set_text(account.phone)
        if self._zone.findText(account.time_zone) < 0:
            self._zone.addItem(account.time_zone)
        self._zone.setCurrentText(account.time_zone)
        place = self._language.findData(account.language)
        self._language.setCurrentIndex(max(0, place))

    def _on_choice_activated(self, _place: int) -> None:
        self.notice.hide()

    def _on_save_clicked(self) -> None:
        if self.is_busy or self.lacks(self._name):
            return
        self.say_nothing()
        self.set_busy(True)
        self._model.save(
            self._name.text.strip(),
            self._phone.text.strip(),
            self._zone.currentText(),
            str(self._language.currentData()),
        )

    def _on_model_saved(self) -> None:
        self.set_busy(False)
        self.say("good", self.tr("Saved."))

    def _on_model_failed(self, what: str, fault: GettingOutError) -> None:
        if what == "details":
            self.say_fault(fault, name=self._name, phone=self._phone)


class EmailCard(FormCard):
    """The address now; another one is asked for, then confirmed by the code that went there."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(translate("EmailCard", "Email"), " ", "email", parent)
        self._model = app.care.details
        self._email = self.add_field(TextField(self.tr("New email"), self))
        self._email.setObjectName("email_new")
        self._password = self.add_field(TextField(self.tr("Your password"), self, is_password=True))
        self._password.setObjectName("email_password")
        self._code = self.add_field(
            TextField(
                self.tr("Code from the mail"),
                self,
                hint=self.tr("It works for 30 minutes. Look in spam too."),
            )
        )
        self._code.setObjectName("email_code")
        self.add_notice()
        self._send = Button(self.tr("Send Code"), "outline", None, self)
        self._send.setObjectName("email_send")
        self._confirm = Button(self.tr("Confirm"), "outline", None, self)
        self._confirm.setObjectName("email_confirm")
        self._other = Button(self.tr("Use Another Address"), "ghost", None, self)
        self._other.setObjectName("email_other")
        self.add_buttons(self._send, self._confirm, self._other)
        self._account: AccountInfo | None = None
        self._is_asking = True
        self._connect(app)

    def _connect(self, app: AppViewModel) -> None:
        self._send.clicked.connect(self._on_send_clicked)
        self._password.submitted.connect(self._on_send_clicked)
        self._email.submitted.connect(self._on_send_clicked)
        self._confirm.clicked.connect(self._on_confirm_clicked)
        self._code.submitted.connect(self._on_confirm_clicked)
        self._other.clicked.connect(self._on_other_clicked)
        self._model.email_asked.connect(self._on_model_email_asked)
        self._model.email_confirmed.connect(self._on_model_email_confirmed)
        self._model.failed.connect(self._on_model_failed)
        app.account.account_changed.connect(self._on_account_changed)
        self._on_account_changed(app.account.account)

    def _show(self) -> None:
        account = self._account
        pending = account.pending_email if account is not None else None
        asking = self._is_asking or pending is None
        if pending is not None and not asking:
            words = self.tr(
                "A code was sent to {new}. Until you type it in here, your account keeps {old}."
            ).format(new=pending, old=account.email if account is not None else "")
        else:
            words = self.tr("{address} is what you sign in with. Codes and notices go there too.").format(
                address=account.email if account is not None else ""
            )
        self.sentence.setText(words)
        for part in (self._email, self._password, self._send):
            part.setVisible(asking)
        for part in (self._code, self._confirm, self._other):
            part.setVisible(not asking)

    def _on_account_changed(self, account: AccountInfo | None) -> None:
        before = self._account.pending_email if self._account is not None else None
        self._account = account
        if account is not None and account.pending_email != before:
            self._is_asking = account.pending_email is None
        self._show()

    def _on_send_clicked(self) -> None:
        if self.is_busy or self.lacks(self._email, self._password):
            return
        self.say_nothing()
        self.set_busy(True)
        self._model.ask_email(self._email.text, self._password.text)

    def _on_confirm_clicked(self) -> None:
        if self.is_busy or self.lacks(self._code):
            return
        self.say_nothing()
        self.set_busy(True)
        self._model.confirm_email(self._code.text)

    def _on_other_clicked(self) -> None:
        self._is_asking = True
        self.say_nothing()
        self._show()
        self._email.focus_line(select=True)

    def _on_model_email_asked(self, _address: str) -> None:
        self.set_busy(False)
        self._is_asking = False
        self._password.set_text("")
        self._code.set_text("")
        self._show()
        self._code.focus_line()

    def _on_model_email_confirmed(self) -> None:
        self.set_busy(False)
        for field in (self._email, self._code):
            field.set_text("")
        self._is_asking = True
        self._show()
        self.say("good", self.tr("The address is changed. A notice went to the old one."))

    def _on_model_failed(self, what: str, fault: GettingOutError) -> None:
        if what == "email":
            self.say_fault(fault, email=self._email, password=self._password)
        elif what == "code":
            self.say_fault(fault, code=self._code)
