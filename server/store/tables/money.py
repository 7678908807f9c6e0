"""The double-entry ledger and the vouchers that pay into it; entries are never changed or deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Text, TypedColumns

from server.store.tables.base import CLUSTERED, METADATA
from server.store.types import SERIAL, Moment


class AccountColumns(TypedColumns):
    """An account and the sum of its entries. A member's two can't fall below `floor_cents`; others have none."""

    id = Column(Text, primary_key=True)
    kind: Column[str]
    member_id: Column[str | None] = Column(Text, ForeignKey("members.id"), nullable=True)
    facility_id: Column[str | None] = Column(Text, ForeignKey("facilities.id"), nullable=True)
    floor_cents: Column[int | None] = Column(BigInteger, nullable=True)
    balance_cents: Column[int] = Column(BigInteger, nullable=False)


class TransactionColumns(TypedColumns):
    """One movement; its entries sum to zero. `balance_cents` is what the member could spend after it."""

    sequence: Column[int] = Column(SERIAL, primary_key=True, autoincrement=False)
    id: Column[str]
    at: Column[datetime] = Column(Moment, nullable=False)
    kind: Column[str]
    member_id = Column(Text, ForeignKey("members.id"), nullable=False)
    submission_id: Column[str | None] = Column(Text, nullable=True)
    contact_id: Column[str | None] = Column(Text, nullable=True)
    what: Column[str | None] = Column(Text, nullable=True)
    price_cents: Column[int]
    balance_cents: Column[int] = Column(BigInteger, nullable=False)
    payment_id: Column[str | None] = Column(Text, nullable=True)
    refund_id: Column[str | None] = Column(Text, nullable=True)


class EntryColumns(TypedColumns):
    """One side of a movement, signed: plus is more in that account."""

    transaction: Column[int] = Column(
        SERIAL, ForeignKey("ledger_transactions.sequence"), primary_key=True, autoincrement=False
    )
    account_id = Column(Text, ForeignKey("ledger_accounts.id"), primary_key=True)
    amount_cents: Column[int] = Column(BigInteger, nullable=False)


class VoucherColumns(TypedColumns):
    """A code sold on paper, known by its SHA-256 and its last signs; paid in once."""

    code_sha256 = Column(Text, primary_key=True)
    ending: Column[str]
    amount_cents: Column[int]
    made_at: Column[datetime] = Column(Moment, nullable=False)
    used_at: Column[datetime | None] = Column(Moment, nullable=True)
    used_by: Column[str | None] = Column(Text, ForeignKey("members.id"), nullable=True)


ledger_accounts = Table(
    "ledger_accounts",
    METADATA,
    AccountColumns,
    CheckConstraint("floor_cents IS NULL OR balance_cents >= floor_cents", name="floor"),
    **CLUSTERED,
)
ledger_transactions = Table(
    "ledger_transactions",
    METADATA,
    TransactionColumns,
    Index("ix_ledger_transactions_member_id_sequence", "member_id", "sequence"),
)
ledger_entries = Table(
    "ledger_entries", METADATA, EntryColumns, Index("ix_ledger_entries_account_id", "account_id")
)
vouchers = Table("vouchers", METADATA, VoucherColumns)
