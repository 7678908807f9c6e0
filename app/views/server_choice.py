"""Which server this program talks to, behind “Advanced” on the sign-in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.widgets.button import Button, LinkButton
from app.widgets.label import Label
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.domain.errors import GettingOutError


class ServerChoice(QWidget):
    """Folded away until asked for; an empty address is the backend inside the program."""

    server_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._url = ""
        self._asked = False
        self._unfold = LinkButton(self.tr("Advanced"), self, style="small")
        self._unfold.setObjectName("sign_in_advanced")
        self._unfold.setCheckable(True)
        self._body = QWidget(self)
        self._field = TextField(self.tr("Server address"), self._body, placeholder="https://")
        self._field.setObjectName("sign_in_server")
        self._hint = Label("", self._body, style="small", role="text-muted")
        self._use = Button(self.tr("Use This Server"), "outline", None, self._body)
        self._use.setObjectName("sign_in_use_server")
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, theme.space("s"), 0, 0)
        body.setSpacing(theme.space("s"))
        body.addWidget(self._field)
        body.addWidget(self._hint)
        row = QHBoxLayout()
        row.addWidget(self._use)
        row.addStretch(1)
        body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._unfold)
        column.addWidget(self._body)
        self._body.hide()
        self._unfold.toggled.connect(self._on_unfold_toggled)
        self._use.clicked.connect(self._on_use_clicked)
        self._field.submitted.connect(self._on_use_clicked)
        self._field.text_edited.connect(self._on_field_text_edited)
        self.set_url(None)

    def set_url(self, url: str | None) -> None:
        """Shows which server is used now."""
        self._url = url or ""
        self._field.set_text(self._url)
        self._field.set_error(None)
        self._asked = False
        self._hint.setText(
            self.tr("Used now. Leave it empty to use the one inside this program.")
            if url
            else self.tr("Empty: the one inside this program. Others need https.")
        )

    def takes_fault(self, fault: GettingOutError) -> bool:
        """Shows a fault that belongs to the address; whether it did."""
        from app.domain import errors

        if not self._asked:
            return False
        self._asked = False
        if isinstance(fault, errors.ConfigFault) or (
            isinstance(fault, errors.Refused) and fault.field in ("server", "server_url")
        ):
            self._field.set_error(
                self.tr("The address can't be saved on this computer. Please try again.")
                if isinstance(fault, errors.ConfigFault) and fault.wrong is errors.WrongSetting.UNREADABLE
                else self.tr("This address can't be used. It begins with https:// and names a server.")
            )
            self._field.focus_line()
            return True
        return False

    def _on_unfold_toggled(self, unfolded: bool) -> None:
        self._body.setVisible(unfolded)
        if unfolded:
            self._field.focus_line()

    def _on_field_text_edited(self, _text: str) -> None:
        self._field.set_error(None)

    def _on_use_clicked(self) -> None:
        self._asked = True
        self.server_chosen.emit(self._field.text.strip())
