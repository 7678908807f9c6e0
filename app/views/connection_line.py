"""One quiet line about how the server is reached, for the foot of the sign-in view."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.values import Connection
from app.widgets.label import Label
from app.widgets.state_line import Icon
from app.widgets.tokens import current_theme


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
        self.set_connection(Connection.STARTING)

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def set_connection(self, connection: Connection) -> None:
        """Shows another state."""
        icon, role, words = {
            Connection.STARTING: ("clock", "waiting", self.tr("Getting ready…")),
            Connection.ONLINE: ("approved", "positive", self.tr("Connected")),
            Connection.OFFLINE: ("offline", "waiting", self.tr("No connection. Trying again by itself.")),
            Connection.SERVER_FAULT: ("alert", "waiting", self.tr("The server has a fault. Trying again.")),
            Connection.CLIENT_TOO_OLD: ("alert", "refused", self.tr("This program is too old.")),
            Connection.SERVER_TOO_OLD: ("alert", "refused", self.tr("The server is too old.")),
            Connection.SIGNED_OUT: ("approved", "positive", self.tr("Connected")),
        }[connection]
        self._icon.show_icon(icon, role)
        self._words.setText(words)
        self.setAccessibleName(words)
