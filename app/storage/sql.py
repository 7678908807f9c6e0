"""Opens an encrypted SQLite file, reads typed rows from it, and says in the client's words what the disk did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

import msgspec
from sqlcipher3 import dbapi2

from app.domain.errors import StorageFault, StorageFaultKind

T = TypeVar("T")
SqlValue: TypeAlias = str | int | float | bytes | None
KEY_BYTES = 32
CACHE_KIB = 4096


class Cursor(Protocol):
    """What is used of a DB-API cursor."""

    rowcount: int
    lastrowid: int | None

    def fetchone(self) -> tuple[SqlValue, ...] | None:
        """The next row."""

    def fetchall(self) -> list[tuple[SqlValue, ...]]:
        """All rows left."""


class Connection(Protocol):
    """What is used of a DB-API connection; `sqlcipher3` has no types of its own."""

    in_transaction: bool

    def execute(self, sql: str, parameters: Sequence[SqlValue] = ..., /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[SqlValue]], /) -> Cursor:
        """Run one statement for each row of parameters."""

    def close(self) -> None:
        """Close the file."""


DatabaseError: type[Exception] = dbapi2.Error
Unreadable: tuple[type[Exception], ...] = (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError)
"""What reading a row raises if its content can't be what was written."""


class _Code(IntEnum):
    """SQLite's result codes that mean something to us (https://sqlite.org/rescode.html); the last three extended."""

    ERROR = 1
    BUSY = 5
    LOCKED = 6
    CORRUPT = 11
    FULL = 13
    CONSTRAINT = 19
    MISMATCH = 20
    MISUSE = 21
    FORMAT = 24
    RANGE = 25
    NOTADB = 26
    IOERR_SHORT_READ = 522
    IOERR_DATA = 8202
    IOERR_CORRUPTFS = 8458


_DAMAGED = frozenset({_Code.CORRUPT, _Code.FORMAT, _Code.NOTADB})
_DAMAGED_EXTENDED = frozenset({_Code.IOERR_SHORT_READ, _Code.IOERR_DATA, _Code.IOERR_CORRUPTFS})
_OURS = frozenset({_Code.ERROR, _Code.CONSTRAINT, _Code.MISMATCH, _Code.MISUSE, _Code.RANGE})


def connect(path: Path | None, key: bytes | None, *, read_only: bool = False) -> Connection:
    """An open connection without a transaction; nothing has been read yet, so a wrong key shows later.

    `key` is 32 raw bytes; None only for a database in memory (`path` None): nothing is written in the clear.
    """
    if path is None:
        memory: Connection = dbapi2.connect(":memory:", isolation_level=None)
        return memory
    if key is None or len(key) != KEY_BYTES:
        raise ValueError("a database on disk needs a key of 32 bytes")
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection: Connection = dbapi2.connect(uri, uri=True, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security = OFF")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def fetch(connection: Connection, sql: str, parameters: Sequence[SqlValue], row: type[T]) -> list[T]:
    """All rows as values of `row`, an `array_like` struct; msgspec.ValidationError if one does not fit."""
    return msgspec.convert(connection.execute(sql, parameters).fetchall(), list[row])  # type: ignore[valid-type]


def fetch_one(connection: Connection, sql: str, parameters: Sequence[SqlValue], row: type[T]) -> T | None:
    """The first row as a value of `row`, or None."""
    found = fetch(connection, sql, parameters, row)
    return found[0] if found else None


def roll_back(connection: Connection) -> None:
    """Undo the transaction, unless SQLite has done so itself (disk full, I/O error)."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def to_fault(error: Exception) -> StorageFault | None:
    """What the disk did, from what SQLite or reading a row raised; None for a bug of ours. Carries no content."""
    if isinstance(error, Unreadable):
        return StorageFault(StorageFaultKind.DAMAGED, type(error).__name__)
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, DatabaseError) or code is None:
        return None
    name = str(getattr(error, "sqlite_errorname", code))
    primary = code & 0xFF
    if primary in _OURS:
        return None
    if primary == _Code.FULL:
        return StorageFault(StorageFaultKind.FULL, name)
    if primary in _DAMAGED or code in _DAMAGED_EXTENDED:
        return StorageFault(StorageFaultKind.DAMAGED, name)
    if primary in (_Code.BUSY, _Code.LOCKED):
        return StorageFault(StorageFaultKind.IN_USE, name)
    return StorageFault(StorageFaultKind.IO, name)
