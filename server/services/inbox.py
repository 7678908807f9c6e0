"""The resident's side: who writes to them, reading what was approved, answering, deciding on requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_

from contract.contacts import CannotWrite
from contract.limits import PAGE_SIZE
from contract.messages import Refusal, State
from contract.pictures import Photo
from server.objects.store import Objects
from server.pictures.rebuild import Rebuilt
from server.services import fields, reply_photos, standing, submissions, uploads
from server.services.contacts import ContactService
from server.services.faults import CannotWriteNow, KeyReused, NotFound, WrongState
from server.services.inbox_threads import InboxThread, InboxThreads, page, requests, threads_of
from server.services.message_views import DELIVERED, refusals_of, steps_of
from server.services.paging import cursor_for, cut, place_of
from server.services.residents import ResidentCaller
from server.services.submissions import Draft, Kind, Submission
from server.services.throttle import RateLimit
from server.store.tables import submissions as table
from server.store.work import Actor, Store

PHOTOS_A_DAY: Final = 20
"""Of one resident: a photo costs nothing, and each one is looked at (threat T19)."""


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
    sizes: tuple[Photo, ...] = ()
    """Of the photo in an own answer: itself, then its thumbnails; empty without one."""


@dataclass(frozen=True)
class InboxPage:
    """A page of messages, newest first."""

    items: tuple[InboxMessage, ...]
    next: str | None


class InboxService:
    """What a resident reads and writes at the reader."""

    def __init__(self, store: Store, contact_service: ContactService, objects: Objects) -> None:
        self._store = store
        self._objects = objects
        self._photos = RateLimit(PHOTOS_A_DAY, timedelta(hours=24))
        self._contacts = contact_service

    def threads(self, caller: ResidentCaller, cursor: str | None = None) -> InboxThreads:
        """Everybody they are connected with, or have messages of; with something new first, then the newest."""
        with self._store.read() as connection:
            return page(connection, caller.resident.id, cursor)

    def requests(self, caller: ResidentCaller, cursor: str | None = None) -> InboxThreads:
        """Everybody who asks to be connected, once the facility allows it, and was not blocked."""
        with self._store.read() as connection:
            return requests(connection, caller.resident.id, cursor)

    def conversation(self, caller: ResidentCaller, contact_id: str) -> InboxThread:
        """One of those of `threads`. Raises NotFound."""
        with self._store.read() as connection:
            found = threads_of(connection, caller.resident.id, [contact_id])
        if not found:
            raise NotFound
        return found[0]

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
        """The message with its text; the first time its sender is told, where the facility tells. Raises NotFound."""
        with self._store.write() as work:
            conditions = [table.c.id == message_id, _known_to_resident(caller.resident.id)]
            found = submissions.matching(work.connection, *conditions)
            if not found:
                raise NotFound
            is_closed = found[0].kind is Kind.MESSAGE and found[0].state is State.DELIVERED
            if is_closed and submissions.open_it(work, found[0]):
                actor = Actor("resident", caller.resident.id)
                work.log(actor, "opened", ("message", message_id), facility_id=found[0].facility_id)
            return _views(work.connection, submissions.matching(work.connection, *conditions))[0]

    def reply(
        self,
        caller: ResidentCaller,
        contact_id: str,
        text: str,
        key: str,
        photo: Rebuilt | None = None,
    ) -> InboxMessage:
        """Writes to the family, through the same review, at no price. The same key gives the same reply again.

        A photo is one submission with its words. Raises InvalidField, NotFound, KeyReused, Throttled (photos) and
        CannotWriteNow (ENDED, whatever the reason on the other side; also for a photo that the facility lets nobody
        send).
        """
        if photo is None:
            return self._reply(caller, contact_id, text, key, None)
        with uploads.put(self._objects, photo):
            return self._reply(caller, contact_id, text, key, photo)

    def _reply(
        self, caller: ResidentCaller, contact_id: str, text: str, key: str, photo: Rebuilt | None
    ) -> InboxMessage:
        key = fields.key(key)
        resident_id = caller.resident.id
        with self._store.write() as work:
            tie = standing.of_resident(work.connection, resident_id, contact_id)
            words, characters = fields.body("text", text, tie.message_characters)
            sha256 = None if photo is None else submissions.digest_with_photo(words, photo.sha256)
            same_key = [table.c.resident_id == resident_id, table.c.local_id == key]
            written = submissions.matching(work.connection, *same_key, table.c.kind == Kind.REPLY.value)
            if written:
                if written[0].contact_id != contact_id or written[0].sha256 != (
                    sha256 or submissions.digest(words)
                ):
                    raise KeyReused
                return _views(work.connection, written)[0]
            if not tie.can_reply or (photo is not None and not tie.can_send_photo):
                raise CannotWriteNow(CannotWrite.ENDED)
            if photo is not None:
                self._photos.count(resident_id, work.now)
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
                sha256=sha256,
            )
            taken = submissions.add(work, draft)
            if photo is not None:
                uploads.write_down(work, photo)
                reply_photos.add(work, taken.id, photo.sha256)
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

    def picture(self, caller: ResidentCaller, message_id: str, size: int) -> str:
        """The name of the bytes of the photo in an own answer: whole (0) or a thumbnail. Raises NotFound."""
        with self._store.read() as connection:
            found = submissions.find(connection, message_id)
            if found is None or found.resident_id != caller.resident.id or found.kind is not Kind.REPLY:
                raise NotFound
            sizes = reply_photos.photos_of(connection, [message_id]).get(message_id, ())
        if not 0 <= size < len(sizes):
            raise NotFound
        return sizes[size].sha256

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
        table.c.contact_id.is_not(None),
        or_(table.c.kind == Kind.REPLY.value, table.c.state.in_(DELIVERED)),
    )


def _views(connection: Connection, found: list[Submission]) -> tuple[InboxMessage, ...]:
    steps = steps_of(connection, [one.id for one in found])
    reasons = refusals_of(
        connection, [one.id for one in found if one.kind is Kind.REPLY and one.state is State.REFUSED]
    )
    photos = reply_photos.photos_of(connection, [one.id for one in found if one.kind is Kind.REPLY])
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
                sizes=photos.get(one.id, ()),
            )
        )
    return tuple(items)
