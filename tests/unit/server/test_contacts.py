"""Asking to be connected, ending, blocking: consent first, and a block is never disclosed."""

from __future__ import annotations

import itertools
from dataclasses import replace

import msgspec
import pytest

from app.services import present
from contract.contacts import CannotWrite, ContactRequest, ContactState, ReadMark
from contract.facilities import Feature
from contract.messages import State
from contract.problems import FieldReason
from server.services import standing
from server.services.contacts import ASK_AGAIN_AFTER
from server.services.faults import (
    AlreadyContact,
    CannotWriteNow,
    InvalidField,
    NotFound,
    Throttled,
    WrongCredentials,
    WrongState,
)
from server.services.standing import ResidentState
from tests.unit.server.world import OPERATOR, World


def test_somebody_released_is_not_found_and_can_not_be_asked(world: World) -> None:
    facility = world.facility()
    resident = world.resident(facility, "Linh Trần")
    world.services.residents.set_state(OPERATOR, resident.resident.id, ResidentState.RELEASED)
    member, _ = world.member()
    assert world.services.finding.find(member.member_id, facility, "linh").items == ()
    with pytest.raises(NotFound):
        world.ask(member.member_id, resident)


def test_the_person_is_asked_and_accepts(world: World) -> None:
    resident = world.resident(world.facility())
    member, _ = world.member()
    contact = world.ask(member.member_id, resident)
    assert (contact.state, contact.cannot_write) == (
        ContactState.WAITING_FOR_PERSON,
        CannotWrite.NOT_ACCEPTED,
    )
    assert [one.contact_id for one in world.services.inbox.requests(resident).items] == [contact.id]
    world.services.inbox.accept(resident, contact.id)
    accepted = world.services.contacts.get(member.member_id, contact.id)
    assert (accepted.state, accepted.cannot_write) == (ContactState.ACCEPTED, None)
    assert world.services.inbox.requests(resident).items == ()
    with pytest.raises(WrongState):
        world.services.inbox.decline(resident, contact.id, None)


def test_the_facility_is_asked_first_where_it_wants_to_be(world: World) -> None:
    facility = world.facility(approves_contacts=True)
    resident = world.resident(facility)
    member, _ = world.member()
    contact = world.ask(member.member_id, resident)
    assert contact.state is ContactState.WAITING_FOR_FACILITY
    assert world.services.inbox.requests(resident).items == ()
    with pytest.raises(NotFound):
        world.services.inbox.accept(resident, contact.id)
    reviewer, stranger = world.reviewer(facility), world.reviewer(world.facility())
    assert world.services.review.contact_requests(stranger).items == ()
    with pytest.raises(NotFound):
        world.services.review.approve_contact(stranger, contact.id)
    (request,) = world.services.review.contact_requests(reviewer).items
    assert (request.contact_id, request.relationship) == (contact.id, "sister")
    world.services.review.approve_contact(reviewer, contact.id)
    with pytest.raises(WrongState):
        world.services.review.approve_contact(reviewer, contact.id)
    world.services.inbox.accept(resident, contact.id)
    assert world.services.contacts.get(member.member_id, contact.id).state is ContactState.ACCEPTED


def test_a_facility_that_declines_says_why(world: World) -> None:
    facility = world.facility(approves_contacts=True)
    resident = world.resident(facility)
    member, _ = world.member()
    contact = world.ask(member.member_id, resident)
    reviewer = world.reviewer(facility)
    with pytest.raises(InvalidField, match="reason"):
        world.services.review.refuse_contact(reviewer, contact.id, "  ")
    world.services.review.refuse_contact(reviewer, contact.id, "Not on the visiting list.")
    declined = world.services.contacts.get(member.member_id, contact.id)
    assert (declined.state, declined.decline_reason) == (ContactState.DECLINED, "Not on the visiting list.")
    assert declined.cannot_write is CannotWrite.DECLINED


def test_after_a_decline_one_can_ask_again_but_not_at_once(world: World) -> None:
    resident = world.resident(world.facility())
    member, _ = world.member()
    contact = world.ask(member.member_id, resident)
    world.services.inbox.decline(resident, contact.id, None)
    with pytest.raises(Throttled) as fault:
        world.ask(member.member_id, resident)
    assert fault.value.retry_at == world.clock.now + ASK_AGAIN_AFTER
    world.clock.now = fault.value.retry_at
    again = world.ask(member.member_id, resident)
    assert (again.id, again.state) == (contact.id, ContactState.WAITING_FOR_PERSON)


def test_nobody_is_asked_twice(world: World) -> None:
    pair = world.pair()
    with pytest.raises(AlreadyContact):
        world.ask(pair.member_id, pair.resident)
    other, _ = world.member()
    world.ask(other.member_id, pair.resident)
    with pytest.raises(AlreadyContact):
        world.ask(other.member_id, pair.resident)


