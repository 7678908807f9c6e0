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
from server.services.submissions import Submission
from server.store.tables import offers, shared_photos, submissions, thumbs
from server.store.work import Work

TAKEN_BACK: Final = OfferOutcome.TAKEN_BACK.value


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
    """Whether these are the bytes, or a thumbnail, of what this member was offered for a photo they still have."""
    small = select(thumbs.c.picture_sha256).where(thumbs.c.sha256 == sha256)
    statement = (
        select(offers.c.submission_id)
        .join(submissions, submissions.c.id == offers.c.submission_id)
        .join(shared_photos, shared_photos.c.id == submissions.c.photo_id)
        .where(
            shared_photos.c.member_id == member_id,
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

    From then on the submission names the offered bytes, so that whatever delivers it delivers exactly those.
    """
    values: dict[str, Any] = {"held_cents": 0, "paid_cents": found.held_cents, "release_at": None}
    if found.state is not State.OFFERED:
        return {**values, "decided_at": work.now}
    statement = select(offers.c.sha256).where(
        offers.c.submission_id == found.id, offers.c.outcome == OfferOutcome.ACCEPTED.value
    )
    return {
        **values,
        "sha256": work.connection.execute(statement).scalar_one(),
        "version": found.version + 1,
    }


def delivered_faults(connection: Connection) -> list[str]:
    """A sentence for each photo that was passed on as other bytes than its sender's own or those they accepted."""
    accepted = select(offers.c.sha256).where(
        offers.c.submission_id == submissions.c.id, offers.c.outcome == OfferOutcome.ACCEPTED.value
    )
    passed_on = (State.APPROVED.value, State.DELIVERED.value, State.OPENED.value)
    meant = func.coalesce(accepted.scalar_subquery(), shared_photos.c.sha256)
    statement = (
        select(submissions.c.number)
        .join(shared_photos, shared_photos.c.id == submissions.c.photo_id)
        .where(submissions.c.state.in_(passed_on), submissions.c.sha256 != meant)
        .order_by(submissions.c.sequence)
    )
    return [
        f"Photo {number} was passed on as bytes that nobody approved."
        for number in connection.execute(statement).scalars()
    ]
