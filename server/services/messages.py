"""Messages of members: sending exactly once, reading their journey, withdrawing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from contract.limits import PAGE_SIZE
from contract.messages import Message, Messages, NewMessage, State, Step
from server.services import fields, standing, submissions
from server.services.faults import CannotWriteNow, KeyReused, NotFound, PriceChanged, WrongState
from server.services.message_views import Openness, known_to_member, view, view_of, views
from server.services.paging import cursor_for, cut, place_of
from server.services.submissions import Draft, Kind
from server.store.prepared import Change, Query
from server.store.tables import idempotency_keys
from server.store.tables import submissions as table
from server.store.work import Actor, Store, Work

_KEY: Final = Query(
    select(idempotency_keys.c.body_sha256, idempotency_keys.c.answer).where(
        idempotency_keys.c.member_id == bindparam("member"), idempotency_keys.c.key == bindparam("wanted")
    )
)
_REMEMBER: Final = Change(insert(idempotency_keys))


class MessageService:
    """The member's side of messages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def send(self, member_id: str, key: str | None, new: NewMessage) -> Message:
        """Takes a message in: key, message, hold, events and audit in one transaction (rule R1).

        The same key with the same body gives the message again, as it is now. Raises InvalidField, KeyReused,
        NotFound, CannotWriteNow, PriceChanged and NotEnoughFunds; after any of them the key is still free.
        """
        key = fields.key(key)
        body_sha256 = body_digest("message", new)
        with self._store.write() as work:
            sent_before = answered_before(work.connection, member_id, key, body_sha256)
            if sent_before is not None:
                return self._present(work, member_id, sent_before)
            tie = standing.of_member(work.connection, member_id, new.contact_id)
            text, characters = fields.body("text", new.text, tie.message_characters)
            if tie.cannot_write is not None:
                raise CannotWriteNow(tie.cannot_write[0])
            if new.price_cents != tie.message_cents:
                raise PriceChanged(tie.message_cents)
            sent = submissions.add(
                work,
                Draft(
                    kind=Kind.MESSAGE,
                    member_id=member_id,
                    resident_id=tie.resident_id,
                    contact_id=tie.id,
                    facility_id=tie.facility_id,
                    local_id=key,
                    text=text,
                    characters=characters,
                    price_cents=tie.message_cents,
                    promise_hours=tie.promise_hours,
                    usual_wait_minutes=tie.usual_wait_minutes,
                ),
            )
            remember(work, member_id, key, body_sha256, sent.id)
            submissions.tell(work, sent)
            work.log(
                Actor("member", member_id),
                "sent",
                ("message", sent.id),
                facility_id=tie.facility_id,
                sha256=sent.sha256,
                price_cents=sent.price_cents,
            )
            openness = Openness(tie.sender_sees_pending, tie.paused_since, tells_opened=True)
            return view(sent, [Step(state=State.PENDING, at=work.now)], None, openness, work.now)

    def page(self, member_id: str, contact_id: str | None = None, cursor: str | None = None) -> Messages:
        """What the member knows of, newest first; with one contact or with all."""
        with self._store.read() as connection:
            conditions = [known_to_member(member_id)]
            if contact_id is not None:
                standing.of_member(connection, member_id, contact_id)
                conditions.append(table.c.contact_id == contact_id)
            if cursor is not None:
                conditions.append(table.c.sequence < place_of(cursor, int))
            found, more = cut(submissions.matching(connection, *conditions, newest=PAGE_SIZE + 1), PAGE_SIZE)
            items = tuple(views(connection, found, self._store.clock()))
        return Messages(items=items, next=cursor_for(items[-1].sequence) if more else None)

    def get(self, member_id: str, message_id: str) -> Message:
        """One message. Raises NotFound."""
        with self._store.read() as connection:
            found = view_of(connection, member_id, message_id, self._store.clock())
        if found is None:
            raise NotFound
        return found

    def withdraw(self, member_id: str, message_id: str) -> Message:
        """Takes a message back before it is decided on; again is harmless. Raises NotFound, WrongState."""
        with self._store.write() as work:
            found = submissions.find(work.connection, message_id)
            if found is None or found.member_id != member_id or found.kind is not Kind.MESSAGE:
                # A reply that is known to the member is theirs to read, not to withdraw.
                known = view_of(work.connection, member_id, message_id, work.now)
                raise NotFound if known is None else WrongState(known.state, known)
            actor = Actor("member", member_id)
            moved = submissions.withdraw(work, actor, found, "by its sender")
            present = self._present(work, member_id, message_id)
            if not moved and present.state is not State.WITHDRAWN:
                raise WrongState(present.state, present)
            return present

    def _present(self, work: Work, member_id: str, message_id: str) -> Message:
        present = view_of(work.connection, member_id, message_id, work.now)
        if present is None:
            raise NotFound
        return present


def body_digest(purpose: str, body: msgspec.Struct, came_later: Collection[str] = ()) -> str:
    """What makes two requests the same: what they are for, and every field as it was understood.

    Fields that `came_later` count only where they say something: keys that were remembered before go on holding.
    """
    fields = msgspec.to_builtins(body)
    said = {name: value for name, value in fields.items() if value is not None or name not in came_later}
    # In ASCII: half a character can't be encoded otherwise, and is only refused later, by name.
    written = json.dumps([purpose, said], sort_keys=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def answered_before(connection: Connection, member_id: str, key: str, body_sha256: str) -> str | None:
    """What was remembered under this key; None for a new one. Raises KeyReused for another body."""
    row = _KEY.row(connection, member=member_id, wanted=key)
    if row is None:
        return None
    kept_sha256, answer = row
    if kept_sha256 != body_sha256:
        raise KeyReused
    return answer


def remember(work: Work, member_id: str, key: str, body_sha256: str, answer: str) -> None:
    """Keeps a key for ever, with what is needed to answer again."""
    _REMEMBER.run(
        work.connection,
        {"member_id": member_id, "key": key, "body_sha256": body_sha256, "answer": answer, "at": work.now},
    )
