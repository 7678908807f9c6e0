"""Brings a database to the newest tables, with Alembic run from code: no alembic.ini is needed anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from server.store.engine import Database

NEWEST: Final = "0020"
"""The newest revision; a test compares it with the files. Known here, so that a start needs no Alembic."""

FOLDER: Final = Path(__file__).resolve().parent / "migrations"


class DatabaseTooNew(Exception):
    """The database was written by a newer version of this program."""


def revision(connection: Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(database: Database) -> bool:
    """Runs what is missing and says whether anything was. Raises `DatabaseTooNew`."""
    with database.read() as connection:
        present = revision(connection)
    if present == NEWEST:
        return False
    if present is not None and present > NEWEST:
        raise DatabaseTooNew(present)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True
