"""The resident's side: who writes to them, reading what was approved, answering, deciding on requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from contract.contacts import CannotWrite, ContactState
from contract.limits import PAGE_SIZE
from contract.messages import Refusal, State
from server.services import fields, standing, submissions
from server.services.contacts import ContactService
from server.services.faults import CannotWriteNow, KeyReused, NotFound, WrongState
from server.services.message_views import DELIVERED, refusals_of, steps_of
from server.services.paging import cursor_for, cut, place_of
from server.services.residents import ResidentCaller
from server.services.standing import Tie
from server.services.submissions import Draft, Kind, Submission
from server.store.tables import contacts
from server.store.tables import submissions as table
from server.store.work import Actor, Store

_ENDED: Final = (ContactState.ENDED, ContactState.DECLINED)


@dataclass(frozen=True)
class InboxThread:
    """One person who writes, or asks to."""

    contact_id: str
    member_name: str
    relationship: str
    unopened: int
    latest_at: datetime | None
    can_reply: bool
    request: bool
    blocked: bool
    """By the resident themselves; the other side's block is not told."""


@dataclass(frozen=True)
class InboxMessage:
    """One message as the resident may see it; the text of an unopened one comes with opening it."""

    id: str
    own: bool
    text: str | None
    characters: int
    state: State
    at: datetime
    opened_at: datetime | None
    refusal: Refusal | None


@dataclass(frozen=True)
class InboxPage:
    """A page of messages, newest first."""

    items: tuple[InboxMessage, ...]
    next: str | None


class InboxService:
    """What a resident reads and writes at the reader."""

    def __init__(self, store: Store, contact_service: ContactService) -> None:
        self._store = store
        self._contacts = contact_service

    def threads(self, caller: ResidentCaller) -> tuple[InboxThread, ...]:
        """Everybody they are connected with, or have messages of."""
        with self._store.read() as connection:
            found = standing.ties(
                connection,
                contacts.c.resident_id == caller.resident.id,
                contacts.c.state.in_([ContactState.ACCEPTED.value, ContactState.ENDED.value]),
            )
            return _threads(connection, found)

    def requests(self, caller: ResidentCaller) -> tuple[InboxThread, ...]:
        """Everybody who asks to be connected, once the facility allows it, and was not blocked."""
        with self._store.read() as connection:
            found = standing.ties(
                connection,
                contacts.c.resident_id == caller.resident.id,
                contacts.c.state == ContactState.WAITING_FOR_PERSON.value,
                contacts.c.resident_blocked_at.is_(None),
                contacts.c.member_blocked_at.is_(None),
            )
            return _threads(connection, found)

    def thread(self, caller: ResidentCaller, contact_id: str, cursor: str | None = None) -> InboxPage:
        """Messages with one person, newest first. Raises NotFound."""
        with self._store.read() as connection:
            standing.of_resident(connection, caller.resident.id, contact_id)
            conditions = [table.c.contact_id == contact_id, _known_to_resident(caller.resident.id)]
            if cursor is not None:
                conditions.append(table.c.sequence < place_of(cursor, int))
            found, more = cut(submissions.matching(connection, *conditions, newest=PAGE_SIZE + 1), PAGE_SIZE)
            return InboxPage(_views(connection, found), cursor_for(found[-1].sequence) if more else None)

    def open(self, caller: ResidentCaller, message_id: str) -> InboxMessage:
        """The message with its text; the first time, its sender is told that it was opened. Raises NotFound."""
        with self._store.write() as work:
            conditions = [table.c.id == message_id, _known_to_resident(caller.resident.id)]
            found = submissions.matching(work.connection, *conditions)
            if not found:
                raise NotFound
            delivered = [table.c.state == State.DELIVERED.value, table.c.kind == Kind.MESSAGE.value]
            if submissions.move(work, message_id, delivered, State.OPENED):
                submissions.add_step(work, message_id, State.OPENED)
                submissions.tell(work, found[0])
                actor = Actor("resident", caller.resident.id)
                work.log(actor, "opened", ("message", message_id), facility_id=found[0].facility_id)
            return _views(work.connection, submissions.matching(work.connection, *conditions))[0]

    def reply(self, caller: ResidentCaller, contact_id: str, text: str, key: str) -> InboxMessage:
        """Writes to the family, through the same review, at no price. The same key gives the same reply again.

        Raises InvalidField, NotFound, KeyReused and CannotWriteNow (ENDED, whatever the reason on the other side).
        """
        key = fields.key(key)
        resident_id = caller.resident.id
        with self._store.write() as work:
            tie = standing.of_resident(work.connection, resident_id, contact_id)
            words, characters = fields.body("text", text, tie.message_characters)
            same_key = [table.c.resident_id == resident_id, table.c.local_id == key]
            written = submissions.matching(work.connection, *same_key, table.c.kind == Kind.REPLY.value)
            if written:
                if written[0].contact_id != contact_id or written[0].sha256 != submissions.digest(words):
                    raise KeyReused
                return _views(work.connection, written)[0]
            if not tie.can_reply:
                raise CannotWriteNow(CannotWrite.ENDED)
            draft = Draft(
                kind=Kind.REPLY,
                member_id=tie.member_id,
                resident_id=resident_id,
                contact_id=tie.id,
                facility_id=tie.facility_id,
                local_id=key,
                text=words,
                characters=characters,
                price_cents=0,
                promise_hours=tie.promise_hours,
                usual_wait_minutes=tie.usual_wait_minutes,
            )
            taken = submissions.add(work, draft)
            work.log(
                Actor("resident", resident_id),
                "sent",
                ("reply", taken.id),
                facility_id=tie.facility_id,
                sha256=taken.sha256,
            )
            return _views(work.connection, [taken])[0]

    def withdraw_reply(self, caller: ResidentCaller, message_id: str) -> InboxMessage:
        """Takes a reply back before it is decided on; again is harmless. Raises NotFound, WrongState."""
        with self._store.write() as work:
            found = submissions.find(work.connection, message_id)
            if found is None or found.resident_id != caller.resident.id or found.kind is not Kind.REPLY:
                raise NotFound
            actor = Actor("resident", caller.resident.id)
            moved = submissions.withdraw(work, actor, found, "by its sender")
            if not moved and found.state is not State.WITHDRAWN:
                raise WrongState(found.state)
            return _views(work.connection, submissions.matching(work.connection, table.c.id == message_id))[0]

    def accept(self, caller: ResidentCaller, contact_id: str) -> None:
        """Yes to a request. Raises NotFound, WrongState."""
        self._contacts.accept(caller.resident.id, contact_id)

    def decline(self, caller: ResidentCaller, contact_id: str, reason: str | None = None) -> None:
        """No to a request. Raises InvalidField, NotFound, WrongState."""
        self._contacts.decline(caller.resident.id, contact_id, reason)

    def block(self, caller: ResidentCaller, contact_id: str) -> None:
        """Nothing more from or to this person. Raises NotFound."""
        self._contacts.block_member(caller.resident.id, contact_id)

    def unblock(self, caller: ResidentCaller, contact_id: str) -> None:
        """As before the block. Raises NotFound."""
        self._contacts.unblock_member(caller.resident.id, contact_id)


