"""Rows of photos that are kept to be shared, of what they were made of, and of galleries the server has not got yet."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import IntEnum
from uuid import uuid4

import msgspec

from app.storage.kept_rows import OriginalRow
from app.storage.sql import Connection, fetch, fetch_one


class ShareState(IntEnum):
    """What a kept photo waits for: to be sent, to be decided, or to be certainly nowhere, because it was taken back."""

    WAITING = 0
    SENT = 1
    CANCELLED = 2


class ShareRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `share`; the order is that of its columns. `attempted` once an order may have arrived."""

    position: int
    local_id: str
    state: int
    picture: bytes
    sha256: str
    size: int
    width: int
    height: int
    title: bytes
    gallery: str
    gallery_name: bytes
    audience: bytes
    price_cents: int
    replaces: str | None
    created_at: datetime
    edits: bytes
    origin: bytes
    uploaded: int
    attempted: int
    fault: bytes | None

    @property
    def is_whole(self) -> bool:
        """Whether the picture is what was kept: half of one must not be sent."""
        return hashlib.sha256(self.picture).hexdigest() == self.sha256


class ShareOriginalRow(OriginalRow, frozen=True, array_like=True):
    """A row of the table `share_original`; the order is that of its columns."""


class NewGalleryRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `new_gallery`; the order is that of its columns."""

    position: int
    local_id: str
    name: bytes
    created_at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read."""
        return b"\x00" not in self.name


SHARE_COLUMNS = ", ".join(ShareRow.__struct_fields__)
SHARE_ORIGINAL_COLUMNS = ", ".join(ShareOriginalRow.__struct_fields__)
NEW_GALLERY_COLUMNS = ", ".join(NewGalleryRow.__struct_fields__)


class _Orphan(msgspec.Struct, frozen=True, array_like=True):
    gallery: str
    name: bytes
    created_at: datetime


def new_gallery_rows(connection: Connection) -> list[NewGalleryRow]:
    """All galleries the server has not got yet, the oldest first."""
    sql = f"SELECT {NEW_GALLERY_COLUMNS} FROM new_gallery ORDER BY position"
    return fetch(connection, sql, (), NewGalleryRow)


def share_row(connection: Connection, local_id: str) -> ShareRow | None:
    """One kept photo with its picture."""
    sql = f"SELECT {SHARE_COLUMNS} FROM share WHERE local_id = ?"
    return fetch_one(connection, sql, (local_id,), ShareRow)


def count_shares(connection: Connection) -> int:
    """How many photos are kept that the server does not have; reads no picture."""
    sql = "SELECT count(*) FROM share WHERE state = ?"
    row = connection.execute(sql, (ShareState.WAITING,)).fetchone()
    return int(row[0] or 0) if row else 0


def drop_share(connection: Connection, local_id: str) -> None:
    """It is not needed any more, and neither is what it was made of."""
    connection.execute("DELETE FROM share WHERE local_id = ?", (local_id,))
    connection.execute("DELETE FROM share_original WHERE local_id = ?", (local_id,))


def settle_share(connection: Connection, local_id: str, *, is_over: bool, is_gone: bool) -> None:
    """The server has this photo: it is never sent again, and stays only while it can come back to its member.

    One that was taken back stays until it is taken out there too, unless it is gone already.
    """
    connection.execute(
        "UPDATE share SET state = ?, fault = NULL WHERE local_id = ? AND state = ?",
        (ShareState.SENT, local_id, ShareState.WAITING),
    )
    if is_gone:
        drop_share(connection, local_id)
    elif is_over:
        sent = connection.execute(
            "SELECT 1 FROM share WHERE local_id = ? AND state = ?", (local_id, ShareState.SENT)
        )
        if sent.fetchone() is not None:
            drop_share(connection, local_id)


def adopt_orphans(connection: Connection) -> bool:
    """Make a gallery anew for photos kept here whose own was deleted elsewhere; whether there were any."""
    orphans = fetch(
        connection,
        """
        SELECT gallery, max(gallery_name), max(created_at) FROM share
        WHERE state = ? AND gallery NOT IN (SELECT local_id FROM new_gallery)
            AND gallery NOT IN (SELECT local_id FROM cache_gallery)
        GROUP BY gallery
        """,
        (ShareState.WAITING,),
        _Orphan,
    )
    for orphan in orphans:
        fresh_id = str(uuid4())
        put_new_gallery(connection, fresh_id, orphan.name, orphan.created_at)
        connection.execute("UPDATE share SET gallery = ? WHERE gallery = ?", (fresh_id, orphan.gallery))
    return bool(orphans)


def put_new_gallery(connection: Connection, local_id: str, name: bytes, created_at: datetime) -> None:
    """A gallery that is to be made; doing it twice does it once."""
    connection.execute(
        f"INSERT OR IGNORE INTO new_gallery ({NEW_GALLERY_COLUMNS}) VALUES (NULL, ?, ?, ?)",
        (local_id, name, created_at.isoformat()),
    )
