"""How many frames of a log were committed is read from the log itself, damaged or not."""

import os
import shutil
from pathlib import Path

from app.storage import wal
from app.storage.sql import Connection, connect
from tests.unit.app.storage.makers import KEY


def write(connection: Connection, rows: int) -> None:
    """One committed transaction."""
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO t (x) VALUES (?)", [(os.urandom(900),) for _ in range(rows)])
    connection.execute("COMMIT")


def crashed(folder: Path) -> tuple[Path, int]:
    """The log of a database that was never closed, and how many frames SQLite says it has."""
    connection = connect(folder / "t.db", KEY)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (x BLOB)")
    for _ in range(5):
        write(connection, 20)
    row = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()[0]
    (folder / "copy").mkdir()
    shutil.copy(folder / "t.db-wal", folder / "copy" / "t.db-wal")
    connection.close()
    assert isinstance(row[1], int)
    return folder / "copy" / "t.db-wal", row[1]


def test_the_number_is_the_same_as_sqlite_s(tmp_path: Path) -> None:
    log, frames = crashed(tmp_path)
    assert wal.committed_frames(log) == frames > 20


def test_damage_does_not_change_the_number(tmp_path: Path) -> None:
    log, frames = crashed(tmp_path)
    content = bytearray(log.read_bytes())
    for place in (2, 13, 20, 30, 5_000):
        damaged = bytearray(content)
        damaged[place] ^= 1
        log.write_bytes(bytes(damaged))
        assert wal.committed_frames(log) == frames


def test_a_transaction_cut_off_by_the_crash_does_not_count(tmp_path: Path) -> None:
    log, frames = crashed(tmp_path)
    os.truncate(log, log.stat().st_size - 100)
    assert 0 < wal.committed_frames(log) < frames


def test_frames_of_an_earlier_generation_do_not_count(tmp_path: Path) -> None:
    connection = connect(tmp_path / "t.db", KEY)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (x BLOB)")
    write(connection, 200)
    connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    write(connection, 1)
    log = tmp_path / "t.db-wal"
    assert log.stat().st_size > 100_000
    assert 0 < wal.committed_frames(log) < 10
    connection.close()


def test_no_log_has_no_frames(tmp_path: Path) -> None:
    assert wal.committed_frames(tmp_path / "none-wal") == 0
    (tmp_path / "stub-wal").write_bytes(b"short")
    assert wal.committed_frames(tmp_path / "stub-wal") == 0
