"""Changed photos that reviewers offer in place of those that can't be approved as they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Table, Text, TypedColumns, text

from contract.offers import Change
from server.store.tables.base import METADATA
from server.store.types import Moment, Packed

WAITS = "outcome = 'waiting'"


class OfferColumns(TypedColumns):
    """The offer for a submission; one that was taken back gives way to the next.

    `version` and `original_sha256` are what the reviewer saw, as an approval would name it (of a post, words and photo
    together); `sha256` is the picture that is offered: its bytes lie in the object store before this row is written.
    `code`, `rule`, `text` and `note` become the refusal's if the answer is no.
    """

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    version: Column[int]
    staff_id = Column(Text, ForeignKey("staff.id"), nullable=False)
    original_sha256: Column[str]
    sha256 = Column(Text, ForeignKey("pictures.sha256"), nullable=False, index=True)
    change: Column[Change] = Column(Packed(Change), nullable=False)
    code: Column[str]
    rule: Column[str | None] = Column(Text, nullable=True)
    text: Column[str]
    note: Column[str | None] = Column(Text, nullable=True)
    at: Column[datetime] = Column(Moment, nullable=False)
    until: Column[datetime] = Column(Moment, nullable=False)
    outcome: Column[str]
    answered_at: Column[datetime | None] = Column(Moment, nullable=True)


offers = Table(
    "offers",
    METADATA,
    OfferColumns,
    Index("ix_offers_until", "until", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
)
