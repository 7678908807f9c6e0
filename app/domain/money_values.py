"""Money as views show it: payments by card, sums on hold, wishes to be paid out, and a month's statement."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

import msgspec

from app.domain.values import MovementRow


class PaymentStep(Enum):
    """Where a payment by card stands."""

    WAITING = "waiting"
    BANK_ASKED = "bank_asked"
    CONFIRMING = "confirming"
    PAID = "paid"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class PaymentInfo(msgspec.Struct, frozen=True):
    """One payment; `page` is the provider's page while it can be finished there, `reason` why a bank declined."""

    key: str
    amount_cents: int
    step: PaymentStep
    page: str | None = None
    reason: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.step in (PaymentStep.PAID, PaymentStep.CANCELLED, PaymentStep.EXPIRED)


class CardDesk(msgspec.Struct, frozen=True):
    """Whether cards are taken here, and the payment that is not over yet."""

    is_offered: bool
    open: PaymentInfo | None


class HoldRow(msgspec.Struct, frozen=True):
    """One sum on hold. `kind` and `step` are values of `contract.payments.HoldKind` and `HoldStep`."""

    key: str
    kind: str
    step: str
    amount_cents: int
    since: datetime
    expected_by: datetime | None
    contact_name: str
    facility_name: str


class RefundInfo(msgspec.Struct, frozen=True):
    """A wish to be paid out; `step` is a value of `contract.payments.RefundState`."""

    key: str
    amount_cents: int
    step: str
    asked_at: datetime
    decided_at: datetime | None
    note: str | None


class MovementWish(msgspec.Struct, frozen=True):
    """Which movements are wanted: `kind` is a value of `contract.money.MovementFilter`, `text` words in them."""

    kind: str = "all"
    text: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.kind == "all" and not self.text.strip()


class Statement(msgspec.Struct, frozen=True):
    """A month's movements, the oldest first, and what could be spent before and after them."""

    month: date
    opening_cents: int
    closing_cents: int
    added_cents: int
    paid_cents: int
    rows: tuple[MovementRow, ...]
