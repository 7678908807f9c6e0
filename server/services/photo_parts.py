"""Where a shared photo goes: whom its audience reaches, one submission for each facility, and what a contact changes.

At a facility that has taken a photo in and has not turned it down, further people join its part: the same bytes are
looked at once and paid for once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from contract.audience import Audience, AudienceKind, Reach, Shared, reach
from contract.facilities import Facility
from contract.messages import State
from contract.problems import FieldReason
from server.services import facilities, standing, submissions
from server.services.faults import InvalidField, NotFound, QuotaReached
from server.services.standing import ResidentState
from server.services.submissions import OPEN, REVOCABLE, Draft, Kind, Submission
from server.store.tables import contacts, shared_photos, submission_audience
from server.store.tables import submissions as table
from server.store.work import Actor, Work

OVER: Final = (State.REFUSED, State.WITHDRAWN)
PASSED_ON: Final = (State.APPROVED, State.DELIVERED, State.OPENED)
WAITING_OF_MEMBER: Final = 100
"""Photos of one member that wait at one facility."""

WAITING_AT_FACILITY: Final = 5_000
"""Photos of everybody that wait at one facility: more is a flood, or reviewers who are gone."""

ASK_AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True)
class StoredPhoto:
    """A row of the table: a photo that was shared."""

    id: str
    member_id: str
    gallery_id: str
    local_id: str
    title: str
    sent_sha256: str
    sha256: str
    sequence: int
    created_at: datetime
    deleted_at: datetime | None


_COLUMNS: Final = tuple(shared_photos.c[name] for name in StoredPhoto.__dataclass_fields__)


def stored(
    connection: Connection,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[StoredPhoto]:
    """The photos that match, newest first if nothing else is said."""
    ordered = order or (shared_photos.c.sequence.desc(),)
    statement = select(*_COLUMNS).where(*conditions).order_by(*ordered).limit(limit)
    return [StoredPhoto(*row) for row in connection.execute(statement)]


def parts_of(connection: Connection, photo_ids: Iterable[str]) -> dict[str, list[Submission]]:
    """All submissions of each photo, in the order they were taken in."""
    ids = list(photo_ids)
    found: dict[str, list[Submission]] = {photo_id: [] for photo_id in ids}
    if ids:
        for part in submissions.matching(connection, table.c.photo_id.in_(ids)):
            found[str(part.photo_id)].append(part)
    return found


def newest_parts(parts: Iterable[Submission]) -> dict[str, Submission]:
    """The newest part at each facility; earlier ones there are over."""
    return {part.facility_id: part for part in parts}


def reach_of(
    connection: Connection, member_id: str, audience: Audience, paid_at: Iterable[str] = ()
) -> Reach:
    """Whom the audience reaches now. Raises NotFound for somebody else's contact, InvalidField for nobody."""
    ties = standing.ties(connection, contacts.c.member_id == member_id)
    people = [tie.view() for tie in ties]
    if audience.kind is AudienceKind.CONTACTS and not set(audience.contact_ids) <= {one.id for one in people}:
        raise NotFound
    places = facilities.views(connection, sorted({one.facility_id for one in people}))
    found = reach(audience, people, places.values(), Shared.PHOTO, paid_at=frozenset(paid_at))
    if not found.reached:
        raise InvalidField("audience", FieldReason.EMPTY)
    return found


def within_quota(work: Work, member_id: str, facility_id: str) -> None:
    """Raises QuotaReached where so many photos wait already: those of the member, or everybody's."""
    waiting = (table.c.facility_id == facility_id, table.c.state.in_(OPEN), table.c.kind == Kind.PHOTO.value)
    everybody = select(func.count()).select_from(table).where(*waiting)
    if work.connection.execute(everybody).scalar_one() >= WAITING_AT_FACILITY:
        raise QuotaReached(WAITING_AT_FACILITY, work.now + ASK_AGAIN)
    own = everybody.where(table.c.member_id == member_id)
    if work.connection.execute(own).scalar_one() >= WAITING_OF_MEMBER:
        raise QuotaReached(WAITING_OF_MEMBER, work.now + ASK_AGAIN)


