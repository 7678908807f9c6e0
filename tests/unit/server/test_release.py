"""The release delay: an approval can be taken back until it is over; nothing leaves and nothing is paid before."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from contract.appeals import NewAppeal
from contract.messages import State
from server.services import submissions
from server.services.faults import Forbidden, NotFound, WrongState
from server.services.staff import StaffMember
from server.store.tables import audit
from server.store.tables import submissions as submission_table
from tests.unit.server.world import PRICE, Pair, World

DELAY_S = 60


@pytest.fixture
def pair(world: World) -> Pair:
    return world.pair(cents=100, facility_id=world.facility(release_delay_s=DELAY_S))


@pytest.fixture
def ruth(world: World) -> StaffMember:
    return world.reviewer()


def test_nothing_leaves_and_nothing_is_paid_before_the_delay_is_over(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message = world.send(pair)
    world.approve(ruth, message.id)
    world.clock.move(seconds=DELAY_S - 1)
    assert world.services.review.release_due() == 0
    seen = world.services.messages.get(pair.member_id, message.id)
    assert (seen.state, seen.held_cents, seen.paid_cents) == (State.IN_REVIEW, PRICE, 0)
    with pytest.raises((NotFound, WrongState)):
        world.services.inbox.open(pair.resident, message.id)
    assert world.faults() == []
    world.clock.move(seconds=1)
    assert world.services.review.release_due() == 1
    assert world.services.review.release_due() == 0
    seen = world.services.messages.get(pair.member_id, message.id)
    assert (seen.state, seen.held_cents, seen.paid_cents) == (State.DELIVERED, 0, PRICE)
    assert world.faults() == []


def test_an_approval_is_taken_back_and_decided_anew(world: World, pair: Pair, ruth: StaffMember) -> None:
    review, message = world.services.review, world.send(pair)
    world.approve(ruth, message.id)
    assert [one.id for one in review.leaving(ruth)] == [message.id]
    assert review.queue(ruth) == ()
    review.take_back(ruth, message.id)
    assert review.leaving(ruth) == ()
    world.clock.move(seconds=DELAY_S * 2)
    assert review.release_due() == 0
    item = review.item(ruth, message.id)
    assert item.mine
    review.refuse(ruth, message.id, item.version, item.sha256, "numbers")
    assert world.services.messages.get(pair.member_id, message.id).state is State.REFUSED
    assert world.faults() == []


def test_what_is_leaving_is_nobody_elses_to_touch(world: World, pair: Pair, ruth: StaffMember) -> None:
    review, message, omar = world.services.review, world.send(pair), world.reviewer()
    world.approve(ruth, message.id)
    item = review.item(ruth, message.id)
    for act in (
        lambda: review.claim(omar, message.id),
        lambda: review.take_back(omar, message.id),
        lambda: review.approve(ruth, message.id, item.version, item.sha256),
        lambda: review.refuse(ruth, message.id, item.version, item.sha256, "numbers"),
        lambda: review.put_back(ruth, message.id),
    ):
        with pytest.raises(WrongState):
            act()
    with pytest.raises(Forbidden):
        review.take_back(world.staff("auditor"), message.id)
    review.take_back(world.staff("manager"), message.id)


def test_what_left_can_not_be_taken_back(world: World, pair: Pair, ruth: StaffMember) -> None:
    message = world.send(pair)
    world.approve(ruth, message.id)
    world.clock.move(seconds=DELAY_S)
    with pytest.raises(WrongState):
        world.services.review.take_back(ruth, message.id)
    world.services.review.release_due()
    with pytest.raises(WrongState):
        world.services.review.take_back(ruth, message.id)


def test_a_sender_may_withdraw_what_has_not_left(world: World, pair: Pair, ruth: StaffMember) -> None:
    message = world.send(pair)
    world.approve(ruth, message.id)
    world.services.messages.withdraw(pair.member_id, message.id)
    world.clock.move(seconds=DELAY_S)
    assert world.services.review.release_due() == 0
    assert world.services.messages.get(pair.member_id, message.id).state is State.WITHDRAWN
    assert world.faults() == []


def test_a_contact_that_ends_in_the_delay_stops_it(world: World, pair: Pair, ruth: StaffMember) -> None:
    message = world.send(pair)
    world.approve(ruth, message.id)
    world.services.contacts.end(pair.member_id, pair.contact_id)
    world.clock.move(seconds=DELAY_S)
    assert world.services.review.release_due() == 0
    assert world.services.vouchers.balance(pair.member_id).available_cents == 100


def test_an_appeal_is_delayed_alike(world: World, pair: Pair, ruth: StaffMember) -> None:
    message = world.send(pair)
    world.refuse(ruth, message.id)
    world.services.appeals.appeal(pair.member_id, message.id, NewAppeal())
    omar = world.reviewer()
    world.approve(omar, message.id)
    assert world.services.messages.get(pair.member_id, message.id).state is State.APPEALED
    world.clock.move(seconds=DELAY_S)
    assert world.services.review.release_due() == 1
    assert world.services.messages.get(pair.member_id, message.id).state is State.DELIVERED
    assert world.faults() == []


def test_the_audit_names_approval_and_release_with_what_was_seen(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message = world.send(pair)
    world.approve(ruth, message.id)
    world.clock.move(seconds=DELAY_S)
    world.services.review.release_due()
    with world.services.store.read() as connection:
        rows = connection.execute(
            select(audit.c.action, audit.c.details).where(audit.c.subject_id == message.id)
        ).all()
    assert [row.action for row in rows] == ["sent", "claimed", "approved", "released"]
    assert rows[-1].details == rows[-2].details


def test_a_release_that_does_not_compare_is_noticed(
    world: World, pair: Pair, ruth: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: what was taken back would leave all the same."""
    message = world.send(pair)
    world.approve(ruth, message.id)
    with world.services.store.read() as connection:
        stale = submissions.matching(connection, submission_table.c.id == message.id)
    world.services.review.take_back(ruth, message.id)
    other = world.send(pair)
    world.approve(ruth, other.id)
    world.clock.move(seconds=DELAY_S)
    monkeypatch.setattr(submissions, "matching", lambda *_, **__: stale)
    assert world.services.review.release_due() == 0
    move = submissions.move
    monkeypatch.setattr(
        submissions, "move", lambda work, one, conditions, to, **values: move(work, one, [], to, **values)
    )
    assert world.services.review.release_due() == 1
    monkeypatch.undo()
    assert world.services.messages.get(pair.member_id, message.id).state is State.DELIVERED
