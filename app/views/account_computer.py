"""My Account, This Computer: what is kept here with its size, and clearing what can be loaded again."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from app.domain.errors import GettingOutError
from app.domain.keeping import Kept, KeptKind
from app.domain.values import StorageMode
from app.viewmodels.app import AppViewModel
from app.views.form_card import FormCard
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.tokens import current_theme

translate = QCoreApplication.translate


class ComputerCard(FormCard):
    """One row for each kind, the file's size, one button."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(translate("ComputerCard", "What this computer keeps"), " ", "computer", parent)
        self._model = app.care.keeping
        self._rows = QWidget(self)
        self._rows.setObjectName("computer_rows")
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current_theme().space("xl"))
        self._grid.setVerticalSpacing(current_theme().space("s"))
        self._grid.setColumnStretch(0, 1)
        self._labels: dict[KeptKind, tuple[Label, Label, Label]] = {}
        for row, (kind, words) in enumerate(self._names().items()):
            name = Label(words, self._rows)
            count = Label("", self._rows, role="text-muted", wrap=False, tabular=True)
            size = Label("…", self._rows, wrap=False, tabular=True)
            size.setObjectName(f"computer_{kind.value}")
            for column, label in enumerate((name, count, size)):
                self._grid.addWidget(label, row, column)
            self._labels[kind] = (name, count, size)
        self.add_part(self._rows, is_narrow=False)
        self._total = Label("", self, style="strong")
        self._total.setObjectName("computer_total")
        self.add_part(self._total)
        self.add_notice()
        self._clear = Button(self.tr("Clear What Can Be Loaded Again"), "outline", "trash", self)
        self._clear.setObjectName("computer_clear")
        self.add_buttons(self._clear)
        self._clear.clicked.connect(self._on_clear_clicked)
        self._model.kept_changed.connect(self._on_model_kept_changed)
        self._model.cleared.connect(self._on_model_cleared)
        self._model.failed.connect(self._on_model_failed)

    def _names(self) -> dict[KeptKind, str]:
        return {
            KeptKind.UNSENT: self.tr("Not sent yet: drafts, messages, posts and photos that wait"),
            KeptKind.FACES: self.tr("Photos you chose for your contacts"),
            KeptKind.MESSAGES: self.tr(
                "Messages and posts you have looked at, with their index for searching"
            ),
            KeptKind.PICTURES: self.tr("Photos you have looked at"),
            KeptKind.OTHER: self.tr("Contacts, facilities, balance, account"),
        }

    def _on_clear_clicked(self) -> None:
        if not self.is_busy:
            self.say_nothing()
            self.set_busy(True)
            self._model.clear()

    def _on_model_kept_changed(self, kept: Kept) -> None:
        self.sentence.setText(
            {
                StorageMode.KEPT: self.tr(
                    "Encrypted in a file on this computer; the key lies in its keyring. Signing out leaves only what"
                    " is not sent, and the photos you chose for your contacts."
                ),
                StorageMode.MEMORY_BY_CHOICE: self.tr(
                    "In memory only, as you chose at signing in: all of it is gone when the program is closed."
                ),
                StorageMode.MEMORY_NO_KEYRING: self.tr(
                    "In memory only, because this computer has no keyring: all of it is gone when the program is"
                    " closed."
                ),
            }[kept.mode]
        )
        for item in kept.items:
            _, count, size = self._labels[item.kind]
            count.setText(str(item.count) if item.kind is not KeptKind.OTHER else "")
            size.setText(fmt.size(item.size_bytes))
        self._total.setText(
            self.tr("Together with its own order: {size}").format(size=fmt.size(kept.file_bytes))
        )

    def _on_model_cleared(self) -> None:
        self.set_busy(False)
        self.say(
            "good",
            self.tr("Cleared. What you look at next is loaded again; nothing that is only here was touched."),
        )

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self.say_fault(fault)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Counts anew when it comes into view."""
        super().showEvent(event)
        self._model.load()
