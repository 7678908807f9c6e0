"""Triggers by which the database itself refuses to change or delete what must stand as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

APPEND_ONLY: Final = (
    "ledger_transactions",
    "ledger_entries",
    "audit",
    "submission_steps",
    "idempotency_keys",
)
"""What must be guarded now; a test compares it with the triggers the migrations made."""


def add_guards(connection: Connection, tables: Sequence[str]) -> None:
    """Guards `tables` against UPDATE and DELETE; called by the migration that makes them."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', "
            "MESSAGE = TG_TABLE_NAME || ' is never changed or deleted'; END $$"
        )
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_refuses_{verb.lower()}"
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is never changed or deleted'); END"
                )
            else:
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                )
        if connection.dialect.name == "postgresql":  # which can empty a table without looking at its rows
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def drop_guards(connection: Connection, tables: Sequence[str]) -> None:
    """Takes the guards away, for a migration that has to rebuild a guarded table."""
    is_sqlite = connection.dialect.name == "sqlite"
    for table in tables:
        for verb in ("update", "delete") if is_sqlite else ("update", "delete", "truncate"):
            where = "" if is_sqlite else f" ON {table}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}{where}")
