"""Words that are still being written, one draft per contact."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from app.storage.database import Database
from app.storage.kept_rows import DRAFT_COLUMNS, DraftRow, draft_rows, to_bytes, to_text
from app.storage.sql import Connection, fetch_one


class Draft(msgspec.Struct, frozen=True):
    """A draft; `based_on` is the key of the message it mends, after "Edit and send again"."""

    contact_id: str
    text: str
    saved_at: datetime
    based_on: str | None = None


class DraftStore:
    """Every method is one durable transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, contact_id: str, text: str, based_on: str | None = None) -> None:
        """Keep the text as it stands; without `based_on` what it was based on stays. An empty one is dropped."""

        def work(connection: Connection) -> None:
            before = read_draft(connection, contact_id)
            if text:
                put_draft(connection, contact_id, text, based_on or (before.based_on if before else None))
            else:
                drop_draft(connection, contact_id)

        self._database.write(work)

    def get(self, contact_id: str) -> Draft | None:
        """The contact's draft."""
        return self._database.read(lambda connection: read_draft(connection, contact_id))

    def drop(self, contact_id: str) -> None:
        """The member threw it away."""
        self._database.write(lambda connection: drop_draft(connection, contact_id))

    def all(self) -> dict[str, Draft]:
        """All drafts by contact, the one saved last at the end."""
        return self._database.read(
            lambda connection: {row.contact_id: _draft(row) for row in draft_rows(connection)}
        )


def read_draft(connection: Connection, contact_id: str) -> Draft | None:
    """The contact's draft, inside somebody's transaction."""
    sql = f"SELECT {DRAFT_COLUMNS} FROM draft WHERE contact_id = ?"
    row = fetch_one(connection, sql, (contact_id,), DraftRow)
    return None if row is None else _draft(row)


def put_draft(connection: Connection, contact_id: str, text: str, based_on: str | None) -> None:
    """Keep a draft, inside somebody's transaction."""
    connection.execute(
        f"INSERT OR REPLACE INTO draft ({DRAFT_COLUMNS}) VALUES (NULL, ?, ?, ?, ?)",
        (contact_id, to_bytes(text), based_on, datetime.now(UTC).isoformat()),
    )


def drop_draft(connection: Connection, contact_id: str) -> None:
    """Drop a draft, inside somebody's transaction."""
    connection.execute("DELETE FROM draft WHERE contact_id = ?", (contact_id,))


def _draft(row: DraftRow) -> Draft:
    return Draft(row.contact_id, to_text(row.text), row.saved_at, row.based_on)
