"""The fixed table of the journey: for every step its icon, words and colour, and what the step means for the member."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.domain.values import Appeal, FaultKind, RowKind, SendFault, StepKind, ThreadItem
from app.widgets import fmt
from app.widgets.reason_words import cannot_write_words, given_name

translate = QCoreApplication.translate


class StepWords(NamedTuple):
    """How a step looks: icon, words, colour role."""

    icon: str
    words: str
    role: str


def step_words(kind: StepKind) -> StepWords:
    """The one look of a step, everywhere in the program."""
    return {
        StepKind.DRAFT: StepWords("edit", translate("Journey", "Draft"), "text"),
        StepKind.QUEUED: StepWords("queued", translate("Journey", "Kept on this computer"), "text"),
        StepKind.FAILED: StepWords("alert", translate("Journey", "Not sent"), "refused"),
        StepKind.PENDING: StepWords("clock", translate("Journey", "Waiting for approval"), "waiting"),
        StepKind.IN_REVIEW: StepWords("review", translate("Journey", "Being read now"), "waiting"),
        StepKind.APPROVED: StepWords("approved", translate("Journey", "Approved"), "positive"),
        StepKind.DELIVERED: StepWords("delivered", translate("Journey", "Delivered"), "positive"),
        StepKind.OPENED: StepWords("opened", translate("Journey", "Opened"), "positive"),
        StepKind.REFUSED: StepWords("refused", translate("Journey", "Not approved"), "refused"),
        StepKind.WITHDRAWN: StepWords("withdrawn", translate("Journey", "Withdrawn"), "text"),
        StepKind.APPEALED: StepWords("appeal", translate("Journey", "Appealed"), "waiting"),
        StepKind.OFFERED: StepWords("crop", translate("Journey", "A changed photo is offered"), "waiting"),
        StepKind.UNKNOWN: StepWords("info", translate("Journey", "On its way"), "text"),
    }[kind]


def answered_words(kind: StepKind, *, asks: bool) -> StepWords:
    """The look of what can be offered changed: with a yes that can still be taken back it is as good as approved."""
    if kind is not StepKind.OFFERED or asks:
        return step_words(kind)
    words = translate("Journey", "You accepted the changed photo; it goes out in a moment")
    return StepWords("approved", words, "positive")


def row_words(kind: RowKind, queued: int = 1) -> StepWords | None:
    """Second line of a conversation row; None where it is just the last words."""
    if kind is RowKind.QUEUED:
        return StepWords("queued", kept_words(queued), "waiting")
    if kind in (RowKind.WORDS, RowKind.NOTHING, RowKind.LOADING):
        return None
    steps = {
        RowKind.DRAFT: (StepKind.DRAFT, "text-muted"),
        RowKind.FAILED: (StepKind.FAILED, "refused"),
        RowKind.WAITING: (StepKind.PENDING, "waiting"),
        RowKind.REFUSED: (StepKind.REFUSED, "refused"),
        RowKind.APPROVED: (StepKind.APPROVED, "text-muted"),
        RowKind.DELIVERED: (StepKind.DELIVERED, "text-muted"),
        RowKind.OPENED: (StepKind.OPENED, "text-muted"),
    }
    step, role = steps[kind]
    look = step_words(step)
    return StepWords(look.icon, look.words, role)


def kept_words(queued: int) -> str:
    """How many messages wait here."""
    if queued <= 1:
        return translate("Journey", "Kept on this computer")
    return translate("Journey", "{count} kept on this computer").format(count=queued)


def see_why_words(kind: RowKind) -> str:
    """Not approved · see why; nothing for other states."""
    if kind is RowKind.REFUSED:
        return translate("Journey", "see why")
    if kind is RowKind.FAILED:
        return translate("Journey", "see why")
    return ""


def step_time(item: ThreadItem) -> datetime:
    """When the present step was reached."""
    for step in reversed(item.steps):
        if step.kind is item.kind:
            return step.at
    return item.at


def time_of(item: ThreadItem, *kinds: StepKind) -> datetime | None:
    """When one of `kinds` was reached first, if it was."""
    return next((step.at for step in item.steps if step.kind in kinds), None)


def consequences(
    item: ThreadItem,
    name: str,
    *,
    is_online: bool,
    is_next: bool,
    has_track: bool,
    now: datetime | None = None,
) -> list[str]:
    """What stands after the state, in order: its time, what it means for the money and for what comes next.

    `is_next` is a kept message behind another one; `has_track` when the track below shows the times.
    """
    if not item.own:
        return []
    return [part for part in _parts(item, name, is_online, is_next, has_track, now) if part]


def state_words(item: ThreadItem, *, is_next: bool = False) -> StepWords:
    """Icon, words and colour of a message's state; a kept one behind another is next in line."""
    look = step_words(item.kind)
    if item.kind is StepKind.QUEUED and is_next:
        return StepWords(look.icon, translate("Journey", "Next in line"), look.role)
    return look


def expectation(item: ThreadItem, now: datetime | None = None) -> str:
    """The honest expectation: usually by 23:00."""
    if item.expected_by is None:
        return ""
    return translate("Journey", "usually by {time}").format(time=fmt.when(item.expected_by, now))


