"""Rows of what must never be lost: messages that wait to be sent, and drafts."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.storage.sql import Connection, fetch


class OutboxRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `outbox`; the order is that of its columns."""

    position: int
    local_id: str
    contact_id: str
    text: bytes
    price_cents: int
    created_at: datetime
    fault: bytes | None
    tries: int


class DraftRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the table `draft`; the order is that of its columns."""

    position: int
    contact_id: str
    text: bytes
    based_on: str | None
    saved_at: datetime


OUTBOX_COLUMNS = ", ".join(OutboxRow.__struct_fields__)
DRAFT_COLUMNS = ", ".join(DraftRow.__struct_fields__)


def outbox_rows(connection: Connection) -> list[OutboxRow]:
    """All that waits, in the order it was queued."""
    return fetch(connection, f"SELECT {OUTBOX_COLUMNS} FROM outbox ORDER BY position", (), OutboxRow)


def draft_rows(connection: Connection) -> list[DraftRow]:
    """All drafts, the one saved last at the end."""
    return fetch(connection, f"SELECT {DRAFT_COLUMNS} FROM draft ORDER BY position", (), DraftRow)


def to_bytes(text: str) -> bytes:
    """A member's text as it is kept: whatever can be typed or pasted survives, lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def to_text(kept: bytes) -> str:
    """A kept text as it was written."""
    return kept.decode("utf-8", "surrogatepass")
