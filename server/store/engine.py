"""Opens the database: SQLite through SQLCipher with durable settings, or a PostgreSQL by its address."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, QueuePool, create_engine, make_url

POOL_SIZE = 4
BUSY_TIMEOUT_MS = 5_000
WRITER_TIMEOUT_S = 15.0
WAL_PAGES = 4_000
"""A checkpoint copies each changed page once, however often it changed: rare ones cost less in all."""


_READING: Final = {
    "sqlite": "BEGIN",
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}
# On PostgreSQL a writer waits for a lock of its own before it looks at anything, and each of its statements then sees
# all that was committed before: writers follow each other there as they do on SQLite, from whichever process.
_WRITING: Final = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": (
        f"SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '{WRITER_TIMEOUT_S:.0f}s'; "
        "SELECT pg_advisory_xact_lock(4711)"
    ),
}


class DatabaseBusy(Exception):
    """No turn to write came in time; the caller may try again."""


@dataclass(frozen=True)
class Database:
    """An engine, whose turn it is to write, and how a transaction begins."""

    engine: Engine
    turns: AbstractContextManager[None] | FairLock
    begin_reading: str
    begin_writing: str

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self.engine.connect() as connection:
            _begin(connection, self.begin_reading)
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that nothing else writes beside; committed at the end, rolled back on an error."""
        with self.turns, self.engine.begin() as connection:
            _begin(connection, self.begin_writing)
            yield connection

    def close(self) -> None:
        """Ends every connection that is not in use."""
        self.engine.dispose()


class FairLock:
    """A lock given in the order it was asked for, so that no writer waits longer than its turn.

    SQLite's own waiting is by sleeping and trying again, which serves whoever wakes first.
    """

    def __init__(self, timeout_s: float = WRITER_TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(self._timeout_s):
            return
        with self._guard:
            if turn.is_set():
                return
            self._waiting.remove(turn)
        raise DatabaseBusy

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


def open_sqlite(path: Path, key: bytes | None = None) -> Database:
    """The SQLite file at `path`, created if missing; encrypted with the raw 32-byte `key` if one is given.

    Raises sqlcipher3's DatabaseError (through SQLAlchemy) at first use when the key is wrong.
    """
    import sqlcipher3.dbapi2 as driver

    if key is not None and len(key) != 32:
        raise ValueError("a database key has 32 bytes")

    def connect() -> Any:
        connection = driver.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000
        )
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            f"wal_autocheckpoint = {WAL_PAGES}",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}").close()
        return connection

    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver,
        creator=connect,
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=WRITER_TIMEOUT_S,
        hide_parameters=True,  # an error's text goes to the log, and must not carry a message's
    )
    return Database(engine, FairLock(), _READING["sqlite"], _WRITING["sqlite"])


def open_postgresql(url: str) -> Database:
    """The PostgreSQL at an address such as postgresql://user:password@host:5432/name; it decides whose turn it is."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=POOL_SIZE * 4,
        pool_timeout=WRITER_TIMEOUT_S,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    return Database(engine, nullcontext(), _READING["postgresql"], _WRITING["postgresql"])


def integrity_faults(connection: Connection) -> list[str]:
    """What the database says of its own pages and references; empty when whole, or where it has no such check."""
    if connection.dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check")
    if pages.returns_rows:  # a database without a key has no such check
        found += [f"page {row[0]}" for row in pages]
    found += [
        f"{row[0]} names a missing {row[2]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    return found


def _begin(connection: Connection, statement: str) -> None:
    """Begins where the code says so; SQLite's driver would begin only before the first change.

    Not by an event of the engine: one listener would make every statement look for more.
    """
    dbapi: Any = connection.connection.dbapi_connection
    driver = connection.dialect.loaded_dbapi
    try:
        dbapi.execute(statement).close()
    except driver.OperationalError as fault:  # another process writes, and did not end in time
        raise DatabaseBusy from fault
