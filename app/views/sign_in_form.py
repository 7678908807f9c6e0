"""The fields of signing in and of creating an account, with what is wrong said at the place where it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.button import Button, LinkButton
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField
from app.widgets.toggles import CheckBox
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.domain.errors import GettingOutError
    from app.domain.values import Prefill, StorageMode

PASSWORD_LEAST = 10
"""Characters of a new password, as the server asks for them."""


class SignInForm(QWidget):
    """One form for both: with a name and a longer hint it creates an account."""

    sign_in_requested = Signal(str, str, bool, str)  # email, password, stay, two-factor code or nothing
    reset_requested = Signal(str)
    """The email typed so far."""
    register_requested = Signal(str, str, str, bool)  # name, email, password, stay
    stay_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._creates = False
        theme = current_theme()
        self._name = TextField(self.tr("Your name"), self)
        self._name.setObjectName("sign_in_name")
        self._email = TextField(self.tr("Email"), self)
        self._email.setObjectName("sign_in_email")
        self._password = TextField(self.tr("Password"), self, is_password=True)
        self._password.setObjectName("sign_in_password")
        self._code: TextField | None = None
        self._forgot = LinkButton(self.tr("Forgot your password?"), self)
        self._forgot.setObjectName("sign_in_forgot")
        self._stay = CheckBox(self.tr("Stay signed in on this computer"), self)
        self._stay.setObjectName("sign_in_stay")
        self._stay.setChecked(True)
        self._kept = Label("", self, style="small", role="text-muted")
        self._kept.setObjectName("sign_in_kept")
        self._fault = NoticeCard(self)
        self._fault.setObjectName("sign_in_fault")
        self._fault.hide()
        self._submit = Button("", "solid", None, self)
        self._submit.setObjectName("sign_in_submit")
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space("l"))
        for field in (self._name, self._email, self._password):
            column.addWidget(field)
        column.addWidget(self._forgot, 0, Qt.AlignmentFlag.AlignLeading)
        kept = QVBoxLayout()
        kept.setSpacing(theme.space("xs"))
        kept.addWidget(self._stay)
        kept.addWidget(self._kept)
        column.addLayout(kept)
        column.addWidget(self._fault)
        column.addWidget(self._submit)
        self._connect()
        self.set_creates(False)

    def _connect(self) -> None:
        for field in (self._name, self._email, self._password):
            field.submitted.connect(self._on_submit)
            field.text_edited.connect(self._on_field_text_edited)
        self._submit.clicked.connect(self._on_submit)
        self._forgot.clicked.connect(self._on_forgot_clicked)
        self._stay.toggled.connect(self.stay_toggled)

    @property
    def creates(self) -> bool:
        """Whether it creates an account."""
        return self._creates

    @property
    def stay(self) -> bool:
        """Whether the member wants to stay signed in here."""
        return self._stay.isChecked()

    def set_creates(self, creates: bool) -> None:
        """Switches between signing in and creating an account; what was typed stays."""
        self._creates = creates
        self._name.setVisible(creates)
        self._forgot.setVisible(not creates)
        self._drop_code()
        self._password.set_hint(
            self.tr("At least {count} characters; length is what counts.").format(count=PASSWORD_LEAST)
            if creates
            else ""
        )
        self._clear_faults()
        self._show_submit(busy=False)
        self.focus_first()

    def fill(self, prefill: Prefill) -> None:
        """Puts the demo member's sign-in in, unless somebody has begun to type."""
        if not self._email.text and not self._password.text:
            self._email.set_text(prefill.email)
            self._password.set_text(prefill.password)
            self._submit.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_with(self, email: str) -> None:
        """The password was just set anew: only it has to be typed."""
        self.set_creates(False)
        self._email.set_text(email)
        self._password.set_text("")
        self.focus_first()

    def forget_password(self) -> None:
        """Nobody who comes later finds it in the field."""
        self._password.set_text("")
        self._drop_code()

    def begin_anew(self) -> None:
        """As at the start: who comes next at this computer may be a stranger."""
        for field in (self._name, self._email, self._password):
            field.set_text("")
        self.set_creates(False)

    def set_busy(self, busy: bool) -> None:
        """While an attempt is under way, the button says so and does nothing."""
        self._show_submit(busy=busy)

    def set_storage(self, mode: StorageMode, *, can_stay: bool) -> None:
        """Says before anybody types what this computer will keep."""
        self._stay.setEnabled(can_stay)
        self._kept.set_role("text-muted" if can_stay else "waiting")
        self._kept.setText(
            {
                "kept": self.tr("Messages and drafts are kept here, encrypted."),
                "memory_by_choice": self.tr(
                    "This program forgets everything when it is closed. Words that are not sent are lost then."
                ),
                "memory_no_keyring": self.tr(
                    "This computer has no keyring to keep a secret in, so nothing is kept: closing the program"
                    " loses words that are not sent."
                ),
            }[mode.value]
        )

    def show_fault(self, fault: GettingOutError) -> None:
        """At the field if one is to blame, else above the button; the keyboard goes where it is mended."""
        from app.domain import errors
        from app.views.fault_words import fault_words, field_words

        self._clear_faults()
        if isinstance(fault, errors.CodeNeeded):
            self._ask_code()
            return
        to_blame: TextField | None = None
        words = fault_words(fault)
        if isinstance(fault, errors.EmailTaken):
            to_blame = self._email
        elif isinstance(fault, errors.WrongCode):
            to_blame = self._code
        elif isinstance(fault, errors.Refused):
            fields = {"name": self._name, "email": self._email, "password": self._password}
            to_blame = fields.get(fault.field or "")
            words = field_words("", fault.reason, fault.limit)
        if to_blame is not None:
            to_blame.set_error(words)
            to_blame.focus_line()
            return
        self._fault.show_notice("bad", words)
        self._fault.show()
        if isinstance(fault, errors.WrongCredentials):
            self._password.focus_line(select=True)

    def focus_first(self) -> None:
        """The first empty field, else the button."""
        for field in (self._name, self._email, self._password):
            if not field.isHidden() and not field.text:
                field.focus_line()
                return
        self._submit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_code(self) -> None:
        """The password is right, and the account asks for a code as well: built only for those who need it."""
        if self._code is None:
            field = TextField(
                self.tr("Code of your app"),
                self,
                hint=self.tr("Six digits, or one of your recovery codes."),
            )
            field.setObjectName("sign_in_code")
            field.submitted.connect(self._on_submit)
            field.text_edited.connect(self._on_field_text_edited)
            self._column.insertWidget(self._column.indexOf(self._forgot), field)
            self._code = field
        self._code.focus_line()

    def _drop_code(self) -> None:
        if self._code is not None:
            self._column.removeWidget(self._code)
            self._code.hide()
            self._code.deleteLater()
            self._code = None

    def _clear_faults(self) -> None:
        for field in (self._name, self._email, self._password):
            field.set_error(None)
        if self._code is not None:
            self._code.set_error(None)
        self._fault.hide()

    def _show_submit(self, *, busy: bool) -> None:
        if busy:
            words = self.tr("Creating the account…") if self._creates else self.tr("Signing in…")
        else:
            words = self.tr("Create Account") if self._creates else self.tr("Sign In")
        self._submit.setText(words)
        self._submit.setEnabled(not busy)

    def _missing(self) -> TextField | None:
        wanted = [self._name] if self._creates else []
        for field in (*wanted, self._email, self._password):
            if not field.text.strip():
                return field
        return None

    def _on_field_text_edited(self, _text: str) -> None:
        self._clear_faults()
        if self._creates:
            from app.views.password_words import strength_words

            self._password.set_hint(strength_words(self._password.text))

    def _on_submit(self) -> None:
        if not self._submit.isEnabled():
            return
        self._clear_faults()
        missing = self._missing()
        if missing is not None:
            missing.set_error(self.tr("Please fill this in."))
            missing.focus_line()
        elif self._creates:
            self.register_requested.emit(
                self._name.text.strip(), self._email.text.strip(), self._password.text, self.stay
            )
        else:
            code = self._code.text.strip() if self._code is not None else ""
            self.sign_in_requested.emit(self._email.text.strip(), self._password.text, self.stay, code)

    def _on_forgot_clicked(self) -> None:
        self.reset_requested.emit(self._email.text.strip())
