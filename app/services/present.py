"""Puts what crosses the wire and what the outbox holds into the client's own words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.people import AskingRules, HistoryStep, MovedInfo
from app.domain.values import (
    AccountInfo,
    Appeal,
    BalanceInfo,
    ContactInfo,
    DeviceRow,
    FacilityInfo,
    FoundPerson,
    MovementKind,
    MovementRow,
    Refusal,
    Step,
    StepKind,
    ThreadItem,
)
from contract import limits
from contract.accounts import Account, Device
from contract.contacts import Contact, ContactState, ContactStep
from contract.facilities import Facility, Feature, FoundResident
from contract.messages import Appeal as WireAppeal
from contract.messages import Direction, Message, State
from contract.messages import Refusal as WireRefusal
from contract.money import Balance, Movement

if TYPE_CHECKING:
    from app.storage.outbox_store import OutboxEntry


def message_key(message: Message) -> str:
    """The key of its row: the local id for own messages for ever, else the server's id."""
    return message.local_id or message.id


def thread_item(message: Message, read_mark: int) -> ThreadItem:
    """A message the server has; unread if it was received after the read mark."""
    own = message.direction is not Direction.RECEIVED
    return ThreadItem(
        key=message_key(message),
        contact_id=message.contact_id,
        own=own,
        text=message.text,
        characters=message.characters,
        at=message.created_at if own else _arrived_at(message),
        kind=StepKind(message.state.value),
        steps=tuple(Step(StepKind(step.state.value), step.at) for step in message.steps),
        number=message.number,
        message_id=message.id,
        local_id=message.local_id,
        price_cents=message.price_cents,
        held_cents=message.held_cents,
        paid_cents=message.paid_cents,
        expected_by=message.expected_by,
        refusal=refusal_info(message.refusal),
        unread=not own and message.sequence > read_mark,
        sequence=message.sequence,
        has_photo=message.photo is not None,
    )


def queued_item(entry: OutboxEntry) -> ThreadItem:
    """A message that is on this computer only."""
    kind = StepKind.QUEUED if entry.fault is None else StepKind.FAILED
    return ThreadItem(
        key=entry.local_id,
        contact_id=entry.contact_id,
        own=True,
        text=entry.text,
        characters=limits.count_characters(entry.text),
        at=entry.created_at,
        kind=kind,
        steps=(Step(StepKind.QUEUED, entry.created_at),),
        local_id=entry.local_id,
        price_cents=entry.price_cents,
        fault=entry.fault,
    )


def facility_info(facility: Facility) -> FacilityInfo:
    """What a family must know of a facility."""
    return FacilityInfo(
        id=facility.id,
        name=facility.name,
        city=facility.city,
        region=facility.region,
        has_messages=Feature.MESSAGES in facility.features,
        has_replies=Feature.REPLIES in facility.features,
        price_cents=facility.prices.message_cents,
        message_characters=facility.message_characters,
        promise_hours=facility.promise_hours,
        usual_wait_minutes=facility.usual_wait_minutes,
        sender_sees_pending=facility.sender_sees_pending,
        approves_contacts=facility.approves_contacts,
        rules=tuple((rule.number, rule.text) for rule in facility.rules),
        paused_since=facility.paused_since,
        pause_notice=facility.pause_notice,
        has_news=Feature.NEWS in facility.features,
        has_photos=Feature.PHOTOS in facility.features,
        has_profile_photos=Feature.PROFILE_PHOTOS in facility.features,
        photo_cents=facility.prices.photo_cents,
        status_cents=facility.prices.status_cents,
        profile_photo_cents=facility.prices.profile_photo_cents,
        long_wait_minutes=facility.long_wait_minutes,
        asking=asking_rules(facility),
        has_reply_photos={Feature.REPLIES, Feature.REPLY_PHOTOS} <= set(facility.features),
        tells_opened=facility.tells_opened,
    )


def asking_rules(facility: Facility) -> AskingRules:
    """What a facility says about asking to be connected."""
    told = facility.contact_rules
    if told is None:
        return AskingRules()
    return AskingRules(told.takes_requests, told.who, told.most_per_person, told.most_per_family)


