"""Rows and tables of photos that were prepared and are not shared yet, and of what they were made of."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from app.storage.kept_rows import OriginalRow
from app.storage.sql import Connection

# `choice` is who can see it and which gallery it goes to, the same in every row: a list is shared as one.
KEPT_PREPARED_TABLES: Final = (
    """
    CREATE TABLE prepared (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        picture BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        title BLOB NOT NULL,
        edits BLOB NOT NULL,
        origin BLOB NOT NULL,
        replaces TEXT,
        choice BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE prepared_original (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        content BLOB NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT
    """,
)

PREPARED_REVIEW: Final = ("ALTER TABLE prepared ADD COLUMN review BLOB",)
"""Why a photo that is mended was not approved, as JSON."""


class PreparedRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `prepared`; the order is that of its columns."""

    position: int
    local_id: str
    picture: bytes
    sha256: str
    width: int
    height: int
    title: bytes
    edits: bytes
    origin: bytes
    replaces: str | None
    choice: bytes
    review: bytes | None

    @property
    def is_whole(self) -> bool:
        """Whether the picture is what was kept."""
        return hashlib.sha256(self.picture).hexdigest() == self.sha256


class PreparedOriginalRow(OriginalRow, frozen=True, array_like=True):
    """A row of the table `prepared_original`; the order is that of its columns."""


def count_prepared(connection: Connection) -> int:
    """How many photos are kept; reads no picture."""
    row = connection.execute("SELECT count(*) FROM prepared").fetchone()
    return int(row[0] or 0) if row else 0
