"""The database opens, migrates, keeps every promise of a transaction, and names what the disk does."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import StorageFault, StorageFaultKind
from app.storage import schema
from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxStore
from app.storage.sql import Connection, DatabaseError, connect, to_fault
from tests.unit.app.storage.makers import KEY, contact, entry, sent


def test_nothing_can_be_read_from_the_files_without_the_key(database: Database, path: Path) -> None:
    OutboxStore(database).queue(entry(1, text="only for Mateo"))
    kept = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert len(kept) > 4096
    assert b"only for Mateo" not in kept
    assert b"SQLite format" not in kept


def test_a_database_on_disk_needs_a_key(lane: StorageLane, path: Path) -> None:
    with pytest.raises(ValueError, match="key"):
        Database.open(lane, path, None)
    assert not path.exists()


def test_what_was_written_is_there_after_opening_again(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    OutboxStore(database).queue(entry(1))
    database.close()
    database = Database.open(lane, path, KEY)
    assert [each.local_id for each in OutboxStore(database).waiting()] == ["local-1"]
    assert database.rescue is None
    database.close()


def test_a_database_in_memory_leaves_no_file(lane: StorageLane, tmp_path: Path) -> None:
    database = Database.open(lane, None, None)
    OutboxStore(database).queue(entry(1))
    assert database.in_memory
    assert len(OutboxStore(database).waiting()) == 1
    database.close()
    assert list(tmp_path.iterdir()) == []


def test_every_commit_reaches_the_disk(database: Database) -> None:
    def settings(connection: Connection) -> tuple[object, object]:
        mode = connection.execute("PRAGMA journal_mode").fetchall()[0][0]
        return mode, connection.execute("PRAGMA synchronous").fetchall()[0][0]

    assert database.read(settings) == ("wal", 2)


def test_a_second_copy_is_told_that_the_profile_is_in_use(
    database: Database, lane: StorageLane, path: Path
) -> None:
    with pytest.raises(StorageFault) as caught:
        Database.open(lane, path, KEY)
    assert caught.value.kind is StorageFaultKind.IN_USE
    assert OutboxStore(database).queue(entry(1))


def test_another_process_is_told_that_the_profile_is_in_use(database: Database, path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.storage.lock import ProfileLock;"
        "ProfileLock(Path(sys.argv[1])).acquire()"
    )
    lock_file = path.with_name(path.name + ".lock")
    done = subprocess.run(
        [sys.executable, "-c", program, lock_file], capture_output=True, text=True, check=False
    )
    assert "in_use" in done.stderr
    database.close()
    assert subprocess.run([sys.executable, "-c", program, lock_file], check=False).returncode == 0


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    outbox, drafts = OutboxStore(database), DraftStore(database)

    def both(_: Connection) -> None:
        outbox.queue(entry(1))
        drafts.save("mateo", "more")
        raise LookupError

    with pytest.raises(LookupError):
        database.write(both)
    assert outbox.waiting() == []
    assert drafts.all() == {}


def test_a_full_disk_is_named_and_the_words_stay_where_they_were(database: Database) -> None:
    outbox, drafts = OutboxStore(database), DraftStore(database)
    drafts.save("mateo", "my words")
    database.read(
        lambda each: each.execute("PRAGMA max_page_count = 1").fetchall()
    )  # means: no more than now
    with pytest.raises(StorageFault) as caught:
        outbox.queue(entry(1, text="x" * 16_000))
    assert caught.value.kind is StorageFaultKind.FULL
    assert outbox.waiting() == []
    assert drafts.all()["mateo"].text == "my words"
    database.read(lambda each: each.execute("PRAGMA max_page_count = 1000000").fetchall())
    assert outbox.queue(entry(1, text="x" * 16_000))


def test_a_file_that_may_not_be_written_is_an_io_fault(lane: StorageLane, tmp_path: Path) -> None:
    (tmp_path / "client.db").mkdir()
    with pytest.raises(StorageFault) as caught:
        Database.open(lane, tmp_path / "client.db", KEY)
    assert caught.value.kind is StorageFaultKind.IO


def test_a_folder_that_is_a_file_is_an_io_fault(lane: StorageLane, tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("not a folder")
    with pytest.raises(StorageFault) as caught:
        Database.open(lane, tmp_path / "folder" / "client.db", KEY)
    assert caught.value.kind is StorageFaultKind.IO


def test_a_closed_database_is_not_opened_again_by_a_late_caller(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    database.close()
    database.close()
    with pytest.raises(StorageFault):
        OutboxStore(database).queue(entry(1))
    Database.open(lane, path, KEY).close()


def test_a_disk_that_may_only_be_read_is_an_io_fault(lane: StorageLane, path: Path) -> None:
    Database.open(lane, path, KEY).close()
    connection = connect(path, KEY, read_only=True)
    with pytest.raises(DatabaseError) as caught:
        connection.execute("DELETE FROM draft")
    connection.close()
    fault = to_fault(caught.value)
    assert fault is not None
    assert fault.kind is StorageFaultKind.IO


def test_a_mistake_of_ours_is_not_dressed_up_as_a_fault_of_the_disk(database: Database) -> None:
    with pytest.raises(Exception, match="no such table") as caught:
        database.read(lambda connection: connection.execute("SELECT * FROM nowhere"))
    assert not isinstance(caught.value, StorageFault)


def test_a_file_of_a_newer_version_is_left_alone(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    OutboxStore(database).queue(entry(1))
    database.write(lambda connection: connection.execute("PRAGMA user_version = 999"))
    database.close()
    before = path.read_bytes()
    with pytest.raises(StorageFault) as caught:
        Database.open(lane, path, KEY)
    assert caught.value.kind is StorageFaultKind.IO
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.glob("*damaged*")) == []


def test_a_migration_is_done_whole_or_not_at_all(tmp_path: Path) -> None:
    connection = connect(tmp_path / "client.db", KEY)
    broken = (*schema.MIGRATIONS, ("CREATE TABLE later (id INTEGER)", "CREATE nonsense"))
    with pytest.raises(Exception, match="syntax"):
        schema.migrate(connection, broken)
    assert schema.read_version(connection) == len(schema.MIGRATIONS)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'later'").fetchall()
    assert tables == []
    mended = (*schema.MIGRATIONS, ("CREATE TABLE later (id INTEGER)",))
    schema.migrate(connection, mended)
    assert schema.read_version(connection) == len(mended)
    connection.close()


def test_wiping_the_cache_never_touches_outbox_and_drafts(database: Database) -> None:
    cache, outbox, drafts = CacheStore(database), OutboxStore(database), DraftStore(database)
    cache.put_contacts([contact()])
    cache.put_messages([sent(1), sent(2)], event_sequence=9)
    outbox.queue(entry(1))
    drafts.save("linh", "half a sentence")
    cache.wipe()
    assert cache.contacts() == []
    assert cache.thread_page("mateo") == []
    assert cache.search("are") == []
    assert cache.cursor() == 0
    assert [each.text for each in outbox.waiting()] == ["Thinking of you."]
    assert drafts.all()["linh"].text == "half a sentence"


def test_every_table_of_the_cache_is_wiped() -> None:
    every = [
        statement
        for migration in schema.MIGRATIONS
        for statement in migration
        if "cache_" in statement.partition("(")[0]
    ]
    created = {statement.split()[2] for statement in every if statement.split()[1] == "TABLE"}
    created |= {"cache_words"}
    assert created == set(schema.CACHE_TABLE_NAMES)
    assert not any("cache_" in statement for statement in schema.KEPT_TABLES)
