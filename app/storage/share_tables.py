"""Tables of photos that are shared: what is kept until the server has it, and what the server said of galleries."""

from __future__ import annotations

from typing import Final

# `gallery` is a gallery's local id: those the server has stand in `cache_gallery`, the others in `new_gallery`. Its
# name is kept with each photo, so that the gallery can be made again if it is deleted while photos wait for it.
# `size` is that of the picture, read where the picture itself is not.
KEPT_SHARE_TABLES: Final = (
    """
    CREATE TABLE share (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        state INTEGER NOT NULL,
        picture BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        title BLOB NOT NULL,
        gallery TEXT NOT NULL,
        gallery_name BLOB NOT NULL,
        audience BLOB NOT NULL,
        price_cents INTEGER NOT NULL,
        replaces TEXT,
        created_at TEXT NOT NULL,
        edits BLOB NOT NULL,
        origin BLOB NOT NULL,
        uploaded INTEGER NOT NULL,
        attempted INTEGER NOT NULL,
        fault BLOB
    ) STRICT
    """,
    """
    CREATE TABLE share_original (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        content BLOB NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE new_gallery (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        local_id TEXT NOT NULL UNIQUE,
        name BLOB NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
)

# `kind` and `viewers` (ids with blanks between them) sum a photo up, so that a gallery's card needs no body.
CACHE_GALLERY_TABLES: Final = (
    """
    CREATE TABLE cache_gallery (
        id TEXT PRIMARY KEY,
        local_id TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_gallery_local ON cache_gallery (local_id)",
    """
    CREATE TABLE cache_shared_photo (
        id TEXT PRIMARY KEY,
        local_id TEXT NOT NULL,
        gallery_id TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        kind TEXT NOT NULL,
        viewers TEXT NOT NULL,
        created_at TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_shared_photo_local ON cache_shared_photo (local_id)",
    "CREATE INDEX cache_shared_photo_gallery ON cache_shared_photo (gallery_id, sequence)",
    """
    CREATE TABLE cache_thumb (
        position INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        content BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cache_thumb_size ON cache_thumb (position, size)",
)

CACHE_GALLERY_TABLE_NAMES: Final = ("cache_gallery", "cache_shared_photo", "cache_thumb")
