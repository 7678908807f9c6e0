"""My Account, Notifications: on this computer, by email, both or not at all."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.domain.errors import GettingOutError
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.views.form_card import FormCard
from app.widgets.label import Label
from app.widgets.toggles import CheckBox

translate = QCoreApplication.translate


class NoticesCard(FormCard):
    """Two boxes that count at once; neither ticked is an answer too."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(translate("NoticesCard", "Notifications"), "", "notices", parent)
        self._app = app
        self._model = app.care.details
        self._here = CheckBox(self.tr("On this computer, while the program is open"), self)
        self._here.setObjectName("notices_here")
        self._email = CheckBox(self.tr("By email, at most once an hour"), self)
        self._email.setObjectName("notices_email")
        for box in (self._here, self._email):
            self.add_part(box, is_narrow=False)
            box.clicked.connect(self._on_box_clicked)
        self.add_part(
            Label(
                self.tr(
                    "A notice says that something arrived, was not approved, or needs your answer: no words, no"
                    " names. Notices about your account's safety, such as a new device, always come by email."
                ),
                self,
                style="small",
                role="text-muted",
            ),
            is_narrow=False,
        )
        self.add_notice()
        self._model.notices_saved.connect(self._on_model_notices_saved)
        self._model.failed.connect(self._on_model_failed)
        app.account.account_changed.connect(self._show)
        self._show(app.account.account)

    def _show(self, account: AccountInfo | None) -> None:
        if account is not None and not self.is_busy:
            self._here.setChecked(account.notify_on_computer)
            self._email.setChecked(account.notify_by_email)

    def set_busy(self, is_busy: bool) -> None:
        """While it is being saved the boxes are off."""
        super().set_busy(is_busy)
        for box in (self._here, self._email):
            box.setEnabled(not is_busy)

    def _on_box_clicked(self, _checked: bool) -> None:
        self.say_nothing()
        self.set_busy(True)
        self._model.save_notices(on_computer=self._here.isChecked(), by_email=self._email.isChecked())

    def _on_model_notices_saved(self) -> None:
        self.set_busy(False)
        if self._here.isChecked() or self._email.isChecked():
            self.say("good", self.tr("Saved."))
        else:
            self.say(
                "good", self.tr("Saved. Nothing tells you when something arrives; look in from time to time.")
            )

    def _on_model_failed(self, what: str, fault: GettingOutError) -> None:
        if what == "notices":
            self.say_fault(fault)
            self._show(self._app.account.account)
