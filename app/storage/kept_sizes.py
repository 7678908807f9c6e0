"""How much the database of one account holds of what, counted from its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.domain.keeping import KeptItem, KeptKind
from app.storage.schema import CACHE_TABLE_NAMES
from app.storage.sql import Connection

UNSENT: Final = (
    "outbox",
    "draft",
    "photo",
    "photo_original",
    "post",
    "post_photo",
    "post_original",
    "share",
    "share_original",
    "new_gallery",
    "prepared",
    "prepared_original",
    "editing",
    "editing_picture",
)
FACES: Final = ("contact_photo",)
PICTURES: Final = ("cache_picture", "cache_thumb", "cache_gallery", "cache_shared_photo")
COUNTED: Final[Mapping[KeptKind, Sequence[str]]] = {
    KeptKind.UNSENT: ("outbox", "draft", "photo", "post", "share", "prepared", "editing"),
    KeptKind.FACES: FACES,
    KeptKind.MESSAGES: ("cache_message",),
    KeptKind.PICTURES: ("cache_picture", "cache_thumb"),
    KeptKind.OTHER: (),
}


def kept_sizes(connection: Connection) -> tuple[KeptItem, ...]:
    """One item for each kind, in the order of `KeptKind`; sizes in bytes, as far as they are somebody's content."""
    tables_there = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    there = {row[0] for row in tables_there}
    messages = ("cache_message", "cache_words_data", "cache_words_content", "cache_post")
    groups = {
        KeptKind.UNSENT: UNSENT,
        KeptKind.FACES: FACES,
        KeptKind.MESSAGES: messages,
        KeptKind.PICTURES: PICTURES,
        KeptKind.OTHER: tuple(
            name for name in CACHE_TABLE_NAMES if name not in (*messages, *PICTURES, "cache_words")
        ),
    }
    return tuple(
        KeptItem(
            kind,
            sum(_count(connection, table) for table in COUNTED[kind] if table in there),
            sum(_bytes(connection, table) for table in tables if table in there),
        )
        for kind, tables in groups.items()
    )


def file_bytes(connection: Connection) -> int:
    """How large the file is, with what was freed and not given back yet."""
    return _number(connection, "PRAGMA page_count") * _number(connection, "PRAGMA page_size")


def _count(connection: Connection, table: str) -> int:
    return _number(connection, f"SELECT count(*) FROM {table}")


def _bytes(connection: Connection, table: str) -> int:
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
    lengths = " + ".join(f'coalesce(length(CAST("{column}" AS BLOB)), 0)' for column in columns)
    return _number(connection, f"SELECT coalesce(sum({lengths}), 0) FROM {table}")


def _number(connection: Connection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0] or 0) if row else 0
