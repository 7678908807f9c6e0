"""Said before a camera or a file chooser opens, if the balance does not reach for a photo: the member decides then."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.prices import PriceLine
from app.widgets import fmt
from app.widgets.label import Label
from app.widgets.sheet import Sheet


class BeforePhotoSheet(Sheet):
    """What a photo costs, what is there, and two ways on: add funds, or prepare it anyway."""

    add_funds_requested = Signal(int)  # cents that are missing
    go_on_requested = Signal()

    def __init__(self, line: PriceLine, parent: QWidget) -> None:
        super().__init__(self.tr("Before you begin"), parent, width=420)
        self.setObjectName("before_photo")
        self._missing = line.missing_cents
        words = self.tr("A photo costs {price}, and your balance is {balance}: {missing} is missing.").format(
            price=fmt.money(line.price_cents or 0),
            balance=fmt.dollars(line.balance_cents or 0),
            missing=fmt.money(line.missing_cents),
        )
        self.body.addWidget(Label(words, self.panel))
        rest = self.tr("You can prepare the photo now and add funds before you share it.")
        self.body.addWidget(Label(rest, self.panel, role="text-muted"))
        go_on = self.add_button(self.tr("Prepare It Anyway"))
        go_on.setObjectName("before_go_on")
        go_on.clicked.connect(self._on_go_on_clicked)
        add = self.add_button(self.tr("Add Funds"), "solid", "plus")
        add.setObjectName("before_add_funds")
        add.clicked.connect(self._on_add_clicked)

    def _on_go_on_clicked(self) -> None:
        self.dismiss()
        self.go_on_requested.emit()

    def _on_add_clicked(self) -> None:
        self.dismiss()
        self.add_funds_requested.emit(self._missing)
