"""The Photos tab: galleries, the photos of the open one, their pictures, and what is on its way up."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.domain.errors import GettingOutError
from app.domain.gallery import (
    GalleryCard,
    GalleryPhoto,
    PhotoToMend,
    PictureSize,
    UploadsStanding,
)
from app.domain.prices import PriceLine
from app.domain.values import Change, ChangeKind, Connection
from app.viewmodels.hub import Hub
from app.viewmodels.open_gallery import OpenGallery
from app.viewmodels.pictures import Pictures
from app.viewmodels.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.galleries import GalleriesService, PhotoTerms
    from app.services.session import OpenSession

_ALL_PHOTOS = (ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.ALL)
_TERMS = (ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.BALANCE, ChangeKind.ALL)


class PhotosViewModel(QObject):
    """Galleries and photos are named by keys that never change, whether the server has them yet or not.

    Changes that come close together are read once: what is asked for while a reading runs is read after it.
    """

    galleries_changed = Signal()
    gallery_changed = Signal()
    photos_changed = Signal()
    uploads_changed = Signal()
    progress_changed = Signal(object)  # PhotoProgress
    picture_ready = Signal(str, object)  # key, PictureSize
    loading_changed = Signal(bool)
    terms_changed = Signal()
    failed = Signal(object)  # GettingOutError
    mend_ready = Signal(object)  # PhotoToMend
    gallery_created = Signal(object)  # GalleryCard

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._pictures = Pictures(hub, self)
        self._pictures.ready.connect(self.picture_ready)
        self._open = OpenGallery(hub, self._pictures, self)
        self._open.photos_changed.connect(self.photos_changed)
        self._open.failed.connect(self.failed)
        self._uploads = Uploads(hub, self)
        self._uploads.changed.connect(self.uploads_changed)
        self._uploads.progress_changed.connect(self.progress_changed)
        self._galleries: tuple[GalleryCard, ...] = ()
        self._terms: PhotoTerms | None = None
        self._is_loading = True
        self._is_reading = self._reads_again = self._has_read = False
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        hub.connection_changed.connect(self._on_connection_changed)
        hub.tally_changed.connect(self._on_tally_changed)
        self._read_everything()

    @property
    def is_loading(self) -> bool:
        """Whether nothing is known here yet, and the first sync is not over."""
        return self._is_loading

    @property
    def is_online(self) -> bool:
        """Whether what waits here goes out now."""
        return self._hub.connection is Connection.ONLINE

    @property
    def price_line(self) -> PriceLine:
        """What one photo costs at least, and what there is for it."""
        tally, terms = self._hub.tally, self._terms
        balance = None if tally.balance is None else tally.balance.available_cents - tally.claimed_cents
        return PriceLine(None if terms is None else terms.price_cents, balance)

    @property
    def takes_photos(self) -> bool:
        """Whether any contact can get photos, as far as that is known."""
        return self._terms is None or not self._terms.is_known or self._terms.price_cents is not None

    @property
    def galleries(self) -> tuple[GalleryCard, ...]:
        """All, newest first."""
        return self._galleries

    @property
    def gallery_id(self) -> str | None:
        """The open one."""
        return self._open.gallery_id

    @property
    def photos(self) -> tuple[GalleryPhoto, ...]:
        """Of the open gallery, newest first."""
        return tuple(self._open.photos.values())

    @property
    def uploads(self) -> UploadsStanding:
        """All photos on their way up."""
        return self._uploads.standing

    def photo(self, key: str) -> GalleryPhoto | None:
        """A photo of the open gallery."""
        return self._open.photos.get(key)

    def picture(self, key: str, size: PictureSize) -> QImage | None:
        """Its picture, None while it is not here."""
        return self._pictures.get(key, size)

    def want_pictures(self, wanted: tuple[tuple[str, PictureSize], ...]) -> None:
        """Exactly these are in view now; `picture_ready` tells each as it comes."""
        self._pictures.want(wanted)

    def progress(self, key: str) -> float | None:
        """How far it is on its way up, from 0 to 1; None if it is not on the wire."""
        return self._uploads.progress(key)

    def open_gallery(self, gallery_id: str) -> None:
        """Show the photos of one."""
        if gallery_id == self.gallery_id:
            return
        self._open.show(gallery_id)
        self.gallery_changed.emit()
        self._open.read()

    def close_gallery(self) -> None:
        """Show all galleries."""
        if self.gallery_id is not None:
            self._open.show(None)
            self.gallery_changed.emit()

    def create_gallery(self, name: str) -> None:
        """Make one; ends in `gallery_created`, also offline, or in `failed`."""
        local_id = str(uuid4())
        self._hub.storage(
            self,
            lambda session: (session.galleries.create(local_id, name), session.galleries.cards()),
            self._on_created,
            self._on_failed,
        )

    def rename_gallery(self, gallery_id: str, name: str) -> None:
        """Give it another name."""
        self._change(lambda galleries: galleries.rename_gallery(gallery_id, name))

    def delete_gallery(self, gallery_id: str) -> None:
        """Take it away with its photos."""
        self._change(lambda galleries: galleries.delete_gallery(gallery_id))

    def set_cover(self, gallery_id: str, key: str) -> None:
        """Put this photo on it."""
        self._change(lambda galleries: galleries.set_cover(gallery_id, key))

    def rename(self, key: str, title: str) -> None:
        """Give a photo another title."""
        self._change(lambda galleries: galleries.rename(key, title))

    def move(self, keys: tuple[str, ...], gallery_id: str) -> None:
        """Put photos into another gallery."""
        self._change(lambda galleries: galleries.move(keys, gallery_id))

    def delete(self, keys: tuple[str, ...]) -> None:
        """Take photos out of their gallery for good."""
        self._change(lambda galleries: galleries.delete(keys))

    def cancel(self, keys: tuple[str, ...]) -> None:
        """Stop photos on their way up."""
        self._keep(lambda galleries: galleries.cancel(keys))

    def cancel_all(self) -> None:
        """Stop all photos on their way up."""
        self._keep(lambda galleries: galleries.cancel_all())

    def withdraw(self, key: str) -> None:
        """Take a photo back wherever it is not decided."""
        self._change(lambda galleries: galleries.withdraw(key))

    def send_anyway(self, key: str) -> None:
        """Send a photo that stayed, at the price that was told."""
        self._keep(lambda galleries: galleries.send_anyway(key))

    def mend(self, key: str) -> None:
        """Bring back a photo to be edited again; ends in `mend_ready` or `failed`."""
        self._hub.network(
            self, lambda session: session.galleries.mend(key), self._on_mend_ready, self._on_failed
        )

    def _change(self, work: Callable[[GalleriesService], tuple[Change, ...]]) -> None:
        self._hub.network(
            self, lambda session: work(session.galleries), self._hub.tell_all, self._on_change_failed
        )

    def _keep(self, work: Callable[[GalleriesService], tuple[Change, ...]]) -> None:
        self._hub.storage(
            self, lambda session: work(session.galleries), self._on_kept, self._on_change_failed
        )

    def _read_everything(self) -> None:
        if self._hub.session is not None:
            self._set_loading(not self._has_read and not self._is_settled)
            self._read_galleries()
            self._open.read()
            self._read_terms()

    def _read_galleries(self) -> None:
        if self._is_reading:
            self._reads_again = True
            return
        self._is_reading = True
        self._hub.storage(self, _read, self._on_read, self._on_read_failed)

    def _read_terms(self) -> None:
        self._hub.storage(self, lambda session: session.galleries.terms(), self._on_terms)

    @property
    def _is_settled(self) -> bool:
        """Whether there is nothing to wait for: all was loaded, or can't be for now."""
        return self._hub.connection is not Connection.STARTING

    def _on_read(self, read: tuple[tuple[GalleryCard, ...], bool]) -> None:
        self._is_reading, again = False, self._reads_again
        self._reads_again = False
        cards, is_whole = self._named(read[0]), read[1]
        self._has_read = bool(cards) or is_whole
        if cards != self._galleries:
            self._galleries = cards
            self.galleries_changed.emit()
            if self.gallery_id is not None and all(card.gallery_id != self.gallery_id for card in cards):
                self.close_gallery()
        self._set_loading(not self._has_read and not self._is_settled)
        if again:
            self._read_galleries()

    def _named(self, cards: tuple[GalleryCard, ...]) -> tuple[GalleryCard, ...]:
        """The gallery of what was received has a name of ours."""
        name = self.tr("Photos you were sent")
        return tuple(msgspec.structs.replace(card, name=name) if card.is_received else card for card in cards)

    def _on_read_failed(self, fault: GettingOutError) -> None:
        self._is_reading = self._reads_again = False
        self.failed.emit(fault)

    def _on_terms(self, terms: PhotoTerms) -> None:
        if terms != self._terms:
            self._terms = terms
            self.terms_changed.emit()

    def _on_created(self, made: tuple[GalleryCard, tuple[GalleryCard, ...]]) -> None:
        card, cards = made
        self._galleries = self._named(cards)
        self.galleries_changed.emit()
        self.gallery_created.emit(card)
        self._hub.sending_wanted.emit()

    def _on_kept(self, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        self._hub.sending_wanted.emit()

    def _on_change_failed(self, fault: GettingOutError) -> None:
        """Some of several may have been changed."""
        self._read_galleries()
        self._open.read()
        self.failed.emit(fault)

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)

    def _on_mend_ready(self, photo: PhotoToMend) -> None:
        self.mend_ready.emit(photo)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        had_gallery = self.gallery_id is not None
        self._clear()
        self._pictures.clear()
        self.galleries_changed.emit()
        if had_gallery:
            self.gallery_changed.emit()
        self.photos_changed.emit()
        self.terms_changed.emit()
        self._read_everything()

    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.GALLERIES:
            self._read_galleries()
        elif change.kind is ChangeKind.PHOTOS:
            for key in change.keys:
                self._pictures.look_again(key)
            self._read_galleries()
            self._open.read(change.keys)
        elif change.kind in _ALL_PHOTOS:
            self._pictures.look_again()
            self._read_galleries()
            self._open.read()
        if change.kind in _TERMS:
            self._read_terms()

    def _on_connection_changed(self, connection: Connection) -> None:
        if connection is Connection.ONLINE:
            self._pictures.look_again()
        self._read_galleries()
        self.terms_changed.emit()

    def _on_tally_changed(self, _tally: object) -> None:
        self.terms_changed.emit()

    def _set_loading(self, is_loading: bool) -> None:
        if is_loading != self._is_loading:
            self._is_loading = is_loading
            self.loading_changed.emit(is_loading)

    def _clear(self) -> None:
        self._galleries = ()
        self._open.show(None)
        self._terms = None
        self._is_loading = True
        self._is_reading = self._reads_again = self._has_read = False


def _read(session: OpenSession) -> tuple[tuple[GalleryCard, ...], bool]:
    """On the storage lane."""
    galleries = session.galleries
    return galleries.cards(), galleries.is_whole
