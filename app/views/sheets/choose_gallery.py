"""Asks into which gallery photos are to be moved, or to make one for them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.gallery import GalleryCard
from app.viewmodels.naming import Named
from app.views.name_field import NameField
from app.views.scroll_column import ScrollColumn
from app.widgets.sheet import Sheet
from app.widgets.toggles import RadioButton
from app.widgets.tokens import current_theme

MOST_HEIGHT = 320


class ChooseGallerySheet(Sheet):
    """A radio button each, the last one with a name to type."""

    gallery_chosen = Signal(str)  # its id
    new_gallery_named = Signal(str)

    def __init__(self, galleries: tuple[GalleryCard, ...], count: int, parent: QWidget) -> None:
        """`galleries` are those they can go to; `count` photos go."""
        title = self.tr("Move photo") if count == 1 else self.tr("Move {count} photos").format(count=count)
        super().__init__(title, parent, width=420)
        self.setObjectName("choose_gallery")
        theme = current_theme()
        self._choices: list[tuple[RadioButton, str]] = []
        column = ScrollColumn(self.panel)
        column.column.setSpacing(theme.space("s"))
        for card in galleries:
            self._add(column, card.name, card.gallery_id)
        self._new = self._add(column, self.tr("A new gallery"), "")
        self._name = NameField(self.tr("Name"), Named.GALLERY, column.ground)
        self._name.setObjectName("choose_gallery_name")
        self._name.submitted.connect(self._on_move_clicked)
        column.column.addWidget(self._name)
        column.setFixedHeight(
            min(column.fitting_height(theme.px(372)) + theme.space("l"), theme.px(MOST_HEIGHT))
        )
        self.body.addWidget(column)
        self._new.toggled.connect(self._on_new_toggled)
        self._choices[0][0].setChecked(True)
        self._name.setVisible(len(self._choices) == 1)
        cancel = self.add_button(self.tr("Cancel"))
        cancel.clicked.connect(self.dismiss)
        self._move = self.add_button(self.tr("Move"), "solid")
        self._move.setObjectName("choose_gallery_move")
        self._move.clicked.connect(self._on_move_clicked)

    def _add(self, column: ScrollColumn, words: str, gallery_id: str) -> RadioButton:
        button = RadioButton(words, column.ground)
        button.setObjectName("choose_gallery_new" if not gallery_id else "choose_gallery_choice")
        self._choices.append((button, gallery_id))
        column.column.addWidget(button)
        return button

    def _on_new_toggled(self, is_new: bool) -> None:
        self._name.setVisible(is_new)
        if is_new:
            self._name.focus_line()

    def _on_move_clicked(self) -> None:
        chosen = next(gallery_id for button, gallery_id in self._choices if button.isChecked())
        if chosen:
            self.dismiss()
            self.gallery_chosen.emit(chosen)
            return
        if self._name.say_what_is_wrong():
            self._name.focus_line()
            return
        name = self._name.name
        self.dismiss()
        self.new_gallery_named.emit(name)
