"""What something costs beside what there is to pay it with, as the caller knows both."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriceLine:
    """Cents; None where not known yet. A price of 0 is free."""

    price_cents: int | None = None
    balance_cents: int | None = None

    @property
    def missing_cents(self) -> int:
        """What the balance lacks; 0 while anything is unknown."""
        if self.price_cents is None or self.balance_cents is None:
            return 0
        return max(0, self.price_cents - self.balance_cents)
