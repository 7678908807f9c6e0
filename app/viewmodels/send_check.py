"""Judges a draft: how long it is, and what keeps it from being sent; pure functions of frozen values."""

from __future__ import annotations

from typing import Final

from app.domain.values import BlockKind, ContactInfo, CountState, SendBlock
from app.viewmodels.hub import Tally

DEFAULT_LIMIT: Final = 500
COUNTED_SIGNS: Final = 20_000
"""No text that can be sent has more code points; beyond them every one counts as a character, so that a pasted book
does not stop the window."""


def count(text: str, limit: int, has_limits: bool) -> tuple[CountState, BlockKind | None]:
    """The countdown for this text, and what is wrong with it.

    Until the counting of characters is loaded (`has_limits`), code points stand for them.
    """
    if not has_limits:
        used = len(text)
        fault = BlockKind.EMPTY if not text.strip() else BlockKind.TOO_LONG if used > limit else None
        return CountState(used, limit - used, limit, limit if used > limit else None), fault
    from contract import limits

    head, rest = text[:COUNTED_SIGNS], len(text) - COUNTED_SIGNS
    check = limits.check_text(head, limit)
    used = check.characters + max(0, rest)
    start = limits.excess_start(head, limit) if used > limit else None
    if start is None and rest > 0:
        start = COUNTED_SIGNS
    kind = None if check.fault is None else BlockKind(check.fault.value)
    if kind in (None, BlockKind.EMPTY) and used > limit:
        kind = BlockKind.TOO_LONG
    return CountState(used, limit - used, limit, start), kind


def balance_after(contact: ContactInfo | None, tally: Tally) -> int | None:
    """What can be spent after this message and those that wait here; negative if it does not reach."""
    if contact is None or tally.balance is None:
        return None
    return tally.balance.available_cents - tally.claimed_cents - contact.facility.price_cents


def block(
    contact: ContactInfo | None,
    tally: Tally,
    accepted_price_cents: int | None,
    count_state: CountState,
    text_fault: BlockKind | None,
) -> SendBlock | None:
    """The first thing that keeps the draft here: who, then how much, then what."""
    after = balance_after(contact, tally)
    if contact is not None and contact.reason is not None:
        return SendBlock(BlockKind.CANNOT_WRITE, reason=contact.reason, reason_since=contact.reason_since)
    if contact is None or after is None or tally.balance is None:
        return SendBlock(BlockKind.NOT_READY)
    price = contact.facility.price_cents
    if accepted_price_cents is not None and accepted_price_cents != price:
        return SendBlock(BlockKind.PRICE_CHANGED, price_cents=price, old_price_cents=accepted_price_cents)
    if after < 0:
        free = tally.balance.available_cents - tally.claimed_cents
        return SendBlock(BlockKind.FUNDS, missing_cents=-after, price_cents=price, balance_cents=free)
    if text_fault is not None:
        return SendBlock(text_fault, over=max(0, -count_state.left) or None)
    return None
