"""Asks for a name: of a gallery that is made or renamed, or of a photo."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.viewmodels.naming import Named
from app.views.name_field import NameField
from app.widgets.label import Label
from app.widgets.sheet import Sheet


class NameItSheet(Sheet):
    """One field; Enter takes the name, Esc leaves everything as it is."""

    named = Signal(str)

    def __init__(
        self, title: str, verb: str, what: Named, parent: QWidget, *, name: str = "", note: str = ""
    ) -> None:
        """`name` is what it is called now; `note` stands below the field."""
        super().__init__(title, parent, width=420)
        self.setObjectName("name_it")
        label = self.tr("Title") if what is Named.PHOTO else self.tr("Name")
        self.field = NameField(label, what, self.panel)
        self.field.setObjectName("name_it_field")
        self.field.set_text(name)
        self.field.submitted.connect(self._on_take)
        self.body.addWidget(self.field)
        if note:
            self.body.addWidget(Label(note, self.panel, style="small", role="text-muted"))
        cancel = self.add_button(self.tr("Cancel"))
        cancel.clicked.connect(self.dismiss)
        self._take = self.add_button(verb, "solid")
        self._take.setObjectName("name_it_take")
        self._take.clicked.connect(self._on_take)

    def open(self) -> None:
        """Ready to be typed over."""
        super().open()
        self.field.focus_line(select=True)

    def _on_take(self) -> None:
        if self.field.say_what_is_wrong():
            self.field.focus_line()
            return
        name = self.field.name
        self.dismiss()
        self.named.emit(name)
