"""A member's galleries and photos: shown, named, moved, deleted, withdrawn, mended, with their pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from app.domain.errors import NotFound, WrongState
from app.domain.gallery import (
    RECEIVED,
    AudienceChoice,
    AudienceKind,
    GalleryCard,
    GalleryPhoto,
    PhotoProgress,
    PhotoToMend,
    PictureSize,
    UploadsStanding,
)
from app.domain.photos import PhotoEdits, PhotoOrigin
from app.domain.values import Change, ChangeKind
from app.services.link import Link
from app.services.picture_bytes import picture_bytes
from app.services.present_gallery import (
    COVERS,
    gallery_cards,
    kept_photo,
    received_card,
    received_photo,
    review_of,
    sent_photo,
)
from app.services.share_outbox import ShareOutbox
from app.services.stores import Stores
from app.storage.originals import read_original
from app.storage.share_store import KeptGallery
from contract.audience import Audience, Shared, cannot_reach, price_cents
from contract.galleries import GalleryChange, PhotoChange, SharedPhoto
from contract.messages import Message, State
from contract.photos import Photo

CHANGED = (Change(ChangeKind.PHOTOS), Change(ChangeKind.GALLERIES))
SENT_NAME = "photo.jpg"


class PhotoTerms(msgspec.Struct, frozen=True):
    """What one photo costs where it is cheapest; None without a contact who can get one. `is_known`: contacts are."""

    price_cents: int | None = None
    is_known: bool = False


class PhotosPage(msgspec.Struct, frozen=True):
    """Some photos of a gallery, and the sequence of the last, before which there are more; None if there are none."""

    photos: tuple[GalleryPhoto, ...]
    last: int | None


class GalleriesService:
    """Blocking; what only needs this computer belongs on the storage lane, the rest on the network lane.

    Galleries and photos are named by their local ids, those on this computer only and those of the server alike.
    """

    def __init__(self, link: Link, stores: Stores, outbox: ShareOutbox, now: Callable[[], datetime]) -> None:
        self._link = link
        self._stores = stores
        self._outbox = outbox
        self._now = now

    def load(self) -> None:
        """Everything the server has of galleries and photos, unless that was done; NotFound from one without them."""
        cache, api = self._stores.galleries, self._link.api.galleries
        if cache.is_whole:
            return
        page = api.page()
        found = list(page.items)
        while page.next is not None:
            page = api.page(page.next)
            found.extend(page.items)
        cache.put_galleries(found, whole=True)
        cursor: str | None = None
        while True:
            photos = api.photos(cursor)
            cache.put_photos(photos.items)
            cursor = photos.next
            if cursor is None:
                break
        cache.set_whole()

    @property
    def is_whole(self) -> bool:
        """Whether all there is has been loaded once."""
        return self._stores.galleries.is_whole

    def cards(self) -> tuple[GalleryCard, ...]:
        """All galleries."""
        shares, cache = self._stores.shares, self._stores.galleries
        own = gallery_cards(
            cache.galleries(), shares.new_galleries(), cache.sums(), shares.notes(), self._names()
        )
        received = self._stores.cache.with_photos(None, COVERS)
        if not received:
            return own
        return (*own, received_card(received, self._stores.cache.count_with_photos()))

    def photos(self, gallery_id: str, before: int | None, most: int) -> PhotosPage:
        """Photos of a gallery, newest first, those that wait here before all others; `before` is a page's `last`."""
        if gallery_id == RECEIVED:
            return self._received(before, most)
        gallery = self._stores.galleries.gallery(gallery_id)
        waiting = [
            kept_photo(note, self._outbox.again_at(note.local_id))
            for note in self._stores.shares.notes()
            if before is None and note.gallery == gallery_id and note.is_waiting
        ]
        sent = [] if gallery is None else self._stores.galleries.photos_in(gallery.id, before, most)
        return PhotosPage(
            (*reversed(waiting), *self._present(gallery_id, sent)),
            sent[-1].sequence if len(sent) == most else None,
        )

    def photos_of(self, gallery_id: str, keys: Sequence[str]) -> dict[str, GalleryPhoto | None]:
        """These photos as they stand; None for one that is not in this gallery (any more)."""
        if gallery_id == RECEIVED:
            return self._received_of(keys)
        gallery = self._stores.galleries.gallery(gallery_id)
        found: dict[str, GalleryPhoto | None] = {}
        for key in keys:
            note, sent = self._stores.shares.note(key), self._stores.galleries.photo(key)
            found[key] = None
            if note is not None and note.is_waiting:
                if note.gallery == gallery_id:
                    found[key] = kept_photo(note, self._outbox.again_at(key))
            elif sent is not None and gallery is not None and sent.gallery_id == gallery.id:
                found[key] = self._present(gallery_id, [sent])[0]
        return found

    def uploads(self) -> UploadsStanding:
        """All photos on their way up."""
        return self._outbox.standing()

    def progress(self) -> PhotoProgress | None:
        """How far the photo is that goes up this moment; of any thread, at once."""
        return self._outbox.progress

    def terms(self) -> PhotoTerms:
        """What a photo costs at least."""
        cache = self._stores.cache
        contacts = cache.contacts()
        places = {facility.id: facility for facility in cache.facilities()}
        if not contacts:
            return PhotoTerms(is_known=cache.balance() is not None)
        prices = [
            price_cents(place, Shared.PHOTO)
            for contact in contacts
            if (place := places.get(contact.facility_id)) is not None
            and cannot_reach(contact, place, Shared.PHOTO) is None
        ]
        return PhotoTerms(min(prices, default=None), is_known=True)

    def picture(self, key: str, size: PictureSize) -> bytes | None:
        """The bytes of a photo's picture, from here or from the server; None while it is hidden, or gone."""
        sent = self._stores.galleries.photo(key)
        if sent is None:
            kept = self._stores.shares.get(key)
            if kept is not None:
                return kept.photo.data
            message = self._stores.cache.message(key)
            return None if message is None else self._bytes(_sized(message, size))
        return self._bytes(_sized(sent, size))

    def _bytes(self, told: Photo | None) -> bytes | None:
        return None if told is None else picture_bytes(self._link, self._stores, told.sha256)

    def create(self, local_id: str, name: str) -> GalleryCard:
        """A gallery that is there at once, and at the server as soon as that can be reached."""
        self._stores.shares.add_gallery(KeptGallery(local_id, name, self._now()))
        return GalleryCard(local_id, name, 0)

    def rename_gallery(self, gallery_id: str, name: str) -> tuple[Change, ...]:
        """Another name; nobody else sees it."""
        known = self._stores.galleries.gallery(gallery_id)
        if known is None:
            self._stores.shares.rename_gallery(gallery_id, name)
        else:
            changed = self._link.api.galleries.change(known.id, GalleryChange(name=name))
            self._stores.galleries.put_galleries([changed])
        return CHANGED

    def delete_gallery(self, gallery_id: str) -> tuple[Change, ...]:
        """Take it away with its photos, also those that wait here."""
        known = self._stores.galleries.gallery(gallery_id)
        if known is not None:
            with suppress(NotFound):
                self._link.api.galleries.delete(known.id)

        def forget() -> None:
            for note in self._stores.shares.notes():
                if note.gallery == gallery_id and note.is_waiting:
                    self._outbox.cancel(note.local_id)
            self._stores.shares.drop_gallery(gallery_id)
            if known is not None:
                gone = msgspec.structs.replace(known, deleted_at=self._now())
                self._stores.galleries.put_galleries([gone])

        self._stores.together(forget)
        return CHANGED

    def set_cover(self, gallery_id: str, key: str) -> tuple[Change, ...]:
        """Another cover; NotFound if gallery or photo are not at the server yet."""
        gallery, photo = self._stores.galleries.gallery(gallery_id), self._sent(key)
        if gallery is None:
            raise NotFound(gallery_id)
        changed = self._link.api.galleries.change(gallery.id, GalleryChange(cover_photo_id=photo.id))
        self._stores.galleries.put_galleries([changed])
        return CHANGED

    def rename(self, key: str, title: str) -> tuple[Change, ...]:
        """Another title; who has the photo already keeps seeing the one it was sent with."""
        changed = self._link.api.galleries.change_photo(self._sent(key).id, PhotoChange(title=title))
        self._stores.galleries.put_photos([changed])
        return CHANGED

    def move(self, keys: Sequence[str], gallery_id: str) -> tuple[Change, ...]:
        """Into another gallery, which is made first if it is on this computer only."""
        if self._stores.galleries.gallery(gallery_id) is None:
            self._outbox.make(gallery_id)
        gallery = self._stores.galleries.gallery(gallery_id)
        if gallery is None:
            raise NotFound(gallery_id)
        for key in keys:
            change = PhotoChange(gallery_id=gallery.id)
            changed = self._link.api.galleries.change_photo(self._sent(key).id, change)
            self._stores.galleries.put_photos([changed])
        return CHANGED

    def delete(self, keys: Sequence[str]) -> tuple[Change, ...]:
        """Take photos out of their gallery; what waits of them is withdrawn."""
        for key in keys:
            sent = self._stores.galleries.photo(key)
            if sent is None:
                self._outbox.cancel(key)
                continue
            with suppress(NotFound):
                self._link.api.galleries.delete_photo(sent.id)
            self._stores.galleries.put_photos([msgspec.structs.replace(sent, deleted_at=self._now())])
        return CHANGED

    def cancel(self, keys: Sequence[str]) -> tuple[Change, ...]:
        """Photos on their way up are not wanted any more."""
        for key in keys:
            self._outbox.cancel(key)
        return CHANGED

    def cancel_all(self) -> tuple[Change, ...]:
        """All that are on their way by themselves; those that need the member stay."""
        notes = self._stores.shares.notes()
        return self.cancel([note.local_id for note in notes if note.is_waiting and note.fault is None])

    def withdraw(self, key: str) -> tuple[Change, ...]:
        """Take back what is not decided; WrongState (and all up to date) if it was decided before."""
        sent = self._sent(key)
        try:
            self._stores.galleries.put_photos([self._link.api.galleries.withdraw(sent.id)])
        except WrongState:
            self.read_again(key)
            raise
        return CHANGED

    def read_again(self, key: str) -> tuple[Change, ...]:
        """Fetch how a photo stands by now; NotFound if the server has not got it."""
        self._stores.galleries.put_photos([self._link.api.galleries.photo(self._sent(key).id)])
        return CHANGED

    def send_anyway(self, key: str) -> tuple[Change, ...]:
        """Send a photo that stayed, at the price that was told."""
        note = self._stores.shares.note(key)
        if note is None:
            raise NotFound(key)
        told = None if note.fault is None else note.fault.price_cents
        self._outbox.retry(key, note.price_cents if told is None else told)
        return CHANGED

    def mend(self, key: str) -> PhotoToMend:
        """The photo as the editor opens it: the original with its edit if it still is here, else the sent picture.

        NotFound if nothing of it is here or at the server; Offline if it had to be fetched.
        """
        kept, sent = self._stores.shares.get(key), self._stores.galleries.photo(key)
        if kept is None and sent is None:
            raise NotFound(key)
        data, origin, edits, original = self._source(key)
        if sent is None:
            assert kept is not None
            return PhotoToMend(
                key,
                kept.title,
                kept.gallery,
                data,
                origin,
                edits,
                _choice(kept.audience),
                original,
            )
        meant = [part for part in sent.parts if part.state in (State.REFUSED, State.WITHDRAWN)]
        people = [viewer.contact_id for part in meant or sent.parts for viewer in part.viewers]
        return PhotoToMend(
            key,
            sent.title,
            self._gallery_of(sent),
            data,
            origin,
            edits,
            _choice_of(people),
            original,
            review_of(sent, edits),
        )

    def _source(self, key: str) -> tuple[bytes, PhotoOrigin, PhotoEdits, bytes | None]:
        kept = self._stores.shares.get(key)
        if kept is not None:
            original = self._stores.shares.original(key)
            if original is not None:
                return original, kept.origin, kept.edits, original
            path = kept.origin.path
            content = None if path is None else read_original(path, kept.origin.sha256)
            if content is not None:
                return content, kept.origin, kept.edits, None
            return _as_sent(kept.photo.data, kept.photo.sha256)
        sent = self._sent(key)
        content = self.picture(key, PictureSize.FULL)
        if content is None or sent.photo is None:
            raise NotFound(key)
        return _as_sent(content, sent.photo.sha256)

    def _received(self, before: int | None, most: int) -> PhotosPage:
        messages, names = self._stores.cache.with_photos(before, most), self._names()
        return PhotosPage(
            tuple(received_photo(message, names) for message in messages),
            messages[-1].sequence if len(messages) == most else None,
        )

    def _received_of(self, keys: Sequence[str]) -> dict[str, GalleryPhoto | None]:
        names = self._names()
        found: dict[str, GalleryPhoto | None] = {}
        for key in keys:
            message = self._stores.cache.message(key)
            has_photo = message is not None and message.photo is not None
            found[key] = received_photo(message, names) if message is not None and has_photo else None
        return found

    def _sent(self, key: str) -> SharedPhoto:
        sent = self._stores.galleries.photo(key)
        if sent is None:
            raise NotFound(key)
        return sent

    def _gallery_of(self, photo: SharedPhoto) -> str:
        """The local id of its gallery."""
        found = [each.local_id for each in self._stores.galleries.galleries() if each.id == photo.gallery_id]
        return found[0] if found else ""

    def _present(self, gallery_id: str, photos: Sequence[SharedPhoto]) -> list[GalleryPhoto]:
        if not photos:
            return []
        names = self._names()
        places = {facility.id: facility for facility in self._stores.cache.facilities()}
        return [sent_photo(photo, gallery_id, names, places) for photo in photos]

    def _names(self) -> dict[str, str]:
        return {contact.id: contact.name for contact in self._stores.cache.contacts()}


def _sized(photo: SharedPhoto | Message, size: PictureSize) -> Photo | None:
    if size is PictureSize.FULL:
        return photo.photo
    if not photo.thumbs:
        return photo.photo
    return photo.thumbs[0] if size is PictureSize.SMALL else photo.thumbs[-1]


def _as_sent(content: bytes, sha256: str) -> tuple[bytes, PhotoOrigin, PhotoEdits, bytes | None]:
    """The picture that was sent, with an edit that changes nothing; it is kept, for no file has it."""
    return content, PhotoOrigin(None, SENT_NAME, sha256), PhotoEdits(), content


def _choice(audience: Audience) -> AudienceChoice:
    """Whom a photo that never left was meant for."""
    kind = AudienceKind(audience.kind.value)
    return AudienceChoice(kind, frozenset(audience.contact_ids), audience.facility_id)


def _choice_of(contact_ids: Sequence[str]) -> AudienceChoice:
    return AudienceChoice(AudienceKind.CHOSEN, frozenset(contact_ids))
