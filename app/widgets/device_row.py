"""One place where the member is signed in, with a way to end it there."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import values
from app.widgets import fmt
from app.widgets.badge import Badge
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.state_line import Icon
from app.widgets.tokens import current_theme

_HEIGHT = 60


class DeviceRow(QWidget):
    """Icon, name, when it was last used; this computer wears a badge, the others a button."""

    sign_out_requested = Signal(str)
    """The id of the device to end."""

    def __init__(
        self, device: values.DeviceRow, parent: QWidget | None = None, now: datetime | None = None
    ) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._id = device.id
        self.setMinimumHeight(theme.px(_HEIGHT))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.space("s"), 0, theme.space("s"))
        row.setSpacing(theme.space("m"))
        row.addWidget(Icon("laptop", "text", "l", self))
        words = QVBoxLayout()
        words.setSpacing(0)
        title = self.tr("This computer") if device.current else device.name
        below = (
            device.name
            if device.current
            else self.tr("last used {time}").format(time=fmt.when(device.last_used_at, now))
        )
        words.addWidget(Label(title, self, style="strong"))
        words.addWidget(Label(below, self, style="small", role="text-muted"))
        row.addLayout(words, 1)
        self.sign_out = Button(self.tr("Sign out"), "outline", None, self, size="small")
        self.sign_out.setAccessibleName(self.tr("Sign out on {device}").format(device=device.name))
        self.sign_out.clicked.connect(self._on_sign_out_clicked)
        badge = Badge(self.tr("Now"), "good", "approved", self)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.sign_out, 0, Qt.AlignmentFlag.AlignVCenter)
        badge.setVisible(device.current)
        self.sign_out.setVisible(not device.current)

    def _on_sign_out_clicked(self) -> None:
        self.sign_out_requested.emit(self._id)
