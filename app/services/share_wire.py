"""What the outbox of shared photos asks of the server, and how it is asked over the link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.services.link import Link
from contract.galleries import (
    Galleries,
    Gallery,
    GalleryChange,
    NewGallery,
    NewSharedPhoto,
    Removed,
    SharedPhoto,
)
from contract.photos import Upload


class ShareWire(Protocol):
    """What is asked of the server; every call may be repeated without harm."""

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
        /,
    ) -> Upload:
        """Put the picture up under its hash."""

    def make(self, local_id: str, gallery: NewGallery, /) -> Gallery:
        """Make a gallery, with its key."""

    def page(self, cursor: str | None, /) -> Galleries:
        """A page of galleries."""

    def change(self, gallery_id: str, change: GalleryChange, /) -> Gallery:
        """Another name."""

    def share(self, local_id: str, photo: NewSharedPhoto, /) -> SharedPhoto:
        """Share it, with its key."""

    def delete_photo(self, photo_id: str, /) -> Removed:
        """Take it out again."""


class LinkedShares:
    """Passes each call on; the link may have another transport each time."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
        /,
    ) -> Upload:
        """Put the picture up under its hash."""
        return self._link.api.photos.upload(sha256, content, progress, is_cancelled)

    def make(self, local_id: str, gallery: NewGallery, /) -> Gallery:
        """Make a gallery, with its key."""
        return self._link.api.galleries.make(local_id, gallery)

    def page(self, cursor: str | None, /) -> Galleries:
        """A page of galleries."""
        return self._link.api.galleries.page(cursor)

    def change(self, gallery_id: str, change: GalleryChange, /) -> Gallery:
        """Another name."""
        return self._link.api.galleries.change(gallery_id, change)

    def share(self, local_id: str, photo: NewSharedPhoto, /) -> SharedPhoto:
        """Share it, with its key."""
        return self._link.api.galleries.share(local_id, photo)

    def delete_photo(self, photo_id: str, /) -> Removed:
        """Take it out again."""
        return self._link.api.galleries.delete_photo(photo_id)
