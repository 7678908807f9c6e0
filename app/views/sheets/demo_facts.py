"""What belongs to the demo world: addresses of the pages, sign-ins, voucher codes; each to copy, pages to open."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.views.demo_words import demo_sections
from app.views.scroll_sheet import ScrollSheet
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.tokens import current_theme


class DemoFactsSheet(ScrollSheet):
    """One row per fact. `facts` is what the demo's backend said when it was ready."""

    def __init__(self, facts: Mapping[str, object], base_url: str, parent: QWidget) -> None:
        super().__init__(self.tr("The demo world"), parent, width=720)
        self.setObjectName("demo_facts")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current_theme().space("l"))
        self._grid.setVerticalSpacing(current_theme().space("s"))
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        for section in demo_sections(facts, base_url):
            self._add_heading(section.heading)
            for row in section.rows:
                self._add_row(row.name, row.value, row.address)
        self.body.addWidget(
            Label(self.tr("Everybody here is made up. Copy what you need."), self.panel, role="text-muted")
        )
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self._close = self.add_button(self.tr("Close"), "solid")
        self._close.clicked.connect(self.dismiss)

    def _add_heading(self, text: str) -> None:
        row = self._grid.rowCount()
        label = Label(text, self, style="strong")
        self._grid.addWidget(label, row, 0, 1, 3)

    def _add_row(self, name: str, value: str, address: str) -> None:
        row = self._grid.rowCount()
        self._grid.addWidget(Label(name, self, style="small", role="text-muted"), row, 0)
        label = Label(value, self, style="small")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(label, row, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(current_theme().space("s"))
        buttons.addStretch(1)
        if address:
            buttons.addWidget(_OpenButton(self.tr("Open"), name, address, self))
        buttons.addWidget(_CopyButton(self.tr("Copy"), name, value, self))
        self._grid.addLayout(buttons, row, 2)


class _CopyButton(Button):
    """Copies one value."""

    def __init__(self, text: str, name: str, value: str, parent: QWidget) -> None:
        super().__init__(text, "outline", None, parent, size="small")
        self._value = value
        self.setAccessibleName(self.tr("Copy {name}: {value}").format(name=name, value=value))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._value)
        self.setText(self.tr("Copied"))


class _OpenButton(Button):
    """Opens one page in the browser."""

    def __init__(self, text: str, name: str, address: str, parent: QWidget) -> None:
        super().__init__(text, "outline", None, parent, size="small")
        self._address = address
        self.setAccessibleName(self.tr("Open {name} in the browser").format(name=name))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl(self._address))
