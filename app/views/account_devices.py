"""Where the member is signed in, with a way to end each other one."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.values import DeviceRow as Device
from app.viewmodels.account import AccountViewModel
from app.views.fault_words import fault_words
from app.widgets.device_row import DeviceRow
from app.widgets.label import Label, hairline
from app.widgets.notice import NoticeCard
from app.widgets.tokens import current_theme


class DevicesCard(QFrame):
    """One row per device, this one first."""

    def __init__(self, model: AccountViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        theme = current_theme()
        self._model = model
        self._rows: list[QWidget] = []
        margin = theme.space("xl")
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space("s"))
        column.addWidget(Label(self.tr("Devices signed in"), self, style="title"))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self._fault = NoticeCard(self)
        self._fault.hide()
        column.addWidget(self._fault)
        column.addStretch(1)
        model.devices_changed.connect(self._on_model_devices_changed)
        model.failed.connect(self._on_model_failed)
        self._on_model_devices_changed(model.devices)

    def _on_model_devices_changed(self, devices: tuple[Device, ...]) -> None:
        self._fault.hide()
        for old in self._rows:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        for number, device in enumerate(sorted(devices, key=lambda each: not each.current)):
            if number:
                self._put(hairline(self))
            row = DeviceRow(device, self)
            row.sign_out_requested.connect(self._model.revoke)
            self._put(row)

    def _put(self, widget: QWidget) -> None:
        self._rows.append(widget)
        self._list.addWidget(widget)

    def _on_model_failed(self, fault: GettingOutError) -> None:
        if self.isVisible():
            self._fault.show_notice("bad", fault_words(fault))
            self._fault.show()
