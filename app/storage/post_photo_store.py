"""Photos of posts, on this computer from the moment they are added until their post can't come back any more."""

from __future__ import annotations

import msgspec

from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.storage import post_photo_rows
from app.storage.database import Database
from app.storage.kept_rows import POST_PHOTO_COLUMNS
from app.storage.origin import portable
from app.storage.sql import Connection


class KeptPostPhoto(msgspec.Struct, frozen=True):
    """A photo as its member made it, with the edit that leads from its origin to it.

    `original` are the bytes it was made of, where no file holds them; reading a photo back leaves them out.
    """

    photo: ExportedPhoto
    edits: PhotoEdits
    origin: PhotoOrigin
    is_uploaded: bool = False
    original: bytes | None = None


class PostPhotoStore:
    """Every method is one durable transaction. An owner is a draft's name, or the local id of a post.

    A draft has one photo; one that a post brings back into a draft with another stays below it and is shown after it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, owner: str) -> KeptPostPhoto | None:
        """The photo that was added last."""
        row = self._database.read(lambda connection: post_photo_rows.newest_whole(connection, owner))
        if row is None:
            return None
        return KeptPostPhoto(
            photo=ExportedPhoto(row.picture, row.sha256, Size(row.width, row.height)),
            edits=msgspec.json.decode(row.edits, type=PhotoEdits),
            origin=msgspec.json.decode(row.origin, type=PhotoOrigin),
            is_uploaded=bool(row.uploaded),
        )

    def original(self, kept: KeptPostPhoto) -> bytes | None:
        """The bytes this photo was made of, if they are kept here and whole."""
        photo, made_of = kept.photo.sha256, kept.origin.sha256
        return self._database.read(lambda connection: post_photo_rows.original(connection, photo, made_of))

    def put(self, owner: str, kept: KeptPostPhoto, replaces: str | None = None) -> None:
        """Add a photo, in place of the one with the SHA-256 `replaces`."""
        body = (
            owner,
            kept.photo.data,
            kept.photo.sha256,
            kept.photo.size.width,
            kept.photo.size.height,
            msgspec.json.encode(kept.edits),
            msgspec.json.encode(portable(kept.origin)),
            kept.is_uploaded,
        )

        def work(connection: Connection) -> None:
            for gone in {replaces, kept.photo.sha256} - {None}:
                post_photo_rows.drop(connection, owner, gone)
            if kept.original is not None:
                post_photo_rows.put_original(connection, kept.photo.sha256, kept.original, kept.origin.sha256)
            connection.execute(
                f"INSERT INTO post_photo ({POST_PHOTO_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", body
            )

        self._database.write(work)

    def drop(self, owner: str, sha256: str) -> None:
        """The member does not want it in there."""
        self._database.write(lambda connection: post_photo_rows.drop(connection, owner, sha256))

    def copy(self, owner: str, new_owner: str) -> None:
        """Other words begin with the same photo."""
        self._database.write(lambda connection: post_photo_rows.copy(connection, owner, new_owner))

    def set_uploaded(self, owner: str, is_uploaded: bool) -> None:
        """Whether the server has the picture, so that only the post itself is missing."""
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE post_photo SET uploaded = ? WHERE owner = ?", (is_uploaded, owner)
            )
        )

    @property
    def has_drafts(self) -> bool:
        """Whether a photo is kept with words that are still being written."""
        return self._database.read(post_photo_rows.has_drafts)
