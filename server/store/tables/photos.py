"""Pictures that were put up, what the server keeps of them, and the profile photos made of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment


class PictureColumns(TypedColumns):
    """A rebuilt picture; its bytes lie in the object store under `sha256`, written before this row."""

    sha256 = Column(Text, primary_key=True)
    width: Column[int]
    height: Column[int]
    size_bytes: Column[int]
    made_at: Column[datetime] = Column(Moment, nullable=False)


class UploadColumns(TypedColumns):
    """What a member put up under `sent_sha256`, and which picture it became; goes when nothing was made of it."""

    member_id = Column(Text, ForeignKey("members.id"), primary_key=True)
    sent_sha256 = Column(Text, primary_key=True)
    sha256 = Column(Text, ForeignKey("pictures.sha256"), nullable=False, index=True)
    at: Column[datetime] = Column(Moment, nullable=False, index=True)


class ProfilePhotoColumns(TypedColumns):
    """A profile photo that was sent; its submissions, one for each facility, name it.

    `local_id` is the Idempotency-Key it was sent with. `withdrawn_at` is set by its sender or by a newer one.
    """

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    local_id: Column[str]
    sent_sha256: Column[str]
    sha256 = Column(Text, ForeignKey("pictures.sha256"), nullable=False, index=True)
    sequence: Column[int] = Column(BigInteger, nullable=False)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    withdrawn_at: Column[datetime | None] = Column(Moment, nullable=True)


class ReplyPhotoColumns(TypedColumns):
    """The photo of a resident's answer, which is one submission with its words."""

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    sha256 = Column(Text, ForeignKey("pictures.sha256"), nullable=False, index=True)


pictures = Table("pictures", METADATA, PictureColumns)
uploads = Table("uploads", METADATA, UploadColumns)
reply_photos = Table("reply_photos", METADATA, ReplyPhotoColumns)
profile_photos = Table(
    "profile_photos",
    METADATA,
    ProfilePhotoColumns,
    Index("ix_profile_photos_member_id_sequence", "member_id", "sequence"),
)
