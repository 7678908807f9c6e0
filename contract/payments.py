"""Paying in by card on a provider's own page, and asking for what was not used to be paid out again."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from contract.lenient import LenientEnum
from contract.moments import Moment

PAYMENT_CHOICES_CENTS: Final = (500, 1_000, 2_000, 5_000)
"""What the client offers at one click; any other sum within the limits can be typed."""
PAYMENT_LEAST_CENTS: Final = 500
PAYMENT_MOST_CENTS: Final = 20_000
PAYMENTS_A_DAY: Final = 30
"""Begun by one member, finished or not."""
REFUND_NOTE_CHARACTERS: Final = 300


class PaymentState(LenientEnum):
    """Where a payment stands; money is on the balance when it is PAID and never before."""

    WAITING = "waiting"  # for the member, on the provider's page
    BANK_ASKED = "bank_asked"  # the bank wants the member to confirm it
    CONFIRMING = "confirming"  # the member has done everything, the bank has not answered yet
    PAID = "paid"
    DECLINED = "declined"  # nothing was charged; another card can be tried while there is a `checkout_url`
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self in (PaymentState.PAID, PaymentState.CANCELLED, PaymentState.EXPIRED)


class DeclineReason(LenientEnum):
    """Why a bank declined, as far as it says."""

    CARD = "card"
    FUNDS = "funds"
    NOT_CONFIRMED = "not_confirmed"
    UNKNOWN = "unknown"


class NewPayment(msgspec.Struct, frozen=True, kw_only=True):
    """Begin to pay in by card; sent with an Idempotency-Key, so a repeated try begins one payment."""

    amount_cents: int


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """One payment. `checkout_url` is the provider's page, as long as it can be finished there."""

    id: str
    amount_cents: int
    currency: str
    state: PaymentState
    created_at: Moment
    since: Moment
    checkout_url: str | None = None
    decline_reason: DeclineReason | None = None
    is_disputed: bool = False


class Payments(msgspec.Struct, frozen=True, kw_only=True):
    """A page of payments, newest first; `is_offered` says whether one can be begun at this service."""

    items: tuple[Payment, ...]
    is_offered: bool = False
    next: str | None = None


class RefundState(LenientEnum):
    """Where a wish to be paid out stands; until it is decided the sum is on hold."""

    ASKED = "asked"
    PAID = "paid"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class NewRefund(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for a part of the balance, or all of it; sent with an Idempotency-Key."""

    amount_cents: Annotated[int, msgspec.Meta(ge=1)]


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """One wish to be paid out; `note` is what the service says about its decision."""

    id: str
    amount_cents: int
    state: RefundState
    asked_at: Moment
    decided_at: Moment | None = None
    note: str | None = None


class Refunds(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them, newest first."""

    items: tuple[Refund, ...]
    next: str | None = None


class HoldKind(LenientEnum):
    """What money is on hold for."""

    MESSAGE = "message"
    PHOTO = "photo"
    POST = "post"
    PROFILE_PHOTO = "profile_photo"
    REFUND = "refund"
    UNKNOWN = "unknown"


class HoldStep(LenientEnum):
    """Why it is still on hold."""

    WAITS_FOR_REVIEW = "waits_for_review"
    IN_REVIEW = "in_review"
    APPEALED = "appealed"
    OFFERED = "offered"
    WAITS_FOR_PAYOUT = "waits_for_payout"
    UNKNOWN = "unknown"


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """One sum on hold: for what, at which facility, since when, and why still."""

    id: str
    kind: HoldKind
    step: HoldStep
    amount_cents: int
    since: Moment
    expected_by: Moment | None = None
    contact_id: str | None = None
    facility_id: str | None = None


class Holds(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what is on hold, newest first; all pages together make the balance's `held_cents`."""

    items: tuple[Hold, ...]
    next: str | None = None
