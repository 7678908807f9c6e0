"""What happened: events for clients, the audit chain, keys that make a repeat harmless, and the counters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, TypedColumns

from server.store.tables.base import CLUSTERED, METADATA
from server.store.types import SERIAL, Moment


class HeadColumns(TypedColumns):
    """The one row every writing transaction locks first: counters, and the end of the audit chain."""

    id: Column[int] = Column(Integer, primary_key=True, autoincrement=False)
    sequence: Column[int] = Column(BigInteger, nullable=False)
    number: Column[int] = Column(BigInteger, nullable=False)
    audit_number: Column[int] = Column(BigInteger, nullable=False)
    audit_hash: Column[str]


class EventColumns(TypedColumns):
    """Something changed for a member (or for all, where `member_id` is empty); only what, never its content."""

    sequence: Column[int] = Column(SERIAL, primary_key=True, autoincrement=False)
    member_id: Column[str | None] = Column(Text, nullable=True)
    kind: Column[str]
    subject_id: Column[str]
    at: Column[datetime] = Column(Moment, nullable=False)


class AuditColumns(TypedColumns):
    """Who did what to what; each row's hash covers the row before it. Holds ids and states, never content."""

    number: Column[int] = Column(SERIAL, primary_key=True, autoincrement=False)
    at: Column[datetime] = Column(Moment, nullable=False)
    actor_kind: Column[str]
    actor_id: Column[str]
    action: Column[str]
    subject_kind: Column[str]
    subject_id: Column[str]
    facility_id: Column[str]
    details: Column[str]
    hash: Column[str]


class KeyColumns(TypedColumns):
    """An Idempotency-Key that was honoured; it never expires. `answer` is what is needed to answer again."""

    member_id = Column(Text, ForeignKey("members.id"), primary_key=True)
    key = Column(Text, primary_key=True)
    body_sha256: Column[str]
    answer: Column[str]
    at: Column[datetime] = Column(Moment, nullable=False)


journal_head = Table("journal_head", METADATA, HeadColumns)
events = Table(
    "events", METADATA, EventColumns, Index("ix_events_member_id_sequence", "member_id", "sequence")
)
audit = Table("audit", METADATA, AuditColumns)
idempotency_keys = Table("idempotency_keys", METADATA, KeyColumns, **CLUSTERED)
