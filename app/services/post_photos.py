"""The photo of a post: added to a draft, opened again with its edit, fetched to be shown, brought back to be mended."""

from __future__ import annotations

import hashlib

from app.domain.errors import NotFound
from app.domain.gallery import PictureSize
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Rect, Size
from app.domain.posts import EVERYBODY
from app.domain.profile_photo import PhotoToEdit
from app.services.link import Link
from app.services.mended_posts import newest_posts, part_of_draft
from app.services.picture_bytes import picture_bytes
from app.services.stores import Stores
from app.storage.originals import read_original
from app.storage.post_photo_store import KeptPostPhoto
from contract.photos import Photo
from contract.posts import Post

SENT_NAME = "photo.jpg"


class PostPhotosService:
    """Blocking. A draft is named as in `domain.posts.draft_name`, a post by its local id."""

    def __init__(self, link: Link, stores: Stores) -> None:
        self._link = link
        self._stores = stores

    def kept(self, owner: str) -> ExportedPhoto | None:
        """The photo of a draft, or of a post."""
        kept = self._stores.post_photos.get(owner)
        return None if kept is None else kept.photo

    def add(
        self,
        name: str,
        photo: ExportedPhoto,
        edits: PhotoEdits,
        origin: PhotoOrigin,
        original: bytes | None,
        replaces: str | None,
        edited: str | None = None,
    ) -> None:
        """Keep a photo with a draft, in place of the one with the SHA-256 `replaces`.

        `original` are the bytes it was made of, where no file has them. `edited` is the key under which it was kept in
        the editor: there it is no more, in the same transaction.
        """
        kept = KeptPostPhoto(photo, edits, origin, original=original)

        def work() -> None:
            self._stores.post_photos.put(name, kept, replaces)
            if edited is not None:
                self._stores.editing.drop(edited)

        self._stores.together(work)

    def remove(self, name: str, sha256: str) -> None:
        """Take a photo out of a draft."""
        self._stores.post_photos.drop(name, sha256)

    def to_edit(self, name: str) -> PhotoToEdit:
        """A draft's photo for the editor: its original with the same edit, or the picture itself where that is gone.

        Marks are those of the part that the draft mends, while the photo is the one that was not approved. NotFound.
        """
        kept = self._stores.post_photos.get(name)
        if kept is None:
            raise NotFound(name)
        marks = self._marks(name, kept)
        original = self._stores.post_photos.original(kept)
        if original is not None:
            return PhotoToEdit(original, kept.origin, kept.edits, original, marks)
        path = kept.origin.path
        content = None if path is None else read_original(path, kept.origin.sha256)
        if content is not None:
            return PhotoToEdit(content, kept.origin, kept.edits, None, marks)
        origin = PhotoOrigin(None, kept.origin.name, kept.photo.sha256)
        return PhotoToEdit(kept.photo.data, origin, PhotoEdits(), None, marks)

    def bring_back(self, post: Post, name: str) -> None:
        """Put the photo of a post into a draft: as it is kept here, else as the server has it. NotFound, Offline."""
        store = self._stores.post_photos
        if store.get(post.local_id) is not None:
            store.copy(post.local_id, name)
            return
        content = self.picture(post.local_id, PictureSize.FULL)
        if content is None or post.photo is None:
            raise NotFound(post.local_id)
        name_of = hashlib.sha256(content).hexdigest()
        photo = ExportedPhoto(content, name_of, Size(post.photo.width, post.photo.height))
        store.put(name, KeptPostPhoto(photo, PhotoEdits(), PhotoOrigin(None, SENT_NAME, name_of)))

    def picture(self, key: str, size: PictureSize) -> bytes | None:
        """The bytes of a post's photo from here or from the server; None while it is hidden, or gone."""
        post = self._stores.cache.post(key)
        if post is None:
            kept = self._stores.post_photos.get(key)
            return None if kept is None else kept.photo.data
        told = _sized(post, size)
        return None if told is None else picture_bytes(self._link, self._stores, told.sha256)

    def _marks(self, name: str, kept: KeptPostPhoto) -> tuple[Rect, ...]:
        found = None if name == EVERYBODY else part_of_draft(newest_posts(self._stores.cache), name)
        if found is None:
            return ()
        post, part = found
        sent = self._stores.post_photos.get(post.local_id)
        names = {
            None if sent is None else sent.photo.sha256,
            None if post.photo is None else post.photo.sha256,
        }
        if kept.photo.sha256 not in names or part.refusal is None:
            return ()
        return tuple(Rect(each.x, each.y, each.width, each.height) for each in part.refusal.regions)


def _sized(post: Post, size: PictureSize) -> Photo | None:
    if size is PictureSize.FULL or not post.thumbs:
        return post.photo
    return post.thumbs[0] if size is PictureSize.SMALL else post.thumbs[-1]
