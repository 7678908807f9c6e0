"""Messages that wait on this computer until the server has them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.values import SendFault
from app.storage.database import Database
from app.storage.draft_store import drop_draft, put_draft, read_draft
from app.storage.kept_rows import OUTBOX_COLUMNS, OutboxRow, outbox_rows, to_bytes, to_text
from app.storage.message_rows import has_local_id, put_messages
from app.storage.sql import Connection, fetch, fetch_one
from contract.messages import Message


class OutboxEntry(msgspec.Struct, frozen=True):
    """A message as its member wrote it. `local_id` is its idempotency key for ever; `fault` needs the member."""

    local_id: str
    contact_id: str
    text: str
    price_cents: int
    created_at: datetime
    fault: SendFault | None = None
    tries: int = 0


class OutboxStore:
    """Every method is one durable transaction; the order is that of queueing, never of a clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, entry: OutboxEntry) -> bool:
        """Take the entry in and drop the draft it came from; False, changing nothing, if it was queued before."""

        def work(connection: Connection) -> bool:
            if self._row(connection, entry.local_id) or has_local_id(connection, entry.local_id):
                return False
            fault = None if entry.fault is None else msgspec.json.encode(entry.fault)
            connection.execute(
                f"INSERT INTO outbox ({OUTBOX_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry.local_id,
                    entry.contact_id,
                    to_bytes(entry.text),
                    entry.price_cents,
                    entry.created_at.isoformat(),
                    fault,
                    entry.tries,
                ),
            )
            drop_draft(connection, entry.contact_id)
            return True

        return self._database.write(work)

    def waiting(self) -> list[OutboxEntry]:
        """All entries in the order they were queued, those with a fault among them."""
        return self._database.read(lambda connection: [_entry(row) for row in outbox_rows(connection)])

    def waiting_for(self, contact_id: str) -> list[OutboxEntry]:
        """The entries of one conversation in the order they were queued."""
        sql = f"SELECT {OUTBOX_COLUMNS} FROM outbox WHERE contact_id = ? ORDER BY position"
        return self._database.read(
            lambda connection: [_entry(row) for row in fetch(connection, sql, (contact_id,), OutboxRow)]
        )

    def get(self, local_id: str) -> OutboxEntry | None:
        """One entry, or None if it is not waiting any more."""

        def work(connection: Connection) -> OutboxEntry | None:
            row = self._row(connection, local_id)
            return None if row is None else _entry(row)

        return self._database.read(work)

    def fail(self, local_id: str, fault: SendFault) -> None:
        """It can't leave by itself; keep why."""
        body = msgspec.json.encode(fault)
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET fault = ? WHERE local_id = ?", (body, local_id)
            )
        )

    def tried(self, local_id: str) -> None:
        """Count one more try that had no answer."""
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET tries = tries + 1 WHERE local_id = ?", (local_id,)
            )
        )

    def retry(self, local_id: str, price_cents: int) -> None:
        """The member wants it sent after all, at this price: no fault, no tries."""
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET fault = NULL, tries = 0, price_cents = ? WHERE local_id = ?",
                (price_cents, local_id),
            )
        )

    def renew(self, local_id: str, fresh_id: str, fault: SendFault) -> None:
        """The server has other words under this key: a fresh one keeps both apart, and the member decides."""
        body = msgspec.json.encode(fault)
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET local_id = ?, fault = ?, tries = 0 WHERE local_id = ?",
                (fresh_id, body, local_id),
            )
        )

    def take_back(self, local_id: str) -> str | None:
        """Turn the entry back into its contact's draft and return that; None if it is not waiting any more.

        A draft begun in the meantime is not lost: it follows after an empty line. The draft is based on the entry,
        so that it can be sent with the same key: should the first words have arrived after all, the server says so.
        """

        def work(connection: Connection) -> str | None:
            row = self._row(connection, local_id)
            if row is None:
                return None
            begun = read_draft(connection, row.contact_id)
            parts = [to_text(row.text), begun.text if begun else ""]
            text = "\n\n".join(part for part in parts if part)
            put_draft(connection, row.contact_id, text, local_id)
            connection.execute("DELETE FROM outbox WHERE local_id = ?", (local_id,))
            return text

        return self._database.write(work)

    def settle(self, local_id: str, message: Message) -> None:
        """The server has it: out of the outbox, into the cache."""

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM outbox WHERE local_id = ?", (local_id,))
            put_messages(connection, [message])

        self._database.write(work)

    def _row(self, connection: Connection, local_id: str) -> OutboxRow | None:
        sql = f"SELECT {OUTBOX_COLUMNS} FROM outbox WHERE local_id = ?"
        return fetch_one(connection, sql, (local_id,), OutboxRow)


def _entry(row: OutboxRow) -> OutboxEntry:
    return OutboxEntry(
        local_id=row.local_id,
        contact_id=row.contact_id,
        text=to_text(row.text),
        price_cents=row.price_cents,
        created_at=row.created_at,
        fault=None if row.fault is None else msgspec.json.decode(row.fault, type=SendFault),
        tries=row.tries,
    )
