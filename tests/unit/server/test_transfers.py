"""Somebody is moved or released: connections and what was approved follow, what waits comes back with its money."""

from __future__ import annotations

import pytest

from contract.contacts import CannotWrite, ContactState, ContactStep, StepOfContact
from contract.facilities import Feature
from contract.messages import State
from contract.problems import FieldReason
from server.services import transfers
from server.services.faults import InvalidField, NotFound, SignedOut
from server.services.residents import ResidentCaller
from server.services.standing import ResidentState
from server.services.transfers import Moved
from tests.unit.server.news import cents, join, news_facility, places, post
from tests.unit.server.world import OPERATOR, Pair, World

ALL = (Feature.MESSAGES, Feature.REPLIES, Feature.NEWS)


def move(world: World, pair: Pair, facility_id: str, number: str = "N-77") -> Moved:
    """The pair's resident goes there, and signs in there."""
    with world.services.store.write() as work:
        return transfers.transfer(work, OPERATOR, pair.resident.resident.id, facility_id, number)


def at_new_tablet(world: World, facility_id: str, number: str = "N-77") -> ResidentCaller:
    """The same person, signed in where they are now."""
    return world.services.residents.whoami(
        world.services.residents.sign_in(number, "2468", facility_id).token
    )


def test_unread_things_follow_and_what_waited_is_back_with_its_money(world: World) -> None:
    here, there = world.facility(), world.facility(message_cents=40)
    pair = world.pair(facility_id=here)
    reviewer = world.reviewer(here)
    unread, waiting = world.send(pair, "Read this there"), world.send(pair, "Nobody has decided")
    world.approve(reviewer, unread.id)
    moved = move(world, pair, there)
    assert moved == Moved(contact_count=1, withdrawn_count=1, released_cents=25)
    assert cents(world, pair) == (975, 0)
    assert world.services.messages.get(pair.member_id, waiting.id).state is State.WITHDRAWN
    moved_to = at_new_tablet(world, there)
    assert world.services.inbox.open(moved_to, unread.id).text == "Read this there"
    contact = world.services.contacts.get(pair.member_id, pair.contact_id)
    assert (contact.facility_id, contact.state, contact.cannot_write) == (there, ContactState.ACCEPTED, None)
    assert contact.moved is not None
    assert (contact.moved.withdrawn_count, contact.moved.released_cents) == (1, 25)
    assert contact.moved.from_facility == world.services.facilities.get(here).name
    world.send(pair, "To the new place", price_cents=40)


def test_the_old_tablet_is_signed_out_and_the_old_number_is_nobodys(world: World) -> None:
    here, there = world.facility(), world.facility()
    pair = world.pair(facility_id=here)
    token = world.services.residents.sign_in(_number(world, pair), "2468", here).token
    old_number = _number(world, pair)
    move(world, pair, there)
    with pytest.raises(SignedOut):
        world.services.residents.whoami(token)
    assert world.services.finding.find(pair.member_id, here, f"xx {old_number}").items == ()


def test_an_approval_that_only_waits_to_leave_goes_along(world: World) -> None:
    here, there = world.facility(release_delay_s=60), world.facility()
    pair = world.pair(facility_id=here)
    message = world.send(pair, "Approved a moment ago")
    world.approve(world.reviewer(here), message.id)
    assert move(world, pair, there).withdrawn_count == 0
    world.clock.move(seconds=61)
    assert world.services.review.release_due() == 1
    assert world.services.inbox.open(at_new_tablet(world, there), message.id).text == "Approved a moment ago"


def test_what_was_approved_while_somebody_was_being_moved_arrives_with_them(world: World) -> None:
    here, there = world.facility(), world.facility()
    pair = world.pair(facility_id=here)
    message = world.send(pair, "Soon")
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.BEING_MOVED)
    world.approve(world.reviewer(here), message.id)
    assert world.services.messages.get(pair.member_id, message.id).state is State.APPROVED
    move(world, pair, there)
    assert world.services.messages.get(pair.member_id, message.id).state is State.DELIVERED


def test_posts_approved_before_go_along_and_later_ones_do_not(world: World) -> None:
    pair, (here, other) = places(world, 25, 25)
    join(world, pair, here, "Somebody Else")
    there = news_facility(world)
    reviewer = world.reviewer(here)
    before, after = post(world, pair, [here], 25, "Before"), post(world, pair, [here], 25, "After")
    world.approve(reviewer, before.parts[0].submission_id)
    world.clock.move(minutes=1)
    moved = move(world, pair, there)
    # Somebody else lives there still, so the post goes on waiting.
    assert moved.withdrawn_count == 0
    world.clock.move(minutes=1)
    world.approve(reviewer, after.parts[0].submission_id)
    caller = at_new_tablet(world, there)
    (only,) = world.services.news.page(caller).items
    assert only.characters == len("Before")
    assert world.services.news.open(caller, only.id).text == "Before"
    assert other


def test_a_post_with_nobody_left_to_read_it_is_withdrawn_and_counted(world: World) -> None:
    pair, (here,) = places(world, 30)
    there = news_facility(world)
    sent = post(world, pair, [here], 30)
    moved = move(world, pair, there)
    assert (moved.withdrawn_count, moved.released_cents) == (1, 30)
    assert world.services.posts.get(pair.member_id, sent.id).parts[0].state is State.WITHDRAWN
    assert cents(world, pair) == (1_000, 0)


