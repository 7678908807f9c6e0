"""Where a post goes: the facilities its member named, if it reaches anybody there, and one submission for each.

What this asks of the database grows with the facilities, never with the people: who reads a post is worked out when
they read (`services.news`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from contract.audience import Shared
from contract.facilities import Feature
from server.services import offered, reply_photos, submissions
from server.services.faults import NotReached
from server.services.standing import MUTUAL, ResidentState
from server.services.submissions import PICTURES, REVOCABLE, Draft, Kind, Submission
from server.store.tables import contacts, facilities, posts, residents
from server.store.tables import submissions as table
from server.store.work import Actor, Work


@dataclass(frozen=True)
class Place:
    """A facility that a post reaches: what it costs there, how much fits, how long it usually takes."""

    facility_id: str
    facility_name: str
    price_cents: int
    characters: int
    promise_hours: int
    usual_wait_minutes: int | None


@dataclass(frozen=True)
class SentPost:
    """A row of the table."""

    id: str
    member_id: str
    local_id: str
    mends: str | None
    sequence: int
    created_at: datetime
    hidden_at: datetime | None
    sent_sha256: str | None = None
    sha256: str | None = None


PICTURE: Final = func.coalesce(offered.ACCEPTED, posts.c.sha256)
"""Of a submission's post: what was accepted there instead of its photo and passed on, else the photo itself."""

_COLUMNS: Final = tuple(posts.c[name] for name in SentPost.__dataclass_fields__)


def reached(
    connection: Connection, member_id: str, facility_ids: Sequence[str], what: Shared = Shared.STATUS
) -> list[Place]:
    """These facilities by name. Raises NotReached where nobody would get a post now.

    The first person found at each is enough; that is why the people are asked for their facility, and not the
    facility for its people.
    """
    columns = facilities.c
    somewhere = (
        select(residents.c.facility_id)
        .where(residents.c.id == contacts.c.resident_id, residents.c.state == ResidentState.ACTIVE.value)
        .scalar_subquery()
    )
    anybody = (
        select(contacts.c.id)
        .where(
            contacts.c.member_id == member_id,
            MUTUAL,
            somewhere == columns.id,
        )
        .exists()
    )
    statement = (
        select(
            columns.id,
            columns.name,
            columns.status_cents,
            columns.message_characters,
            columns.promise_hours,
            columns.usual_wait_minutes,
            columns.photo_cents,
            columns.features,
        )
        .where(columns.id.in_(facility_ids), anybody)
        .order_by(columns.name, columns.id)
    )
    has_photo = what is Shared.STATUS_WITH_PHOTO
    needs = {Feature.NEWS.value, *([Feature.PHOTOS.value] if has_photo else [])}
    found = [
        Place(row.id, row.name, row.status_cents + (row.photo_cents if has_photo else 0), *row[3:6])
        for row in connection.execute(statement)
        if needs.issubset(row.features)
    ]
    missing = set(facility_ids) - {place.facility_id for place in found}
    if missing:
        raise NotReached(tuple(sorted(missing)))
    return found


def picture_of(connection: Connection, submission: Submission) -> str | None:
    """The picture that belongs to a submission: its own bytes, or the photo of its post or answer."""
    if submission.kind in PICTURES:
        return submission.sha256
    if submission.post_id is None:
        return reply_photos.picture_of(connection, submission.id)
    statement = select(PICTURE).join(table, table.c.post_id == posts.c.id).where(table.c.id == submission.id)
    picture: str | None = connection.execute(statement).scalar_one()
    return picture


def sent(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[SentPost]:
    """The posts that match, newest first."""
    statement = select(*_COLUMNS).where(*conditions).order_by(posts.c.sequence.desc()).limit(limit)
    return [SentPost(*row) for row in connection.execute(statement)]


def parts(connection: Connection, *conditions: ColumnElement[bool]) -> list[Submission]:
    """Submissions of posts, in the order they were taken in."""
    return submissions.matching(connection, table.c.post_id.is_not(None), *conditions)


def submit(work: Work, actor: Actor, post: SentPost, place: Place, text: str, characters: int) -> Submission:
    """Takes the post in for one facility, with its price held. Raises NotEnoughFunds."""
    taken = submissions.add(
        work,
        Draft(
            kind=Kind.POST,
            member_id=post.member_id,
            facility_id=place.facility_id,
            local_id=post.local_id,
            text=text,
            characters=characters,
            price_cents=place.price_cents,
            promise_hours=place.promise_hours,
            usual_wait_minutes=place.usual_wait_minutes,
            sha256=None if post.sha256 is None else submissions.digest_with_photo(text, post.sha256),
            post_id=post.id,
        ),
    )
    work.log(
        actor,
        "sent",
        (Kind.POST.value, taken.id),
        facility_id=place.facility_id,
        sha256=taken.sha256,
        price_cents=taken.price_cents,
    )
    return taken


def leave(work: Work, actor: Actor, member_id: str, facility_id: str, why: str) -> None:
    """A contact there has ended: with nobody left to read it, what waits there is withdrawn, its money back."""
    waiting = parts(
        work.connection,
        table.c.member_id == member_id,
        table.c.facility_id == facility_id,
        table.c.state.in_(REVOCABLE),
    )
    if not waiting:
        return
    try:
        reached(work.connection, member_id, [facility_id])
    except NotReached:
        for submission in waiting:
            submissions.withdraw(work, actor, submission, why)
