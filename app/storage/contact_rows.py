"""Cached contacts and facilities, and how far each conversation has been read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from app.storage.message_rows import Body, sum_up
from app.storage.sql import Connection, fetch
from contract.contacts import Contact
from contract.facilities import Facility

_SELECT = """
SELECT c.read_mark, max(coalesce(v.unread, 0), c.told_unread), c.body
FROM cache_contact AS c LEFT JOIN cache_conversation AS v ON v.contact_id = c.id
"""


class _Row(msgspec.Struct, frozen=True, array_like=True):
    read_mark: int
    unread: int
    body: bytes


class _Mark(msgspec.Struct, frozen=True, array_like=True):
    contact_id: str
    sequence: int


def put_facilities(connection: Connection, facilities: Iterable[Facility]) -> None:
    """Store facilities by their ids."""
    connection.executemany(
        "INSERT OR REPLACE INTO cache_facility (id, name, body) VALUES (?, ?, ?)",
        [(each.id, each.name, msgspec.json.encode(each)) for each in facilities],
    )


def facilities(connection: Connection) -> list[Facility]:
    """All by name."""
    rows = fetch(connection, "SELECT body FROM cache_facility ORDER BY name COLLATE NOCASE, id", (), Body)
    return [msgspec.json.decode(row.body, type=Facility) for row in rows]


def facility(connection: Connection, facility_id: str) -> Facility | None:
    """One by its id."""
    rows = fetch(connection, "SELECT body FROM cache_facility WHERE id = ?", (facility_id,), Body)
    return msgspec.json.decode(rows[0].body, type=Facility) if rows else None


def put_contacts(connection: Connection, contacts: Sequence[Contact], *, whole: bool) -> None:
    """Store contacts by their ids; a read mark of this computer that is further on stays."""
    if whole:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY)")
        connection.execute("DELETE FROM temp.told")
        connection.executemany(
            "INSERT OR IGNORE INTO temp.told VALUES (?)", [(each.id,) for each in contacts]
        )
        connection.execute("DELETE FROM cache_contact WHERE id NOT IN (SELECT id FROM temp.told)")
    for contact in contacts:
        # An unread count from before the member read on here says nothing any more.
        connection.execute(
            """
            INSERT INTO cache_contact (id, name, facility_id, read_mark, told_mark, told_unread, body)
            VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, facility_id = excluded.facility_id,
                told_unread = CASE WHEN read_mark > excluded.told_mark THEN 0 ELSE excluded.told_unread END,
                read_mark = max(read_mark, excluded.read_mark), told_mark = excluded.told_mark,
                body = excluded.body
            """,
            (
                contact.id,
                contact.name,
                contact.facility_id,
                contact.read_mark,
                contact.unread,
                msgspec.json.encode(contact),
            ),
        )
        sum_up(connection, contact.id)


def contacts(connection: Connection) -> list[Contact]:
    """All by name, with the read mark and unread count of this computer."""
    rows = fetch(connection, f"{_SELECT} ORDER BY c.name COLLATE NOCASE, c.id", (), _Row)
    return [_contact(row) for row in rows]


def contact(connection: Connection, contact_id: str) -> Contact | None:
    """One by its id."""
    rows = fetch(connection, f"{_SELECT} WHERE c.id = ?", (contact_id,), _Row)
    return _contact(rows[0]) if rows else None


def mark_read(connection: Connection, contact_id: str, sequence: int) -> None:
    """Move the read mark on, never back."""
    connection.execute(
        "UPDATE cache_contact SET read_mark = ?1, told_unread = 0 WHERE id = ?2 AND read_mark < ?1",
        (sequence, contact_id),
    )
    sum_up(connection, contact_id)


def unsent_read_marks(connection: Connection) -> dict[str, int]:
    """Marks of this computer that are further on than the server was told."""
    rows = fetch(connection, "SELECT id, read_mark FROM cache_contact WHERE read_mark > told_mark", (), _Mark)
    return {row.contact_id: row.sequence for row in rows}


def read_mark_sent(connection: Connection, contact_id: str, sequence: int) -> None:
    """The server knows this mark."""
    connection.execute(
        "UPDATE cache_contact SET told_mark = max(told_mark, ?) WHERE id = ?", (sequence, contact_id)
    )


def _contact(row: _Row) -> Contact:
    told = msgspec.json.decode(row.body, type=Contact)
    return msgspec.structs.replace(told, read_mark=row.read_mark, unread=row.unread)
