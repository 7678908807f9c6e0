"""The encrypted database of one account: opened, migrated, and healed by setting a damaged file aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.domain.errors import StorageFault, StorageFaultKind
from app.storage import rescue, wal
from app.storage.disk import disk_fault
from app.storage.edit_rows import count_edited
from app.storage.kept_rows import count_photos, draft_rows, outbox_rows, post_rows
from app.storage.lane import StorageLane
from app.storage.lock import ProfileLock
from app.storage.post_photo_rows import count_waiting
from app.storage.prepared_rows import count_prepared
from app.storage.rescue import RescueReport
from app.storage.schema import migrate
from app.storage.share_rows import count_shares, new_gallery_rows
from app.storage.sql import Connection, DatabaseError, Unreadable, connect, roll_back, to_fault

T = TypeVar("T")


class Database:
    """One connection, used on the storage lane only. Stores hand it their work as functions of a connection.

    Without a path everything lives in memory and ends with `close`. A damaged file is found when it is read: it is
    set aside, what waits to be sent is carried over, the work is done again on the fresh file, and `rescue` says so.
    """

    def __init__(self, lane: StorageLane, path: Path | None, key: bytes | None) -> None:
        self.lane = lane
        self.on_rescue: Callable[[RescueReport], None] | None = None
        """Called on the storage lane when a file had to be set aside after opening: the cache is empty now."""
        self._path = path
        self._key = key
        self._lock = ProfileLock(path.with_name(path.name + ".lock")) if path else None
        self._connection: Connection | None = None
        self._report: RescueReport | None = None
        self._depth = 0
        self._closed = False

    @classmethod
    def open(cls, lane: StorageLane, path: Path | None, key: bytes | None) -> Database:
        """Open or create it; `path` None keeps everything in memory, otherwise `key` is 32 bytes.

        StorageFault: IN_USE if another copy of the program has it open, FULL or IO if the disk does not let us.
        """
        database = cls(lane, path, key)
        lane.run(database._start)
        return database

    @property
    def in_memory(self) -> bool:
        """Whether nothing is kept beyond `close`."""
        return self._path is None

    @property
    def rescue(self) -> RescueReport | None:
        """The last damage nobody has confirmed to have seen, also if it was found by an earlier start."""
        return self._report

    def confirm_rescue(self) -> None:
        """The member has been told; the report is not given again."""
        self.write(lambda connection: connection.execute("DELETE FROM rescue"))
        self._report = None

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do it on the storage lane and wait; StorageFault for whatever the disk does."""
        return self.lane.run(self._do, work)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do it in one durable transaction; all of it is there when this returns, none of it if it raises.

        Inside the `write` of another it joins that transaction.
        """
        return self.lane.run(self._do, lambda connection: self._in_transaction(connection, work))

    def shrink(self) -> None:
        """Gives back the room that deleted rows leave, and overwrites them; in memory there is nothing to give."""
        if not self.in_memory:
            self.lane.run(self._do, _vacuum)

    def close(self) -> None:
        """Close the file and let go of its lock; the lane stays open."""
        self.lane.run(self._stop)

    def _start(self) -> None:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise disk_fault(error, "folder") from error
        if self._lock is not None:
            self._lock.acquire()
        try:
            self._ready()
        except BaseException:
            self._stop()
            raise

    def _stop(self) -> None:
        self._closed = True
        self._let_go()
        if self._lock is not None:
            self._lock.release()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except DatabaseError as error:
                raise to_fault(error) or error from error

    def _ready(self) -> Connection:
        """The connection; opened anew if the last attempt to heal failed for want of space."""
        if self._closed:
            raise StorageFault(StorageFaultKind.IO, "closed")  # a job that comes late must not open it again
        if self._connection is None:
            try:
                self._connection, self._report = self._open()
            except OSError as error:
                raise disk_fault(error, "database") from error
            except (DatabaseError, *Unreadable) as error:
                raise to_fault(error) or error from error
        return self._connection

    def _open(self) -> tuple[Connection, RescueReport | None]:
        if self._path is None or self._key is None:
            memory = connect(self._path, self._key)
            migrate(memory)
            return memory, None
        rescue.finish(self._path)
        if not self._path.exists():
            rescue.create(self._path, self._key)
        try:
            if not rescue.is_stub(self._path):
                return _open_file(self._path, self._key)
        except (DatabaseError, *Unreadable) as error:
            if not _is_damage(error):
                raise
        rescue.rescue(self._path, self._key)
        return _open_file(self._path, self._key)

    def _do(self, work: Callable[[Connection], T]) -> T:
        if self._depth:
            return work(self._ready())
        try:
            return self._work(work)
        except StorageFault as fault:
            if fault.kind is not StorageFaultKind.DAMAGED or self._path is None:
                raise
        self._heal()
        return self._work(work)

    def _work(self, work: Callable[[Connection], T]) -> T:
        connection = self._ready()
        self._depth += 1
        try:
            return work(connection)
        except (DatabaseError, *Unreadable) as error:
            fault = to_fault(error)
            if fault is None:
                raise
            raise fault from error
        finally:
            self._depth -= 1

    def _heal(self) -> None:
        """Set the file aside and start a fresh one with what waits; the lock stays ours."""
        if self._path is None or self._key is None:
            return
        self._let_go()
        try:
            rescue.rescue(self._path, self._key)
        except OSError as error:
            raise disk_fault(error, "database") from error
        except DatabaseError as error:
            raise to_fault(error) or error from error
        self._ready()
        if self._report is not None and self.on_rescue is not None:
            self.on_rescue(self._report)

    def _in_transaction(self, connection: Connection, work: Callable[[Connection], T]) -> T:
        if connection.in_transaction:
            return work(connection)
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            roll_back(connection)
            raise
        return result


def _open_file(path: Path, key: bytes) -> tuple[Connection, RescueReport | None]:
    """The file opened, its log read, its tables up to date, and every kept row but pictures proved readable."""
    written = wal.committed_frames(path.with_name(path.name + "-wal"))
    connection = connect(path, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        lost = written > 0 and wal.recovered_frames(connection) < written
        aside = rescue.keep_copy(path) if lost else None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
        outbox, drafts = len(outbox_rows(connection)), len(draft_rows(connection))
        outbox += len(post_rows(connection))
        new_gallery_rows(connection)
        photos = count_photos(connection) + count_shares(connection) + count_waiting(connection)
        photos += count_prepared(connection) + count_edited(connection)
        if aside is not None:
            rescue.add_report(connection, rescue.report_of_log(aside, outbox, drafts, photos))
        return connection, rescue.newest_report(connection)
    except BaseException:
        connection.close()
        raise


def _is_damage(error: Exception) -> bool:
    fault = to_fault(error)
    return fault is not None and fault.kind is StorageFaultKind.DAMAGED


def _vacuum(connection: Connection) -> None:
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
