"""Shows the photos that were chosen for contacts wherever a contact is drawn: lists, heads, cards, pages."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.viewmodels.app import AppViewModel
from app.widgets.faces import FACES


class ContactFaces(QObject):
    """What the start needs comes first: photos are read once the kept conversations are on the screen."""

    def __init__(self, app: AppViewModel, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._follows = False
        FACES.show({})
        app.settled.connect(self._on_app_settled)

    def _on_app_settled(self) -> None:
        photos = self._app.contact_photos
        if not self._follows:
            self._follows = True
            photos.changed.connect(self._on_photos_changed)
        photos.load()

    def _on_photos_changed(self) -> None:
        FACES.show(self._app.contact_photos.photos)
