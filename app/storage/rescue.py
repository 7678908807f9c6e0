"""Sets a damaged database aside, never deletes it, and carries unsent words and photos into a fresh one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import msgspec

from app.storage.contact_photo_rows import ContactPhotoRow
from app.storage.edit_rows import EditingPictureRow, EditingRow
from app.storage.kept_rows import (
    DraftRow,
    OriginalRow,
    OutboxRow,
    PhotoRow,
    PostOriginalRow,
    PostPhotoRow,
    PostRow,
)
from app.storage.prepared_rows import PreparedOriginalRow, PreparedRow
from app.storage.schema import migrate
from app.storage.share_rows import NewGalleryRow, ShareOriginalRow, ShareRow
from app.storage.sql import Connection, DatabaseError, SqlValue, Unreadable, connect, fetch

SIDE_FILES = ("", "-wal", "-shm")
RESCUED = ".rescued"
RESCUING = ".rescuing"
SMALLEST_BYTES = 512
STRETCH_BYTES = 16_000_000
PROBED_BEYOND = 1_000
GIVES_UP_AFTER = 256
"""So many positions in a row that can't be read: not a damaged page or two, but the way to all of them."""


class RescueReport(msgspec.Struct, frozen=True):
    """What became of a damaged database. `aside` is where it lies now.

    `complete` says that every waiting message, draft and photo was read; if not, some may be in the file set aside
    only.
    """

    aside: str
    at: datetime
    outbox: int
    drafts: int
    complete: bool
    photos: int = 0


_KeptRow: TypeAlias = (
    OutboxRow
    | PostRow
    | PostPhotoRow
    | PostOriginalRow
    | DraftRow
    | PhotoRow
    | OriginalRow
    | ShareRow
    | ShareOriginalRow
    | NewGalleryRow
    | PreparedRow
    | PreparedOriginalRow
    | EditingRow
    | EditingPictureRow
    | ContactPhotoRow
)
_TABLES: dict[str, type[_KeptRow]] = {
    "outbox": OutboxRow,
    "post": PostRow,
    "post_photo": PostPhotoRow,
    "post_original": PostOriginalRow,
    "draft": DraftRow,
    "photo": PhotoRow,
    "photo_original": OriginalRow,
    "share": ShareRow,
    "share_original": ShareOriginalRow,
    "new_gallery": NewGalleryRow,
    "prepared": PreparedRow,
    "prepared_original": PreparedOriginalRow,
    "editing": EditingRow,
    "editing_picture": EditingPictureRow,
    "contact_photo": ContactPhotoRow,
}
_SINCE = {
    "photo": 2,
    "photo_original": 2,
    "share": 3,
    "share_original": 3,
    "new_gallery": 3,
    "post": 4,
    "post_photo": 6,
    "prepared": 7,
    "prepared_original": 7,
    "post_original": 10,
    "editing": 11,
    "editing_picture": 11,
    "contact_photo": 12,
}
"""The `user_version` from which on a table is there, if it was not there from the first."""

_ADDED = {("post", "photo"): 6, ("prepared", "review"): 9}
"""The same of a column that came to a table later."""


def finish(path: Path) -> None:
    """Bring a rescue to its end that was cut short by a crash: a finished copy takes the damaged file's place."""
    _remove(path.with_name(path.name + RESCUING))
    rescued = path.with_name(path.name + RESCUED)
    if rescued.exists():
        _set_aside(path)
        rescued.replace(path)


def rescue(path: Path, key: bytes) -> RescueReport:
    """Set `path` aside and leave a fresh database there with every row of outbox and drafts that can be read.

    A crash at any point loses nothing: the fresh file is whole before the damaged one is moved.
    """
    rows: dict[str, list[tuple[SqlValue, ...]]] = {}
    complete = True
    reader = _Reader(path, key)
    with _stretched(path), closing(reader):
        for table in _TABLES:
            rows[table], whole = _salvage(reader, table)
            complete = complete and whole
    aside = _free_name(path)
    kept = {table: len(found) for table, found in rows.items()}
    photos = kept["photo"] + kept["share"] + kept["post_photo"] + kept["prepared"] + kept["editing"]
    report = RescueReport(
        aside.name, datetime.now(UTC), kept["outbox"] + kept["post"], kept["draft"], complete, photos
    )
    rescuing = path.with_name(path.name + RESCUING)
    _remove(rescuing)
    _write_fresh(rescuing, key, rows, report)
    rescuing.replace(path.with_name(path.name + RESCUED))
    _set_aside(path, aside)
    path.with_name(path.name + RESCUED).replace(path)
    return report


def create(path: Path, key: bytes) -> None:
    """A new database that is whole as soon as it has its name; so an empty file is never one just begun."""
    rescuing = path.with_name(path.name + RESCUING)
    _remove(rescuing)
    _write_fresh(rescuing, key, {}, None)
    rescuing.replace(path)


def is_stub(path: Path) -> bool:
    """Whether the file ends before its first page does; SQLite would take it for a new database."""
    return path.stat().st_size < SMALLEST_BYTES


def keep_copy(path: Path) -> Path:
    """Copy the database with its log aside, before what can't be read of the log is written over."""
    aside = _free_name(path)
    for side in SIDE_FILES[:2]:
        source = path.with_name(path.name + side)
        if source.exists():
            shutil.copy2(source, aside.with_name(aside.name + side))
    return aside


def report_of_log(aside: Path, outbox: int, drafts: int, photos: int) -> RescueReport:
    """The report on a log that could not be read to its end, and on what is there nevertheless."""
    return RescueReport(aside.name, datetime.now(UTC), outbox, drafts, complete=False, photos=photos)


