"""Rows and tables of photos that are being edited: the edit, written again and again, apart from the picture."""

from __future__ import annotations

from typing import Final

import msgspec

from app.storage.kept_rows import OriginalRow
from app.storage.sql import Connection

# The picture lies apart: a row is written whole, however little of it changes, and the edit changes all the time.
KEPT_EDITING_TABLES: Final = (
    """
    CREATE TABLE editing (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        origin BLOB NOT NULL,
        edits BLOB NOT NULL,
        task BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE editing_picture (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        content BLOB NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT
    """,
)


class EditingRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `editing`; the order is that of its columns."""

    position: int
    local_id: str
    origin: bytes
    edits: bytes
    task: bytes

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read: a page that was cut off reads as zeros."""
        return b"\x00" not in self.origin + self.edits + self.task


class EditingPictureRow(OriginalRow, frozen=True, array_like=True):
    """A row of the table `editing_picture`; the order is that of its columns."""


def count_edited(connection: Connection) -> int:
    """How many photos are being edited; reads no picture."""
    row = connection.execute("SELECT count(*) FROM editing").fetchone()
    return int(row[0] or 0) if row else 0
