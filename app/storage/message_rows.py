"""Cached messages: stored with their index of words, paged, and summed up per conversation as they change."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.domain.values import FaultKind, SendFault
from app.storage.sql import Connection, SqlValue, fetch, fetch_one
from contract.messages import Direction, Message, State

_WAITING = frozenset({State.PENDING, State.IN_REVIEW, State.APPEALED})


class Body(msgspec.Struct, frozen=True, array_like=True):
    """One column: the JSON of a contract type."""

    body: bytes


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    position: int
    version: int
    reached: int
    contact_id: str


class _Fault(msgspec.Struct, frozen=True, array_like=True):
    fault: bytes | None


class _Edge(msgspec.Struct, frozen=True, array_like=True):
    held_from: int | None
    older_cursor: str | None
    complete: int


class Number(msgspec.Struct, frozen=True, array_like=True):
    """One column: a number, or nothing."""

    value: int | None


def put_messages(connection: Connection, messages: Iterable[Message]) -> set[str]:
    """Store what is not older than what is stored; returns the contacts whose conversation changed.

    A page may have been asked for before an event and arrive after it. A journey only grows, but for "in review",
    which ends when nobody reads it any more; so fewer other steps mean an older standing.

    An own message the server has leaves the outbox here too: the event may be quicker than the answer. One whose key
    was refused as reused stays there, for the server's text is another.
    """
    touched: set[str] = set()
    for message in messages:
        if _put(connection, message):
            touched.add(message.contact_id)
        if message.local_id is not None:
            _settle(connection, message.local_id)
    for contact_id in touched:
        sum_up(connection, contact_id)
    return touched


def thread_page(
    connection: Connection, contact_id: str, before_sequence: int | None, limit: int
) -> list[Message]:
    """Up to `limit` messages without a gap, newest first, older than `before_sequence`.

    Costs the same however long the conversation is: a range of the index over contact and sequence.
    """
    edge = _edge(connection, contact_id)
    oldest = -1 if edge is None or edge.held_from is None else edge.held_from
    before = 2**62 if before_sequence is None else before_sequence
    rows = fetch(
        connection,
        "SELECT body FROM cache_message WHERE contact_id = ? AND sequence < ? AND sequence >= ?"
        " ORDER BY sequence DESC LIMIT ?",
        (contact_id, before, oldest, limit),
        Body,
    )
    return [decode_message(row.body) for row in rows]


def message_by_key(connection: Connection, key: str) -> Message | None:
    """A message by its local id or the server's id."""
    for column in ("local_id", "id"):
        row = fetch_one(connection, f"SELECT body FROM cache_message WHERE {column} = ?", (key,), Body)
        if row is not None:
            return decode_message(row.body)
    return None


def with_photos(connection: Connection, before_sequence: int | None, limit: int) -> list[Message]:
    """Up to `limit` messages that came with a photo, of all conversations, newest first."""
    before = 2**62 if before_sequence is None else before_sequence
    rows = fetch(
        connection,
        "SELECT m.body FROM cache_received_photo AS p JOIN cache_message AS m ON m.id = p.id"
        " WHERE p.sequence < ? ORDER BY p.sequence DESC LIMIT ?",
        (before, limit),
        Body,
    )
    return [decode_message(row.body) for row in rows]


def count_with_photos(connection: Connection) -> int:
    """How many messages came with a photo."""
    sql = "SELECT count(*) FROM cache_received_photo AS p JOIN cache_message AS m ON m.id = p.id"
    found = fetch_one(connection, sql, (), Number)
    return 0 if found is None else found.value or 0


def has_local_id(connection: Connection, local_id: str) -> bool:
    """Whether the server is known to have the message of this key."""
    sql = "SELECT position FROM cache_message WHERE local_id = ?"
    return fetch_one(connection, sql, (local_id,), Number) is not None


def put_page(
    connection: Connection,
    contact_id: str,
    messages: tuple[Message, ...],
    asked: str | None,
    following: str | None,
) -> None:
    """Store a page of one conversation as the server gave it: `asked` is the cursor it was asked with, `following`
    the one to older messages. Keeps account of how far back the conversation is held without a gap.
    """
    edge = _edge(connection, contact_id)
    known = edge is not None and edge.held_from is not None
    if asked is None and not (known and edge is not None and _meets(connection, contact_id, messages, edge)):
        held_from = messages[-1].sequence if messages else 0
        _put_edge(connection, contact_id, _Edge(held_from, following, int(following is None)))
    elif asked is not None and edge is not None and known and asked == edge.older_cursor:
        held_from = min((message.sequence for message in messages), default=edge.held_from or 0)
        _put_edge(connection, contact_id, _Edge(held_from, following, int(following is None)))
    put_messages(connection, messages)


def older_cursor(connection: Connection, contact_id: str) -> tuple[str | None, bool, bool]:
    """The cursor to what is older than all that is held, whether nothing is, and whether either is known."""
    edge = _edge(connection, contact_id)
    if edge is None or edge.held_from is None:
        return None, False, False
    return edge.older_cursor, bool(edge.complete), True