def contact_info(contact: Contact, facility: Facility) -> ContactInfo:
    """A contact with the facility, and why it can't be written to, if so."""
    return ContactInfo(
        contact_id=contact.id,
        name=contact.name,
        relationship=contact.relationship,
        facility=facility_info(facility),
        reason=None if contact.cannot_write is None else contact.cannot_write.value,
        reason_since=contact.cannot_write_since,
        state=contact.state.value,
        since=contact.since,
        decline_reason=contact.decline_reason,
        muted=contact.muted,
        archived=contact.archived,
        moved=None
        if contact.moved is None
        else MovedInfo(
            contact.moved.at,
            contact.moved.from_facility,
            contact.moved.withdrawn_count,
            contact.moved.released_cents,
        ),
        resident_id=contact.resident_id,
        ask_again_from=_ask_again_from(contact),
    )


def _ask_again_from(contact: Contact) -> datetime | None:
    """After an end at once, after a decline some days later; everybody else can't be asked."""
    if contact.state is ContactState.DECLINED:
        return contact.since + timedelta(days=limits.ASK_AGAIN_DAYS)
    return contact.since if contact.state is ContactState.ENDED else None


def history_step(step: ContactStep) -> HistoryStep:
    """One thing that happened to a connection."""
    return HistoryStep(step.kind.value, step.at, step.facility_name, step.reason)


def balance_info(balance: Balance) -> BalanceInfo:
    """What can be spent, and what is held beside it."""
    return BalanceInfo(balance.available_cents, balance.held_cents)


def movement_row(
    movement: Movement, contact_name: str | None, facility_name: str | None = None
) -> MovementRow:
    """One movement of the balance."""
    is_photo = movement.profile_photo_id is not None
    return MovementRow(
        key=movement.id,
        at=movement.at,
        kind=MovementKind(movement.kind.value),
        amount_cents=movement.amount_cents,
        price_cents=movement.price_cents,
        balance_cents=movement.balance_cents,
        what=movement.what,
        contact_name=contact_name,
        message_id=movement.message_id,
        photo_at=(facility_name or "") if is_photo else None,
        thing=_thing(movement),
        place=facility_name or "",
    )


def _thing(movement: Movement) -> str:
    """What a movement was for, in a word."""
    for thing, named in (
        ("profile_photo", movement.profile_photo_id),
        ("photo", movement.photo_id),
        ("post", movement.post_id),
        ("card", movement.payment_id),
        ("refund", movement.refund_id),
        ("message", movement.message_id),
    ):
        if named is not None:
            return thing
    return ""


def account_info(account: Account) -> AccountInfo:
    """The signed-in member."""
    return AccountInfo(
        account.id,
        account.name,
        account.email,
        account.time_zone,
        account.phone,
        account.language,
        account.notify_on_computer,
        account.notify_by_email,
        account.pending_email,
        account.two_factor,
        account.recovery_codes_left,
    )


def device_row(device: Device) -> DeviceRow:
    """One place where the member is signed in."""
    return DeviceRow(device.id, device.name, device.last_used_at, device.current)


def found_person(person: FoundResident) -> FoundPerson:
    """Somebody a search found."""
    return FoundPerson(person.id, person.name, person.booking_number)


def refusal_info(refusal: WireRefusal | None) -> Refusal | None:
    """Why something was not approved."""
    if refusal is None:
        return None
    spans = tuple((span.start, span.end) for span in refusal.spans)
    appeal = appeal_info(refusal.appeal)
    marks_photo = bool(refusal.regions)
    return Refusal(refusal.rule, refusal.text, refusal.note, spans, refusal.appeal_until, appeal, marks_photo)


def appeal_info(appeal: WireAppeal | None) -> Appeal | None:
    """The second look at something, if one was asked for."""
    if appeal is None:
        return None
    return Appeal(
        appeal.at,
        appeal.text,
        appeal.outcome.value,
        appeal.decided_at,
        appeal.rule,
        appeal.reason,
        appeal.note,
    )


def _arrived_at(message: Message) -> datetime:
    """When a reply reached the member, which is also what its sequence follows; it was written some time before."""
    times = [step.at for step in message.steps if step.state is State.DELIVERED]
    return times[0] if times else message.created_at
