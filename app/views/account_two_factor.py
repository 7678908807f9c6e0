"""My Account, Password: two-factor codes set up with an app, recovery codes shown once, turned off again."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.viewmodels.two_factor import TwoFactorStage
from app.views.form_card import FormCard
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.qr_picture import QrPicture
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

COLUMNS = 2
translate = QCoreApplication.translate


class TwoFactorCard(FormCard):
    """Off, being set up, showing recovery codes, or on."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(translate("TwoFactorCard", "Two-factor codes"), " ", "two_factor", parent)
        self._app = app
        self._model = app.care.two_factor
        self._qr = QrPicture(self.tr("QR picture of the key below, for your app"), self)
        self._qr.setObjectName("two_factor_qr")
        self.add_part(self._qr, is_narrow=False)
        self._secret = Label("", self, style="strong", tabular=True)
        self._secret.setObjectName("two_factor_secret")
        self._secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_part(self._secret)
        self._codes = QWidget(self)
        self._codes.setObjectName("two_factor_codes")
        self._grid = QGridLayout(self._codes)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current_theme().space("xl"))
        self._grid.setColumnStretch(COLUMNS, 1)
        self.add_part(self._codes, is_narrow=False)
        self._password = self.add_field(TextField(self.tr("Your password"), self, is_password=True))
        self._password.setObjectName("two_factor_password")
        self._code = self.add_field(TextField(self.tr("Code of your app"), self))
        self._code.setObjectName("two_factor_code")
        self.add_notice()
        self._build_buttons()
        self._connect()

    def _build_buttons(self) -> None:
        self._begin = Button(self.tr("Turn On"), "outline", "shield", self)
        self._confirm = Button(self.tr("Confirm Code"), "outline", None, self)
        self._cancel = Button(self.tr("Cancel"), "ghost", None, self)
        self._copy = Button(self.tr("Copy All"), "outline", None, self)
        self._kept = Button(self.tr("I Have Kept Them"), "outline", "check", self)
        self._renew = Button(self.tr("New Recovery Codes"), "outline", None, self)
        self._end = Button(self.tr("Turn Off"), "danger", None, self)
        for name, button in (
            ("begin", self._begin),
            ("confirm", self._confirm),
            ("cancel", self._cancel),
            ("copy", self._copy),
            ("kept", self._kept),
            ("renew", self._renew),
            ("end", self._end),
        ):
            button.setObjectName(f"two_factor_{name}")
        self.add_buttons(
            self._begin, self._confirm, self._cancel, self._copy, self._kept, self._renew, self._end
        )

    def _connect(self) -> None:
        self._begin.clicked.connect(self._on_begin_clicked)
        self._confirm.clicked.connect(self._on_confirm_clicked)
        self._cancel.clicked.connect(self._on_done_clicked)
        self._kept.clicked.connect(self._on_done_clicked)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._renew.clicked.connect(self._on_renew_clicked)
        self._end.clicked.connect(self._on_end_clicked)
        for field in (self._password, self._code):
            field.submitted.connect(self._on_field_submitted)
        self._model.stage_changed.connect(self._on_model_stage_changed)
        self._model.turned_off.connect(self._on_model_turned_off)
        self._model.failed.connect(self._on_model_failed)
        self._app.account.account_changed.connect(self._show)
        self._show()

    @property
    def _is_on(self) -> bool:
        account = self._app.account.account
        return account is not None and account.two_factor

    def _show(self, _account: AccountInfo | None = None) -> None:
        stage = self._model.stage
        resting = stage is TwoFactorStage.RESTING
        setting_up = stage is TwoFactorStage.SETTING_UP
        showing = stage is TwoFactorStage.SHOWING_CODES
        secret = self._model.secret
        self._qr.show_squares(secret.squares if secret is not None else ())
        self._secret.setText(_in_fours(secret.secret) if secret is not None else "")
        self._show_codes()
        self._code.set_hint(self.tr("Or one of your recovery codes.") if resting else self.tr("Six digits."))
        for part, is_wanted in (
            (self._qr, setting_up),
            (self._secret, setting_up),
            (self._codes, showing),
            (self._password, resting),
            (self._code, setting_up or (resting and self._is_on)),
            (self._begin, resting and not self._is_on),
            (self._confirm, setting_up),
            (self._cancel, setting_up),
            (self._copy, showing),
            (self._kept, showing),
            (self._renew, resting and self._is_on),
            (self._end, resting and self._is_on),
        ):
            part.setVisible(is_wanted)
        self.sentence.setText(self._words(stage))

    def _words(self, stage: TwoFactorStage) -> str:
        if stage is TwoFactorStage.SETTING_UP:
            return self.tr(
                "Scan this with an app for one-time codes, or type the key into it. Then type the code it shows;"
                " nothing changes before."
            )
        if stage is TwoFactorStage.SHOWING_CODES:
            return self.tr(
                "Two-factor codes are on. Each of these recovery codes opens once if your telephone is lost. Keep them"
                " on paper; they are not shown again."
            )
        account = self._app.account.account
        if account is not None and account.two_factor:
            if account.recovery_codes_left == 1:
                return self.tr(
                    "Two-factor codes are on: signing in takes your password and a code of your app. One recovery code"
                    " is left; make new ones soon."
                )
            return self.tr(
                "Two-factor codes are on: signing in takes your password and a code of your app. {count} recovery"
                " codes are left."
            ).format(count=account.recovery_codes_left)
        return self.tr(
            "Two-factor codes are off. With them on, somebody who learns your password still can't sign in without"
            " your telephone."
        )

    def _show_codes(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, code in enumerate(self._model.codes):
            label = Label(code, self._codes, style="strong", wrap=False, tabular=True)
            label.setObjectName("two_factor_recovery")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label, place // COLUMNS, place % COLUMNS)

    def _on_begin_clicked(self) -> None:
        if not self._starts(self._password):
            return
        self._model.begin(self._password.text)

    def _on_confirm_clicked(self) -> None:
        if self._starts(self._code):
            self._model.confirm(self._code.text)

    def _on_renew_clicked(self) -> None:
        if self._starts(self._password, self._code):
            self._model.renew(self._password.text, self._code.text)

    def _on_end_clicked(self) -> None:
        if self._starts(self._password, self._code):
            self._model.end(self._password.text, self._code.text)

    def _on_field_submitted(self) -> None:
        if self._model.stage is TwoFactorStage.SETTING_UP:
            self._on_confirm_clicked()
        elif not self._is_on:
            self._on_begin_clicked()

    def _on_done_clicked(self) -> None:
        self.say_nothing()
        self._model.rest()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._model.codes))
        self.say("good", self.tr("Copied. Put them where only you find them."))

    def _starts(self, *wanted: TextField) -> bool:
        if self.is_busy or self.lacks(*wanted):
            return False
        self.say_nothing()
        self.set_busy(True)
        return True

    def _on_model_stage_changed(self, stage: TwoFactorStage) -> None:
        self.set_busy(False)
        for field in (self._password, self._code):
            field.set_text("")
        self._show()
        if stage is TwoFactorStage.SETTING_UP:
            self._code.focus_line()
        elif stage is TwoFactorStage.SHOWING_CODES:
            self._kept.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_model_turned_off(self) -> None:
        self.set_busy(False)
        for field in (self._password, self._code):
            field.set_text("")
        self._show()
        self.say("good", self.tr("Two-factor codes are off."))

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self.say_fault(fault, password=self._password, code=self._code)


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
