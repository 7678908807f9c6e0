"""The database: its settings, its migrations, what it refuses to change, and how its transactions end."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from server.services import ledger
from server.store.engine import Database, DatabaseBusy, FairLock, open_sqlite
from server.store.guards import APPEND_ONLY
from server.store.migrate import FOLDER, NEWEST, DatabaseTooNew, migrate, revision
from server.store.prepared import Change, Query
from server.store.tables import METADATA, audit, events, facilities, throttle
from server.store.work import Actor, Batch
from tests.databases import open_database
from tests.unit.server.world import KEY, START, World


@pytest.mark.sqlite_only
def test_the_database_is_durable_and_keeps_references(world: World) -> None:
    with world.services.store.read() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5_000}


@pytest.mark.sqlite_only
def test_the_file_is_unreadable_without_its_key(data: Path) -> None:
    assert not (data / "gettingout.db").read_bytes().startswith(b"SQLite format 3")
    for key in (None, bytes(32)):
        database = open_sqlite(data / "gettingout.db", key)
        with pytest.raises(DatabaseError), database.read():
            pass
        database.close()


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_sqlite(tmp_path / "x.db", b"short")


def test_migrations_make_the_tables_the_code_describes(tmp_path: Path) -> None:
    migrated, described = open_sqlite(tmp_path / "a.db"), open_sqlite(tmp_path / "b.db")
    assert migrate(migrated)
    with described.write() as connection:
        METADATA.create_all(connection)
    found, wanted = _columns(migrated), _columns(described)
    found.pop("alembic_version")
    assert found == wanted
    migrated.close()
    described.close()


def test_the_newest_revision_is_known_without_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_migrating_twice_changes_nothing(folder: Path) -> None:
    database = open_database(folder, KEY)
    assert migrate(database)
    assert not migrate(database)
    with database.read() as connection:
        assert revision(connection) == NEWEST
    database.close()


def test_a_database_of_a_newer_version_is_left_alone(data: Path) -> None:
    database = open_database(data, KEY)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew):
        migrate(database)
    database.close()


def test_what_was_written_for_good_can_not_be_changed_or_deleted(world: World) -> None:
    pair = world.pair()
    world.send(pair)
    for table in APPEND_ONLY:
        column = next(iter(METADATA.tables[table].columns)).name
        for statement in (f"DELETE FROM {table}", f'UPDATE {table} SET "{column}" = "{column}"'):
            with (
                pytest.raises(IntegrityError, match="never changed or deleted"),
                world.services.store.write() as work,
            ):
                work.connection.exec_driver_sql(statement)


def test_every_guarded_table_has_its_guards(world: World) -> None:
    with world.services.store.read() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        asked = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if is_sqlite
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        found = set(connection.exec_driver_sql(asked).scalars())
    verbs = ("update", "delete") if is_sqlite else ("update", "delete", "truncate")
    assert found == {f"{table}_refuses_{verb}" for table in APPEND_ONLY for verb in verbs}


def test_an_account_can_not_fall_below_its_floor_even_by_a_bug(world: World) -> None:
    member, _ = world.member(cents=10)
    with pytest.raises(IntegrityError, match="floor"), world.services.store.write() as work:
        work.connection.exec_driver_sql(
            f"UPDATE ledger_accounts SET balance_cents = -1 WHERE id = '{ledger.available(member.member_id)}'"
        )


def test_an_error_inside_a_unit_of_work_leaves_nothing(world: World) -> None:
    with pytest.raises(RuntimeError):
        _fail_in_a_unit(world)
    with world.services.store.read() as connection:
        assert connection.execute(select(events.c.sequence)).all() == []
        assert connection.execute(select(audit.c.number)).all() == []


def test_units_together_share_a_commit_and_fail_alone(world: World) -> None:
    store = world.services.store
    with store.together():
        _note(world, "first")
        with pytest.raises(RuntimeError):
            _fail_in_a_unit(world)
        _note(world, "second")
        with store.read() as connection:
            assert connection.execute(select(audit.c.number)).all() == []
    with store.read() as connection:
        found = connection.execute(select(audit.c.number, audit.c.action).order_by(audit.c.number)).all()
    assert [tuple(row) for row in found] == [(1, "first"), (2, "second")]


def test_units_together_are_all_lost_when_the_commit_fails(world: World) -> None:
    store = world.services.store
    with pytest.raises(RuntimeError):
        _fail_together(world)
    with store.read() as connection:
        assert connection.execute(select(audit.c.number)).all() == []
    _note(world, "after")


def test_a_lock_is_given_in_the_order_it_was_asked_for() -> None:
    lock, threads = FairLock(), []
    order: list[int] = []
    lock.__enter__()
    for number in range(8):
        thread = threading.Thread(target=_take_turn, args=(lock, order, number))
        thread.start()
        threads.append(thread)
        while len(lock._waiting) <= number:
            pass
    lock.__exit__()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_whoever_gets_no_turn_hears_so_and_blocks_nobody() -> None:
    lock = FairLock(timeout_s=0.01)
    with lock, pytest.raises(DatabaseBusy):
        lock.__enter__()
    with lock:
        pass


def test_prepared_statements_read_and_write_as_any_other(world: World) -> None:
    row = {"key": "k", "failures": 3, "last_failed_at": START, "next_allowed_at": START}
    columns = (throttle.c.key, throttle.c.failures, throttle.c.last_failed_at)
    prepared = Query(select(*columns).where(throttle.c.failures == 3))
    with world.services.store.write() as work:
        Change(insert(throttle)).run(work.connection, row)
        assert prepared.rows(work.connection) == [("k", 3, START)]
        assert work.connection.execute(select(*columns)).all() == prepared.rows(work.connection)
        assert Query(select(throttle.c.key).where(throttle.c.failures == 4)).row(work.connection) is None
    facility_id = world.facility()
    with world.services.store.read() as connection:
        kept = Query(select(facilities.c.features, facilities.c.sender_sees_pending)).row(connection)
    assert kept == (("messages", "replies"), False)
    assert facility_id


def test_a_prepared_change_with_returning_gives_its_rows(world: World) -> None:
    member, _ = world.member(cents=40)
    with world.services.store.write() as work:
        assert ledger.take(work, ledger.available(member.member_id), 41) is None
        assert ledger.take(work, ledger.available(member.member_id), 40) == 0
        work.connection.execute(
            update(METADATA.tables["ledger_accounts"])
            .where(METADATA.tables["ledger_accounts"].c.id == ledger.available(member.member_id))
            .values(balance_cents=40)
        )


def _columns(database: Database) -> dict[str, list[tuple[str, str, int, int]]]:
    def of(connection: Connection, table: str) -> list[tuple[str, str, int, int]]:
        rows = connection.exec_driver_sql(f'PRAGMA table_info("{table}")')
        columns = [(row[1], str(row[2]).replace("VARCHAR", "TEXT"), row[3], row[5]) for row in rows]
        keys = sorted(
            str(row[2:]) for row in connection.exec_driver_sql(f'PRAGMA foreign_key_list("{table}")')
        )
        indices = sorted(
            (str(row[1]), str(row[2]), 0, 0)
            for row in connection.exec_driver_sql(f'PRAGMA index_list("{table}")')
        )
        return columns + [(key, "", 0, 0) for key in keys] + indices

    with database.read() as connection:
        tables = (
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        )
        return {table: of(connection, table) for table in tables}


def _note(world: World, action: str) -> None:
    with world.services.store.write() as work:
        work.log(Actor("service", ""), action, ("test", ""))


def _fail_in_a_unit(world: World) -> None:
    with world.services.store.write() as work:
        work.tell(None, "facility_changed", "nowhere")
        work.log(Actor("service", ""), "lost", ("test", ""))
        work.next_number()
        raise RuntimeError


def _fail_together(world: World) -> None:
    with world.services.store.together():
        _note(world, "first")
        raise RuntimeError


def _take_turn(lock: FairLock, order: list[int], number: int) -> None:
    with lock:
        order.append(number)


def test_a_fault_of_the_database_takes_the_whole_batch_with_it(world: World) -> None:
    """A full disk may end the transaction under us: whatever came after would be written without its audit."""
    store = world.services.store
    with pytest.raises(DatabaseBusy):
        _fill_the_disk(world)
    with store.read() as connection:
        assert connection.execute(select(audit.c.number)).all() == []
    _note(world, "after")


def test_the_batch_would_not_be_whole_without_that_care(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault seeded: going on after the database has failed."""
    monkeypatch.setattr(Batch, "_is_broken", property(lambda _: False, lambda *_: None), raising=False)
    with pytest.raises((AssertionError, DatabaseError, pytest.fail.Exception)):
        test_a_fault_of_the_database_takes_the_whole_batch_with_it(world)


def _fill_the_disk(world: World) -> None:
    """Three units together; in the second the database ends the transaction, as it does when a disk is full."""
    store = world.services.store
    with store.together():
        _note(world, "first")
        with pytest.raises(DatabaseError):
            _end_the_transaction(world)
        with suppress(DatabaseBusy):
            _note(world, "third")


def _end_the_transaction(world: World) -> None:
    with world.services.store.write() as work:
        Change(text("INSERT OR ROLLBACK INTO journal_head VALUES (1, 0, 0, 0, '')")).run(work.connection, {})  # type: ignore[arg-type]