def submit(work: Work, photo: StoredPhoto, place: Facility, contact_ids: Iterable[str]) -> Submission:
    """Takes the photo in for one facility and these people there, with its price held. Raises NotEnoughFunds."""
    taken = submissions.add(
        work,
        Draft(
            kind=Kind.PHOTO,
            member_id=photo.member_id,
            facility_id=place.id,
            local_id=photo.local_id,
            price_cents=place.prices.photo_cents,
            promise_hours=place.promise_hours,
            usual_wait_minutes=place.usual_wait_minutes,
            text=photo.title,
            sha256=photo.sha256,
            photo_id=photo.id,
        ),
    )
    join(work, taken, contact_ids)
    work.log(
        Actor("member", photo.member_id),
        "sent",
        (Kind.PHOTO.value, taken.id),
        facility_id=place.id,
        sha256=taken.sha256,
        price_cents=taken.price_cents,
    )
    return taken


def join(work: Work, part: Submission, contact_ids: Iterable[str]) -> list[str]:
    """Adds people to those a part is for, and says who is new; what is approved reaches them at once."""
    known = set(viewers(work.connection, [part.id]).get(part.id, {}))
    new = [contact_id for contact_id in contact_ids if contact_id not in known]
    for contact_id in new:
        work.connection.execute(
            insert(submission_audience).values(submission_id=part.id, contact_id=contact_id)
        )
    if new and part.state is State.APPROVED:
        deliver(work, part)
    return new


def viewers(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, datetime | None]]:
    """Of each submission the people it is for, and when each opened it first."""
    columns = submission_audience.c
    statement = (
        select(columns.submission_id, columns.contact_id, columns.opened_at)
        .where(columns.submission_id.in_(ids))
        .order_by(columns.contact_id)
    )
    found: dict[str, dict[str, datetime | None]] = {}
    for submission_id, contact_id, opened_at in connection.execute(statement):
        found.setdefault(submission_id, {})[contact_id] = opened_at
    return found


def deliver(work: Work, part: Submission) -> None:
    """Places an approved photo at the reader if anybody is there to see it; else it waits as approved."""
    people = list(viewers(work.connection, [part.id]).get(part.id, {}))
    ties = standing.ties(work.connection, contacts.c.id.in_(people))
    if any(tie.is_mutual and tie.resident_state is ResidentState.ACTIVE for tie in ties):
        submissions.deliver(work, part)


def come_back(work: Work, resident_id: str) -> None:
    """Somebody is active again: photos that were approved for them meanwhile are delivered now."""
    theirs = (
        select(submission_audience.c.submission_id)
        .join(contacts, contacts.c.id == submission_audience.c.contact_id)
        .where(contacts.c.resident_id == resident_id)
    )
    approved = (table.c.photo_id.is_not(None), table.c.state == State.APPROVED.value)
    for part in submissions.matching(work.connection, *approved, table.c.id.in_(theirs)):
        deliver(work, part)
        submissions.tell(work, part)


def leave(work: Work, actor: Actor, contact_id: str, why: str) -> None:
    """It is over with this contact: what waits is not for them any more, and withdrawn if it was for nobody else."""
    audience = submission_audience.c
    theirs = select(audience.submission_id).where(audience.contact_id == contact_id)
    waiting = (table.c.photo_id.is_not(None), table.c.state.in_(REVOCABLE), table.c.id.in_(theirs))
    for part in submissions.matching(work.connection, *waiting):
        if list(viewers(work.connection, [part.id])[part.id]) == [contact_id]:
            submissions.withdraw(work, actor, part, why)
            continue
        work.connection.execute(
            delete(submission_audience).where(
                audience.submission_id == part.id, audience.contact_id == contact_id
            )
        )
        submissions.tell(work, part)
