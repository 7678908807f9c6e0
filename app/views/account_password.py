"""Changing the password: the present one, the new one twice is not asked because it can be shown."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain import errors
from app.domain.errors import GettingOutError
from app.viewmodels.account import AccountViewModel
from app.views.fault_words import fault_words
from app.views.password_words import strength_words
from app.views.sign_in_form import PASSWORD_LEAST
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.narrow import Narrow
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

FORM_WIDTH = 376


class PasswordCard(QFrame):
    """The form, and the sentence that it worked."""

    def __init__(self, model: AccountViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self._model = model
        theme = current_theme()
        self._current = TextField(self.tr("Present password"), self, is_password=True)
        self._current.setObjectName("password_current")
        self._new = TextField(self.tr("New password"), self, is_password=True)
        self._new.setObjectName("password_new")
        self._new.set_hint(strength_words(""))
        self._said = NoticeCard(self)
        self._said.setObjectName("password_said")
        self._said.hide()
        self._change = Button(self.tr("Change Password"), "solid", None, self)
        self._change.setObjectName("password_change")
        margin = theme.space("xl")
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space("l"))
        column.addWidget(Label(self.tr("Password"), self, style="title"))
        column.addWidget(
            Label(self.tr("Every other device is signed out when it changes."), self, role="text-muted")
        )
        for part in (self._current, self._new, self._said):
            column.addWidget(Narrow(part, theme.px(FORM_WIDTH), self))
        row = QHBoxLayout()
        row.addWidget(self._change)
        row.addStretch(1)
        column.addLayout(row)
        for field in (self._current, self._new):
            field.submitted.connect(self._on_change_clicked)
            field.text_edited.connect(self._on_field_text_edited)
        self._change.clicked.connect(self._on_change_clicked)
        model.password_changed.connect(self._on_model_password_changed)
        model.failed.connect(self._on_model_failed)
        self._asked = False

    def _on_field_text_edited(self, _text: str) -> None:
        self._current.set_error(None)
        self._new.set_error(None)
        self._new.set_hint(strength_words(self._new.text))
        self._said.hide()

    def _on_change_clicked(self) -> None:
        if self._asked:
            return
        for field in (self._current, self._new):
            if not field.text:
                field.set_error(self.tr("Please fill this in."))
                field.focus_line()
                return
        if len(self._new.text) < PASSWORD_LEAST:
            self._new.set_error(self.tr("At least {count} characters.").format(count=PASSWORD_LEAST))
            self._new.focus_line()
            return
        self._set_asked(True)
        self._model.change_password(self._current.text, self._new.text)

    def _set_asked(self, asked: bool) -> None:
        self._asked = asked
        self._change.setEnabled(not asked)
        self._change.setText(self.tr("Changing…") if asked else self.tr("Change Password"))

    def _on_model_password_changed(self) -> None:
        self._set_asked(False)
        self._current.set_text("")
        self._new.set_text("")
        self._new.set_hint(strength_words(""))
        self._said.show_notice("good", self.tr("The password is changed. Every other device is signed out."))
        self._said.show()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        if not self._asked:
            return
        self._set_asked(False)
        if isinstance(fault, errors.WrongCredentials) or (
            isinstance(fault, errors.Refused) and fault.field == "current"
        ):
            self._current.set_error(self.tr("This is not your present password."))
            self._current.focus_line(select=True)
        elif isinstance(fault, errors.Refused):
            self._new.set_error(fault_words(fault))
            self._new.focus_line(select=True)
        else:
            self._said.show_notice("bad", fault_words(fault))
            self._said.show()
