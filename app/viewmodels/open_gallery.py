"""The photos of the gallery that is open: read in pieces, kept up to date one by one, no old answer over a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import GettingOutError
from app.domain.gallery import GalleryPhoto
from app.viewmodels.hub import Hub
from app.viewmodels.pictures import Pictures

if TYPE_CHECKING:
    from app.services.galleries import PhotosPage

FIRST_PIECE = 60
PIECE = 500
"""Photos read at once: what is surely in view, then the rest, with room for other work between."""


class OpenGallery(QObject):
    """Changes that come while all are being read are read after it; what was asked for before that is old by then."""

    photos_changed = Signal()
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._pictures = pictures
        self._pictures.settled.connect(self._on_pictures_settled)
        self._gallery_id: str | None = None
        self._photos: dict[str, GalleryPhoto] = {}
        self._pieces: dict[str, GalleryPhoto] | None = None
        self._next_piece: tuple[str, int] | None = None
        self._reads_again = False

    @property
    def gallery_id(self) -> str | None:
        """Which one it is; None while none is open."""
        return self._gallery_id

    @property
    def photos(self) -> dict[str, GalleryPhoto]:
        """What is known of it, by key, newest first."""
        return self._photos

    def show(self, gallery_id: str | None) -> None:
        """Another one, or none; nothing is read yet."""
        self._gallery_id = gallery_id
        self._photos = {}
        self._pieces = self._next_piece = None
        self._reads_again = False

    def read(self, keys: tuple[str, ...] = ()) -> None:
        """These, or all; all are read in pieces, so that what is in view does not wait for thousands."""
        gallery_id = self._gallery_id
        if gallery_id is None:
            return
        if self._pieces is not None:
            self._reads_again = True
        elif keys:
            self._hub.storage(
                self,
                lambda session: session.galleries.photos_of(gallery_id, keys),
                lambda found: self._on_some_read(gallery_id, found),
            )
        else:
            self._pieces = {}
            self._read_piece(gallery_id, None, FIRST_PIECE)

    def _read_piece(self, gallery_id: str, before: int | None, most: int) -> None:
        self._hub.storage(
            self,
            lambda session: session.galleries.photos(gallery_id, before, most),
            lambda page: self._on_piece_read(gallery_id, page),
            self._on_piece_failed,
        )

    def _on_piece_read(self, gallery_id: str, page: PhotosPage) -> None:
        """The first piece is shown at once where nothing is yet."""
        if gallery_id != self._gallery_id or self._pieces is None:
            return
        self._pieces.update((photo.key, photo) for photo in page.photos)
        if page.last is not None:
            self._next_piece = (gallery_id, page.last)
            if not self._photos:
                self._put(dict(self._pieces))
            # Whoever shows them has asked for pictures by then.
            QTimer.singleShot(0, self, self._on_pictures_settled)
            return
        photos, self._pieces = self._pieces, None
        self._put(photos)
        again, self._reads_again = self._reads_again, False
        if again:
            self.read()

    def _on_pictures_settled(self) -> None:
        """The pictures in view go before the next piece."""
        wanted = self._next_piece
        if wanted is not None and self._pictures.is_idle:
            self._next_piece = None
            self._read_piece(*wanted, PIECE)

    def _on_piece_failed(self, fault: GettingOutError) -> None:
        self._pieces = None
        self._reads_again = False
        self.failed.emit(fault)

    def _on_some_read(self, gallery_id: str, found: dict[str, GalleryPhoto | None]) -> None:
        """New ones stand before all others, as the newest; what was read before all are read anew is old by then."""
        if gallery_id != self._gallery_id or self._pieces is not None:
            return
        fresh = {key: photo for key, photo in found.items() if photo and key not in self._photos}
        known = {
            key: after for key, photo in self._photos.items() if (after := found.get(key, photo)) is not None
        }
        self._put({**fresh, **known})

    def _put(self, photos: dict[str, GalleryPhoto]) -> None:
        if photos == self._photos and list(photos) == list(self._photos):
            return
        for key, before in self._photos.items():
            after = photos.get(key)
            if after is None or after.is_sealed != before.is_sealed or after.photo_id != before.photo_id:
                self._pictures.look_again(key)
            if after is not None and after.is_sealed and not before.is_sealed:
                self._pictures.forget(key)
        self._photos = photos
        self.photos_changed.emit()
