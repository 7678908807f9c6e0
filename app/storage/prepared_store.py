"""Photos that were edited and titled and are not shared yet, on this computer until they are shared or thrown away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from app.domain.gallery import PhotoReview, PreparedChoice, PreparedPhoto
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.storage.database import Database
from app.storage.kept_rows import to_bytes, to_text
from app.storage.origin import portable
from app.storage.prepared_rows import PreparedOriginalRow, PreparedRow, count_prepared
from app.storage.sql import Connection, fetch, fetch_one

_COLUMNS = ", ".join(PreparedRow.__struct_fields__)


class PreparedStore:
    """Every method is one durable transaction; the order is that in which photos were first kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, local_id: str, photo: PreparedPhoto, choice: PreparedChoice) -> None:
        """Keep a photo as it is now, in the place it had."""
        self._database.write(lambda connection: _put(connection, local_id, photo, choice))

    def write(self, titles: Mapping[str, str], choice: PreparedChoice) -> None:
        """Keep what was typed and chosen; a title of a photo that is not kept is left out."""
        body = msgspec.json.encode(choice)

        def work(connection: Connection) -> None:
            for local_id, title in titles.items():
                connection.execute(
                    "UPDATE prepared SET title = ? WHERE local_id = ?", (to_bytes(title), local_id)
                )
            connection.execute("UPDATE prepared SET choice = ?", (body,))

        self._database.write(work)

    def drop(self, local_id: str) -> None:
        """It was left out."""

        def work(connection: Connection) -> None:
            for table in ("prepared", "prepared_original"):
                connection.execute(f"DELETE FROM {table} WHERE local_id = ?", (local_id,))

        self._database.write(work)

    def clear(self) -> None:
        """All were shared, or thrown away."""

        def work(connection: Connection) -> None:
            for table in ("prepared", "prepared_original"):
                connection.execute(f"DELETE FROM {table}")

        self._database.write(work)

    def all(self) -> tuple[dict[str, PreparedPhoto], PreparedChoice]:
        """Every photo by its key, oldest first, and what was chosen for them."""

        def work(connection: Connection) -> tuple[dict[str, PreparedPhoto], PreparedChoice]:
            rows = fetch(connection, f"SELECT {_COLUMNS} FROM prepared ORDER BY position", (), PreparedRow)
            found = {row.local_id: _photo(row, _original(connection, row.local_id)) for row in rows}
            choice = msgspec.json.decode(rows[-1].choice, type=PreparedChoice) if rows else PreparedChoice()
            return found, choice

        return self._database.read(work)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return self._database.read(count_prepared) == 0


def _put(connection: Connection, local_id: str, photo: PreparedPhoto, choice: PreparedChoice) -> None:
    values = (
        photo.photo.data,
        photo.photo.sha256,
        photo.photo.size.width,
        photo.photo.size.height,
        to_bytes(photo.title),
        msgspec.json.encode(photo.edits),
        msgspec.json.encode(portable(photo.origin)),
        photo.replaces,
        msgspec.json.encode(choice),
        None if photo.review is None else msgspec.json.encode(photo.review),
    )
    updates = ", ".join(f"{name} = excluded.{name}" for name in PreparedRow.__struct_fields__[2:])
    connection.execute(
        f"INSERT INTO prepared ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        f" ON CONFLICT (local_id) DO UPDATE SET {updates}",
        (local_id, *values),
    )
    connection.execute("DELETE FROM prepared_original WHERE local_id = ?", (local_id,))
    if photo.original is not None:
        connection.execute(
            "INSERT INTO prepared_original (local_id, content, sha256) VALUES (?, ?, ?)",
            (local_id, photo.original, hashlib.sha256(photo.original).hexdigest()),
        )


def _original(connection: Connection, local_id: str) -> bytes | None:
    """The bytes it was made of, if they are kept here and whole."""
    columns = ", ".join(PreparedOriginalRow.__struct_fields__)
    sql = f"SELECT {columns} FROM prepared_original WHERE local_id = ?"
    row = fetch_one(connection, sql, (local_id,), PreparedOriginalRow)
    return row.content if row is not None and row.is_whole else None


def _photo(row: PreparedRow, original: bytes | None) -> PreparedPhoto:
    return PreparedPhoto(
        ExportedPhoto(row.picture, row.sha256, Size(row.width, row.height)),
        to_text(row.title),
        msgspec.json.decode(row.edits, type=PhotoEdits),
        msgspec.json.decode(row.origin, type=PhotoOrigin),
        original,
        row.replaces,
        None if row.review is None else msgspec.json.decode(row.review, type=PhotoReview),
    )
