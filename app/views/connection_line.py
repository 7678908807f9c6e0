"""One quiet line about how the server is reached, for the foot of the sign-in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.widgets.label import Label
from app.widgets.state_line import Icon
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.domain.values import Connection


class ConnectionLine(QWidget):
    """Icon and words; colour is never the only sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_connection")
        self._icon = Icon("clock", "waiting", "s", self)
        self._words = Label("", self, style="small", role="text-muted", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_theme().px(6))
        row.addWidget(self._icon)
        row.addWidget(self._words)
        self._show("clock", "waiting", self.tr("Getting ready…"))

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def set_connection(self, connection: Connection) -> None:
        """Shows another state."""
        self._show(
            *{
                "starting": ("clock", "waiting", self.tr("Getting ready…")),
                "online": ("approved", "positive", self.tr("Connected")),
                "offline": ("offline", "waiting", self.tr("No connection. Trying again by itself.")),
                "server_fault": ("alert", "waiting", self.tr("The server has a fault. Trying again.")),
                "client_too_old": ("alert", "refused", self.tr("This program is too old.")),
                "server_too_old": ("alert", "refused", self.tr("The server is too old.")),
                "signed_out": ("approved", "positive", self.tr("Connected")),
            }[connection.value]
        )

    def _show(self, icon: str, role: str, words: str) -> None:
        self._icon.show_icon(icon, role)
        self._words.setText(words)
        self.setAccessibleName(words)
