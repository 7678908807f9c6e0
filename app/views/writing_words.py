"""The sentences beside the composer and above the thread: why Send is off, who can answer, how long reading takes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.values import BlockKind, ContactInfo, SendBlock
from app.widgets import fmt
from app.widgets.reason_words import cannot_write_words, given_name

translate = QCoreApplication.translate


def block_words(block: SendBlock, contact: ContactInfo) -> str:
    """Why Send is off, as one or two sentences that stand beside it."""
    first_name = given_name(contact.name)
    if block.kind is BlockKind.TOO_LONG:
        return too_long_words(block.over or 0)
    if block.kind is BlockKind.FUNDS:
        return funds_words(block, first_name)
    if block.kind is BlockKind.CANNOT_WRITE:
        return cannot_write_words(block.reason or "", contact.facility.name, block.reason_since)
    if block.kind is BlockKind.PRICE_CHANGED:
        return translate(
            "WritingWords", "{facility} now charges {price} for a message; it was {old}. Your draft is kept."
        ).format(
            facility=contact.facility.name,
            price=fmt.money(block.price_cents or 0),
            old=fmt.money(block.old_price_cents or 0),
        )
    return text_words(block.kind)


def text_words(kind: BlockKind) -> str:
    """What is wrong with the words themselves, or with this computer."""
    return {
        BlockKind.EMPTY: translate("WritingWords", "Write something first."),
        BlockKind.TOO_MANY_BYTES: translate(
            "WritingWords", "This needs more room than a message has. Nothing is cut: shorten it a little."
        ),
        BlockKind.CHARACTER_TOO_COMPLEX: translate(
            "WritingWords", "One character is made of too many parts. Take it out and write it again."
        ),
        BlockKind.FORBIDDEN_CHARACTER: translate(
            "WritingWords", "There is an invisible sign in it that can't be sent. Write that part again."
        ),
        BlockKind.NOT_READY: translate("WritingWords", "Getting ready. You can write meanwhile."),
        BlockKind.STORAGE: translate(
            "WritingWords",
            "This computer can't keep the message; the bar above says why. The words stay here.",
        ),
    }[kind]


def too_long_words(over: int) -> str:
    """How much is too much, and that nothing is cut."""
    if over == 1:
        return translate(
            "WritingWords", "One character too many. Nothing is cut: shorten the marked part or elsewhere."
        )
    return translate(
        "WritingWords", "{count} characters too many. Nothing is cut: shorten the marked part or elsewhere."
    ).format(count=over)


def funds_words(block: SendBlock, first_name: str) -> str:
    """The exact missing sum and that the draft stays."""
    return translate(
        "WritingWords",
        "A message to {name} costs {price} and your balance is {balance}. Your draft is kept here.",
    ).format(
        name=first_name,
        price=fmt.money(block.price_cents or 0),
        balance=fmt.dollars(block.balance_cents or 0),
    )


def answer_words(contact: ContactInfo) -> str:
    """Whether who gets the message can answer it, and if not, why; empty where there is no message to answer."""
    if not contact.can_write:
        return ""
    if contact.can_answer:
        return translate("WritingWords", "{name} can answer. An answer costs you nothing.").format(
            name=fmt.isolate(given_name(contact.name))
        )
    return translate(
        "WritingWords",
        "{name} can't answer, because {facility} takes no answers at present.",
    ).format(name=fmt.isolate(given_name(contact.name)), facility=fmt.isolate(contact.facility.name))


def reads_words(promise_hours: int, usual_wait_minutes: int | None) -> str:
    """What the facility promises and what is measured, kept apart."""
    if usual_wait_minutes is None:
        return translate("WritingWords", "reads within {hours} h").format(hours=promise_hours)
    return translate("WritingWords", "reads within {hours} h, usually {wait}").format(
        hours=promise_hours, wait=fmt.wait(usual_wait_minutes)
    )
