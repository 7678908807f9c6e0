"""My Account, Your data: the way to closing the account, at its very end."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.views.form_card import FormCard
from app.widgets.button import Button

translate = QCoreApplication.translate


class ClosingCard(FormCard):
    """One sentence and one button; what it means is said in the sheet, before anything happens."""

    closing_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("ClosingCard", "Close your account"),
            translate(
                "ClosingCard",
                "You first see what goes, what stays, why and until when. Your balance is paid out.",
            ),
            "closing_card",
            parent,
        )
        self._begin = Button(self.tr("Close My Account…"), "danger", None, self)
        self._begin.setObjectName("closing_begin")
        self.add_buttons(self._begin)
        self._begin.clicked.connect(self._on_begin_clicked)

    def _on_begin_clicked(self) -> None:
        self.closing_wanted.emit()
