"""Lines of the review queue: what a reviewer sees of a submission before and after claiming it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from contract.messages import Refusal, State
from server.services.holding import Hold, is_held
from server.services.offered import StoredOffer
from server.services.post_parts import PICTURE
from server.services.staff import StaffMember
from server.services.submissions import OFFERED_CHANGED, PICTURES, Submission
from server.store.tables import (
    appeals,
    contacts,
    facilities,
    members,
    pictures,
    posts,
    refusals,
    reply_photos,
    residents,
    staff,
    staff_ties,
    submission_audience,
)
from server.store.tables import submissions as table
from server.store.tables.facilities import Reason


@dataclass(frozen=True)
class FacilityChoice:
    """A facility that somebody of the staff may look into."""

    id: str
    name: str


@dataclass(frozen=True)
class QueueItem:
    """One line of the queue; the text is read, or the picture seen, only after claiming.

    A profile photo is for everybody at the facility: its `resident_name` is None.
    """

    id: str
    number: str
    kind: str
    facility_id: str
    facility_name: str
    member_name: str
    resident_name: str | None
    facility_time_zone: str
    promise_hours: int
    characters: int
    created_at: datetime
    promise_at: datetime
    state: State
    leased_by_name: str | None
    lease_until: datetime | None
    mine: bool
    appealed_at: datetime | None
    appeal_text: str
    barred: bool
    """Whether this reviewer may not decide: they know one of the two, or it is an appeal against themselves."""
    release_at: datetime | None
    held: bool
    """Whether a word list holds it for attention."""
    picture_sha256: str | None
    """Of the picture to look at: itself, or the photo of a post or an answer; None for words alone."""


@dataclass(frozen=True)
class ReviewItem(QueueItem):
    """A submission, whole; decided on only by whoever has claimed it (`mine`)."""

    contact_id: str | None
    contact_since: datetime | None
    text: str
    version: int
    sha256: str
    booking_number: str | None
    relationship: str | None
    width: int | None
    """Of the picture, in pixels; `height` alike."""
    height: int | None
    reasons: tuple[Reason, ...]
    price_cents: int
    approved_before: int
    """How many of this pair, either way, were approved before (of a photo's sender, photos); `refused_before` alike."""
    refused_before: int
    decided_at: datetime | None
    refusal: Refusal | None
    holds: tuple[Hold, ...]
    blurs_photos: bool
    """Whether its facility's reviewers see pictures blurred until they ask."""
    audience: tuple[str, ...]
    """The people a photo is for, by name, each with the booking number; empty for everything else."""
    offer: StoredOffer | None
    """The changed photo that was offered for it."""

    @property
    def can_be_offered(self) -> bool:
        """Whether a changed photo can be offered instead: not on an appeal, which is final."""
        has_photo = self.kind in OFFERED_CHANGED and self.picture_sha256 is not None
        return has_photo and self.state is State.IN_REVIEW


@dataclass(frozen=True)
class Counts:
    """What waits within somebody's walls."""

    messages: int
    replies: int
    profile_photos: int
    contact_requests: int
    photos: int = 0
    posts: int = 0
    resident_posts: int = 0

    @property
    def submissions(self) -> int:
        """Everything in the queue."""
        return (
            self.messages
            + self.replies
            + self.profile_photos
            + self.photos
            + self.posts
            + self.resident_posts
        )


@dataclass(frozen=True)
class DecidedItem(QueueItem):
    """A line of what was decided."""

    decided_at: datetime


_BESIDE_WORDS: Final = func.coalesce(PICTURE, reply_photos.c.sha256)
"""The photo of a post, as it was passed on where it was, or of an answer."""

_LINE: Final = (
    table.c.id,
    table.c.number,
    table.c.kind,
    facilities.c.id,
    facilities.c.name,
    members.c.name,
    residents.c.name,
    facilities.c.time_zone,
    facilities.c.promise_hours,
    table.c.characters,
    table.c.created_at,
    table.c.promise_at,
    table.c.state,
    staff.c.name,
    table.c.lease_until,
    table.c.lease_staff_id,
    appeals.c.at,
    appeals.c.text,
    table.c.release_at,
    case((table.c.kind.in_([kind.value for kind in PICTURES]), table.c.sha256), else_=_BESIDE_WORDS),
)
_BARRED: Final = len(_LINE)
_HELD: Final = _BARRED + 1
MORE: Final = _HELD + 1


def lines(
    connection: Connection,
    who: StaffMember,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    limit: int,
    *more: ColumnElement[Any],
) -> list[Sequence[Any]]:
    """Rows within the walls of `who`; `more` columns come after the line's own."""
    statement = (
        select(*_LINE, barred(who), is_held(), *more)
        .select_from(table)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .outerjoin(members, members.c.id == table.c.member_id)
        .outerjoin(residents, residents.c.id == table.c.resident_id)
        .outerjoin(contacts, contacts.c.id == table.c.contact_id)
        .outerjoin(posts, posts.c.id == table.c.post_id)
        .outerjoin(reply_photos, reply_photos.c.submission_id == table.c.id)
        .outerjoin(pictures, pictures.c.sha256 == func.coalesce(_BESIDE_WORDS, table.c.sha256))
        .outerjoin(staff, staff.c.id == table.c.lease_staff_id)
        .outerjoin(appeals, appeals.c.submission_id == table.c.id)
        .where(who.reach(), *conditions)
        .order_by(*order)
        .limit(limit)
    )
    return [tuple(row) for row in connection.execute(statement)]


def line(row: Sequence[Any], who: StaffMember) -> dict[str, Any]:
    """The fields of a QueueItem; what was asked for besides follows from `MORE` on."""
    return {
        "id": row[0],
        "number": str(row[1]),
        "kind": row[2],
        "facility_id": row[3],
        "facility_name": row[4],
        "member_name": row[5] or "",
        "resident_name": row[6],
        "facility_time_zone": row[7],
        "promise_hours": row[8],
        "characters": row[9],
        "created_at": row[10],
        "promise_at": row[11],
        "state": State(row[12]),
        "leased_by_name": row[13],
        "lease_until": row[14],
        "mine": row[15] == who.id,
        "appealed_at": row[16],
        "appeal_text": row[17] or "",
        "release_at": row[18],
        "picture_sha256": row[19],
        "barred": bool(row[_BARRED]),
        "held": bool(row[_HELD]),
    }


def has_photo() -> ColumnElement[bool]:
    """Whether words have a photo beside them, in a post or an answer."""
    return or_(
        exists().where(posts.c.id == table.c.post_id, posts.c.sha256.is_not(None)).correlate(table),
        exists().where(reply_photos.c.submission_id == table.c.id).correlate(table),
    )


def barred(who: StaffMember) -> ColumnElement[bool]:
    """Nobody decides for whom they know, and nobody on an appeal against themselves (threat T13)."""
    knows = exists().where(
        staff_ties.c.staff_id == who.id,
        or_(
            and_(staff_ties.c.kind == "member", staff_ties.c.subject_id == table.c.member_id),
            and_(staff_ties.c.kind == "resident", staff_ties.c.subject_id == table.c.resident_id),
        ),
    )
    refused_it = exists().where(refusals.c.submission_id == table.c.id, refusals.c.staff_id == who.id)
    return or_(knows, and_(table.c.state == State.APPEALED.value, refused_it))


def reasons_of(connection: Connection, facility_id: str) -> tuple[Reason, ...]:
    """What a facility may give as a reason for not approving."""
    return connection.execute(select(facilities.c.reasons).where(facilities.c.id == facility_id)).scalar_one()


def decided_before(connection: Connection, found: Submission) -> tuple[int, int]:
    """How many others of the same two people were approved, and how many not; of photos, of the same sender here."""
    refused = func.sum(case((table.c.state == State.REFUSED.value, 1), else_=0))
    same = table.c.contact_id == found.contact_id
    if found.contact_id is None:
        same = and_(
            table.c.member_id == found.member_id
            if found.member_id
            else table.c.resident_id == found.resident_id,
            table.c.facility_id == found.facility_id,
            table.c.kind == found.kind.value,
        )
    statement = select(func.count(), refused).where(
        same,
        table.c.id != found.id,
        table.c.decided_at.is_not(None),
        table.c.state != State.OFFERED.value,
    )
    decided, not_approved = connection.execute(statement).one()
    return decided - (not_approved or 0), not_approved or 0


def audience_of(connection: Connection, submission_id: str) -> tuple[str, ...]:
    """The people a photo is for, by name."""
    statement = (
        select(residents.c.name, residents.c.booking_number)
        .select_from(submission_audience)
        .join(contacts, contacts.c.id == submission_audience.c.contact_id)
        .join(residents, residents.c.id == contacts.c.resident_id)
        .where(submission_audience.c.submission_id == submission_id)
        .order_by(residents.c.search_name, residents.c.id)
    )
    return tuple(f"{name} ({number})" for name, number in connection.execute(statement))
