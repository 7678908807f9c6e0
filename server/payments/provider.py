"""What a provider of card payments has to do for the service: open a checkout of its own, and sign what it tells.

A card's number is typed on the provider's page, in a browser, and never comes near this program. What came of it the
provider tells by notices (webhooks), which may come late, twice, in any order, or from somebody else: see
`server.services.payments` for what is made of them.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

SIGNATURE: Final = "Payment-Signature"
"""Header of a notice: `t=SECONDS,v1=HEX`, the HMAC-SHA256 of SECONDS, a full stop and the body."""
FRESH_WITHIN: Final = timedelta(minutes=5)
"""A signature made longer ago is not looked at: what somebody recorded once is worth nothing later."""


class NoticeKind(StrEnum):
    """What a provider tells."""

    BANK_ASKED = "bank_asked"
    CONFIRMING = "confirming"
    PAID = "paid"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"
    GIVEN_BACK = "given_back"


class NoticeForged(Exception):
    """The notice is not signed by the provider, its signature is old, or it can't be read."""


class ProviderAway(Exception):
    """The provider could not be reached; nothing was begun there, or it will be found by the same order."""


@dataclass(frozen=True)
class Order:
    """What the provider is to collect, and where it tells what came of it."""

    payment_id: str
    amount_cents: int
    currency: str
    notice_url: str
    page_url: str


@dataclass(frozen=True)
class Checkout:
    """The provider's page for one order."""

    id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class Notice:
    """One thing a provider told; `number` grows with each notice about one checkout."""

    id: str
    number: int
    kind: NoticeKind
    checkout_id: str
    payment_id: str
    amount_cents: int
    currency: str
    reason: str | None = None


class PaymentProvider(Protocol):
    """A company that collects money by card on a page of its own."""

    name: str

    def open_checkout(self, order: Order) -> Checkout:
        """Its page for this order; the same order again gives the same. Raises ProviderAway."""

    def cancel(self, checkout_id: str) -> None:
        """Closes a checkout that is not paid; it then tells so. Raises ProviderAway."""

    def give_back(self, checkout_id: str) -> None:
        """Sends all of a paid checkout back to the card it came from, and tells so; again is harmless.

        Raises ProviderAway.
        """

    def read_notice(self, body: bytes, signature: str, now: datetime) -> Notice:
        """What a notice says. Raises NoticeForged."""


def sign(key: bytes, body: bytes, now: datetime) -> str:
    """The header that goes with a notice."""
    seconds = int(now.timestamp())
    return f"t={seconds},v1={_digest(key, seconds, body)}"


def check_signature(key: bytes, body: bytes, signature: str, now: datetime) -> None:
    """Raises NoticeForged unless whoever has the key signed this body a short while ago."""
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    try:
        seconds = int(parts.get("t", ""))
        made = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as fault:
        raise NoticeForged from fault
    wanted = _digest(key, seconds, body)
    if not hmac.compare_digest(parts.get("v1", "").encode("utf-8", "replace"), wanted.encode()):
        raise NoticeForged
    if abs(now - made) > FRESH_WITHIN:
        raise NoticeForged


def _digest(key: bytes, seconds: int, body: bytes) -> str:
    return hmac.digest(key, b"%d.%s" % (seconds, body), "sha256").hex()
