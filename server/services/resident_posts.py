"""Posts of residents to everybody they are connected with: written at the reader, read by the facility, at no price.

A post is one row of one facility, however many people are connected with its writer: who reads it is worked out when
they read, and their clients are only told that there is something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, select

from contract.contacts import CannotWrite
from contract.events import EventKind
from contract.facilities import Feature
from contract.limits import PAGE_SIZE
from contract.messages import Refusal, State, Step
from contract.posts import ContactPost, ContactPosts
from server.services import fields, submissions
from server.services.faults import CannotWriteNow, KeyReused, NotFound, WrongState
from server.services.message_views import DELIVERED, refusals_of, steps_of
from server.services.paging import cursor_for, cut, place_of
from server.services.residents import ResidentCaller
from server.services.standing import MUTUAL, ResidentState
from server.services.submissions import Draft, Kind, Submission
from server.services.throttle import RateLimit
from server.store.tables import contacts, facilities, post_hidings, residents
from server.store.tables import submissions as table
from server.store.work import Actor, Store, Work

POSTS_A_DAY: Final = 10
"""A post costs nothing; more would only fill the queue (threat T19)."""

SHOWN: Final = 30
_OWN: Final = table.c.kind == Kind.RESIDENT_POST.value


@dataclass(frozen=True)
class OwnPost:
    """A post as its writer sees it."""

    id: str
    text: str
    state: State
    steps: tuple[Step, ...]
    at: datetime
    refusal: Refusal | None


@dataclass(frozen=True)
class OwnPosts:
    """A page of them; `next` leads to older ones."""

    items: tuple[OwnPost, ...]
    next: str | None


class ResidentPostService:
    """Writing at the reader, and reading in a family's feed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sending = RateLimit(POSTS_A_DAY, timedelta(hours=24))

    def is_allowed(self, caller: ResidentCaller) -> bool:
        """Whether the facility passes posts of residents on: it has news, and residents may write."""
        with self._store.read() as connection:
            return _place(connection, caller.resident.id) is not None

    def post(self, caller: ResidentCaller, text: str, key: str) -> None:
        """Takes a post in; the same key with the same words does it once.

        Raises InvalidField, KeyReused, CannotWriteNow (the facility has no news of residents) and Throttled.
        """
        key = fields.key(key)
        resident_id = caller.resident.id
        with self._store.write() as work:
            place = _place(work.connection, resident_id)
            if place is None:
                raise CannotWriteNow(CannotWrite.NO_MESSAGES_AT_FACILITY)
            facility_id, most, promise_hours, usual_wait_minutes = place
            words, characters = fields.body("text", text, most)
            before = submissions.matching(
                work.connection, table.c.resident_id == resident_id, table.c.local_id == key, _OWN
            )
            if before:
                if before[0].sha256 != submissions.digest(words):
                    raise KeyReused
                return
            self._sending.count(resident_id, work.now)
            taken = submissions.add(
                work,
                Draft(
                    kind=Kind.RESIDENT_POST,
                    member_id="",
                    resident_id=resident_id,
                    facility_id=facility_id,
                    local_id=key,
                    text=words,
                    characters=characters,
                    price_cents=0,
                    promise_hours=promise_hours,
                    usual_wait_minutes=usual_wait_minutes,
                ),
            )
            work.log(
                Actor("resident", resident_id),
                "sent",
                (Kind.RESIDENT_POST.value, taken.id),
                facility_id=facility_id,
                sha256=taken.sha256,
            )

    def own(self, caller: ResidentCaller, cursor: str | None = None) -> OwnPosts:
        """A page of theirs, newest first, with where each stands. Raises InvalidField (cursor)."""
        conditions = [table.c.resident_id == caller.resident.id, _OWN]
        if cursor is not None:
            conditions.append(table.c.sequence < place_of(cursor, int))
        with self._store.read() as connection:
            found, more = cut(submissions.matching(connection, *conditions, newest=SHOWN + 1), SHOWN)
            ids = [one.id for one in found]
            steps = steps_of(connection, ids)
            reasons = refusals_of(connection, [one.id for one in found if one.state is State.REFUSED])
        items = tuple(
            OwnPost(one.id, one.text, one.state, tuple(steps[one.id]), one.created_at, reasons.get(one.id))
            for one in found
        )
        return OwnPosts(items, cursor_for(found[-1].sequence) if more else None)

    def withdraw(self, caller: ResidentCaller, post_id: str) -> None:
        """Takes it back before it is decided on; again is harmless. Raises NotFound, WrongState."""
        with self._store.write() as work:
            found = submissions.find(work.connection, post_id)
            if (
                found is None
                or found.resident_id != caller.resident.id
                or found.kind is not Kind.RESIDENT_POST
            ):
                raise NotFound
            actor = Actor("resident", caller.resident.id)
            if (
                not submissions.withdraw(work, actor, found, "by its sender")
                and found.state is not State.WITHDRAWN
            ):
                raise WrongState(found.state)

    def page(self, member_id: str, cursor: str | None = None, hidden: bool = False) -> ContactPosts:
        """Posts of the member's contacts, newest first; with `hidden` those that were hidden, and only them."""
        hiding = select(post_hidings.c.at).where(
            post_hidings.c.member_id == member_id, post_hidings.c.submission_id == table.c.id
        )
        conditions = [hiding.exists() if hidden else ~hiding.exists()]
        if cursor is not None:
            conditions.append(table.c.sequence < place_of(cursor, int))
        with self._store.read() as connection:
            statement = _readable(member_id, *conditions).order_by(table.c.sequence.desc())
            rows, more = cut(list(connection.execute(statement.limit(PAGE_SIZE + 1))), PAGE_SIZE)
        items = tuple(_view(row, is_hidden=hidden) for row in rows)
        return ContactPosts(items=items, next=cursor_for(items[-1].sequence) if more else None)

    def hide(self, member_id: str, post_id: str, hidden: bool = True) -> ContactPost:
        """Leaves it out of this member's feed, or shows it there again. Raises NotFound."""
        with self._store.write() as work:
            found = views(work.connection, member_id, [post_id])
            if post_id not in found:
                raise NotFound
            if found[post_id].is_hidden is not hidden:
                this = {"member_id": member_id, "submission_id": post_id}
                if hidden:
                    work.connection.execute(insert(post_hidings).values(**this, at=work.now))
                else:
                    work.connection.execute(delete(post_hidings).filter_by(**this))
                work.tell(member_id, EventKind.CONTACT_POST_CHANGED.value, post_id)
            return views(work.connection, member_id, [post_id])[post_id]


