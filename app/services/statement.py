"""A month's statement: read from the server as a whole, and written as a table that no other program can run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Final

from app.domain.money_values import Statement
from app.domain.values import MovementKind, MovementRow
from contract.cells import harmless

PAID: Final = (MovementKind.CAPTURE, MovementKind.REFUND_PAID)


def bounds(month: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Where a month begins and ends on the member's clock."""
    first = date(month.year, month.month, 1)
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    since, until = (datetime(day.year, day.month, day.day).astimezone() for day in (first, after))
    if zone is not None:
        since, until = since.replace(tzinfo=zone), until.replace(tzinfo=zone)
    return since, until


def build(month: date, newest_first: list[MovementRow], before_cents: int) -> Statement:
    """The statement of a month from its movements and what could be spent before them."""
    rows = tuple(reversed(newest_first))
    return Statement(
        month=month,
        opening_cents=before_cents,
        closing_cents=rows[-1].balance_cents if rows else before_cents,
        added_cents=sum(row.amount_cents for row in rows if row.kind is MovementKind.DEPOSIT),
        paid_cents=sum(row.price_cents for row in rows if row.kind in PAID),
        rows=rows,
    )


def as_table(head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> bytes:
    """A CSV file for any spreadsheet: UTF-8 with its mark, and no cell that one of them would run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for line in (head, *lines):
        writer.writerow([harmless(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")