def test_a_request_names_a_relationship(world: World) -> None:
    resident = world.resident(world.facility())
    member, _ = world.member()
    for relationship, reason in ((" ", FieldReason.EMPTY), ("x" * 41, FieldReason.TOO_LONG)):
        with pytest.raises(InvalidField) as fault:
            world.services.contacts.request(
                member.member_id,
                ContactRequest(resident_id=resident.resident.id, relationship=relationship),
            )
        assert (fault.value.field, fault.value.reason) == ("relationship", reason)


def test_an_end_withdraws_what_waits_and_keeps_what_was_delivered(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    delivered, waiting, read = world.send(pair), world.send(pair), world.send(pair)
    world.approve(reviewer, delivered.id)
    world.services.review.claim(reviewer, read.id)
    ended = world.services.contacts.end(pair.member_id, pair.contact_id)
    assert (ended.state, ended.cannot_write) == (ContactState.ENDED, CannotWrite.ENDED)
    states = [world.services.messages.get(pair.member_id, one.id).state for one in (delivered, waiting, read)]
    assert states == [State.DELIVERED, State.WITHDRAWN, State.WITHDRAWN]
    assert world.services.vouchers.balance(pair.member_id).held_cents == 0
    with pytest.raises(CannotWriteNow):
        world.send(pair)
    assert world.ask(pair.member_id, pair.resident).state is ContactState.WAITING_FOR_PERSON


def test_a_block_by_the_member_stops_both_ways_and_can_be_taken_back(world: World) -> None:
    pair = world.pair()
    reply = world.reply(pair)
    blocked = world.services.contacts.block(pair.member_id, pair.contact_id)
    assert (blocked.state, blocked.cannot_write) == (ContactState.BLOCKED, CannotWrite.BLOCKED)
    assert world.services.inbox.withdraw_reply(pair.resident, reply).state is State.WITHDRAWN
    with pytest.raises(CannotWriteNow) as fault:
        world.reply(pair)
    assert fault.value.reason is CannotWrite.ENDED
    unblocked = world.services.contacts.unblock(pair.member_id, pair.contact_id)
    assert (unblocked.state, unblocked.cannot_write) == (ContactState.ACCEPTED, None)
    world.reply(pair)


def test_a_block_by_the_person_reads_exactly_like_an_end(world: World) -> None:
    facility = world.facility()
    blocked, ended = world.pair(facility_id=facility), world.pair(facility_id=facility)
    for pair in (blocked, ended):
        world.send(pair)
    world.services.inbox.block(blocked.resident, blocked.contact_id)
    world.services.contacts.end(ended.member_id, ended.contact_id)
    views = []
    for pair in (blocked, ended):
        contact = world.services.contacts.get(pair.member_id, pair.contact_id)
        (message,) = world.services.messages.page(pair.member_id).items
        views.append(
            (
                msgspec.structs.replace(contact, id="", resident_id=""),
                [step.state for step in message.steps],
                message.state,
                message.held_cents,
            )
        )
    assert views[0] == views[1]
    with pytest.raises(CannotWriteNow) as fault:
        world.send(blocked)
    assert fault.value.reason is CannotWrite.ENDED


def test_a_request_to_somebody_who_has_blocked_one_seems_to_wait_and_is_never_seen(world: World) -> None:
    pair = world.pair()
    world.services.inbox.block(pair.resident, pair.contact_id)
    again = world.ask(pair.member_id, pair.resident)
    assert again.state is ContactState.WAITING_FOR_PERSON
    assert world.services.inbox.requests(pair.resident).items == ()
    with pytest.raises(NotFound):
        world.services.inbox.accept(pair.resident, pair.contact_id)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ResidentState.SUSPENDED, CannotWrite.SUSPENDED),
        (ResidentState.BEING_MOVED, CannotWrite.BEING_MOVED),
        (ResidentState.RELEASED, CannotWrite.RELEASED),
    ],
)
def test_the_persons_standing_is_told_before_writing(
    world: World, state: ResidentState, reason: CannotWrite
) -> None:
    pair = world.pair()
    world.clock.move(days=1)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, state)
    contact = world.services.contacts.get(pair.member_id, pair.contact_id)
    assert (contact.cannot_write, contact.cannot_write_since) == (reason, world.clock.now)
    with pytest.raises(CannotWriteNow):
        world.send(pair)


def test_a_facility_without_messages_is_the_reason_even_before_consent(world: World) -> None:
    resident = world.resident(world.facility(features=(Feature.NEWS,)))
    member, _ = world.member()
    contact = world.ask(member.member_id, resident)
    assert contact.cannot_write is CannotWrite.NO_MESSAGES_AT_FACILITY
    world.services.inbox.accept(resident, contact.id)
    contact = world.services.contacts.get(member.member_id, contact.id)
    assert contact.cannot_write is CannotWrite.NO_MESSAGES_AT_FACILITY


