"""Asks before something that can't be taken back, such as closing with unsent words that nothing keeps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.widgets.label import Label
from app.widgets.sheet import Sheet


class ConfirmSheet(Sheet):
    """One sentence, a way back that Enter takes, and the way on."""

    confirmed = Signal()
    stayed = Signal()
    """The way back was chosen by its button; Esc says neither."""

    def __init__(self, title: str, text: str, stay: str, go_on: str, parent: QWidget) -> None:
        super().__init__(title, parent, width=420)
        self.setObjectName("confirm")
        self.body.addWidget(Label(text, self.panel))
        self._go_on = self.add_button(go_on, "danger")
        self._go_on.setObjectName("confirm_go_on")
        self._stay = self.add_button(stay, "solid")
        self._stay.setObjectName("confirm_stay")
        self._go_on.clicked.connect(self._on_go_on_clicked)
        self._stay.clicked.connect(self._on_stay_clicked)

    def focus_way_back(self) -> None:
        """Puts the keyboard on the button that changes nothing."""
        self._stay.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_stay_clicked(self) -> None:
        self.dismiss()
        self.stayed.emit()

    def _on_go_on_clicked(self) -> None:
        self.dismiss()
        self.confirmed.emit()
