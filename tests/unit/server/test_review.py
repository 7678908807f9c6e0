"""The review: the queue, leases, exactly what was seen, reasons, and the resident's side after approval."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.contacts import CannotWrite
from contract.facilities import Feature
from contract.messages import Span, State
from contract.problems import FieldReason
from server.services.faults import (
    CannotWriteNow,
    InvalidField,
    KeyReused,
    NotFound,
    SignedOut,
    WrongCredentials,
    WrongState,
)
from server.services.review import LEASE
from server.services.review_queue import Counts
from server.services.standing import ResidentState
from server.store.tables import audit
from tests.unit.server.world import OPERATOR, PRICE, World


def test_the_queue_shows_the_oldest_promise_first_and_no_text(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    ids = []
    for text in ("first", "second", "third"):
        ids.append(world.send(pair, text).id)
        world.clock.move(hours=1)
    queue = world.services.review.queue(reviewer)
    assert [item.id for item in queue] == ids
    assert queue[0].promise_at == queue[0].created_at + timedelta(hours=48)
    assert "first" not in str(queue)
    assert world.services.review.waiting(reviewer) == Counts(
        messages=3, replies=0, profile_photos=0, contact_requests=0
    )


def test_claiming_shows_the_text_and_tells_the_family(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair, "Hello")
    item = world.services.review.claim(reviewer, message.id)
    assert (item.text, item.version, item.state, item.mine) == ("Hello", 1, State.IN_REVIEW, True)
    assert item.lease_until == world.clock.now + LEASE
    assert [one.code for one in item.reasons] == ["numbers"]
    steps = world.services.messages.get(pair.member_id, message.id).steps
    assert [step.state for step in steps] == [State.PENDING, State.IN_REVIEW]


def test_somebody_elses_lease_is_kept_until_it_ends(world: World) -> None:
    pair, ruth, omar = world.pair(), world.reviewer(), world.reviewer()
    message = world.send(pair)
    world.services.review.claim(ruth, message.id)
    with pytest.raises(WrongState) as fault:
        world.services.review.claim(omar, message.id)
    assert fault.value.state is State.IN_REVIEW
    world.clock.move(minutes=9)
    world.services.review.claim(ruth, message.id)
    world.clock.move(minutes=9)
    with pytest.raises(WrongState):
        world.services.review.claim(omar, message.id)
    world.clock.move(minutes=1)
    item = world.services.review.claim(omar, message.id)
    with pytest.raises(WrongState):
        world.services.review.approve(ruth, message.id, item.version, item.sha256)
    world.services.review.approve(omar, message.id, item.version, item.sha256)


def test_a_lease_that_ended_gives_the_message_back(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair)
    item = world.services.review.claim(reviewer, message.id)
    world.clock.move(minutes=10)
    with pytest.raises(WrongState):
        world.services.review.approve(reviewer, message.id, item.version, item.sha256)
    assert world.services.review.end_leases() == 1
    assert world.services.review.end_leases() == 0
    found = world.services.messages.get(pair.member_id, message.id)
    assert (found.state, [step.state for step in found.steps]) == (State.PENDING, [State.PENDING])


def test_putting_back_is_for_whoever_claimed(world: World) -> None:
    pair, ruth, omar = world.pair(), world.reviewer(), world.reviewer()
    message = world.send(pair)
    world.services.review.claim(ruth, message.id)
    with pytest.raises(WrongState):
        world.services.review.put_back(omar, message.id)
    world.services.review.put_back(ruth, message.id)
    world.services.review.claim(omar, message.id)


def test_the_oldest_is_claimed_past_what_others_read(world: World) -> None:
    pair, ruth, omar = world.pair(), world.reviewer(), world.reviewer()
    ids = [world.send(pair).id for _ in range(3)]
    review = world.services.review
    assert review.claim_oldest(ruth) == ids[0]
    assert review.claim_oldest(omar) == ids[1]
    assert review.claim_oldest(omar, ids[1]) == ids[2]
    for one in ids:
        who = ruth if one == ids[0] else omar
        item = review.item(who, one)
        review.approve(who, one, item.version, item.sha256)
    assert review.claim_oldest(ruth) is None


def test_an_approval_captures_delivers_and_can_be_opened(world: World) -> None:
    pair, reviewer = world.pair(cents=100), world.reviewer()
    message = world.send(pair, "Hello")
    world.clock.move(hours=1)
    world.approve(reviewer, message.id)
    delivered = world.services.messages.get(pair.member_id, message.id)
    assert (delivered.state, delivered.held_cents, delivered.paid_cents) == (State.DELIVERED, 0, PRICE)
    assert [step.state for step in delivered.steps][2:] == [State.APPROVED, State.DELIVERED]
    assert delivered.expected_by is None
    (thread,) = world.services.inbox.threads(pair.resident).items
    assert thread.unopened == 1
    (unopened,) = world.services.inbox.thread(pair.resident, pair.contact_id).items
    assert unopened.text is None
    world.clock.move(hours=1)
    opened = world.services.inbox.open(pair.resident, message.id)
    assert (opened.text, opened.opened_at) == ("Hello", world.clock.now)
    world.clock.move(hours=1)
    assert world.services.inbox.open(pair.resident, message.id) == opened
    steps = world.services.messages.get(pair.member_id, message.id).steps
    assert (steps[-1].state, steps[-1].at) == (State.OPENED, opened.opened_at)


def test_only_what_was_seen_can_be_approved_or_refused(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair)
    item = world.services.review.claim(reviewer, message.id)
    for version, sha256 in ((2, item.sha256), (1, "0" * 64), (1, item.sha256.upper())):
        with pytest.raises(WrongState):
            world.services.review.approve(reviewer, message.id, version, sha256)
        with pytest.raises(WrongState):
            world.services.review.refuse(reviewer, message.id, version, sha256, "numbers")
    assert world.services.messages.get(pair.member_id, message.id).held_cents == PRICE


def test_nothing_is_decided_without_claiming_it(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair)
    item = world.services.review.item(reviewer, message.id)
    with pytest.raises(WrongState) as fault:
        world.services.review.approve(reviewer, message.id, item.version, item.sha256)
    assert fault.value.state is State.PENDING


def test_a_refused_message_returns_its_hold_and_says_why(world: World) -> None:
    pair, reviewer = world.pair(cents=100), world.reviewer()
    message = world.send(pair, "Call 555-0100!")
    item = world.services.review.claim(reviewer, message.id)
    world.services.review.refuse(
        reviewer, message.id, 1, item.sha256, "numbers", "Leave the number out.", [Span(start=5, end=13)]
    )
    refused = world.services.messages.get(pair.member_id, message.id)
    assert (refused.state, refused.held_cents, refused.text) == (State.REFUSED, 0, "Call 555-0100!")
    refusal = refused.refusal
    assert refusal is not None
    assert (refusal.code, refusal.rule, refusal.text) == ("numbers", "6", "No telephone numbers of others.")
    assert (refusal.note, refusal.spans) == ("Leave the number out.", (Span(start=5, end=13),))
    assert refusal.appeal_until == world.clock.now + timedelta(days=20)
    assert world.services.vouchers.balance(pair.member_id).available_cents == 100


@pytest.mark.parametrize("note", [None, "", "  \n "])
def test_other_without_a_text_is_impossible(world: World, note: str | None) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    item = world.services.review.claim(reviewer, world.send(pair).id)
    with pytest.raises(InvalidField) as fault:
        world.services.review.refuse(reviewer, item.id, item.version, item.sha256, "other", note)
    assert (fault.value.field, fault.value.reason) == ("note", FieldReason.MISSING)
    world.services.review.refuse(reviewer, item.id, item.version, item.sha256, "other", "It is in code.")
    refusal = world.services.messages.get(pair.member_id, item.id).refusal
    assert refusal is not None
    assert (refusal.code, refusal.rule, refusal.text) == ("other", None, "It is in code.")


@pytest.mark.parametrize(
    "spans",
    [[(0, 0)], [(3, 2)], [(-1, 2)], [(0, 6)], [(0, 3), (2, 4)], [(5, 6)]],
)
def test_marks_lie_within_the_text_and_not_over_each_other(
    world: World, spans: list[tuple[int, int]]
) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    item = world.services.review.claim(reviewer, world.send(pair, "Hello").id)
    marks = [Span(start=start, end=end) for start, end in spans]
    with pytest.raises(InvalidField, match="spans"):
        world.services.review.refuse(reviewer, item.id, 1, item.sha256, "numbers", None, marks)


def test_a_reason_is_one_of_the_facilitys(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    item = world.services.review.claim(reviewer, world.send(pair).id)
    with pytest.raises(InvalidField) as fault:
        world.services.review.refuse(reviewer, item.id, 1, item.sha256, "invented", "a note")
    assert (fault.value.field, fault.value.reason) == ("code", FieldReason.WRONG)


def test_a_decision_has_one_audit_row_with_what_was_seen(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair)
    world.approve(reviewer, message.id)
    with world.services.store.read() as connection:
        found = connection.execute(
            select(audit.c.actor_id, audit.c.details).where(
                audit.c.subject_id == message.id, audit.c.action == "approved"
            )
        ).all()
    ((who, details),) = found
    assert who == reviewer.id
    assert '"version":1' in details
    assert '"sha256":' in details


def test_another_facilitys_mail_does_not_exist_for_a_reviewer(world: World) -> None:
    pair, stranger = world.pair(), world.reviewer(world.facility())
    message = world.send(pair)
    review = world.services.review
    assert review.queue(stranger) == ()
    assert review.waiting(stranger) == Counts(messages=0, replies=0, profile_photos=0, contact_requests=0)
    assert review.recent(stranger) == ()
    assert len(review.facilities(stranger)) == 1
    for submission_id in (message.id, "no-such-message"):
        with pytest.raises(NotFound):
            review.item(stranger, submission_id)
        with pytest.raises(NotFound):
            review.claim(stranger, submission_id)
        with pytest.raises(NotFound):
            review.put_back(stranger, submission_id)
        with pytest.raises(NotFound):
            review.approve(stranger, submission_id, 1, "")
        with pytest.raises(NotFound):
            review.refuse(stranger, submission_id, 1, "", "other", "no")


def test_what_was_decided_is_listed_newest_first(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    first, second = world.send(pair), world.send(pair)
    world.approve(reviewer, first.id)
    world.clock.move(minutes=1)
    world.refuse(reviewer, second.id)
    found = [(item.id, item.state) for item in world.services.review.recent(reviewer)]
    assert found == [(second.id, State.REFUSED), (first.id, State.DELIVERED)]
    item = world.services.review.item(reviewer, world.send(pair).id)
    assert (item.approved_before, item.refused_before) == (1, 1)


def test_an_approved_message_waits_for_somebody_suspended(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.SUSPENDED)
    world.approve(reviewer, message.id)
    assert world.services.messages.get(pair.member_id, message.id).state is State.APPROVED
    assert world.services.inbox.thread(pair.resident, pair.contact_id).items == ()
    world.clock.move(days=3)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.ACTIVE)
    delivered = world.services.messages.get(pair.member_id, message.id)
    assert (delivered.state, delivered.steps[-1].at) == (State.DELIVERED, world.clock.now)


def test_an_approved_message_is_never_delivered_past_a_block(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair)
    resident = pair.resident.resident.id
    world.services.residents.set_state(OPERATOR, resident, ResidentState.SUSPENDED)
    world.approve(reviewer, message.id)
    world.services.inbox.block(pair.resident, pair.contact_id)
    world.services.residents.set_state(OPERATOR, resident, ResidentState.ACTIVE)
    assert world.services.inbox.thread(pair.resident, pair.contact_id).items == ()


def test_a_release_withdraws_what_waits_and_signs_the_reader_out(world: World) -> None:
    pair = world.pair(cents=100)
    message = world.send(pair)
    signed_in = world.services.residents.sign_in("2", "2468", pair.resident.resident.facility_id)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.RELEASED)
    assert world.services.messages.get(pair.member_id, message.id).state is State.WITHDRAWN
    assert world.services.vouchers.balance(pair.member_id).available_cents == 100
    with pytest.raises(SignedOut):
        world.services.residents.whoami(signed_in.token)
    with pytest.raises(WrongCredentials):
        world.services.residents.sign_in("2", "2468")


def test_a_reply_costs_nothing_and_comes_after_approval(world: World) -> None:
    pair, reviewer = world.pair(cents=100), world.reviewer()
    key = str(uuid.uuid4())
    reply = world.services.inbox.reply(pair.resident, pair.contact_id, "Hi!", key)
    assert world.services.inbox.reply(pair.resident, pair.contact_id, "Hi!", key) == reply
    with pytest.raises(KeyReused):
        world.services.inbox.reply(pair.resident, pair.contact_id, "Ho!", key)
    world.approve(reviewer, reply.id)
    (received,) = world.services.messages.page(pair.member_id).items
    assert (received.text, received.price_cents, received.paid_cents) == ("Hi!", 0, 0)
    assert world.services.vouchers.balance(pair.member_id).available_cents == 100
    with pytest.raises(WrongState):
        world.services.inbox.withdraw_reply(pair.resident, reply.id)


def test_a_refused_reply_is_explained_to_its_writer_alone(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    reply = world.reply(pair)
    world.refuse(reviewer, reply, "Leave it out.")
    (own,) = world.services.inbox.thread(pair.resident, pair.contact_id).items
    assert own.refusal is not None
    assert own.refusal.note == "Leave it out."
    assert world.services.messages.page(pair.member_id).items == ()


@pytest.mark.parametrize("features", [(Feature.MESSAGES,), (Feature.REPLIES,), ()])
def test_replies_need_the_facilitys_features(world: World, features: tuple[Feature, ...]) -> None:
    facility = world.facility()
    pair = world.pair(facility_id=facility)
    world.services.facilities.set_features(facility, features, OPERATOR)
    with pytest.raises(CannotWriteNow) as fault:
        world.reply(pair)
    assert fault.value.reason is CannotWrite.ENDED
    assert not world.services.inbox.threads(pair.resident).items[0].can_reply


def test_a_resident_reads_only_what_is_theirs(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    other = world.resident(world.facility())
    message, waiting = world.send(pair), world.send(pair)
    world.approve(reviewer, message.id)
    for who, message_id in ((other, message.id), (pair.resident, waiting.id), (pair.resident, "none")):
        with pytest.raises(NotFound):
            world.services.inbox.open(who, message_id)
    for act in (world.services.inbox.thread, world.services.inbox.accept, world.services.inbox.block):
        with pytest.raises(NotFound):
            act(other, pair.contact_id)
    with pytest.raises(NotFound):
        world.services.inbox.reply(other, pair.contact_id, "Hi!", str(uuid.uuid4()))
    with pytest.raises(NotFound):
        world.services.inbox.withdraw_reply(other, world.reply(pair))
