"""The tables on this computer, as numbered migrations; what is `cache_…` can be loaded again, the rest can't."""

from __future__ import annotations

from typing import Final

from app.domain.errors import StorageFault, StorageFaultKind
from app.storage.contact_photo_rows import CONTACT_PHOTO_TABLES
from app.storage.edit_rows import KEPT_EDITING_TABLES
from app.storage.post_tables import (
    CACHE_CONTACT_POST_TABLES,
    CACHE_POST_TABLE_NAMES,
    CACHE_POST_TABLES,
    KEPT_POST_TABLES,
    POST_ORIGINAL_TABLES,
    POST_PHOTO_TABLES,
)
from app.storage.prepared_rows import KEPT_PREPARED_TABLES, PREPARED_REVIEW
from app.storage.share_tables import CACHE_GALLERY_TABLE_NAMES, CACHE_GALLERY_TABLES, KEPT_SHARE_TABLES
from app.storage.sql import Connection, roll_back

# Texts of the member are BLOBs of UTF-8 (lone surrogates passed): a draft must keep whatever can be typed.
# `position` is a counter of this computer; nothing is ever ordered by a clock.
KEPT_TABLES: Final = (
    """
    CREATE TABLE outbox (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        contact_id TEXT NOT NULL,
        text BLOB NOT NULL,
        price_cents INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        fault BLOB,
        tries INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE draft (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        contact_id TEXT NOT NULL UNIQUE,
        text BLOB NOT NULL,
        based_on TEXT,
        saved_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE rescue (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        report BLOB NOT NULL
    ) STRICT
    """,
)

# A photo stays with its edit, and with the bytes it was made of if no file has them, until it is decided; `state` is a
# PhotoState. The original lies apart, so that damage to it does not take the picture along.
KEPT_PHOTO_TABLES: Final = (
    """
    CREATE TABLE photo (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        state INTEGER NOT NULL,
        picture BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        price_cents INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        edits BLOB NOT NULL,
        origin BLOB NOT NULL,
        uploaded INTEGER NOT NULL,
        fault BLOB
    ) STRICT
    """,
    """
    CREATE TABLE photo_original (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        content BLOB NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT
    """,
)

# `body` is the JSON of a contract type, the columns beside it are what is searched and ordered by.
CACHE_TABLES: Final = (
    "CREATE TABLE cache_value (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "CREATE TABLE cache_facility (id TEXT PRIMARY KEY, name TEXT NOT NULL, body BLOB NOT NULL) STRICT",
    """
    CREATE TABLE cache_contact (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        facility_id TEXT NOT NULL,
        read_mark INTEGER NOT NULL,
        told_mark INTEGER NOT NULL,
        told_unread INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE cache_message (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        contact_id TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        own INTEGER NOT NULL,
        waiting INTEGER NOT NULL,
        local_id TEXT,
        version INTEGER NOT NULL,
        reached INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_message_thread ON cache_message (contact_id, sequence)",
    "CREATE INDEX cache_message_own ON cache_message (contact_id, own, sequence)",
    "CREATE INDEX cache_message_waiting ON cache_message (contact_id, sequence) WHERE waiting = 1",
    "CREATE INDEX cache_message_local ON cache_message (local_id) WHERE local_id IS NOT NULL",
    """
    CREATE TABLE cache_conversation (
        contact_id TEXT PRIMARY KEY,
        newest INTEGER,
        newest_own INTEGER,
        newest_waiting INTEGER,
        unread INTEGER NOT NULL,
        held_from INTEGER,
        older_cursor TEXT,
        complete INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE cache_movement (
        id TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        message_id TEXT,
        body BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_movement_order ON cache_movement (sequence)",
    "CREATE INDEX cache_movement_message ON cache_movement (message_id) WHERE message_id IS NOT NULL",
    "CREATE VIRTUAL TABLE cache_words USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')",
)

CACHE_RECEIVED_TABLES: Final = (
    """
    CREATE TABLE cache_received_photo (
        id TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_received_photo_order ON cache_received_photo (sequence)",
)
"""Ids of the messages in `cache_message` that came with a photo, so that a gallery of them needs no search."""

CACHE_PICTURE_TABLES: Final = (
    "CREATE TABLE cache_picture (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT",
)

CACHE_TABLE_NAMES: Final = (
    "cache_value",
    "cache_facility",
    "cache_contact",
    "cache_message",
    "cache_conversation",
    "cache_movement",
    "cache_words",
    "cache_picture",
    "cache_received_photo",
    *CACHE_GALLERY_TABLE_NAMES,
    *CACHE_POST_TABLE_NAMES,
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (*KEPT_TABLES, *CACHE_TABLES),
    (*KEPT_PHOTO_TABLES, *CACHE_PICTURE_TABLES),
    (*KEPT_SHARE_TABLES, *CACHE_GALLERY_TABLES),
    (*KEPT_POST_TABLES, *CACHE_POST_TABLES),
    CACHE_CONTACT_POST_TABLES,
    POST_PHOTO_TABLES,
    KEPT_PREPARED_TABLES,
    CACHE_RECEIVED_TABLES,
    PREPARED_REVIEW,
    POST_ORIGINAL_TABLES,
    KEPT_EDITING_TABLES,
    CONTACT_PHOTO_TABLES,
)
"""Migration n leads from `user_version` n to n + 1. A released one is never changed; a change is a new one."""


def migrate(connection: Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring the tables up to date, each migration in a transaction of its own.

    A file written by a newer version is left alone and StorageFault (IO) raised: it may hold unsent words.
    """
    version = read_version(connection)
    if version > len(migrations):
        raise StorageFault(StorageFaultKind.IO, "written by a newer version")
    for number, statements in enumerate(migrations[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            roll_back(connection)
            raise


def read_version(connection: Connection) -> int:
    """How many migrations the file has seen."""
    row = connection.execute("PRAGMA user_version").fetchone()
    return int(row[0] or 0) if row else 0
