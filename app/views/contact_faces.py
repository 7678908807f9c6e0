"""Shows the photos that were chosen for contacts wherever a contact is drawn: lists, heads, cards, pages."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.viewmodels.app import AppViewModel
from app.widgets.faces import set_faces


class ContactFaces(QObject):
    """What the start needs comes first: photos are read once the kept conversations are on the screen."""

    def __init__(self, app: AppViewModel, window: QWidget) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._follows = False
        set_faces({})
        app.settled.connect(self._on_app_settled)

    def _on_app_settled(self) -> None:
        photos = self._app.contact_photos
        if not self._follows:
            self._follows = True
            photos.changed.connect(self._on_photos_changed)
        photos.load()

    def _on_photos_changed(self) -> None:
        set_faces(self._app.contact_photos.photos)
        self._window.update()