def sealed_words(characters: int) -> str:
    """What stands in the place of words the facility hides."""
    if characters == 1:
        return translate("Journey", "Your words (1 character) show here again once approved.")
    return translate("Journey", "Your words ({count} characters) show here again once approved.").format(
        count=characters
    )


def rule_words(rule: str | None, text: str) -> str:
    """The rule by its number: Rule 6: no phone numbers of others."""
    if not rule:
        return fmt.isolate(text)
    return translate("Journey", "Rule {rule}: {text}").format(rule=fmt.isolate(rule), text=fmt.isolate(text))


def appeal_words(appeal: Appeal, *, is_photo: bool = False) -> str:
    """What came of the second look, with both its days; that it is final."""
    asked = translate("Journey", "Appealed on {day}.").format(day=fmt.day(appeal.at))
    if appeal.outcome != "not_approved" or appeal.decided_at is None:
        waits = translate("Journey", "Somebody who did not decide the first time reads it again.")
        return f"{asked} {waits}"
    read = (
        translate(
            "Journey", "Somebody else looked again on {day} and did not approve it either; that is final."
        )
        if is_photo
        else translate(
            "Journey", "Somebody else read it again on {day} and did not approve it either; that is final."
        )
    ).format(day=fmt.day(appeal.decided_at))
    why = rule_words(appeal.rule, appeal.reason) if appeal.reason else ""
    note = fmt.isolate(appeal.note) if appeal.note else ""
    return " ".join(part for part in (asked, read, why, note) if part)


def was_appealed(item: ThreadItem) -> bool:
    """Whether its decision came after an appeal, by somebody else than the first."""
    return any(step.kind is StepKind.APPEALED for step in item.steps)


def fault_words(fault: SendFault, name: str) -> str:
    """Why a kept message can't leave by itself, and that it is not lost."""
    person = fmt.isolate(given_name(name))
    if fault.kind is FaultKind.FUNDS:
        return translate("Journey", "{missing} is missing; it is kept here until you add funds").format(
            missing=fmt.money(fault.missing_cents or 0)
        )
    if fault.kind is FaultKind.PRICE:
        return translate("Journey", "the price is {price} by now; it is kept here until you agree").format(
            price=fmt.money(fault.price_cents or 0)
        )
    if fault.kind is FaultKind.CANNOT_WRITE:
        return translate("Journey", "{name} can't be written to now: {reason}").format(
            name=person, reason=cannot_write_words(fault.reason or "", None, None)
        )
    return {
        FaultKind.TEXT: translate("Journey", "the facility's limits have changed; edit it and send again"),
        FaultKind.KEY: translate(
            "Journey", "other words were sent in its place; look at the conversation first"
        ),
        FaultKind.UNKNOWN_CONTACT: translate("Journey", "this contact is not on your list any more"),
    }[fault.kind]


def _parts(
    item: ThreadItem, name: str, is_online: bool, is_next: bool, has_track: bool, now: datetime | None
) -> list[str]:
    time = fmt.when(step_time(item), now)
    since = "" if has_track else translate("Journey", "since {time}").format(time=time)
    person = fmt.isolate(given_name(name))
    kind = item.kind
    if kind is StepKind.DRAFT:
        return [translate("Journey", "kept here")]
    if kind is StepKind.QUEUED:
        return [] if is_next else [_leaves_words(is_online)]
    if kind is StepKind.FAILED:
        return [
            fault_words(item.fault, name) if item.fault is not None else translate("Journey", "kept here")
        ]
    if kind is StepKind.PENDING:
        return [since, "" if has_track else expectation(item, now), _held_words(item)]
    if kind is StepKind.IN_REVIEW:
        return [since, _held_words(item)]
    if kind is StepKind.APPROVED:
        appealed = translate("Journey", "after your appeal, by someone else") if was_appealed(item) else ""
        return [time, appealed, translate("Journey", "on its way to {name}").format(name=person)]
    if kind is StepKind.REFUSED:
        return [time, _back_words(item)]
    if kind is StepKind.WITHDRAWN:
        return [time, _back_words(item)]
    if kind is StepKind.APPEALED:
        return [since, _second_look_words(item, now), _held_words(item)]
    return [time]


def _second_look_words(item: ThreadItem, now: datetime | None) -> str:
    """Who decides on an appeal, and by when that is promised."""
    if item.expected_by is None:
        return translate("Journey", "someone else decides")
    return translate("Journey", "someone else decides, promised by {time}").format(
        time=fmt.when(item.expected_by, now)
    )


def _leaves_words(is_online: bool) -> str:
    if is_online:
        return translate("Journey", "goes out now")
    return translate("Journey", "goes out by itself when you are online")


def _held_words(item: ThreadItem) -> str:
    if not item.held_cents:
        return ""
    return translate("Journey", "{sum} on hold").format(sum=fmt.money(item.held_cents))


def _back_words(item: ThreadItem) -> str:
    """Nothing was kept of a message that was not approved; a free one says nothing of money."""
    if item.held_cents or item.paid_cents or not item.price_cents:
        return ""
    return translate("Journey", "{sum} is back in your balance").format(sum=fmt.money(item.price_cents))
