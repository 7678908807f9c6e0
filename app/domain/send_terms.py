"""What sending a photo for approval means: the facilities it reaches, their prices, and the balance."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.prices import PriceLine


@dataclass(frozen=True, slots=True)
class ReachedFacility:
    """One facility; `price_cents` is None where photos are not taken. `usual_minutes` is measured, hours promised."""

    name: str
    price_cents: int | None
    usual_minutes: int | None = None
    promise_hours: int | None = None


@dataclass(frozen=True, slots=True)
class SendTerms:
    """None of them known is an empty tuple: a member without a contact, whose photo waits for the first one."""

    facilities: tuple[ReachedFacility, ...] = ()
    balance_cents: int | None = None
    has_photo_now: bool = False
    is_known: bool = True
    """Whether facilities and prices have been loaded."""

    @property
    def reached(self) -> tuple[ReachedFacility, ...]:
        """Those that take it."""
        return tuple(one for one in self.facilities if one.price_cents is not None)

    @property
    def price_cents(self) -> int:
        """The sum."""
        return sum(one.price_cents or 0 for one in self.facilities)

    @property
    def line(self) -> PriceLine:
        """For the head of the task."""
        return PriceLine(self.price_cents if self.is_known else None, self.balance_cents)
