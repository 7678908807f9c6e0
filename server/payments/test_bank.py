"""The cards of the test provider, and what each of them does; a real card is refused before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.payments.provider import NoticeKind


@dataclass(frozen=True)
class Course:
    """What comes of a card: what is told at once, whether the bank asks first, and what is told later."""

    name: str
    told: tuple[NoticeKind, ...] = ()
    bank_asks: bool = False
    later: tuple[NoticeKind, ...] = ()
    reason: str | None = None


CARDS: Final = {
    "4242424242424242": Course("is paid", (NoticeKind.PAID,)),
    "4000000000000002": Course("is declined", (NoticeKind.DECLINED,), reason="card"),
    "4000000000009995": Course("has too little money", (NoticeKind.DECLINED,), reason="funds"),
    "4000002760003184": Course("is paid when you confirm it (3-D Secure)", bank_asks=True),
    "4000000000000077": Course(
        "is paid, but the bank answers late", (NoticeKind.CONFIRMING,), later=(NoticeKind.PAID,)
    ),
    "4000000000000259": Course("is paid, then disputed", (NoticeKind.PAID,), later=(NoticeKind.DISPUTED,)),
}


def course_of(number: str) -> Course | None:
    """What the card of this number does; None for one that is none of ours, which may be a real one."""
    return CARDS.get("".join(sign for sign in number if sign.isdigit()))