def sum_up(connection: Connection, contact_id: str) -> None:
    """Bring the conversation's summary up to date, in the transaction that changed it."""
    connection.execute(
        """
        INSERT INTO cache_conversation (contact_id, newest, newest_own, newest_waiting, unread, complete)
        VALUES (
            ?1,
            (SELECT position FROM cache_message WHERE contact_id = ?1 ORDER BY sequence DESC LIMIT 1),
            (SELECT position FROM cache_message WHERE contact_id = ?1 AND own = 1 ORDER BY sequence DESC LIMIT 1),
            (SELECT position FROM cache_message WHERE contact_id = ?1 AND waiting = 1
                ORDER BY sequence DESC LIMIT 1),
            (SELECT count(*) FROM cache_message WHERE contact_id = ?1 AND own = 0
                AND sequence > coalesce((SELECT read_mark FROM cache_contact WHERE id = ?1), 0)),
            0
        )
        ON CONFLICT (contact_id) DO UPDATE SET newest = excluded.newest, newest_own = excluded.newest_own,
            newest_waiting = excluded.newest_waiting, unread = excluded.unread
        """,
        (contact_id,),
    )


def decode_message(body: bytes) -> Message:
    """A stored message; read as leniently as from the wire, for an older version may have written it."""
    return _DECODER.decode(body)


def _put(connection: Connection, message: Message) -> bool:
    sql = "SELECT position, version, reached, contact_id FROM cache_message WHERE id = ?"
    stored = fetch_one(connection, sql, (message.id,), _Stored)
    reached = sum(step.state is not State.IN_REVIEW for step in message.steps)
    if stored is not None and (stored.version, stored.reached) > (message.version, reached):
        return False
    if stored is not None and stored.contact_id != message.contact_id:
        connection.execute("DELETE FROM cache_message WHERE position = ?", (stored.position,))
        connection.execute("DELETE FROM cache_words WHERE rowid = ?", (stored.position,))
        sum_up(connection, stored.contact_id)
        stored = None
    columns: dict[str, SqlValue] = {
        "id": message.id,
        "contact_id": message.contact_id,
        "sequence": message.sequence,
        "own": int(message.direction is not Direction.RECEIVED),
        "waiting": int(message.state in _WAITING),
        "local_id": message.local_id,
        "version": message.version,
        "reached": reached,
        "body": msgspec.json.encode(message),
    }
    if stored is None:
        places = ", ".join("?" * len(columns))
        sql = f"INSERT INTO cache_message ({', '.join(columns)}) VALUES ({places})"
        position = connection.execute(sql, tuple(columns.values())).lastrowid or 0
    else:
        sql = f"UPDATE cache_message SET {', '.join(f'{name} = ?' for name in columns)} WHERE position = ?"
        position = stored.position
        connection.execute(sql, (*columns.values(), position))
        connection.execute("DELETE FROM cache_words WHERE rowid = ?", (position,))
    if message.photo is not None:
        connection.execute(
            "INSERT OR REPLACE INTO cache_received_photo (id, sequence) VALUES (?, ?)",
            (message.id, message.sequence),
        )
    if message.text:  # only words the member may read now can be found
        connection.execute("INSERT INTO cache_words (rowid, text) VALUES (?, ?)", (position, message.text))
    return True


def _settle(connection: Connection, local_id: str) -> None:
    waiting = fetch_one(connection, "SELECT fault FROM outbox WHERE local_id = ?", (local_id,), _Fault)
    if waiting is None:
        return
    fault = None if waiting.fault is None else msgspec.json.decode(waiting.fault, type=SendFault)
    if fault is None or fault.kind is not FaultKind.KEY:
        connection.execute("DELETE FROM outbox WHERE local_id = ?", (local_id,))


def _edge(connection: Connection, contact_id: str) -> _Edge | None:
    sql = "SELECT held_from, older_cursor, complete FROM cache_conversation WHERE contact_id = ?"
    return fetch_one(connection, sql, (contact_id,), _Edge)


def _put_edge(connection: Connection, contact_id: str, edge: _Edge) -> None:
    connection.execute(
        "INSERT INTO cache_conversation (contact_id, unread, held_from, older_cursor, complete)"
        " VALUES (?, 0, ?, ?, ?) ON CONFLICT (contact_id) DO UPDATE SET"
        " held_from = excluded.held_from, older_cursor = excluded.older_cursor, complete = excluded.complete",
        (contact_id, edge.held_from, edge.older_cursor, edge.complete),
    )


def _meets(connection: Connection, contact_id: str, messages: tuple[Message, ...], edge: _Edge) -> bool:
    """Whether the newest page reaches down to what is held, so that no gap opens between them."""
    newest = fetch_one(
        connection, "SELECT max(sequence) FROM cache_message WHERE contact_id = ?", (contact_id,), Number
    )
    held_to = newest.value if newest is not None else None
    if held_to is None or edge.held_from is None:
        return False
    return not messages or messages[-1].sequence <= held_to


_DECODER = msgspec.json.Decoder(Message)
