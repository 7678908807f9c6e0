"""What this program is, and the versions that a report needs."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.mark import Mark
from app.widgets.sheet import Sheet
from app.widgets.tokens import current_theme


class AboutSheet(Sheet):
    """Versions as one text, to be copied."""

    def __init__(self, server_url: str | None, parent: QWidget) -> None:
        """`server_url` None is the backend inside the program."""
        from contract.server_info import CLIENT_VERSION

        super().__init__(self.tr("About GettingOut"), parent, width=420)
        self.setObjectName("about")
        self._text = "\n".join(
            (
                self.tr("GettingOut {version}").format(version=CLIENT_VERSION),
                self.tr("Server: {server}").format(
                    server=server_url or self.tr("the one inside this program")
                ),
                f"Python {platform.python_version()}, Qt {qVersion()}",
                platform.platform(),
            )
        )
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("m"))
        row.addWidget(Mark(40, self.panel))
        row.addWidget(
            Label(
                self.tr(
                    "Write to someone in custody. What you send is read and approved by the facility first; you see"
                    " every step."
                ),
                self.panel,
            ),
            1,
        )
        self.body.addLayout(row)
        self.body.addWidget(Label(self._text, self.panel, style="small", role="text-muted"))
        self._copy = Button(self.tr("Copy Versions"), "ghost", None, self.panel)
        self._copy.setObjectName("about_copy")
        self.add_left(self._copy)
        self._close = self.add_button(self.tr("Close"), "solid")
        self._copy.clicked.connect(self._on_copy_clicked)
        self._close.clicked.connect(self.dismiss)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copy.setText(self.tr("Copied"))
