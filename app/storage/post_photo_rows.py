"""Rows of the photos of posts, and of what they were made of: moved with their words, and dropped with them."""

from __future__ import annotations

from typing import Final

from app.storage.kept_rows import POST_ORIGINAL_COLUMNS, POST_PHOTO_COLUMNS, PostOriginalRow, PostPhotoRow
from app.storage.sql import Connection, fetch, fetch_one

_COPIED: Final = "picture, sha256, width, height, edits, origin, uploaded"
_OF_DRAFTS: Final = "owner = 'news' OR owner LIKE 'news:%'"
"""As `domain.posts.draft_name` names them."""


def newest_whole(connection: Connection, owner: str) -> PostPhotoRow | None:
    """The photo that was added last; one that is damaged is passed over."""
    sql = f"SELECT {POST_PHOTO_COLUMNS} FROM post_photo WHERE owner = ? ORDER BY position DESC"
    return next((row for row in fetch(connection, sql, (owner,), PostPhotoRow) if row.is_whole), None)


def move(connection: Connection, owner: str, new_owner: str, sha256: str | None = None) -> None:
    """It belongs to other words from now on: all of `owner`, or the one of this SHA-256."""
    connection.execute(
        "UPDATE OR REPLACE post_photo SET owner = ?1 WHERE owner = ?2 AND (?3 IS NULL OR sha256 = ?3)",
        (new_owner, owner, sha256),
    )


def copy(connection: Connection, owner: str, new_owner: str) -> None:
    """Other words begin with the same photo."""
    connection.execute(
        f"INSERT OR IGNORE INTO post_photo (owner, {_COPIED})"
        f" SELECT ?, {_COPIED} FROM post_photo WHERE owner = ? ORDER BY position DESC LIMIT 1",
        (new_owner, owner),
    )


def drop(connection: Connection, owner: str, sha256: str | None = None) -> None:
    """The words it belongs to can't come back any more, or do without it: all of `owner`, or the one of this SHA-256.

    What it was made of goes with it, unless other words have the same photo.
    """
    gone = connection.execute(
        "DELETE FROM post_photo WHERE owner = ?1 AND (?2 IS NULL OR sha256 = ?2)", (owner, sha256)
    )
    if gone.rowcount:
        connection.execute("DELETE FROM post_original WHERE photo NOT IN (SELECT sha256 FROM post_photo)")


def put_original(connection: Connection, photo: str, content: bytes, sha256: str) -> None:
    """What the picture of the SHA-256 `photo` was made of; `sha256` is that of `content`."""
    connection.execute(
        f"INSERT OR REPLACE INTO post_original ({POST_ORIGINAL_COLUMNS}) VALUES (NULL, ?, ?, ?)",
        (photo, content, sha256),
    )


def original(connection: Connection, photo: str, sha256: str) -> bytes | None:
    """What this picture was made of, if it is kept here and whole."""
    sql = f"SELECT {POST_ORIGINAL_COLUMNS} FROM post_original WHERE photo = ? AND sha256 = ?"
    row = fetch_one(connection, sql, (photo, sha256), PostOriginalRow)
    return row.content if row is not None and row.is_whole else None


def has_drafts(connection: Connection) -> bool:
    """Whether a photo is kept with words that are still being written."""
    return connection.execute(f"SELECT 1 FROM post_photo WHERE {_OF_DRAFTS} LIMIT 1").fetchone() is not None


def count_waiting(connection: Connection) -> int:
    """How many are kept that the server does not have; reads no picture."""
    sql = f"SELECT count(*) FROM post_photo WHERE {_OF_DRAFTS} OR owner IN (SELECT local_id FROM post)"
    row = connection.execute(sql).fetchone()
    return int(row[0] or 0) if row else 0