def test_a_foreign_contact_is_as_unknown_as_none(world: World) -> None:
    pair = world.pair()
    stranger, _ = world.member()
    contacts = world.services.contacts
    for contact_id in (pair.contact_id, "no-such-contact"):
        for act in (contacts.get, contacts.end, contacts.block, contacts.unblock):
            with pytest.raises(NotFound):
                act(stranger.member_id, contact_id)
        with pytest.raises(NotFound):
            contacts.mark_read(stranger.member_id, contact_id, ReadMark(sequence=1))
    other = world.resident(world.facility())
    with pytest.raises(NotFound):
        world.services.inbox.block(other, pair.contact_id)


def test_the_read_mark_never_moves_back(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    for _ in range(3):
        world.approve(reviewer, world.reply(pair))
    received = world.services.messages.page(pair.member_id, pair.contact_id).items[::-1]
    assert world.services.contacts.get(pair.member_id, pair.contact_id).unread == 3
    for sequence, unread in (
        (received[1].sequence, 1),
        (received[0].sequence, 1),
        (0, 1),
        (2**53, 0),
        (received[0].sequence, 0),
    ):
        contact = world.services.contacts.mark_read(
            pair.member_id, pair.contact_id, ReadMark(sequence=sequence)
        )
        assert contact.unread == unread
    kept = world.services.contacts.get(pair.member_id, pair.contact_id)
    assert kept.read_mark == received[-1].sequence


def test_a_reply_written_earlier_but_delivered_later_is_still_unread(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    first, second = world.reply(pair, "first"), world.reply(pair, "second")
    world.approve(reviewer, second)
    newest = world.services.messages.page(pair.member_id).items[0]
    world.services.contacts.mark_read(pair.member_id, pair.contact_id, ReadMark(sequence=newest.sequence))
    world.approve(reviewer, first)
    assert world.services.contacts.get(pair.member_id, pair.contact_id).unread == 1
    assert world.services.messages.page(pair.member_id).items[0].text == "first"


def test_contacts_come_in_pages_by_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.contacts.PAGE_SIZE", 2)
    facility = world.facility()
    member, _ = world.member()
    for name in ("Zoë A", "Ada B", "Mateo C", "ada B", "Élodie D"):
        world.ask(member.member_id, world.resident(facility, name))
    names: list[str] = []
    cursor = None
    while True:
        page = world.services.contacts.page(member.member_id, cursor)
        names += [contact.name for contact in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert [name.casefold() for name in names] == ["ada b", "ada b", "élodie d", "mateo c", "zoë a"]


def test_a_resident_signs_in_with_or_without_leading_zeros(world: World) -> None:
    facility = world.facility()
    world.resident(facility, number="000042")
    for number in ("42", "000042", " 0042 "):
        world.services.residents.sign_in(number, "2468")
    with pytest.raises(WrongCredentials):
        world.services.residents.sign_in("43", "2468")


def test_a_number_of_two_facilities_needs_the_facility(world: World) -> None:
    here, there = world.facility(), world.facility()
    first, second = world.resident(here, number="42"), world.resident(there, number="42")
    assert first.resident.id != second.resident.id
    with pytest.raises(WrongCredentials):
        world.services.residents.sign_in("42", "2468")
    assert world.services.residents.sign_in("42", "2468", there).resident.id == second.resident.id


def test_four_digits_can_not_be_tried_out_in_any_useful_time(world: World) -> None:
    world.resident(world.facility(), number="42")
    started = world.clock.now
    tries = 0
    while tries < 60:
        try:
            world.services.residents.sign_in("42", "0000")
        except WrongCredentials:
            tries += 1
        except Throttled as fault:
            world.clock.now = fault.retry_at
    per_day = tries / ((world.clock.now - started).total_seconds() / 86_400)
    assert 10_000 / per_day > 60
    world.clock.move(minutes=15)
    world.services.residents.sign_in("42", "2468")


def test_the_client_says_can_answer_exactly_where_the_reader_lets_answer(world: World) -> None:
    pair = world.pair()
    facilities = world.services.facilities.page().items
    with world.services.store.read() as connection:
        tie = standing.of_member(connection, pair.member_id, pair.contact_id)
    told = set()
    for features, state, person, blocked in itertools.product(
        itertools.chain.from_iterable(itertools.combinations(Feature, count) for count in range(4)),
        ContactState,
        ResidentState,
        (None, world.clock.now),
    ):
        names = tuple(one.value for one in features)
        seen = replace(tie, features=names, state=state, resident_state=person, resident_blocked_at=blocked)
        facility = msgspec.structs.replace(facilities[0], features=features)
        shown = present.contact_info(seen.view(), facility)
        assert shown.can_answer == seen.can_reply
        told.add(shown.can_answer)
    assert told == {True, False}
