"""PostgreSQL as the server's second database: its tables, its turns to write, and where the tests take one from."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError, InternalError

from server.store import engine
from server.store.engine import Database, DatabaseBusy, open_postgresql
from server.store.guards import APPEND_ONLY
from server.store.migrate import migrate
from server.store.tables import METADATA
from tests.databases import Cluster, NoPostgreSQL, kinds_wanted, private_postgresql
from tests.unit.server.world import World

pytestmark = pytest.mark.skipif("postgresql" not in kinds_wanted(), reason="only SQLite is asked for")


@pytest.fixture
def empty(postgresql: Cluster) -> Iterator[Database]:
    """A database without tables."""
    with postgresql.janitor("empty_one"):
        database = open_postgresql(postgresql.url("empty_one"))
        yield database
        database.close()


@pytest.fixture
def other(postgresql: Cluster) -> Iterator[Database]:
    """Another one."""
    with postgresql.janitor("other_one"):
        database = open_postgresql(postgresql.url("other_one"))
        yield database
        database.close()


def test_migrations_make_the_tables_the_code_describes(empty: Database, other: Database) -> None:
    assert migrate(empty)
    with other.write() as connection:
        METADATA.create_all(connection)
    with empty.read() as migrated, other.read() as described:
        found, wanted = tables(migrated), tables(described)
    found.pop("alembic_version")
    assert found == wanted


def test_two_programs_that_start_at_once_migrate_once(empty: Database) -> None:
    did: list[bool] = []
    starters = [threading.Thread(target=lambda: did.append(migrate(empty))) for _ in range(2)]
    for thread in starters:
        thread.start()
    for thread in starters:
        thread.join()
    assert len(did) == 2
    assert not migrate(empty)


def test_a_reader_sees_one_state_and_can_not_write(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(text("CREATE TABLE cents (n INTEGER)"))
    with empty.read() as reader:
        before = reader.execute(text("SELECT count(*) FROM cents")).scalar_one()
        with empty.write() as writer:
            writer.execute(text("INSERT INTO cents VALUES (1)"))
        assert reader.execute(text("SELECT count(*) FROM cents")).scalar_one() == before
        with pytest.raises(InternalError, match="read-only"):
            reader.execute(text("INSERT INTO cents VALUES (2)"))


def test_a_writer_that_gets_no_turn_hears_so(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = Database(
        empty.engine, empty.turns, empty.begin_reading, empty.begin_writing.replace("'15s'", "'50ms'")
    )
    assert soon.begin_writing != empty.begin_writing
    with empty.write(), pytest.raises(DatabaseBusy), soon.write():
        pass
    with soon.write():
        pass


def test_without_the_lock_two_writers_would_run_side_by_side(empty: Database) -> None:
    """The fault seeded: the same without waiting for a turn."""
    unlocked = Database(empty.engine, empty.turns, empty.begin_reading, "SET LOCAL lock_timeout = '50ms'")
    with unlocked.write(), unlocked.write():
        pass


def test_a_table_that_stands_for_good_can_not_be_emptied_either(
    postgresql: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GETTINGOUT_TEST_POSTGRESQL", postgresql.in_environment)
    world = World.open(tmp_path)
    try:
        for table in APPEND_ONLY:
            with (
                pytest.raises(IntegrityError, match="never changed or deleted"),
                world.services.store.write() as work,
            ):
                work.connection.execute(text(f"TRUNCATE {table} CASCADE"))
    finally:
        world.close()


def test_where_none_can_be_started_the_reason_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.databases.DEBIAN", tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoPostgreSQL, match="apt-get install postgresql"), private_postgresql():
        pass


def test_the_turn_is_asked_for_before_anything_is_looked_at() -> None:
    assert engine._WRITING["postgresql"].endswith("pg_advisory_xact_lock(4711)")


def tables(connection: Connection) -> dict[str, dict[str, Any]]:
    """Columns, keys and indices of every table, in a form that can be compared."""
    found = inspect(connection)
    return {
        name: {
            "columns": [
                (column["name"], str(column["type"]).replace("VARCHAR", "TEXT"), column["nullable"])
                for column in found.get_columns(name)
            ],
            "key": found.get_pk_constraint(name)["constrained_columns"],
            "references": sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in found.get_foreign_keys(name)
            ),
            "indices": sorted(
                (index["name"], index["column_names"], index["unique"]) for index in found.get_indexes(name)
            ),
            "unique": sorted(unique["column_names"] for unique in found.get_unique_constraints(name)),
        }
        for name in found.get_table_names()
    }
