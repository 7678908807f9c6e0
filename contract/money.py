"""The member's prepaid money: balance, every movement, vouchers."""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract.lenient import LenientEnum
from contract.moments import Moment


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
    PAYOUT = "payout"  # the account was closed: the rest is set aside, and then paid out
    REFUND_HELD = "refund_held"
    REFUND_PAID = "refund_paid"
    REFUND_RETURNED = "refund_returned"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    UNKNOWN = "unknown"


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One change, signed as the member feels it: a hold is minus, a release plus, a capture 0 (it was held before).

    `balance_cents` is what could be spent after it. `what` names a voucher's last signs; `message_id` and
    `contact_id` say what a hold was for; of a profile photo it is `profile_photo_id` and `facility_id`, of a
    photo `photo_id` and `facility_id`, of a post `post_id` and `facility_id`. Money by card has a `payment_id`, money
    that is paid out a `refund_id`. A payment in dispute is 0: the service bears it, the balance stays.
    """

    id: str
    sequence: int
    at: Moment
    kind: MovementKind
    amount_cents: int
    price_cents: int
    balance_cents: int
    what: str | None = None
    message_id: str | None = None
    contact_id: str | None = None
    profile_photo_id: str | None = None
    photo_id: str | None = None
    post_id: str | None = None
    facility_id: str | None = None
    payment_id: str | None = None
    refund_id: str | None = None


class MovementFilter(LenientEnum):
    """Which movements are asked for."""

    ALL = "all"
    ADDED = "added"
    SPENT = "spent"
    HELD = "held"
    RETURNED = "returned"
    UNKNOWN = "unknown"


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