def test_a_request_waits_for_whoever_decides_at_the_new_place(world: World) -> None:
    strict, plain = world.facility(approves_contacts=True), world.facility()
    member, token = world.member()
    resident = world.resident(plain)
    contact = world.ask(member.member_id, resident)
    pair = Pair(member, token, resident, contact.id)
    move(world, pair, strict)
    asked = world.services.contacts.get(member.member_id, contact.id)
    assert asked.state is ContactState.WAITING_FOR_FACILITY
    world.services.review.approve_contact(world.reviewer(strict), contact.id)
    move(world, pair, plain, "N-78")
    asked = world.services.contacts.get(member.member_id, contact.id)
    assert asked.state is ContactState.WAITING_FOR_PERSON


@pytest.mark.parametrize("how", ["blocked by the person", "blocked by the member", "ended"])
def test_whoever_it_is_over_with_does_not_learn_where_somebody_is_now(world: World, how: str) -> None:
    here, there = world.facility(), world.facility()
    pair = world.pair(facility_id=here)
    if how == "blocked by the person":
        world.services.inbox.block(pair.resident, pair.contact_id)
    elif how == "blocked by the member":
        world.services.contacts.block(pair.member_id, pair.contact_id)
    else:
        world.services.contacts.end(pair.member_id, pair.contact_id)
    move(world, pair, there)
    contact = world.services.contacts.get(pair.member_id, pair.contact_id)
    assert (contact.facility_id, contact.moved) == (here, None)
    names = {step.facility_name for step in _history(world, pair)}
    assert names == {world.services.facilities.get(here).name}
    assert StepOfContact.MOVED not in [step.kind for step in _history(world, pair)]


def test_the_place_is_told_again_when_the_members_own_block_goes(world: World) -> None:
    here, there = world.facility(), world.facility()
    pair = world.pair(facility_id=here)
    world.services.contacts.block(pair.member_id, pair.contact_id)
    move(world, pair, there)
    assert world.services.contacts.unblock(pair.member_id, pair.contact_id).facility_id == there


def test_asking_again_does_not_tell_somebody_blocked_where_the_person_is(world: World) -> None:
    here, there = world.facility(), world.facility()
    pair = world.pair(facility_id=here)
    world.services.inbox.block(pair.resident, pair.contact_id)
    move(world, pair, there)
    assert world.ask(pair.member_id, pair.resident).facility_id == here


def test_a_number_that_is_taken_or_no_number_moves_nobody(world: World) -> None:
    here, there = world.facility(), world.facility()
    world.resident(there, "Isaac Begay", "0077")
    pair = world.pair(facility_id=here)
    for facility_id, number, field in (
        (there, "77", "booking_number"),
        (there, "---", "booking_number"),
        (here, "5", "facility_id"),
        ("nowhere", "5", "facility_id"),
    ):
        with pytest.raises(InvalidField) as fault:
            move(world, pair, facility_id, number)
        assert (fault.value.field, fault.value.reason) == (field, FieldReason.WRONG)
    assert world.services.contacts.get(pair.member_id, pair.contact_id).facility_id == here


def test_somebody_released_is_not_transferred(world: World) -> None:
    pair = world.pair()
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.RELEASED)
    with pytest.raises(NotFound):
        move(world, pair, world.facility())


def test_a_release_ends_requests_and_is_told_to_those_who_are_connected(world: World) -> None:
    pair = world.pair()
    other, _ = world.member()
    asked = world.ask(other.member_id, pair.resident)
    waiting = world.send(pair)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.RELEASED)
    contact = world.services.contacts.get(pair.member_id, pair.contact_id)
    assert (contact.state, contact.cannot_write) == (ContactState.ACCEPTED, CannotWrite.RELEASED)
    assert _history(world, pair)[-1].kind is StepOfContact.RELEASED
    assert world.services.messages.get(pair.member_id, waiting.id).state is State.WITHDRAWN
    assert world.services.contacts.get(other.member_id, asked.id).state is ContactState.ENDED


def test_the_history_tells_every_step_in_order_and_a_block_of_the_other_side_as_an_end(world: World) -> None:
    facility = world.facility(approves_contacts=True)
    resident = world.resident(facility)
    member, token = world.member()
    contact = world.ask(member.member_id, resident)
    pair = Pair(member, token, resident, contact.id)
    for step in (
        lambda: world.services.review.approve_contact(world.reviewer(facility), contact.id),
        lambda: world.services.inbox.accept(resident, contact.id),
        lambda: world.services.contacts.block(member.member_id, contact.id),
        lambda: world.services.contacts.unblock(member.member_id, contact.id),
        lambda: world.services.inbox.block(resident, contact.id),
    ):
        world.clock.move(minutes=1)
        step()
    kinds = [step.kind.value for step in _history(world, pair)]
    assert kinds == ["asked", "allowed", "accepted", "blocked", "unblocked", "ended"]
    times = [step.at for step in _history(world, pair)]
    assert times == sorted(times)


def test_muting_and_archiving_are_the_members_own(world: World) -> None:
    pair = world.pair()
    assert world.services.contacts.mute(pair.member_id, pair.contact_id).muted
    archived = world.services.contacts.archive(pair.member_id, pair.contact_id)
    assert (archived.muted, archived.archived, archived.cannot_write) == (True, True, None)
    again = world.services.contacts.mute(pair.member_id, pair.contact_id, False)
    assert (again.muted, again.archived) == (False, True)
    (thread,) = world.services.inbox.threads(pair.resident).items
    assert thread.can_reply


def _history(world: World, pair: Pair) -> tuple[ContactStep, ...]:
    return world.services.contacts.history(pair.member_id, pair.contact_id).items


def _number(world: World, pair: Pair) -> str:
    found = world.services.finding.find(pair.member_id, pair.resident.resident.facility_id, "linh")
    return found.items[0].booking_number
