"""The tables of posts: those that wait on this computer, and those the server has, which can be loaded again."""

from __future__ import annotations

from typing import Final

# A post waits with the facilities its member was shown (`facilities`, JSON); `mends` names what it is sent again for.
KEPT_POST_TABLES: Final = (
    """
    CREATE TABLE post (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        text BLOB NOT NULL,
        facilities BLOB NOT NULL,
        price_cents INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        mends TEXT,
        fault BLOB
    ) STRICT
    """,
)

# A photo belongs to a draft, or to the post it waits with and was sent with (`owner`). `post.photo` is its SHA-256, so
# that no post ever leaves without the photo it was written with.
POST_PHOTO_TABLES: Final = (
    """
    CREATE TABLE post_photo (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        picture BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        edits BLOB NOT NULL,
        origin BLOB NOT NULL,
        uploaded INTEGER NOT NULL,
        UNIQUE (owner, sha256)
    ) STRICT
    """,
    "ALTER TABLE post ADD COLUMN photo TEXT",
)

# What a photo was made of, where no file has it: found by the picture it became (`photo`), whoever owns that by then.
POST_ORIGINAL_TABLES: Final = (
    """
    CREATE TABLE post_original (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        photo TEXT NOT NULL,
        content BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        UNIQUE (photo, sha256)
    ) STRICT
    """,
)

CACHE_POST_TABLES: Final = (
    """
    CREATE TABLE cache_post (
        id TEXT PRIMARY KEY,
        local_id TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        hidden INTEGER NOT NULL,
        reached INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_post_order ON cache_post (hidden, sequence)",
    "CREATE INDEX cache_post_local ON cache_post (local_id)",
)

CACHE_CONTACT_POST_TABLES: Final = (
    """
    CREATE TABLE cache_contact_post (
        id TEXT PRIMARY KEY,
        contact_id TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        hidden INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_contact_post_order ON cache_contact_post (hidden, sequence)",
)

CACHE_POST_TABLE_NAMES: Final = ("cache_post", "cache_contact_post")
