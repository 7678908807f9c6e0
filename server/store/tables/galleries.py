"""Galleries, the photos in them, their thumbnails, and whom a submission is for when it is for several people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, TypedColumns

from server.store.tables.base import CLUSTERED, METADATA
from server.store.types import Moment


class GalleryColumns(TypedColumns):
    """A member's gallery. `cover_photo_id` is the photo that was chosen; it may have left the gallery since."""

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    local_id: Column[str]
    name: Column[str]
    cover_photo_id: Column[str | None] = Column(Text, nullable=True)
    sequence: Column[int] = Column(BigInteger, nullable=False)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    deleted_at: Column[datetime | None] = Column(Moment, nullable=True)


class SharedPhotoColumns(TypedColumns):
    """A photo that was shared; its submissions name it. `title` is its member's own, `title_key` what sorts it.

    A deleted one stays for whoever has got it; it only leaves the gallery.
    """

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    gallery_id = Column(Text, ForeignKey("galleries.id"), nullable=False)
    local_id: Column[str]
    title: Column[str]
    title_key: Column[str]
    sent_sha256: Column[str]
    sha256 = Column(Text, ForeignKey("pictures.sha256"), nullable=False, index=True)
    sequence: Column[int] = Column(BigInteger, nullable=False)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    deleted_at: Column[datetime | None] = Column(Moment, nullable=True)


class ThumbColumns(TypedColumns):
    """A small copy of a picture, made by the same child from the same pixels; `side` is the one that was asked for."""

    picture_sha256 = Column(Text, ForeignKey("pictures.sha256"), primary_key=True)
    side: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    sha256: Column[str]
    width: Column[int]
    height: Column[int]
    size_bytes: Column[int]


class AudienceColumns(TypedColumns):
    """One person whom a submission is for, and when they opened it first."""

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    contact_id = Column(Text, ForeignKey("contacts.id"), primary_key=True, index=True)
    opened_at: Column[datetime | None] = Column(Moment, nullable=True)


galleries = Table(
    "galleries", METADATA, GalleryColumns, Index("ix_galleries_member_id_sequence", "member_id", "sequence")
)
shared_photos = Table(
    "shared_photos",
    METADATA,
    SharedPhotoColumns,
    Index("ix_shared_photos_member_id_sequence", "member_id", "sequence"),
    Index("ix_shared_photos_gallery_id_sequence", "gallery_id", "sequence"),
)
thumbs = Table("thumbs", METADATA, ThumbColumns, Index("ix_thumbs_sha256", "sha256"))
submission_audience = Table("submission_audience", METADATA, AudienceColumns, **CLUSTERED)
