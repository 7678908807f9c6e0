"""A forgotten password: a code by mail, then another password; afterwards one signs in as always."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain import errors
from app.domain.errors import GettingOutError
from app.viewmodels.password_reset import PasswordResetViewModel
from app.views.fault_words import fault_words, field_words
from app.views.password_words import strength_words
from app.views.sign_in_form import PASSWORD_LEAST
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.sheet import Sheet
from app.widgets.text_field import TextField


class PasswordResetSheet(Sheet):
    """Two steps in one sheet; it never says whether there is an account."""

    password_set = Signal(str)
    """The address, to sign in with."""

    def __init__(
        self, model: PasswordResetViewModel, email: str, parent: QWidget, *, is_demo: bool = False
    ) -> None:
        super().__init__(self.tr("Forgot your password?"), parent, width=440)
        self.setObjectName("password_reset")
        self._model = model
        self._is_demo = is_demo
        self._has_code = False
        self._is_busy = False
        self._sentence = Label("", self.panel)
        self._sentence.setObjectName("reset_sentence")
        self._email = TextField(self.tr("Email"), self.panel)
        self._email.setObjectName("reset_email")
        self._email.set_text(email)
        self._code = TextField(self.tr("Code from the mail"), self.panel)
        self._code.setObjectName("reset_code")
        self._new = TextField(
            self.tr("New password"),
            self.panel,
            is_password=True,
            hint=strength_words(""),
        )
        self._new.setObjectName("reset_new")
        self._fault = NoticeCard(self.panel)
        self._fault.setObjectName("reset_fault")
        self._fault.hide()
        for part in (self._sentence, self._email, self._code, self._new, self._fault):
            self.body.addWidget(part)
        self._again = self.add_button(self.tr("New Code"), "outline")
        self._again.setObjectName("reset_again")
        self._go_on = self.add_button(self.tr("Send Code"), "solid")
        self._go_on.setObjectName("reset_go_on")
        self._connect()
        self._show()
        self._email.focus_line()

    def _connect(self) -> None:
        self._go_on.clicked.connect(self._on_go_on_clicked)
        self._again.clicked.connect(self._on_again_clicked)
        for field in (self._email, self._code, self._new):
            field.submitted.connect(self._on_go_on_clicked)
            field.text_edited.connect(self._on_field_text_edited)
        self._model.asked.connect(self._on_model_asked)
        self._model.changed.connect(self._on_model_changed)
        self._model.failed.connect(self._on_model_failed)

    def _show(self) -> None:
        for part in (self._code, self._new, self._again):
            part.setVisible(self._has_code)
        self._email.set_read_only(self._has_code)
        self._go_on.setText(self.tr("Set Password") if self._has_code else self.tr("Send Code"))
        if not self._has_code:
            words = self.tr(
                "Type the email you sign in with. If there is an account, a code comes by mail. A new password signs"
                " every device out."
            )
        elif self._is_demo:
            words = self.tr(
                "If there is an account, a code is on its way. In the demo, mail lies on a page: Help, Demo, Mail."
            )
        else:
            words = self.tr(
                "If there is an account, a code is on its way; look in spam too. It works for 30 minutes."
            )
        self._sentence.setText(words)
        self.refit()

    def _lacks(self) -> bool:
        for field in (self._email, self._code, self._new) if self._has_code else (self._email,):
            if not field.text.strip():
                field.set_error(self.tr("Please fill this in."))
                field.focus_line()
                return True
        if self._has_code and len(self._new.text) < PASSWORD_LEAST:
            self._new.set_error(self.tr("At least {count} characters.").format(count=PASSWORD_LEAST))
            self._new.focus_line()
            return True
        return False

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._go_on.setEnabled(not is_busy)
        self._again.setEnabled(not is_busy)

    def _on_field_text_edited(self, _text: str) -> None:
        self._new.set_hint(strength_words(self._new.text))
        self._fault.hide()

    def _on_go_on_clicked(self) -> None:
        if self._is_busy or self._lacks():
            return
        self._set_busy(True)
        if self._has_code:
            self._model.reset(self._email.text, self._code.text, self._new.text)
        else:
            self._model.ask(self._email.text)

    def _on_again_clicked(self) -> None:
        self._set_busy(True)
        self._model.ask(self._email.text)

    def _on_model_asked(self) -> None:
        self._set_busy(False)
        self._has_code = True
        self._show()
        self._code.focus_line()

    def _on_model_changed(self) -> None:
        self._set_busy(False)
        self._new.set_text("")
        self.password_set.emit(self._email.text.strip())
        self.dismiss()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._set_busy(False)
        if isinstance(fault, errors.WrongCode):
            self._code.set_error(fault_words(fault))
            self._code.focus_line(select=True)
        elif isinstance(fault, errors.Refused) and fault.field in ("new", "email"):
            field = self._new if fault.field == "new" else self._email
            field.set_error(field_words("", fault.reason, fault.limit))
            field.focus_line(select=True)
        else:
            self._fault.show_notice("bad", fault_words(fault))
            self._fault.show()
        self.refit()