def _known_to_resident(resident_id: str) -> ColumnElement[bool]:
    """What they wrote themselves, and what was delivered to them: never anything before its approval."""
    return and_(
        table.c.resident_id == resident_id,
        or_(table.c.kind == Kind.REPLY.value, table.c.state.in_(DELIVERED)),
    )


def _threads(connection: Connection, found: list[Tie]) -> tuple[InboxThread, ...]:
    unopened = case(
        (and_(table.c.kind == Kind.MESSAGE.value, table.c.state == State.DELIVERED.value), 1), else_=0
    )
    counts = {
        contact_id: (new, latest)
        for contact_id, new, latest in connection.execute(
            select(table.c.contact_id, func.sum(unopened), func.max(table.c.created_at))
            .where(
                table.c.contact_id.in_([tie.id for tie in found]),
                or_(table.c.kind == Kind.REPLY.value, table.c.state.in_(DELIVERED)),
            )
            .group_by(table.c.contact_id)
        )
    }
    return tuple(
        InboxThread(
            contact_id=tie.id,
            member_name=tie.member_name,
            relationship=tie.relationship,
            unopened=counts.get(tie.id, (0, None))[0],
            latest_at=counts.get(tie.id, (0, None))[1],
            can_reply=tie.can_reply,
            request=tie.state is ContactState.WAITING_FOR_PERSON,
            blocked=tie.resident_blocked_at is not None,
        )
        for tie in found
        if tie.state not in _ENDED or tie.id in counts
    )


def _views(connection: Connection, found: list[Submission]) -> tuple[InboxMessage, ...]:
    steps = steps_of(connection, [one.id for one in found])
    reasons = refusals_of(
        connection, [one.id for one in found if one.kind is Kind.REPLY and one.state is State.REFUSED]
    )
    items = []
    for one in found:
        own = one.kind is Kind.REPLY
        at = {step.state: step.at for step in steps[one.id]}
        items.append(
            InboxMessage(
                id=one.id,
                own=own,
                text=one.text if own or one.state is State.OPENED else None,
                characters=one.characters,
                state=one.state,
                at=one.created_at if own else at[State.DELIVERED],
                opened_at=None if own else at.get(State.OPENED),
                refusal=reasons.get(one.id),
            )
        )
    return tuple(items)
