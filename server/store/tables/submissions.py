"""Everything that needs approval, its steps, and why it was not approved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Table, Text, TypedColumns, text

from server.store.tables.base import CLUSTERED, METADATA
from server.store.types import Moment

OPEN = "state IN ('pending', 'in_review', 'appealed')"
DECIDED = "decided_at IS NOT NULL"
"""What the queue looks at; everything else, nearly all, stays out of its index."""

PROFILE_PHOTOS = "profile_photo_id IS NOT NULL"
PHOTOS = "photo_id IS NOT NULL"
POSTS = "post_id IS NOT NULL"
RESIDENT_POSTS = "kind = 'resident_post'"
WAITS_TO_LEAVE = "release_at IS NOT NULL"
WAITING = f"{OPEN} AND release_at IS NULL"
LEASED = "lease_staff_id IS NOT NULL"


class SubmissionColumns(TypedColumns):
    """One thing for one facility to decide on: a member's message, post or photo, or a resident's words (`kind`).

    `sha256` is of the text's UTF-8, of a photo's rebuilt bytes, of a post with a photo of both
    (`submissions.digest_with_photo`); an approval names it together with `version`. A
    profile photo is for everybody at the facility: it has `profile_photo_id`, no contact, no resident and no text. A
    photo (`photo_id`) is for the people in `submission_audience`; its text is the title they see. A resident's post is
    of no member and for no single contact. `sequence` orders it for its reader: when accepted for what a member sends,
    when delivered for what a resident does. `promise_at` is moved on by a facility's pause. An approval by
    `approved_by` that can still be taken back leaves at `release_at`.
    """

    id = Column(Text, primary_key=True)
    number: Column[int] = Column(BigInteger, nullable=False)
    kind: Column[str]
    member_id: Column[str | None] = Column(Text, ForeignKey("members.id"), nullable=True)
    resident_id: Column[str | None] = Column(Text, ForeignKey("residents.id"), nullable=True)
    contact_id: Column[str | None] = Column(Text, ForeignKey("contacts.id"), nullable=True)
    facility_id = Column(Text, ForeignKey("facilities.id"), nullable=False)
    local_id: Column[str | None] = Column(Text, nullable=True)
    text: Column[str]
    characters: Column[int]
    sha256: Column[str]
    version: Column[int]
    state: Column[str]
    sequence: Column[int] = Column(BigInteger, nullable=False)
    price_cents: Column[int]
    held_cents: Column[int]
    paid_cents: Column[int]
    created_at: Column[datetime] = Column(Moment, nullable=False)
    expected_by: Column[datetime] = Column(Moment, nullable=False)
    promise_at: Column[datetime] = Column(Moment, nullable=False)
    decided_at: Column[datetime | None] = Column(Moment, nullable=True)
    lease_staff_id: Column[str | None] = Column(Text, ForeignKey("staff.id"), nullable=True)
    lease_until: Column[datetime | None] = Column(Moment, nullable=True)
    profile_photo_id: Column[str | None] = Column(Text, ForeignKey("profile_photos.id"), nullable=True)
    release_at: Column[datetime | None] = Column(Moment, nullable=True)
    approved_by: Column[str | None] = Column(Text, nullable=True)
    photo_id: Column[str | None] = Column(Text, ForeignKey("shared_photos.id"), nullable=True)
    post_id: Column[str | None] = Column(Text, ForeignKey("posts.id"), nullable=True)


class StepColumns(TypedColumns):
    """A step that was reached, and when; never changed."""

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    sequence: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    state: Column[str]
    at: Column[datetime] = Column(Moment, nullable=False)


class RefusalColumns(TypedColumns):
    """Why a submission was not approved: the rule's number and words as they were then, and the reviewer's note."""

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    version: Column[int]
    staff_id = Column(Text, ForeignKey("staff.id"), nullable=False)
    code: Column[str]
    rule: Column[str | None] = Column(Text, nullable=True)
    text: Column[str]
    note: Column[str | None] = Column(Text, nullable=True)
    at: Column[datetime] = Column(Moment, nullable=False)
    appeal_until: Column[datetime] = Column(Moment, nullable=False)


class AppealColumns(TypedColumns):
    """The one appeal against a refusal: why, what came of it, who decided, and why it stays not approved."""

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    text: Column[str]
    at: Column[datetime] = Column(Moment, nullable=False)
    outcome: Column[str]
    decided_at: Column[datetime | None] = Column(Moment, nullable=True)
    staff_id: Column[str | None] = Column(Text, ForeignKey("staff.id"), nullable=True)
    code: Column[str | None] = Column(Text, nullable=True)
    rule: Column[str | None] = Column(Text, nullable=True)
    reason: Column[str | None] = Column(Text, nullable=True)
    note: Column[str | None] = Column(Text, nullable=True)


class SpanColumns(TypedColumns):
    """A marked part of the text in code points, `end` excluded."""

    submission_id = Column(Text, ForeignKey("refusals.submission_id"), primary_key=True)
    start: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    end: Column[int]


class RegionColumns(TypedColumns):
    """A marked part of a picture, in fractions of its width and height."""

    submission_id = Column(Text, ForeignKey("refusals.submission_id"), primary_key=True)
    place: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    x: Column[float] = Column(Double, nullable=False)
    y: Column[float] = Column(Double, nullable=False)
    width: Column[float] = Column(Double, nullable=False)
    height: Column[float] = Column(Double, nullable=False)


submissions = Table(
    "submissions",
    METADATA,
    SubmissionColumns,
    Index("ix_submissions_contact_id_sequence", "contact_id", "sequence"),
    Index("ix_submissions_member_id_sequence", "member_id", "sequence"),
    Index(
        "ix_submissions_open",
        "facility_id",
        "promise_at",
        "sequence",
        sqlite_where=text(OPEN),
        postgresql_where=text(OPEN),
    ),
    Index(
        "ix_submissions_open_anywhere",
        "promise_at",
        "sequence",
        sqlite_where=text(OPEN),
        postgresql_where=text(OPEN),
    ),
    Index(
        "ix_submissions_release_at",
        "release_at",
        sqlite_where=text(WAITS_TO_LEAVE),
        postgresql_where=text(WAITS_TO_LEAVE),
    ),
    Index(
        "ix_submissions_waiting",
        "facility_id",
        "kind",
        "state",
        "release_at",
        "id",
        sqlite_where=text(WAITING),
        postgresql_where=text(WAITING),
    ),
    Index(
        "ix_submissions_leased",
        "lease_staff_id",
        "lease_until",
        sqlite_where=text(LEASED),
        postgresql_where=text(LEASED),
    ),
    Index(
        "ix_submissions_decided",
        "facility_id",
        "decided_at",
        sqlite_where=text(DECIDED),
    ),
    Index("ix_submissions_profile_photo_id", "profile_photo_id", sqlite_where=text(PROFILE_PHOTOS)),
    Index("ix_submissions_photo_id", "photo_id", sqlite_where=text(PHOTOS)),
    Index("ix_submissions_post_id", "post_id", sqlite_where=text(POSTS), postgresql_where=text(POSTS)),
    Index(
        "ix_submissions_posts_there",
        "facility_id",
        "member_id",
        "sequence",
        sqlite_where=text(POSTS),
        postgresql_where=text(POSTS),
    ),
    Index(
        "ix_submissions_resident_posts",
        "resident_id",
        "sequence",
        sqlite_where=text(RESIDENT_POSTS),
        postgresql_where=text(RESIDENT_POSTS),
    ),
)
submission_steps = Table("submission_steps", METADATA, StepColumns, **CLUSTERED)
refusals = Table("refusals", METADATA, RefusalColumns)
appeals = Table("appeals", METADATA, AppealColumns)
refusal_spans = Table("refusal_spans", METADATA, SpanColumns)
refusal_regions = Table("refusal_regions", METADATA, RegionColumns)
