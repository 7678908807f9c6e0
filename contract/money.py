"""The member's prepaid money: balance, every movement, vouchers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.lenient import LenientEnum


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Cents that can be spent, and cents held for what waits for approval (not part of `available_cents`)."""

    available_cents: int
    held_cents: int
    currency: str = "USD"


class MovementKind(LenientEnum):
    """What moved the money."""

    DEPOSIT = "deposit"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    UNKNOWN = "unknown"


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One change, signed as the member feels it: a hold is minus, a release plus, a capture 0 (it was held before).

    `balance_cents` is what could be spent after it. `what` names a voucher's last signs; `message_id` and
    `contact_id` say what a hold was for.
    """

    id: str
    sequence: int
    at: datetime
    kind: MovementKind
    amount_cents: int
    price_cents: int
    balance_cents: int
    what: str | None = None
    message_id: str | None = None
    contact_id: str | None = None


class Movements(msgspec.Struct, frozen=True, kw_only=True):
    """A page of movements, newest first."""

    items: tuple[Movement, ...]
    next: str | None = None


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """Pay a voucher in; sent with an Idempotency-Key, so a repeated try pays once."""

    code: Annotated[str, msgspec.Meta(max_length=40)]


class Redeemed(msgspec.Struct, frozen=True, kw_only=True):
    """What a voucher was worth, and the balance after it."""

    amount_cents: int
    balance: Balance
