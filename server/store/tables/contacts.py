"""Who may write to whom: one row per member and resident, with consent and blocks kept apart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment


class ContactColumns(TypedColumns):
    """A connection. `state` is consent alone; a block by either side lies over it and is never told to the other.

    `unread` counts received messages past `read_mark` (a sequence); both belong to the member, as `muted_at` and
    `archived_at` do. The `moved_` columns tell of the person's last transfer: when, from which facility, how many
    things of this member were withdrawn there and how much money came back. `last_known_at` is the facility at which
    somebody lived whose connection was over when they moved: where they are now is not told any more.
    """

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    resident_id = Column(Text, ForeignKey("residents.id"), nullable=False, index=True)
    relationship: Column[str]
    state: Column[str]
    since: Column[datetime] = Column(Moment, nullable=False)
    decline_reason: Column[str | None] = Column(Text, nullable=True)
    member_blocked_at: Column[datetime | None] = Column(Moment, nullable=True)
    resident_blocked_at: Column[datetime | None] = Column(Moment, nullable=True)
    unread: Column[int]
    read_mark: Column[int] = Column(BigInteger, nullable=False)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    muted_at: Column[datetime | None] = Column(Moment, nullable=True)
    archived_at: Column[datetime | None] = Column(Moment, nullable=True)
    moved_at: Column[datetime | None] = Column(Moment, nullable=True)
    moved_count: Column[int | None] = Column(BigInteger, nullable=True)
    moved_cents: Column[int | None] = Column(BigInteger, nullable=True)
    moved_from: Column[str | None] = Column(Text, nullable=True)
    last_known_at: Column[str | None] = Column(Text, nullable=True)


class ContactStepColumns(TypedColumns):
    """Something that happened to a connection and that its member may know; never changed."""

    contact_id = Column(Text, ForeignKey("contacts.id"), primary_key=True)
    sequence: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    kind: Column[str]
    at: Column[datetime] = Column(Moment, nullable=False)
    facility_id = Column(Text, ForeignKey("facilities.id"), nullable=False)
    reason: Column[str | None] = Column(Text, nullable=True)


contacts = Table(
    "contacts",
    METADATA,
    ContactColumns,
    Index("ix_contacts_member_id_resident_id", "member_id", "resident_id", unique=True),
)
contact_steps = Table("contact_steps", METADATA, ContactStepColumns)
