"""The table of photos that stand for contacts on this computer, and its rows: no server has them."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

CONTACT_PHOTO_TABLES: Final = (
    """
    CREATE TABLE contact_photo (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        contact_id TEXT NOT NULL UNIQUE,
        picture BLOB NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT
    """,
)


class ContactPhotoRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `contact_photo`; the order is that of its columns."""

    position: int
    contact_id: str
    picture: bytes
    sha256: str

    @property
    def is_whole(self) -> bool:
        """Whether the picture is what was kept."""
        return hashlib.sha256(self.picture).hexdigest() == self.sha256