def views(connection: Connection, member_id: str, ids: Sequence[str]) -> dict[str, ContactPost]:
    """These posts of contacts as this member may read them; others are left out."""
    if not ids:
        return {}
    hidden = set(
        connection.execute(
            select(post_hidings.c.submission_id).where(
                post_hidings.c.member_id == member_id, post_hidings.c.submission_id.in_(ids)
            )
        ).scalars()
    )
    found = {}
    for row in connection.execute(_readable(member_id, table.c.id.in_(ids))):
        post_id = str(row[0])
        found[post_id] = _view(row, is_hidden=post_id in hidden)
    return found


def pass_on(work: Work, found: Submission) -> None:
    """It is approved: from now on it has its place among what families read, and those connected are told."""
    work.connection.execute(
        table.update().where(table.c.id == found.id).values(sequence=work.next_sequence())
    )
    submissions.deliver(work, found)
    readers = select(contacts.c.member_id).where(
        contacts.c.resident_id == found.resident_id, MUTUAL, contacts.c.since <= found.created_at
    )
    for member_id in work.connection.execute(readers).scalars().all():
        work.tell(member_id, EventKind.CONTACT_POST_CHANGED.value, found.id)


def _place(connection: Connection, resident_id: str) -> tuple[str, int, int, int | None] | None:
    """Where they can post now: facility, limit, promise, usual wait; None where it is not allowed."""
    columns = facilities.c
    statement = (
        select(
            columns.id,
            columns.message_characters,
            columns.promise_hours,
            columns.usual_wait_minutes,
            columns.features,
        )
        .join(residents, residents.c.facility_id == columns.id)
        .where(residents.c.id == resident_id, residents.c.state == ResidentState.ACTIVE.value)
    )
    row = connection.execute(statement).one_or_none()
    if row is None or not {Feature.NEWS.value, Feature.REPLIES.value} <= set(row.features):
        return None
    return row[0], row[1], row[2], row[3]


def _readable(
    member_id: str, *conditions: ColumnElement[bool]
) -> Select[str, str, str, str, int, int, datetime]:
    """Delivered, of people this member was connected with when it was written and still is."""
    return (
        select(
            table.c.id,
            contacts.c.id,
            residents.c.name,
            table.c.text,
            table.c.characters,
            table.c.sequence,
            table.c.created_at,
        )
        .select_from(contacts)
        .join(residents, residents.c.id == contacts.c.resident_id)
        .join(table, and_(table.c.resident_id == contacts.c.resident_id, _OWN))
        .where(
            contacts.c.member_id == member_id,
            MUTUAL,
            contacts.c.since <= table.c.created_at,
            table.c.state.in_(DELIVERED),
            *conditions,
        )
    )


def _view(row: Sequence[object], *, is_hidden: bool) -> ContactPost:
    post_id, contact_id, name, text, characters, sequence, at = row
    return ContactPost(
        id=str(post_id),
        contact_id=str(contact_id),
        name=str(name),
        text=str(text),
        characters=int(str(characters)),
        sequence=int(str(sequence)),
        created_at=at,  # type: ignore[arg-type]  # the column is a moment
        is_hidden=is_hidden,
    )
