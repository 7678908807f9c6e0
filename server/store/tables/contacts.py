"""Who may write to whom: one row per member and resident, with consent and blocks kept apart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment


class ContactColumns(TypedColumns):
    """A connection. `state` is consent alone; a block by either side lies over it and is never told to the other.

    `unread` counts received messages past `read_mark` (a sequence); both belong to the member.
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


contacts = Table(
    "contacts",
    METADATA,
    ContactColumns,
    Index("ix_contacts_member_id_resident_id", "member_id", "resident_id", unique=True),
)
