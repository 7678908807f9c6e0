"""Payments by card, what their providers told of them, wishes to be paid out, and the test provider's own books."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment


class PaymentColumns(TypedColumns):
    """A payment a member began. It is on the balance when `paid_at` says so; `state` is what the member is told.

    `last_notice` is the number of the provider's newest notice that was looked at: an older one that comes late changes
    nothing that is shown. `dispute` is open, won or lost; `dispute_booked` says what the ledger has of it. One that
    came after its account was closed is never on a balance: `give_back` is due, asked (of the provider) or done.
    """

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    provider: Column[str]
    amount_cents: Column[int]
    currency: Column[str]
    state: Column[str]
    since: Column[datetime] = Column(Moment, nullable=False)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    sequence: Column[int] = Column(BigInteger, nullable=False)
    checkout_id: Column[str | None] = Column(Text, nullable=True)
    checkout_url: Column[str | None] = Column(Text, nullable=True)
    expires_at: Column[datetime | None] = Column(Moment, nullable=True)
    last_notice: Column[int]
    decline_reason: Column[str | None] = Column(Text, nullable=True)
    paid_at: Column[datetime | None] = Column(Moment, nullable=True)
    dispute: Column[str | None] = Column(Text, nullable=True)
    dispute_booked: Column[str | None] = Column(Text, nullable=True)
    give_back: Column[str | None] = Column(Text, nullable=True)


class NoticeColumns(TypedColumns):
    """A notice of a provider that was signed by it; kept so that the same one again changes nothing."""

    provider = Column(Text, primary_key=True)
    notice_id = Column(Text, primary_key=True)
    payment_id = Column(Text, ForeignKey("payments.id"), nullable=False)
    kind: Column[str]
    number: Column[int]
    at: Column[datetime] = Column(Moment, nullable=False)


class RefundColumns(TypedColumns):
    """A member's wish to be paid out; its sum is on hold while `state` is asked."""

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    amount_cents: Column[int]
    state: Column[str]
    asked_at: Column[datetime] = Column(Moment, nullable=False)
    sequence: Column[int] = Column(BigInteger, nullable=False)
    decided_at: Column[datetime | None] = Column(Moment, nullable=True)
    note: Column[str | None] = Column(Text, nullable=True)


class TestCheckoutColumns(TypedColumns):
    """The test provider's own books: a checkout. It knows no card, only what the card that was typed stands for."""

    id = Column(Text, primary_key=True)
    payment_id = Column(Text, nullable=False, unique=True)
    amount_cents: Column[int]
    currency: Column[str]
    state: Column[str]
    notice_url: Column[str]
    expires_at: Column[datetime] = Column(Moment, nullable=False)
    notices: Column[int] = Column(Integer, nullable=False)


class TestNoticeColumns(TypedColumns):
    """A notice the test provider has still to bring, or has brought at `brought_at`."""

    id = Column(Text, primary_key=True)
    checkout_id = Column(Text, ForeignKey("test_checkouts.id"), nullable=False)
    body: Column[str]
    due_at: Column[datetime] = Column(Moment, nullable=False)
    tries: Column[int] = Column(Integer, nullable=False)
    brought_at: Column[datetime | None] = Column(Moment, nullable=True)


payments = Table(
    "payments", METADATA, PaymentColumns, Index("ix_payments_member_id_sequence", "member_id", "sequence")
)
payment_notices = Table("payment_notices", METADATA, NoticeColumns)
refunds = Table(
    "refunds", METADATA, RefundColumns, Index("ix_refunds_member_id_sequence", "member_id", "sequence")
)
test_checkouts = Table("test_checkouts", METADATA, TestCheckoutColumns)
test_notices = Table(
    "test_notices", METADATA, TestNoticeColumns, Index("ix_test_notices_brought_at", "brought_at", "due_at")
)
