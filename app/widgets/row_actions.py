"""What can be done with a message of a conversation: the words for it, and what a screen reader says of the row."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.domain.values import FaultKind, StepKind, ThreadItem
from app.widgets import fmt
from app.widgets.journey_words import appeal_words, consequences, rule_words, sealed_words, state_words
from app.widgets.track import spoken_track, track_of

translate = QCoreApplication.translate


class ActionKind(Enum):
    """One thing to do with a row."""

    WITHDRAW = "withdraw"
    EDIT = "edit"
    EDIT_AGAIN = "edit_again"
    APPEAL = "appeal"
    RETRY = "retry"
    ADD_FUNDS = "add_funds"
    DETAILS = "details"
    COPY = "copy"
    PHOTO = "photo"


class RowAction(NamedTuple):
    """An action in words."""

    kind: ActionKind
    words: str


def link_actions(item: ThreadItem, now: datetime | None = None) -> list[RowAction]:
    """What stands in the row as links or buttons, the likely one first."""
    if not item.own:
        words = translate("RowActions", "See the photo")
        return [RowAction(ActionKind.PHOTO, words)] if item.has_photo else []
    edit = RowAction(ActionKind.EDIT, translate("RowActions", "Edit"))
    if item.kind is StepKind.QUEUED:
        return [edit]
    if item.kind is StepKind.FAILED:
        return [*_mending_actions(item), edit]
    if item.kind.waits_for_approval:
        return [RowAction(ActionKind.WITHDRAW, translate("RowActions", "Withdraw"))]
    if item.kind in (StepKind.REFUSED, StepKind.WITHDRAWN):
        again = RowAction(ActionKind.EDIT_AGAIN, translate("RowActions", "Edit and send again"))
        refusal = item.refusal if item.kind is StepKind.REFUSED else None
        if refusal is None or not refusal.can_appeal(now):
            return [again]
        words = translate("RowActions", "Appeal until {day}").format(day=fmt.day(refusal.appeal_until))
        return [again, RowAction(ActionKind.APPEAL, words)]
    return []


def all_actions(item: ThreadItem) -> list[RowAction]:
    """What the row's menu offers."""
    found = link_actions(item)
    if item.text is not None:
        found.append(RowAction(ActionKind.COPY, translate("RowActions", "Copy text")))
    if item.message_id is not None:
        found.append(RowAction(ActionKind.DETAILS, translate("RowActions", "See details")))
    return found


def spoken_item(
    item: ThreadItem,
    name: str,
    *,
    is_online: bool = True,
    is_next: bool = False,
    has_track: bool = False,
    tells_opened: bool = True,
    now: datetime | None = None,
) -> str:
    """The row as one text: who, words, state with time and consequence, what can be done."""
    who = translate("RowActions", "You") if item.own else name
    words = item.text if item.text is not None else sealed_words(item.characters)
    parts = [f"{who}: {words}"]
    if item.own:
        state = state_words(item, is_next=is_next).words
        rest = consequences(item, name, is_online=is_online, is_next=is_next, has_track=has_track, now=now)
        parts.append(", ".join([state, *rest]))
    else:
        parts.append(fmt.when(item.at, now))
    if item.refusal is not None:
        parts.append(rule_words(item.refusal.rule, item.refusal.text))
        if item.refusal.note:
            parts.append(item.refusal.note)
        if item.refusal.appeal is not None:
            parts.append(appeal_words(item.refusal.appeal))
    if has_track:
        parts.append(spoken_track(track_of(item, now, tells_opened=tells_opened)))
    actions = [action.words for action in link_actions(item, now)]
    if actions:
        parts.append(translate("RowActions", "Can be done: {actions}").format(actions=", ".join(actions)))
    return ". ".join(parts)


def _mending_actions(item: ThreadItem) -> list[RowAction]:
    fault = item.fault
    if fault is None:
        return [RowAction(ActionKind.RETRY, translate("RowActions", "Try again"))]
    if fault.kind is FaultKind.FUNDS:
        return [RowAction(ActionKind.ADD_FUNDS, translate("RowActions", "Add Funds"))]
    if fault.kind is FaultKind.PRICE:
        words = translate("RowActions", "Send for {price}").format(price=fmt.money(fault.price_cents or 0))
        return [RowAction(ActionKind.RETRY, words)]
    if fault.kind is FaultKind.CANNOT_WRITE:
        return [RowAction(ActionKind.RETRY, translate("RowActions", "Try again"))]
    return []
