"""A database of the first version, with messages in it, becomes one of today without losing or changing anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from server.config import CHEAP, Settings
from server.services import fields
from server.services.bundle import build_services
from server.services.check import check
from server.store.engine import Database, integrity_faults
from server.store.migrate import FOLDER, NEWEST, migrate, revision
from tests.databases import open_database, url_of
from tests.unit.server.world import KEY

ROWS = (
    "INSERT INTO facilities VALUES ('f', 'F', '', '', 'UTC', 'USD', '[]', 25, 25, 25, 0, 500, 48, NULL, NULL, FALSE,"
    " FALSE, '[]', '[]', NULL, NULL, 1)",
    "INSERT INTO members VALUES ('m', 'm@x', 'M', 'm@x', '', 'UTC', 1)",
    "INSERT INTO residents VALUES ('r', 'f', 'R', ' r', '1', '1', '', 'active', 1, 1)",
    "INSERT INTO contacts VALUES ('c', 'm', 'r', 'aunt', 'accepted', 1, NULL, NULL, NULL, 0, 0, 1)",
    "INSERT INTO staff VALUES ('s', 's', 'S', 'reviewer', NULL, '', 1, NULL)",
    "INSERT INTO submissions VALUES ('a', 1, 'message', 'm', 'r', 'c', 'f', 'k', 'Hello', 5, 'x', 1, 'refused', 1,"
    " 0, 0, 0, 1, 1, 1, 1, NULL, NULL)",
    "INSERT INTO submission_steps VALUES ('a', 1, 'pending', 1)",
    "INSERT INTO refusals VALUES ('a', 's', 1, 'other', NULL, 'No', NULL, 1, 1)",
    "INSERT INTO refusal_spans VALUES ('a', 0, 2)",
)


@pytest.fixture
def old(folder: Path) -> Path:
    """A folder with a database of the first version."""
    database = open_database(folder, KEY)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in ROWS:
            connection.execute(text(row))
    database.close()
    return folder


def test_nothing_is_lost_and_two_columns_may_be_empty(old: Path) -> None:
    database = open_database(old, KEY)
    before = contents(database)
    assert migrate(database)
    after = contents(database)
    assert {name: [row[: len(rows[0])] for row in after[name]] for name, rows in before.items()} == before
    with database.read() as connection:
        assert revision(connection) == NEWEST
        assert integrity_faults(connection) == []
    with database.write() as connection:
        connection.execute(text("UPDATE submissions SET resident_id = NULL, contact_id = NULL"))
    with pytest.raises(IntegrityError, match="facility_id"), database.write() as connection:
        connection.execute(text("UPDATE submissions SET facility_id = NULL"))
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.write() as connection:
        connection.execute(text("UPDATE submissions SET profile_photo_id = 'nobody'"))
    database.close()


def test_other_connections_see_the_new_columns(old: Path) -> None:
    database = open_database(old, KEY)
    with database.read() as first:
        first.execute(text("SELECT * FROM submissions")).all()
    assert migrate(database)
    for _ in range(3):
        with database.write() as connection:
            connection.execute(text("UPDATE submissions SET contact_id = NULL"))
    database.close()


def test_services_start_on_it(old: Path) -> None:
    services = build_services(Settings(old, db_key=KEY, database_url=url_of(old), argon2=CHEAP))
    try:
        assert services.messages.page("m").items[0].text == "Hello"
        assert services.profile_photos.state("m").newest is None
        assert not [fault for fault in check(services.store) if "damaged" in fault]
    finally:
        services.close()


def test_names_that_were_there_are_found_without_accents(old: Path) -> None:
    name = "Zoë Łukasz-O’Brien Đặng İpek"
    database = open_database(old, KEY)
    with database.write() as connection:
        for table in ("members", "staff"):
            connection.execute(text(f"UPDATE {table} SET name = :name"), {"name": name})
    assert migrate(database)
    search = text("SELECT search_name FROM members UNION ALL SELECT search_name FROM staff")
    with database.read() as connection:
        assert connection.execute(search).scalars().all() == [fields.folded(name)] * 2
    database.close()


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that have any."""
    with database.read() as connection:
        names = inspect(connection).get_table_names()
        found = {
            name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
            for name in names
        }
    found.pop("alembic_version")
    return {name: rows for name, rows in found.items() if rows}
