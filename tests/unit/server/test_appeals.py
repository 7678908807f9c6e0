"""Appeals: once and in time, the money held anew, decided by somebody else, and then final."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.appeals import Appealed, NewAppeal
from contract.contacts import CannotWrite
from contract.limits import APPEAL_DAYS
from contract.messages import AppealOutcome, State
from server.services.faults import CannotWriteNow, InvalidField, NotEnoughFunds, NotFound, WrongState
from server.services.staff import StaffMember
from server.services.standing import ResidentState
from server.store.tables import audit
from tests.unit.server.pictures import cents, send_photo, state, two_facilities
from tests.unit.server.world import OPERATOR, PRICE, Pair, World


@pytest.fixture
def pair(world: World) -> Pair:
    return world.pair()


@pytest.fixture
def ruth(world: World) -> StaffMember:
    return world.reviewer()


def refused(world: World, pair: Pair, by: StaffMember) -> str:
    """A message that was not approved; its id."""
    message = world.send(pair, "Call me at 555-0100!")
    world.refuse(by, message.id, "Leave the number out.")
    return message.id


def appeal(world: World, pair: Pair, message_id: str, text: str = "It is my own.") -> Appealed:
    return world.services.appeals.appeal(pair.member_id, message_id, NewAppeal(text=text))


def test_an_appeal_holds_the_price_again_and_shows_its_place(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message_id = refused(world, pair, ruth)
    world.clock.move(days=1)
    answer = appeal(world, pair, message_id)
    assert (answer.state, answer.held_cents, answer.appeal.outcome) == (
        State.APPEALED,
        PRICE,
        AppealOutcome.WAITING,
    )
    seen = world.services.messages.get(pair.member_id, message_id)
    assert (seen.state, seen.held_cents, seen.text) == (State.APPEALED, PRICE, "Call me at 555-0100!")
    assert seen.expected_by == world.clock.now + timedelta(hours=48)
    assert seen.refusal is not None
    assert seen.refusal.appeal == answer.appeal
    assert [step.state for step in seen.steps][-2:] == [State.REFUSED, State.APPEALED]
    assert world.services.vouchers.balance(pair.member_id).held_cents == PRICE
    assert world.faults() == []


def test_the_same_appeal_again_gives_the_same_answer_and_another_none(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message_id = refused(world, pair, ruth)
    answer = appeal(world, pair, message_id, " It is my own. ")
    assert appeal(world, pair, message_id, " It is my own. ") == answer
    with pytest.raises(WrongState):
        appeal(world, pair, message_id, "Another reason.")
    assert world.services.vouchers.balance(pair.member_id).held_cents == PRICE


def test_whoever_refused_can_neither_claim_nor_decide(world: World, pair: Pair, ruth: StaffMember) -> None:
    message_id = refused(world, pair, ruth)
    appeal(world, pair, message_id)
    review, omar = world.services.review, world.reviewer()
    with pytest.raises(WrongState):
        review.claim(ruth, message_id)
    assert review.claim_oldest(ruth) is None
    assert [item.barred for item in review.queue(ruth)] == [True]
    item = review.claim(omar, message_id)
    assert (item.state, item.appeal_text, item.barred) == (State.APPEALED, "It is my own.", False)
    with pytest.raises(WrongState):
        review.approve(ruth, message_id, item.version, item.sha256)
    with pytest.raises(WrongState):
        review.refuse(ruth, message_id, item.version, item.sha256, "numbers")


def test_an_appeal_that_is_approved_is_paid_and_delivered(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message_id = refused(world, pair, ruth)
    appeal(world, pair, message_id)
    world.approve(world.reviewer(), message_id)
    seen = world.services.messages.get(pair.member_id, message_id)
    assert (seen.state, seen.paid_cents, seen.held_cents, seen.refusal) == (State.DELIVERED, PRICE, 0, None)
    assert [step.state for step in seen.steps][-3:] == [State.APPEALED, State.APPROVED, State.DELIVERED]
    assert world.faults() == []


def test_an_appeal_that_is_refused_is_final_and_says_why(world: World, pair: Pair, ruth: StaffMember) -> None:
    message_id = refused(world, pair, ruth)
    appeal(world, pair, message_id)
    omar = world.reviewer()
    world.refuse(omar, message_id, "Ask him to add it to his list.")
    seen = world.services.messages.get(pair.member_id, message_id)
    assert (seen.state, seen.held_cents) == (State.REFUSED, 0)
    assert [step.state for step in seen.steps][-3:] == [State.REFUSED, State.APPEALED, State.REFUSED]
    assert seen.refusal is not None
    assert seen.refusal.note == "Leave the number out."
    final = seen.refusal.appeal
    assert final is not None
    assert (final.outcome, final.decided_at, final.note) == (
        AppealOutcome.NOT_APPROVED,
        world.clock.now,
        "Ask him to add it to his list.",
    )
    with pytest.raises(WrongState):
        appeal(world, pair, message_id, "Once more.")
    with pytest.raises(WrongState):
        world.services.review.claim(world.reviewer(), message_id)
    assert world.faults() == []


def test_an_appeal_can_be_taken_back_with_its_money(world: World, pair: Pair, ruth: StaffMember) -> None:
    message_id = refused(world, pair, ruth)
    appeal(world, pair, message_id)
    world.services.messages.withdraw(pair.member_id, message_id)
    seen = world.services.messages.get(pair.member_id, message_id)
    assert (seen.state, seen.held_cents) == (State.WITHDRAWN, 0)
    with pytest.raises(WrongState):
        world.services.review.claim(world.reviewer(), message_id)
    assert world.faults() == []


def test_the_time_for_an_appeal_ends(world: World, pair: Pair, ruth: StaffMember) -> None:
    message_id = refused(world, pair, ruth)
    world.clock.move(days=APPEAL_DAYS, microseconds=1)
    with pytest.raises(WrongState) as fault:
        appeal(world, pair, message_id)
    assert fault.value.state is State.REFUSED


def test_only_what_was_refused_can_be_appealed(world: World, pair: Pair, ruth: StaffMember) -> None:
    waiting, approved, withdrawn = (world.send(pair).id for _ in range(3))
    world.approve(ruth, approved)
    world.services.messages.withdraw(pair.member_id, withdrawn)
    for one in (waiting, approved, withdrawn):
        with pytest.raises(WrongState):
            appeal(world, pair, one)


def test_a_stranger_and_the_reader_of_a_reply_know_of_no_appeal(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message_id = refused(world, pair, ruth)
    with pytest.raises(NotFound):
        appeal(world, world.pair(), message_id)
    reply = world.reply(pair)
    world.refuse(ruth, reply)
    with pytest.raises(NotFound):
        appeal(world, pair, reply)
    with pytest.raises(NotFound):
        appeal(world, pair, "0")


def test_an_appeal_needs_the_money_and_a_person_to_write_to(world: World, ruth: StaffMember) -> None:
    pair = world.pair(cents=PRICE)
    message_id = refused(world, pair, ruth)
    world.send(pair)
    with pytest.raises(NotEnoughFunds):
        appeal(world, pair, message_id)
    assert world.services.messages.get(pair.member_id, message_id).state is State.REFUSED
    world.pay_in(pair.member_id, PRICE)
    with pytest.raises(InvalidField):
        appeal(world, pair, message_id, "x" * 501)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.SUSPENDED)
    with pytest.raises(CannotWriteNow) as fault:
        appeal(world, pair, message_id)
    assert fault.value.reason is CannotWrite.SUSPENDED
    assert world.faults() == []


def test_a_lease_of_an_appeal_ends_and_is_given_back_as_one(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message_id = refused(world, pair, ruth)
    appeal(world, pair, message_id)
    omar = world.reviewer()
    world.services.review.claim(omar, message_id)
    world.clock.move(minutes=10)
    assert world.services.review.end_leases() == 1
    world.services.review.claim(omar, message_id)
    world.services.review.put_back(omar, message_id)
    assert world.services.messages.get(pair.member_id, message_id).state is State.APPEALED


def test_nobody_decides_for_whom_they_know(world: World, pair: Pair, ruth: StaffMember) -> None:
    for whom in ("member", "resident"):
        knowing = world.reviewer()
        message = world.send(pair)
        item = world.services.review.claim(knowing, message.id)
        world.services.review.step_back(knowing, message.id, whom)
        with pytest.raises(WrongState):
            world.services.review.approve(knowing, message.id, item.version, item.sha256)
        with pytest.raises(WrongState):
            world.services.review.claim(knowing, message.id)
        with pytest.raises(WrongState):
            world.services.review.claim(knowing, world.send(pair).id)
        world.services.review.step_back(knowing, message.id, whom)
        assert world.services.review.claim_oldest(knowing) is None
        world.approve(ruth, message.id)
    with pytest.raises(InvalidField):
        world.services.review.step_back(ruth, world.send(pair).id, "warden")


def test_appeals_and_who_stepped_back_stand_in_the_audit(world: World, pair: Pair, ruth: StaffMember) -> None:
    message_id = refused(world, pair, ruth)
    appeal(world, pair, message_id)
    world.services.review.step_back(ruth, message_id, "member")
    with world.services.store.read() as connection:
        actions = list(connection.execute(select(audit.c.action).order_by(audit.c.number)).scalars())
        written = str(list(connection.execute(select(audit.c.details)).scalars()))
    assert actions[-2:] == ["appealed", "stepped back"]
    assert "my own" not in written


def test_a_profile_photo_is_looked_at_again_where_it_was_not_approved(
    world: World, ruth: StaffMember
) -> None:
    pair = two_facilities(world, 0, 10)
    first, second = send_photo(world, pair.member_id, price_cents=10).parts
    world.approve(ruth, first.submission_id)
    world.refuse(ruth, second.submission_id)
    assert cents(world, pair) == (1_000, 0)
    appeal(world, pair, second.submission_id)
    newest = state(world, pair).newest
    assert newest is not None
    assert [part.state for part in newest.parts] == [State.DELIVERED, State.APPEALED]
    assert cents(world, pair) == (990, 10)
    with pytest.raises(WrongState):
        world.approve(ruth, second.submission_id)
    world.approve(world.reviewer(), second.submission_id)
    assert cents(world, pair) == (990, 0)
    assert world.faults() == []


@pytest.mark.parametrize("why", ["newer one", "withdrawn"])
def test_a_profile_photo_that_is_not_wanted_any_more_is_not_looked_at_again(
    world: World, ruth: StaffMember, why: str
) -> None:
    pair = two_facilities(world, 0, 10)
    sent = send_photo(world, pair.member_id, price_cents=10)
    world.refuse(ruth, sent.parts[1].submission_id)
    if why == "withdrawn":
        world.services.profile_photos.withdraw(pair.member_id, sent.id)
    else:
        send_photo(world, pair.member_id, 1, price_cents=10)
    before = cents(world, pair)
    with pytest.raises(WrongState):
        appeal(world, pair, sent.parts[1].submission_id)
    assert cents(world, pair) == before


def test_a_newer_profile_photo_takes_the_place_of_one_that_is_appealed(
    world: World, ruth: StaffMember
) -> None:
    pair = two_facilities(world, 0, 10)
    sent = send_photo(world, pair.member_id, price_cents=10)
    world.refuse(ruth, sent.parts[1].submission_id)
    appeal(world, pair, sent.parts[1].submission_id)
    send_photo(world, pair.member_id, 1, price_cents=10)
    assert cents(world, pair) == (990, 10)  # the newer one's; what was appealed is withdrawn
    assert world.faults() == []