def add_report(connection: Connection, report: RescueReport) -> None:
    """Remember the report in the database until the member has seen it."""
    connection.execute("INSERT INTO rescue (report) VALUES (?)", (msgspec.json.encode(report),))


class _ReportRow(msgspec.Struct, frozen=True, array_like=True):
    report: bytes


def newest_report(connection: Connection) -> RescueReport | None:
    """The last report nobody has seen yet."""
    rows = fetch(connection, "SELECT report FROM rescue ORDER BY position DESC LIMIT 1", (), _ReportRow)
    return msgspec.json.decode(rows[0].report, type=RescueReport) if rows else None


def _write_fresh(
    path: Path, key: bytes, rows: dict[str, list[tuple[SqlValue, ...]]], report: RescueReport | None
) -> None:
    """A new database of its own with these rows, closed and on the disk."""
    connection = connect(path, key)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection)
        connection.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            places = ", ".join("?" * len(_TABLES[table].__struct_fields__))
            connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", found)
        if report is not None:
            add_report(connection, report)
        connection.execute("COMMIT")
    finally:
        connection.close()


@contextmanager
def _stretched(path: Path) -> Iterator[None]:
    """Lengthen a file that may have been cut off, while it is read: SQLite refuses one shorter than it should be."""
    size = path.stat().st_size
    os.truncate(path, 2 * size + STRETCH_BYTES)
    try:
        yield
    finally:
        os.truncate(path, size)


class _Reader:
    """Reads rows of a damaged file without changing it, and goes on with a new connection after every fault."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._connection: Connection | None = None

    def rows(self, sql: str, parameters: tuple[SqlValue, ...] = ()) -> Iterator[tuple[SqlValue, ...]]:
        """Row by row until the end; DatabaseError where the file can't be read on."""
        try:
            if self._connection is None:
                self._connection = connect(self._path, self._key, read_only=True)
            cursor = self._connection.execute(sql, parameters)
            while (row := cursor.fetchone()) is not None:
                yield row
        except DatabaseError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _salvage(reader: _Reader, table: str) -> tuple[list[tuple[SqlValue, ...]], bool]:
    """Every row of the table that can be read, and whether that is certainly all of them.

    Where reading in order stops, each position is asked for by itself: only rows on the damaged page are out of reach.
    """
    version = _version(reader)
    if version < _SINCE.get(table, 0):
        return [], True  # a file that an earlier version wrote
    columns = ", ".join(
        name if version >= _ADDED.get((table, name), 0) else f"NULL AS {name}"
        for name in _TABLES[table].__struct_fields__
    )
    found: dict[int, tuple[SqlValue, ...]] = {}
    if _collect(reader, table, f"SELECT {columns} FROM {table} ORDER BY position", (), found):
        return list(found.values()), True
    faults = 0
    for position in range(1, _last_position(reader, table, found) + 1):
        if position not in found and faults < GIVES_UP_AFTER:
            sql = f"SELECT {columns} FROM {table} WHERE position = ?"
            faults = 0 if _collect(reader, table, sql, (position,), found) else faults + 1
    return [found[position] for position in sorted(found)], False


def _collect(
    reader: _Reader,
    table: str,
    sql: str,
    parameters: tuple[SqlValue, ...],
    found: dict[int, tuple[SqlValue, ...]],
) -> bool:
    """Add what can be read to `found`, by position; whether the end was reached and every row was sound."""
    sound = True
    try:
        for row in reader.rows(sql, parameters):
            try:
                value = msgspec.convert(row, _TABLES[table])
            except Unreadable:
                sound = False
                continue
            if value.is_whole:
                found[value.position] = row
            else:
                sound = False
    except DatabaseError:
        return False
    return sound


def _version(reader: _Reader) -> int:
    """How many migrations the file has seen; one that does not say it any more is taken for a present one."""
    try:
        for row in reader.rows("PRAGMA user_version"):
            return msgspec.convert(row[0], int)
    except (DatabaseError, *Unreadable):
        pass
    return max(_SINCE.values())


class _LastRow(msgspec.Struct, frozen=True, array_like=True):
    last: int | None


def _last_position(reader: _Reader, table: str, found: dict[int, tuple[SqlValue, ...]]) -> int:
    """Up to where positions are worth asking for: the counter if it can be read, else some way beyond the known."""
    for sql in (
        f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",
        f"SELECT max(position) FROM {table}",
    ):
        try:
            for row in reader.rows(sql):
                last = msgspec.convert(row, _LastRow).last
                if last is not None:
                    return last
        except (DatabaseError, *Unreadable):
            continue
    return max(found, default=0) + PROBED_BEYOND


def _set_aside(path: Path, aside: Path | None = None) -> None:
    """Rename the database with its log and index; the log first, so that a crash in between keeps them together."""
    aside = aside or _free_name(path)
    for side in reversed(SIDE_FILES):
        source = path.with_name(path.name + side)
        if source.exists():
            source.replace(aside.with_name(aside.name + side))


def _free_name(path: Path) -> Path:
    """A name beside the file that nothing has yet."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = f"{path.name}.damaged-{stamp}"
    number = 1
    while any(path.with_name(name + side).exists() for side in SIDE_FILES):
        number += 1
        name = f"{path.name}.damaged-{stamp}-{number}"
    return path.with_name(name)


def _remove(path: Path) -> None:
    """Delete an unfinished copy of our own, with its side files."""
    for side in SIDE_FILES:
        path.with_name(path.name + side).unlink(missing_ok=True)
