"""What closing the account means, and what came of it; money in cents, times in UTC."""

from __future__ import annotations

from datetime import datetime

import msgspec


class ClosingInfo(msgspec.Struct, frozen=True):
    """Told before: what waits is withdrawn, what is on the balance is paid out, what was delivered stays."""

    contact_count: int
    waiting_count: int
    held_cents: int
    payout_cents: int
    delivered_count: int
    records_until: datetime
    needs_code: bool


class ClosedInfo(msgspec.Struct, frozen=True):
    """It is closed."""

    payout_cents: int
    records_until: datetime
