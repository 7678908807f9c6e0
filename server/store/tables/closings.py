"""Accounts that were closed: what is still to be paid out and where to ask how, and when the name goes too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment


class ClosingColumns(TypedColumns):
    """One closed account. `email` is kept only while `payout_cents` are not paid out: for asking where to."""

    member_id = Column(Text, ForeignKey("members.id"), primary_key=True)
    closed_at: Column[datetime] = Column(Moment, nullable=False)
    payout_cents: Column[int] = Column(BigInteger, nullable=False)
    email: Column[str]
    paid_at: Column[datetime | None] = Column(Moment, nullable=True)
    forgotten_at: Column[datetime | None] = Column(Moment, nullable=True)


closings = Table("closings", METADATA, ClosingColumns)
