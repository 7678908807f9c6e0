"""Asks for what the Photos tab needs to be told: names, another gallery, and a yes before something is deleted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.gallery import GalleryCard, GalleryPhoto
from app.viewmodels.naming import Named
from app.views import gallery_words
from app.views.sheets.confirm import ConfirmSheet
from app.views.sheets.name_it import NameItSheet
from app.widgets.photo_marks import count_words

if TYPE_CHECKING:
    from app.views.photo_models import PhotosModel
    from app.views.sheet_door import SheetDoor


class GalleryAsking(QObject):
    """Each question is a sheet over the window; what is answered becomes one command of the view model."""

    def __init__(self, model: PhotosModel, door: SheetDoor, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._door = door
        self._view = view
        self._to_move: tuple[str, ...] = ()
        model.gallery_created.connect(self._on_model_gallery_created)

    def ask_new_gallery(self) -> None:
        """A gallery to begin with nothing in it."""
        self._ask_name(self.tr("New gallery"), self.tr("Create Gallery"), Named.GALLERY).named.connect(
            self._model.create_gallery
        )

    def ask_gallery_name(self, card: GalleryCard) -> None:
        """Another name for a gallery."""
        note = self.tr("The name is for you only. Nobody else sees it.")
        sheet = self._ask_name(self.tr("Rename gallery"), self.tr("Rename"), Named.GALLERY, card.name, note)
        sheet.named.connect(partial(self._model.rename_gallery, card.gallery_id))

    def ask_title(self, key: str) -> None:
        """Another title for a photo."""
        photo = self._model.photo(key)
        if photo is None or photo.is_here_only:
            return
        note = (
            self.tr("Who has the photo already keeps seeing the title it was sent with.")
            if photo.shares
            else ""
        )
        sheet = self._ask_name(self.tr("Rename photo"), self.tr("Rename"), Named.PHOTO, photo.title, note)
        sheet.named.connect(partial(self._model.rename, key))

    def ask_moving(self, keys: tuple[str, ...]) -> None:
        """Into which gallery photos go."""
        from app.views.sheets.choose_gallery import ChooseGallerySheet

        keys = tuple(photo.key for photo in self._there(keys))
        if not keys:
            return
        others = tuple(
            card
            for card in self._model.galleries
            if card.gallery_id != self._model.gallery_id and not card.is_received
        )
        sheet = ChooseGallerySheet(others, len(keys), self._view.window())
        sheet.gallery_chosen.connect(partial(self._model.move, keys))
        sheet.new_gallery_named.connect(partial(self._create_for, keys))
        self._door.show_cover(sheet)

    def ask_deleting(self, keys: tuple[str, ...]) -> None:
        """Before photos are deleted; those still on their way up are only taken back."""
        photos = tuple(photo for key in keys if (photo := self._model.photo(key)) is not None)
        here = tuple(photo.key for photo in photos if photo.can_cancel)
        there = self._there(keys)
        if not there:
            self._model.cancel(here)
            return
        title = (
            self.tr("Delete this photo?")
            if len(there) == 1
            else self.tr("Delete {photos}?").format(photos=count_words(len(there)))
        )
        sheet = self._confirm(title, gallery_words.deletion_words(there), self.tr("Delete"))
        sheet.confirmed.connect(partial(self._delete, tuple(photo.key for photo in there), here))

    def ask_deleting_gallery(self, card: GalleryCard) -> None:
        """Before a gallery goes with everything in it."""
        if card.count:
            text = self.tr(
                "{photos} in it are deleted too. What still waits for approval is withdrawn and its money is free"
                " again. What was delivered already stays with those who have it. This can't be taken back."
            ).format(photos=count_words(card.count))
        else:
            text = self.tr("There is nothing in it.")
        sheet = self._confirm(
            self.tr("Delete “{name}”?").format(name=card.name), text, self.tr("Delete Gallery")
        )
        sheet.confirmed.connect(partial(self._model.delete_gallery, card.gallery_id))

    def ask_cancelling(self) -> None:
        """Before everything on its way up is stopped."""
        text = self.tr(
            "They are not shared, and nothing is charged. The files on your computer stay as they are."
        )
        sheet = self._confirm(self.tr("Stop all photos on their way?"), text, self.tr("Stop Them"))
        sheet.confirmed.connect(self._model.cancel_all)

    def _there(self, keys: tuple[str, ...]) -> tuple[GalleryPhoto, ...]:
        """Those of them that the server has."""
        photos = (self._model.photo(key) for key in keys)
        return tuple(photo for photo in photos if photo is not None and not photo.is_here_only)

    def _ask_name(self, title: str, verb: str, what: Named, name: str = "", note: str = "") -> NameItSheet:
        sheet = NameItSheet(title, verb, what, self._view.window(), name=name, note=note)
        self._door.show_cover(sheet)
        return sheet

    def _confirm(self, title: str, text: str, go_on: str) -> ConfirmSheet:
        sheet = ConfirmSheet(title, text, self.tr("Keep"), go_on, self._view.window())
        self._door.show_cover(sheet)
        sheet.focus_way_back()
        return sheet

    def _create_for(self, keys: tuple[str, ...], name: str) -> None:
        self._to_move = keys
        self._model.create_gallery(name)

    def _delete(self, there: tuple[str, ...], here: tuple[str, ...]) -> None:
        if here:
            self._model.cancel(here)
        self._model.delete(there)

    def _on_model_gallery_created(self, card: GalleryCard) -> None:
        """A gallery made for photos takes them; one made by itself is opened."""
        keys, self._to_move = self._to_move, ()
        if keys:
            self._model.move(keys, card.gallery_id)
        elif self._door.sheet is None:
            self._model.open_gallery(card.gallery_id)
