"""Rows of offered changed photos: read, answered, and what their acceptance makes of the submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from contract.messages import State
from contract.offers import Change, Offer, OfferOutcome
from server.services.sizes import sizes_of
from server.services.submissions import Kind, Submission, digest_with_photo
from server.store.tables import offers, posts, shared_photos, submissions, thumbs
from server.store.work import Work

TAKEN_BACK: Final = OfferOutcome.TAKEN_BACK.value

ACCEPTED: Final = (
    select(offers.c.sha256)
    .where(
        offers.c.submission_id == submissions.c.id,
        offers.c.outcome == OfferOutcome.ACCEPTED.value,
        submissions.c.state != State.OFFERED.value,
    )
    .correlate(submissions)
    .scalar_subquery()
)
"""Of a submission: the bytes that its sender accepted and that were passed on; NULL where it is as it was sent."""

_PASSED_ON: Final = (State.APPROVED.value, State.DELIVERED.value, State.OPENED.value)
_NAMES: Final = {Kind.PHOTO.value: "Photo", Kind.POST.value: "Post"}


@dataclass(frozen=True)
class StoredOffer:
    """A row of the table."""

    submission_id: str
    version: int
    staff_id: str
    original_sha256: str
    sha256: str
    change: Change
    code: str
    rule: str | None
    text: str
    note: str | None
    at: datetime
    until: datetime
    outcome: str
    answered_at: datetime | None


_COLUMNS: Final = tuple(offers.c[name] for name in StoredOffer.__dataclass_fields__)


def stored(connection: Connection, *conditions: ColumnElement[bool]) -> list[StoredOffer]:
    """The offers that match, the oldest first."""
    statement = select(*_COLUMNS).where(*conditions).order_by(offers.c.at, offers.c.submission_id)
    return [StoredOffer(*row) for row in connection.execute(statement)]


def find(connection: Connection, submission_id: str) -> StoredOffer | None:
    """The offer for a submission, whatever became of it; None also for one that was taken back."""
    found = stored(connection, offers.c.submission_id == submission_id, offers.c.outcome != TAKEN_BACK)
    return found[0] if found else None


def offers_of(connection: Connection, ids: Sequence[str]) -> dict[str, Offer]:
    """The offer for each of these submissions in its sender's eyes."""
    found = stored(connection, offers.c.submission_id.in_(ids), offers.c.outcome != TAKEN_BACK)
    if not found:
        return {}
    sizes = sizes_of(connection, [one.sha256 for one in found])
    return {
        one.submission_id: Offer(
            at=one.at,
            until=one.until,
            change=one.change,
            photo=sizes[one.sha256][0],
            thumbs=sizes[one.sha256][1:],
            code=one.code,
            rule=one.rule,
            text=one.text,
            note=one.note,
            outcome=OfferOutcome(one.outcome),
            answered_at=one.answered_at,
        )
        for one in found
    }


def first_end(connection: Connection, member_id: str, now: datetime) -> datetime | None:
    """Until when the first of the member's offers that wait for an answer can be answered; None without any."""
    statement = (
        select(func.min(offers.c.until))
        .join(submissions, submissions.c.id == offers.c.submission_id)
        .where(
            submissions.c.member_id == member_id,
            offers.c.outcome == OfferOutcome.WAITING.value,
            offers.c.until > now,
        )
    )
    until: datetime | None = connection.execute(statement).scalar()
    return until


def was_offered(connection: Connection, member_id: str, sha256: str) -> bool:
    """Whether these are the bytes, or a thumbnail, of what this member was offered for a photo they still have: one in
    their galleries, or one of a post.
    """
    small = select(thumbs.c.picture_sha256).where(thumbs.c.sha256 == sha256)
    statement = (
        select(offers.c.submission_id)
        .join(submissions, submissions.c.id == offers.c.submission_id)
        .outerjoin(shared_photos, shared_photos.c.id == submissions.c.photo_id)
        .where(
            submissions.c.member_id == member_id,
            shared_photos.c.deleted_at.is_(None),
            offers.c.outcome != TAKEN_BACK,
            or_(offers.c.sha256 == sha256, offers.c.sha256.in_(small)),
        )
        .limit(1)
    )
    return connection.execute(statement).one_or_none() is not None


def end(work: Work, submission_id: str, outcome: OfferOutcome) -> None:
    """What came of it, now."""
    work.connection.execute(
        update(offers)
        .where(offers.c.submission_id == submission_id)
        .values(outcome=outcome.value, answered_at=work.now)
    )


def approved(work: Work, found: Submission) -> dict[str, Any]:
    """What an approval writes: of an accepted offer its bytes as the next version, decided when it was made.

    From then on the submission names the offered bytes, a post's with its unchanged text, so that whatever delivers
    it delivers exactly those.
    """
    values: dict[str, Any] = {"held_cents": 0, "paid_cents": found.held_cents, "release_at": None}
    if found.state is not State.OFFERED:
        return {**values, "decided_at": work.now}
    statement = select(offers.c.sha256).where(
        offers.c.submission_id == found.id, offers.c.outcome == OfferOutcome.ACCEPTED.value
    )
    picture = work.connection.execute(statement).scalar_one()
    return {
        **values,
        "sha256": _named(found.kind, found.text, picture),
        "version": found.version + 1,
    }


def delivered_faults(connection: Connection) -> list[str]:
    """A sentence for each photo that was passed on as other bytes than its sender's own or those they accepted."""
    own = func.coalesce(shared_photos.c.sha256, posts.c.sha256)
    statement = (
        select(
            submissions.c.number,
            submissions.c.kind,
            submissions.c.text,
            submissions.c.sha256,
            func.coalesce(ACCEPTED, own).label("picture"),
        )
        .outerjoin(shared_photos, shared_photos.c.id == submissions.c.photo_id)
        .outerjoin(posts, posts.c.id == submissions.c.post_id)
        .where(submissions.c.state.in_(_PASSED_ON), own.is_not(None))
        .order_by(submissions.c.sequence)
    )
    return [
        f"{_NAMES[row.kind]} {row.number} was passed on as bytes that nobody approved."
        for row in connection.execute(statement)
        if row.sha256 != _named(Kind(row.kind), row.text, row.picture)
    ]


def _named(kind: Kind, text: str, picture: str) -> str:
    """What an approval of this picture names: its bytes, of a post with the words."""
    return picture if kind is Kind.PHOTO else digest_with_photo(text, picture)
