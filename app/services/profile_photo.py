"""The member's profile photo: sent, followed, withdrawn, mended, and what a new one costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.domain.errors import NotFound, WrongState
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Rect, Size
from app.domain.profile_photo import PhotoToEdit, ProfilePhotoStanding, UploadProgress
from app.domain.values import Change, ChangeKind
from app.services.link import Link
from app.services.photo_outbox import PhotoOutbox
from app.services.present_photo import photo_standing
from app.services.stores import Stores
from app.storage.originals import read_original
from app.storage.photo_store import KeptPhoto
from contract.photos import ProfilePhoto

CHANGED = (Change(ChangeKind.PROFILE_PHOTO),)
SENT_NAME = "profile-photo.jpg"


class ProfilePhotoService:
    """Blocking; what only needs this computer belongs on the storage lane, the rest on the network lane."""

    def __init__(self, link: Link, stores: Stores, outbox: PhotoOutbox, now: Callable[[], datetime]) -> None:
        self._link = link
        self._stores = stores
        self._outbox = outbox
        self._now = now

    def standing(self) -> ProfilePhotoStanding:
        """What is shown, what is on its way, what a new one costs, as last told."""
        cache = self._stores.cache
        facilities = {facility.id: facility for facility in cache.facilities()}
        kept, again_at = self._stores.photos.facts(), self._outbox.again_at
        return photo_standing(cache.profile_photos(), kept, facilities, again_at)

    def progress(self) -> UploadProgress | None:
        """How far the photo is that goes up this moment; of any thread, at once."""
        return self._outbox.progress

    def picture(self, sha256: str) -> bytes | None:
        """The bytes of a picture the standing names; None until they have been fetched."""
        facts = self._stores.photos.facts()
        if facts is not None and facts.photo.sha256 == sha256:
            kept = self._stores.photos.get(facts.local_id)
            return None if kept is None else kept.photo.data
        return self._stores.cache.picture(sha256)

    def queue(
        self,
        local_id: str,
        photo: ExportedPhoto,
        edits: PhotoEdits,
        origin: PhotoOrigin,
        original: bytes | None,
        price_cents: int,
        edited: str | None = None,
    ) -> tuple[Change, ...]:
        """Keep a photo to be sent, in place of one that waits here; doing it twice does it once.

        `edited` is the key under which it was kept in the editor: there it is no more, in the same transaction.
        """

        def work() -> None:
            self._outbox.queue(KeptPhoto(local_id, photo, edits, origin, price_cents, self._now(), original))
            if edited is not None:
                self._stores.editing.drop(edited)

        self._stores.together(work)
        return CHANGED

    def refresh(self) -> tuple[Change, ...]:
        """Ask the server how it stands and what a new one costs."""
        self._stores.cache.put_profile_photos(self._link.api.photos.profile_photos())
        return CHANGED

    def fetch_pictures(self) -> tuple[Change, ...]:
        """Fetch the pictures that are to be shown; nothing changes if all are here."""
        fetched = False
        for sha256 in self._stores.cache.missing_pictures():
            try:
                content = self._link.api.photos.picture(sha256)
            except NotFound:
                continue  # another one has taken its place; that is told by an event
            self._stores.cache.put_picture(sha256, content)
            fetched = True
        return CHANGED if fetched else ()

    def withdraw(self, key: str) -> tuple[Change, ...]:
        """Take back what waits, here or for a decision; WrongState (and all up to date) if it was decided before."""
        newest = self._sent(key)
        if newest is None:
            self._outbox.take_back(key)
            return CHANGED
        try:
            self._stores.photos.settle(self._link.api.photos.withdraw(newest.id))
        except WrongState:
            self.refresh()
            raise
        return CHANGED

    def retry(self, key: str, price_cents: int) -> tuple[Change, ...]:
        """The member wants a photo that stayed to be sent, at this price."""
        self._outbox.retry(key, price_cents)
        return CHANGED

    def send_to_reached(self, key: str, fresh_id: str, price_cents: int) -> tuple[Change, ...]:
        """Send a photo that waited for a first contact to whom it would reach by now, as a new one at this price.

        NotFound if nothing of it is here or at the server; Offline if it had to be fetched.
        """
        kept = self._stores.photos.get(key)
        original = self._stores.photos.original(key)
        if kept is None:
            kept = self._fetched(key)
        self._outbox.queue(
            KeptPhoto(fresh_id, kept.photo, kept.edits, kept.origin, price_cents, self._now(), original)
        )
        return CHANGED

    def to_edit(self, key: str) -> PhotoToEdit:
        """The photo as the editor opens it: the original with its edit if it still is here, else the sent picture.

        NotFound if nothing of it is here or at the server; Offline if it had to be fetched.
        """
        kept = self._stores.photos.get(key)
        newest = self._sent(key)
        marks = () if newest is None else _marks(newest)
        if kept is None:
            return self._sent_picture(newest, marks)
        original = self._stores.photos.original(key)
        if original is not None:
            return PhotoToEdit(original, kept.origin, kept.edits, original, marks)
        path = kept.origin.path
        content = None if path is None else read_original(path, kept.origin.sha256)
        if content is not None:
            return PhotoToEdit(content, kept.origin, kept.edits, None, marks)
        return _as_sent(kept.photo.data, kept.photo.sha256, marks)

    def _fetched(self, key: str) -> KeptPhoto:
        """A photo that another computer sent, as if it had been made here from the picture the server has."""
        newest = self._sent(key)
        told = None if newest is None else newest.photo
        if told is None:
            raise NotFound(key)
        picture = self._sent_picture(newest, ())
        photo = ExportedPhoto(picture.data, told.sha256, Size(told.width, told.height))
        return KeptPhoto(key, photo, picture.edits, picture.origin, 0, self._now())

    def _sent_picture(self, newest: ProfilePhoto | None, marks: tuple[Rect, ...]) -> PhotoToEdit:
        if newest is None or newest.photo is None:
            raise NotFound
        sha256 = newest.photo.sha256
        content = self._stores.cache.picture(sha256) or self._link.api.photos.picture(sha256)
        return _as_sent(content, sha256, marks)

    def _sent(self, key: str) -> ProfilePhoto | None:
        """The photo of this key if the server has it and it is the newest."""
        told = self._stores.cache.profile_photos()
        newest = None if told is None else told.newest
        return newest if newest is not None and newest.local_id == key else None


def _as_sent(content: bytes, sha256: str, marks: tuple[Rect, ...]) -> PhotoToEdit:
    """The picture that was sent, with an edit that changes nothing; it is kept, for no file has it."""
    return PhotoToEdit(content, PhotoOrigin(None, SENT_NAME, sha256), PhotoEdits(), content, marks)


def _marks(photo: ProfilePhoto) -> tuple[Rect, ...]:
    """Every marked region of every refusal, each once."""
    regions = [region for part in photo.parts if part.refusal for region in part.refusal.regions]
    return tuple(dict.fromkeys(Rect(each.x, each.y, each.width, each.height) for each in regions))
