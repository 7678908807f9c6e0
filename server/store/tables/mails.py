"""Mails that are still to be sent; one that was sent, or given up, leaves no row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment


class MailColumns(TypedColumns):
    """A mail; it is written when it leaves, so that no code ever stands here.

    `address` is typed by whoever forgot a password (nobody may have it), or what the member had when it was asked for.
    """

    id = Column(Text, primary_key=True)
    kind: Column[str]
    member_id: Column[str | None] = Column(Text, ForeignKey("members.id"), nullable=True, index=True)
    address: Column[str]
    what: Column[str]
    made_at: Column[datetime] = Column(Moment, nullable=False)
    due_at: Column[datetime] = Column(Moment, nullable=False, index=True)
    tries: Column[int]


mails = Table("mails", METADATA, MailColumns)
