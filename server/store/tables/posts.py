"""Posts of members to everybody on their list, and who of those has opened them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, TypedColumns, text

from server.store.tables.base import METADATA
from server.store.types import Moment

WITH_PHOTO = "sha256 IS NOT NULL"


class PostColumns(TypedColumns):
    """A post; its text stands in its submissions, one for each facility, which name it.

    `local_id` is the Idempotency-Key it was sent with, `mends` the submission that was not approved and that it was
    sent for again. `hidden_at` is its member's wish not to see it any more. `sha256` is its photo, put up under
    `sent_sha256`; both are None without one.
    """

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    local_id: Column[str]
    mends: Column[str | None] = Column(Text, nullable=True)
    sequence: Column[int] = Column(BigInteger, nullable=False)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    hidden_at: Column[datetime | None] = Column(Moment, nullable=True)
    sent_sha256: Column[str | None] = Column(Text, nullable=True)
    sha256: Column[str | None] = Column(Text, ForeignKey("pictures.sha256"), nullable=True)


class OpeningColumns(TypedColumns):
    """A resident has opened a post, first at `at`; one row for each who did, never for each who could."""

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    contact_id = Column(Text, ForeignKey("contacts.id"), primary_key=True)
    at: Column[datetime] = Column(Moment, nullable=False)


class HidingColumns(TypedColumns):
    """A member does not want to see a contact's post in their feed any more; nobody else sees a difference."""

    member_id = Column(Text, ForeignKey("members.id"), primary_key=True)
    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    at: Column[datetime] = Column(Moment, nullable=False)


posts = Table(
    "posts",
    METADATA,
    PostColumns,
    Index("ix_posts_member_id_sequence", "member_id", "sequence"),
    Index("ix_posts_sha256", "sha256", sqlite_where=text(WITH_PHOTO), postgresql_where=text(WITH_PHOTO)),
)
post_openings = Table("post_openings", METADATA, OpeningColumns)
post_hidings = Table("post_hidings", METADATA, HidingColumns)
