"""Rows of what must never be lost: messages, posts and photos that wait to be sent, and drafts."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from app.storage.sql import Connection, fetch


class OutboxRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `outbox`; the order is that of its columns."""

    position: int
    local_id: str
    contact_id: str
    text: bytes
    price_cents: int
    created_at: datetime
    fault: bytes | None
    tries: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read: a page that was cut off reads as zeros, and half a text must not be sent."""
        return b"\x00" not in self.text


class DraftRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `draft`; the order is that of its columns."""

    position: int
    contact_id: str
    text: bytes
    based_on: str | None
    saved_at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read."""
        return b"\x00" not in self.text


class PhotoRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `photo`; the order is that of its columns."""

    position: int
    local_id: str
    state: int
    picture: bytes
    sha256: str
    width: int
    height: int
    price_cents: int
    created_at: datetime
    edits: bytes
    origin: bytes
    uploaded: int
    fault: bytes | None

    @property
    def is_whole(self) -> bool:
        """Whether the picture is what was kept: half of one must not be sent."""
        return hashlib.sha256(self.picture).hexdigest() == self.sha256


class PostRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `post`; the order is that of its columns."""

    position: int
    local_id: str
    text: bytes
    facilities: bytes
    price_cents: int
    created_at: datetime
    mends: str | None
    fault: bytes | None
    photo: str | None

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read."""
        return b"\x00" not in self.text + self.facilities


class PostPhotoRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `post_photo`; the order is that of its columns."""

    position: int
    owner: str
    picture: bytes
    sha256: str
    width: int
    height: int
    edits: bytes
    origin: bytes
    uploaded: int

    @property
    def is_whole(self) -> bool:
        """Whether the picture is what was kept: half of one must not be sent."""
        return hashlib.sha256(self.picture).hexdigest() == self.sha256


class PostOriginalRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `post_original`; the order is that of its columns."""

    position: int
    photo: str
    content: bytes
    sha256: str

    @property
    def is_whole(self) -> bool:
        """Whether the bytes are what was kept."""
        return hashlib.sha256(self.content).hexdigest() == self.sha256


class OriginalRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `photo_original`; the order is that of its columns."""

    position: int
    local_id: str
    content: bytes
    sha256: str

    @property
    def is_whole(self) -> bool:
        """Whether the bytes are what was kept."""
        return hashlib.sha256(self.content).hexdigest() == self.sha256


OUTBOX_COLUMNS = ", ".join(OutboxRow.__struct_fields__)
DRAFT_COLUMNS = ", ".join(DraftRow.__struct_fields__)
PHOTO_COLUMNS = ", ".join(PhotoRow.__struct_fields__)
POST_COLUMNS = ", ".join(PostRow.__struct_fields__)
POST_PHOTO_COLUMNS = ", ".join(PostPhotoRow.__struct_fields__)
POST_ORIGINAL_COLUMNS = ", ".join(PostOriginalRow.__struct_fields__)
ORIGINAL_COLUMNS = ", ".join(OriginalRow.__struct_fields__)


def outbox_rows(connection: Connection) -> list[OutboxRow]:
    """All that waits, in the order it was queued."""
    return fetch(connection, f"SELECT {OUTBOX_COLUMNS} FROM outbox ORDER BY position", (), OutboxRow)


def draft_rows(connection: Connection) -> list[DraftRow]:
    """All drafts, the one saved last at the end."""
    return fetch(connection, f"SELECT {DRAFT_COLUMNS} FROM draft ORDER BY position", (), DraftRow)


def post_rows(connection: Connection) -> list[PostRow]:
    """All posts that wait, in the order they were queued."""
    return fetch(connection, f"SELECT {POST_COLUMNS} FROM post ORDER BY position", (), PostRow)


def count_photos(connection: Connection) -> int:
    """How many photos are kept; their pictures are proved when they are read, for they are large."""
    row = connection.execute("SELECT count(*) FROM photo").fetchone()
    return int(row[0] or 0) if row else 0


def to_bytes(text: str) -> bytes:
    """A member's text as it is kept: whatever can be typed or pasted survives, lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def to_text(kept: bytes) -> str:
    """A kept text as it was written."""
    return kept.decode("utf-8", "surrogatepass")
