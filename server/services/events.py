"""What changed for a member since a cursor, each with its present state (hop 9 of a message's way)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, or_, select

from contract.events import Event, EventKind
from contract.galleries import Gallery, SharedPhoto
from server.services import (
    account_views,
    facilities,
    ledger,
    payments,
    photo_parts,
    photo_views,
    post_views,
    profile_views,
    resident_posts,
    standing,
    submissions,
)
from server.services.accounts import MemberCaller
from server.services.message_views import known_to_member, views
from server.store.tables import contacts, events, galleries, journal_head, member_sessions, shared_photos
from server.store.tables import submissions as submission_table
from server.store.work import Store

BATCH: Final = 200
_NEWEST: Final = select(journal_head.c.sequence).where(journal_head.c.id == 1)
_SINCE: Final = (
    select(events.c.sequence, events.c.kind, events.c.subject_id, events.c.at)
    .where(
        or_(events.c.member_id == bindparam("member"), events.c.member_id.is_(None)),
        events.c.sequence > bindparam("after"),
    )
    .order_by(events.c.sequence)
    .limit(BATCH)
)
_ENDED: Final = select(member_sessions.c.ended_at).where(member_sessions.c.id == bindparam("session"))


@dataclass(frozen=True)
class News:
    """Events after a cursor, the cursor after them, and whether more may follow at once or the session is over."""

    events: tuple[Event, ...]
    cursor: int
    more: bool
    over: bool


@dataclass(frozen=True)
class _Line:
    sequence: int
    kind: EventKind
    subject_id: str
    at: datetime


class EventService:
    """Reads the events table for streams."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(self) -> int:
        """The newest sequence of all."""
        with self._store.read() as connection:
            return connection.execute(_NEWEST).scalar_one()

    def newest_event(self) -> int:
        """The sequence of the newest event; what a stream polls in case a wake-up was missed."""
        with self._store.read() as connection:
            return connection.execute(select(func.max(events.c.sequence))).scalar() or 0

    def after(self, caller: MemberCaller, cursor: int) -> News:
        """What happened for this member after `cursor`: of several changes to one thing only the last."""
        with self._store.read() as connection:
            ended_at: datetime | None = connection.execute(
                _ENDED, {"session": caller.session_id}
            ).scalar_one()
            rows = connection.execute(_SINCE, {"member": caller.member_id, "after": cursor}).all()
            lines = [_Line(row[0], EventKind(row[1]), row[2], row[3]) for row in rows]
            last = {(line.kind, line.subject_id): line for line in lines}
            found = _present(connection, caller, sorted(last.values(), key=_place), self._store.clock())
        return News(
            events=found,
            cursor=lines[-1].sequence if lines else cursor,
            more=len(lines) == BATCH,
            over=ended_at is not None,
        )


def _place(line: _Line) -> int:
    return line.sequence


def _present(
    connection: Connection, caller: MemberCaller, lines: Sequence[_Line], now: datetime
) -> tuple[Event, ...]:
    """Every line with the present state of its subject, as this member may see it now."""
    wanted = {kind: [line.subject_id for line in lines if line.kind is kind] for kind in EventKind}
    found_messages = submissions.matching(
        connection,
        submission_table.c.id.in_(wanted[EventKind.MESSAGE_CHANGED]),
        known_to_member(caller.member_id),
    )
    messages = {message.id: message for message in views(connection, found_messages, now)}
    ties = {
        tie.id: tie.view()
        for tie in standing.ties(
            connection,
            contacts.c.id.in_(wanted[EventKind.CONTACT_CHANGED]),
            contacts.c.member_id == caller.member_id,
        )
    }
    places = facilities.views(connection, wanted[EventKind.FACILITY_CHANGED])
    balance = ledger.balance(connection, caller.member_id) if wanted[EventKind.BALANCE_CHANGED] else None
    photos = None
    if wanted[EventKind.PROFILE_PHOTO_CHANGED]:
        photos = profile_views.state(connection, caller.member_id, now)
    posts = post_views.of_member(connection, caller.member_id, wanted[EventKind.POST_CHANGED], now)
    contact_posts = resident_posts.views(connection, caller.member_id, wanted[EventKind.CONTACT_POST_CHANGED])
    pictures = _photos(connection, caller.member_id, wanted[EventKind.PHOTO_CHANGED], now)
    rooms = _galleries(connection, caller.member_id, wanted[EventKind.GALLERY_CHANGED])
    account = None
    if wanted[EventKind.ACCOUNT_CHANGED]:
        account = account_views.account(connection, caller.member_id, now)
    paid = payments.of_member(connection, caller.member_id, wanted[EventKind.PAYMENT_CHANGED])
    told = []
    for line in lines:
        message = contact = facility = None
        if line.kind is EventKind.MESSAGE_CHANGED:
            message = messages.get(line.subject_id)
        elif line.kind is EventKind.CONTACT_CHANGED:
            contact = ties.get(line.subject_id)
        elif line.kind is EventKind.FACILITY_CHANGED:
            facility = places.get(line.subject_id)
        elif line.kind is EventKind.SIGNED_OUT and line.subject_id != caller.session_id:
            continue
        told.append(
            Event(
                sequence=line.sequence,
                kind=line.kind,
                at=line.at,
                message=message,
                contact=contact,
                balance=balance if line.kind is EventKind.BALANCE_CHANGED else None,
                facility=facility,
                profile_photos=photos if line.kind is EventKind.PROFILE_PHOTO_CHANGED else None,
                post=posts.get(line.subject_id) if line.kind is EventKind.POST_CHANGED else None,
                contact_post=contact_posts.get(line.subject_id)
                if line.kind is EventKind.CONTACT_POST_CHANGED
                else None,
                gallery=rooms.get(line.subject_id) if line.kind is EventKind.GALLERY_CHANGED else None,
                account=account if line.kind is EventKind.ACCOUNT_CHANGED else None,
                payment=paid.get(line.subject_id) if line.kind is EventKind.PAYMENT_CHANGED else None,
                photo=pictures.get(line.subject_id) if line.kind is EventKind.PHOTO_CHANGED else None,
            )
        )
    return tuple(told)


def _photos(
    connection: Connection, member_id: str, ids: Sequence[str], now: datetime
) -> dict[str, SharedPhoto]:
    if not ids:
        return {}
    found = photo_parts.stored(
        connection, shared_photos.c.id.in_(ids), shared_photos.c.member_id == member_id
    )
    return {view.id: view for view in photo_views.photo_views(connection, found, now)}


def _galleries(connection: Connection, member_id: str, ids: Sequence[str]) -> dict[str, Gallery]:
    if not ids:
        return {}
    found = photo_views.stored_galleries(
        connection, galleries.c.id.in_(ids), galleries.c.member_id == member_id
    )
    return {view.id: view for view in photo_views.gallery_views(connection, found)}
