"""Everything that needs approval, its steps, and why it was not approved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, TypedColumns, text

from server.store.tables.base import CLUSTERED, METADATA
from server.store.types import Moment

OPEN = "state IN ('pending', 'in_review')"
DECIDED = "decided_at IS NOT NULL"
"""What the queue looks at; everything else, nearly all, stays out of its index."""


class SubmissionColumns(TypedColumns):
    """One thing for one facility to decide on: a member's message or a resident's reply (`kind`).

    `sha256` is of the text's UTF-8; an approval names it together with `version`. `sequence` orders it for its
    reader: when accepted for a message, when delivered for a reply. `promise_at` is moved on by a facility's pause.
    """

    id = Column(Text, primary_key=True)
    number: Column[int] = Column(BigInteger, nullable=False)
    kind: Column[str]
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    resident_id = Column(Text, ForeignKey("residents.id"), nullable=False)
    contact_id = Column(Text, ForeignKey("contacts.id"), nullable=False)
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


class SpanColumns(TypedColumns):
    """A marked part of the text in code points, `end` excluded."""

    submission_id = Column(Text, ForeignKey("refusals.submission_id"), primary_key=True)
    start: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    end: Column[int]


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
        sqlite_where=text(OPEN),
    ),
    Index(
        "ix_submissions_decided",
        "facility_id",
        "decided_at",
        sqlite_where=text(DECIDED),
    ),
)
submission_steps = Table("submission_steps", METADATA, StepColumns, **CLUSTERED)
refusals = Table("refusals", METADATA, RefusalColumns)
refusal_spans = Table("refusal_spans", METADATA, SpanColumns)
