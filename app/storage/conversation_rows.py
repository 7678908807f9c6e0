"""The list of conversations: for each contact the newest thing that matters, read from the kept summaries."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.values import ConversationRow, RowKind
from app.storage.kept_rows import to_text
from app.storage.message_rows import decode_message
from app.storage.sql import Connection, fetch
from contract.messages import Direction, Message, State

_SQL = """
SELECT c.id, c.name, coalesce(f.name, ''),
    max(coalesce(v.unread, 0), c.told_unread),
    (SELECT body FROM cache_message WHERE position = v.newest),
    (SELECT body FROM cache_message WHERE position = v.newest_own),
    (SELECT body FROM cache_message WHERE position = v.newest_waiting),
    d.text, d.saved_at, d.based_on,
    (SELECT count(*) FROM outbox WHERE contact_id = c.id),
    (SELECT max(position) FROM outbox WHERE contact_id = c.id),
    (SELECT fault FROM outbox WHERE contact_id = c.id AND fault IS NOT NULL ORDER BY position LIMIT 1),
    (SELECT text FROM outbox WHERE contact_id = c.id ORDER BY fault IS NULL, position LIMIT 1),
    (SELECT created_at FROM outbox WHERE contact_id = c.id ORDER BY fault IS NULL, position LIMIT 1),
    EXISTS (SELECT 1 FROM cache_value WHERE name = 'cursor')
FROM cache_contact AS c
LEFT JOIN cache_facility AS f ON f.id = c.facility_id
LEFT JOIN cache_conversation AS v ON v.contact_id = c.id
LEFT JOIN draft AS d ON d.contact_id = c.id
"""

_STATES = {
    State.APPROVED: RowKind.APPROVED,
    State.DELIVERED: RowKind.DELIVERED,
    State.OPENED: RowKind.OPENED,
}


class _Row(msgspec.Struct, frozen=True, array_like=True):
    contact_id: str
    name: str
    facility_name: str
    unread: int
    newest: bytes | None
    newest_own: bytes | None
    newest_waiting: bytes | None
    draft: bytes | None
    draft_at: datetime | None
    draft_based_on: str | None
    queued_count: int
    queued_last: int | None
    fault: bytes | None
    queued_text: bytes | None
    queued_at: datetime | None
    is_synced: int


class _Shown(msgspec.Struct, frozen=True):
    """The second line: what it says, its words, and its time."""

    kind: RowKind
    text: str
    at: datetime | None


def conversation_rows(connection: Connection) -> list[ConversationRow]:
    """One row per contact: with queued words first, then by the server's order of the newest message, then by name."""
    placed: list[tuple[tuple[int, int, int, str], ConversationRow]] = []
    for row in fetch(connection, _SQL, (), _Row):
        newest = _decode(row.newest)
        shown = _shown(row, newest)
        place = (
            -(row.queued_last or 0),
            -(newest.sequence if newest else 0),
            int(row.draft is None),
            row.name.casefold(),
        )
        value = ConversationRow(
            contact_id=row.contact_id,
            name=row.name,
            facility_name=row.facility_name,
            at=shown.at,
            kind=shown.kind,
            text=shown.text,
            unread=row.unread,
            queued_count=row.queued_count,
        )
        placed.append((place, value))
    return [value for _, value in sorted(placed, key=lambda pair: pair[0])]


def _shown(row: _Row, newest: Message | None) -> _Shown:
    """Not sent or not approved > waiting here > waiting there > unread reply > draft > the last thing.

    A refusal counts until the member wrote anew, or began to mend it.
    """
    queued = to_text(row.queued_text) if row.queued_text is not None else ""
    draft = None if row.draft is None else _Shown(RowKind.DRAFT, to_text(row.draft), row.draft_at)
    if row.fault is not None:
        return _Shown(RowKind.FAILED, queued, row.queued_at)
    own = _decode(row.newest_own)
    if own is not None and own.state is State.REFUSED and not row.queued_count:
        if draft is not None and row.draft_based_on in (own.id, own.local_id):
            return draft
        return _Shown(RowKind.REFUSED, own.text or "", _reached(own))
    if row.queued_count:
        return _Shown(RowKind.QUEUED, queued, row.queued_at)
    waiting = _decode(row.newest_waiting)
    if waiting is not None:
        return _Shown(RowKind.WAITING, waiting.text or "", waiting.created_at)
    if newest is None:
        return draft or _Shown(RowKind.NOTHING if row.is_synced else RowKind.LOADING, "", None)
    if draft is not None and not row.unread:
        return draft
    if newest.direction is Direction.RECEIVED:
        return _Shown(RowKind.WORDS, newest.text or "", newest.created_at)
    return _Shown(_STATES.get(newest.state, RowKind.WORDS), newest.text or "", _reached(newest))


def _reached(message: Message) -> datetime:
    return message.steps[-1].at if message.steps else message.created_at


def _decode(body: bytes | None) -> Message | None:
    return None if body is None else decode_message(body)
