"""Into which gallery photos go: one of those there are, or a new one named on the spot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.gallery import GalleryCard
from app.viewmodels.naming import Named
from app.views.name_field import NameField
from app.widgets import icons
from app.widgets.button import Button, LinkButton
from app.widgets.drop_down import DropDown
from app.widgets.label import Label
from app.widgets.tokens import current_theme


class GalleryChoice(QWidget):
    """Without any gallery yet, the field for a new one stands there at once."""

    changed = Signal()

    def __init__(
        self, galleries: tuple[GalleryCard, ...], chosen: str | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._has_some = bool(galleries)
        self._label = Label(self.tr("Gallery"), self, style="strong", wrap=False)
        self._choice = DropDown(self.tr("Gallery"), self)
        self._choice.setObjectName("share_gallery")
        self._label.setBuddy(self._choice)
        for card in galleries:
            self._choice.addItem(icons.icon("folder"), card.name, card.gallery_id)
            if card.gallery_id == chosen:
                self._choice.setCurrentIndex(self._choice.count() - 1)
        self._new = Button(self.tr("New gallery"), "outline", "plus", self)
        self._new.setObjectName("share_new_gallery")
        self.field = NameField(
            self.tr("New gallery"),
            Named.GALLERY,
            self,
            hint=self.tr("The name is for you only. Nobody else sees it."),
        )
        self.field.setObjectName("share_gallery_name")
        self._existing = LinkButton(self.tr("Choose one of your galleries"), self, style="small")
        self._existing.setObjectName("share_existing_gallery")
        row = QHBoxLayout()
        row.setSpacing(theme.space("s"))
        row.addWidget(self._choice, 1)
        row.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._label)
        column.addLayout(row)
        column.addWidget(self.field)
        column.addWidget(self._existing)
        self._new.clicked.connect(self._on_new_clicked)
        self._existing.clicked.connect(self._on_existing_clicked)
        if not galleries:
            self.field.set_text(self.tr("My photos"))
        self._show_new(is_new=not galleries)
        self._choice.currentIndexChanged.connect(self._on_choice_changed)
        self.field.name_changed.connect(self.changed)

    @property
    def gallery_id(self) -> str | None:
        """The one that was chosen, None for a new one."""
        return None if self._is_new else str(self._choice.currentData())

    @property
    def new_name(self) -> str:
        """What a new one is to be called; "" if one of those there are was chosen."""
        return self.field.text if self._is_new else ""

    def choose(self, gallery_id: str | None, new_name: str) -> None:
        """As it was chosen before, if that gallery is still there."""
        row = self._choice.findData(gallery_id)
        if gallery_id is not None and row >= 0:
            self._choice.setCurrentIndex(row)
            self._show_new(is_new=False)
        elif new_name:
            self.field.set_text(new_name)
            self._show_new(is_new=True)

    def say_what_is_wrong(self) -> str:
        """Shows and answers why it can't be used; "" if it can."""
        words = self.field.say_what_is_wrong() if self._is_new else ""
        if words:
            self.field.focus_line()
        return words

    def _show_new(self, *, is_new: bool) -> None:
        self._is_new = is_new
        for widget in (self._label, self._choice, self._new):
            widget.setVisible(not is_new)
        self.field.setVisible(is_new)
        self._existing.setVisible(is_new and self._has_some)

    def _on_new_clicked(self) -> None:
        self._show_new(is_new=True)
        self.field.focus_line(select=True)
        self.changed.emit()

    def _on_existing_clicked(self) -> None:
        self._show_new(is_new=False)
        self._choice.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_choice_changed(self, _row: int) -> None:
        self.changed.emit()
