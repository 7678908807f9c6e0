"""After the account was closed: said once, over the sign-in view."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.closing import ClosedInfo
from app.widgets import fmt
from app.widgets.label import Label
from app.widgets.sheet import Sheet


class ClosedSheet(Sheet):
    """What happened, and what follows."""

    def __init__(self, closed: ClosedInfo, parent: QWidget) -> None:
        super().__init__(self.tr("Your account is closed"), parent, width=440)
        self.setObjectName("closed")
        words = self.tr(
            "Every device is signed out, and nothing of it is kept on this computer. A mail says the same."
        )
        self.body.addWidget(Label(words, self.panel))
        if closed.payout_cents:
            money = self.tr(
                "{sum} is set aside for you; you will be asked by email how it is to be paid."
            ).format(sum=fmt.dollars(closed.payout_cents))
            label = Label(money, self.panel)
            label.setObjectName("closed_money")
            self.body.addWidget(label)
        self._close = self.add_button(self.tr("Close"), "solid")
        self._close.clicked.connect(self.dismiss)
