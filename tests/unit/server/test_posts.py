"""Posts: sent once to the facilities named, paid where approved, mended, withdrawn, hidden, read by contacts."""

from __future__ import annotations

import uuid

import pytest

from contract.events import EventKind
from contract.facilities import Feature
from contract.limits import PAGE_SIZE
from contract.messages import State
from contract.problems import FieldReason
from server.services.faults import (
    InvalidField,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    NotReached,
    PriceChanged,
    Throttled,
    WrongState,
)
from server.services.posts import SENDS_AN_HOUR
from server.services.standing import ResidentState
from tests.unit.server.news import cents, join, news_facility, places, post
from tests.unit.server.world import OPERATOR, World


def test_it_goes_to_every_facility_named_with_its_own_price_hold_and_review(world: World) -> None:
    pair, ids = places(world, 25, 30)
    sent = post(world, pair, ids, 55)
    assert [(part.state, part.held_cents) for part in sent.parts] == [
        (State.PENDING, 25),
        (State.PENDING, 30),
    ]
    assert cents(world, pair) == (945, 55)
    assert len(world.services.review.queue(world.reviewer())) == 2
    assert len(world.services.review.queue(world.reviewer(ids[0]))) == 1
    world.approve(world.reviewer(ids[0]), sent.parts[0].submission_id)
    world.refuse(world.reviewer(ids[1]), sent.parts[1].submission_id)
    now = world.services.posts.get(pair.member_id, sent.id)
    assert [(part.state, part.paid_cents, part.held_cents) for part in now.parts] == [
        (State.DELIVERED, 25, 0),
        (State.REFUSED, 0, 0),
    ]
    assert now.parts[1].refusal is not None
    assert cents(world, pair) == (975, 0)


def test_several_contacts_at_one_facility_are_one_submission(world: World) -> None:
    pair, ids = places(world, 25)
    join(world, pair, ids[0])
    assert len(post(world, pair, ids, 25).parts) == 1


def test_the_same_key_is_the_same_post_and_another_body_is_refused(world: World) -> None:
    pair, ids = places(world, 25, 30)
    key = str(uuid.uuid4())
    first = post(world, pair, ids, 55, key=key)
    assert post(world, pair, ids, 55, key=key).id == first.id
    assert cents(world, pair) == (945, 55)
    world.approve(world.reviewer(), first.parts[0].submission_id)
    again = post(world, pair, ids, 55, key=key)
    assert (again.id, again.parts[0].state) == (first.id, State.DELIVERED)
    for other in ({"text": "Other"}, {"price_cents": 54}):
        with pytest.raises(KeyReused):
            post(world, pair, ids, **{"price_cents": 55, "key": key, **other})  # type: ignore[arg-type]
    with pytest.raises(KeyReused):
        world.send(pair, key=key)


def test_what_can_not_be_posted_changes_nothing(world: World) -> None:
    pair, ids = places(world, 25, 30, cents=50)
    elsewhere, without = news_facility(world), world.facility()
    join(world, pair, without, "Ana Cruz")
    before = world.services.events.newest()
    for fault, names, price in (
        (PriceChanged, ids, 54),
        (NotEnoughFunds, ids, 55),
        (NotReached, [*ids, elsewhere], 80),
        (NotReached, [without], 25),
        (NotReached, ["unknown"], 25),
        (InvalidField, [ids[0], ids[0]], 25),
    ):
        with pytest.raises(fault):
            post(world, pair, names, price)
    for text, reason in (("", FieldReason.EMPTY), ("x" * 501, FieldReason.TOO_LONG)):
        with pytest.raises(InvalidField) as wrong:
            post(world, pair, ids, 55, text)
        assert wrong.value.reason is reason
    assert world.services.events.newest() == before
    assert world.services.posts.page(pair.member_id).items == ()
    post(world, pair, ids[:1], 25, "x" * 500)


def test_not_reached_names_the_places(world: World) -> None:
    pair, ids = places(world, 25)
    elsewhere = news_facility(world)
    with pytest.raises(NotReached) as missing:
        post(world, pair, [ids[0], elsewhere], 50)
    assert missing.value.facility_ids == (elsewhere,)


def test_nobody_is_reached_who_is_blocked_suspended_moved_or_ended(world: World) -> None:
    pair, ids = places(world, 25)
    resident_id = pair.resident.resident.id
    for state in (ResidentState.SUSPENDED, ResidentState.BEING_MOVED, ResidentState.RELEASED):
        world.services.residents.set_state(OPERATOR, resident_id, state)
        with pytest.raises(NotReached):
            post(world, pair, ids, 25)
        world.services.residents.set_state(OPERATOR, resident_id, ResidentState.ACTIVE)
    world.services.inbox.block(pair.resident, pair.contact_id)
    with pytest.raises(NotReached):
        post(world, pair, ids, 25)
    world.services.inbox.unblock(pair.resident, pair.contact_id)
    world.services.contacts.block(pair.member_id, pair.contact_id)
    with pytest.raises(NotReached):
        post(world, pair, ids, 25)


def test_free_posts_do_not_fill_the_journal(world: World) -> None:
    pair, ids = places(world, 0)
    for _ in range(SENDS_AN_HOUR):
        post(world, pair, ids, 0)
    with pytest.raises(Throttled):
        post(world, pair, ids, 0)


def test_its_text_is_hidden_while_every_facility_hides_it(world: World) -> None:
    pair, ids = places(world, 25, 25)
    sent = post(world, pair, ids, 50)
    assert (sent.text, sent.characters) == (None, 17)
    world.refuse(world.reviewer(), sent.parts[1].submission_id)
    assert world.services.posts.get(pair.member_id, sent.id).text == "The snow is here!"
    open_id = news_facility(world, sender_sees_pending=True)
    join(world, pair, open_id, "Ana Cruz")
    assert post(world, pair, [open_id], 25).text == "The snow is here!"


def test_what_was_not_approved_is_sent_again_there_only(world: World) -> None:
    pair, ids = places(world, 25, 30)
    sent = post(world, pair, ids, 55)
    kept, refused = sent.parts
    with pytest.raises(WrongState) as early:
        post(world, pair, [ids[1]], 30, mends=refused.submission_id)
    assert early.value.post is not None
    world.refuse(world.reviewer(), refused.submission_id)
    with pytest.raises(InvalidField):
        post(world, pair, ids, 55, mends=refused.submission_id)
    with pytest.raises(NotFound):
        post(world, pair, [ids[1]], 30, mends="unknown")
    again = post(world, pair, [ids[1]], 30, "Mended", mends=refused.submission_id)
    assert (again.mends, [part.facility_id for part in again.parts]) == (refused.submission_id, [ids[1]])
    assert world.services.posts.get(pair.member_id, sent.id).parts[0].state is kept.state


def test_it_is_withdrawn_at_one_facility_or_at_all(world: World) -> None:
    pair, ids = places(world, 25, 25, 25)
    sent = post(world, pair, ids, 75)
    service, member = world.services.posts, pair.member_id
    one = service.withdraw(member, sent.id, sent.parts[0].submission_id)
    assert [part.state for part in one.parts] == [State.WITHDRAWN, State.PENDING, State.PENDING]
    assert cents(world, pair) == (950, 50)
    world.approve(world.reviewer(), sent.parts[1].submission_id)
    with pytest.raises(WrongState) as late:
        service.withdraw(member, sent.id, sent.parts[1].submission_id)
    assert late.value.post is not None
    rest = service.withdraw(member, sent.id)
    assert [part.state for part in rest.parts] == [State.WITHDRAWN, State.DELIVERED, State.WITHDRAWN]
    assert service.withdraw(member, sent.id) == rest
    assert cents(world, pair) == (975, 0)
    with pytest.raises(NotFound):
        service.withdraw(member, sent.id, "unknown")


def test_somebody_elses_post_is_as_unknown_as_none(world: World) -> None:
    pair, ids = places(world, 25)
    other, _ = places(world, 25)
    sent = post(world, pair, ids, 25)
    service = world.services.posts
    for ask in (service.get, service.withdraw, service.hide):
        with pytest.raises(NotFound):
            ask(other.member_id, sent.id)
    world.refuse(world.reviewer(), sent.parts[0].submission_id)
    with pytest.raises(NotFound):
        post(world, other, ids, 25, mends=sent.parts[0].submission_id)


def test_a_hidden_post_leaves_the_feed_and_nothing_else(world: World) -> None:
    pair, ids = places(world, 25)
    sent, other = post(world, pair, ids, 25, "One"), post(world, pair, ids, 25, "Two")
    service, member = world.services.posts, pair.member_id
    service.hide(member, sent.id)
    assert service.hide(member, sent.id).hidden_at is not None
    assert [one.id for one in service.page(member).items] == [other.id]
    assert [one.id for one in service.page(member, hidden=True).items] == [sent.id]
    assert len(world.services.review.queue(world.reviewer())) == 2
    assert service.hide(member, sent.id, hidden=False).hidden_at is None
    assert [one.id for one in service.page(member).items] == [other.id, sent.id]


def test_the_feed_comes_in_pages(world: World) -> None:
    pair, ids = places(world, 0)
    made = []
    for number in range(PAGE_SIZE + 3):
        if number % SENDS_AN_HOUR == SENDS_AN_HOUR - 1:
            world.clock.move(hours=1)
        made.append(post(world, pair, ids, 0, f"Number {number}").id)
    first = world.services.posts.page(pair.member_id)
    second = world.services.posts.page(pair.member_id, first.next)
    assert [one.id for one in (*first.items, *second.items)] == made[::-1]
    assert (len(first.items), second.next) == (PAGE_SIZE, None)


def test_contacts_read_it_where_it_was_approved_and_its_member_is_told_who_did(world: World) -> None:
    pair, ids = places(world, 25, 25)
    news, here = world.services.news, pair.resident
    other_here = join(world, pair, ids[0], "Ana Cruz")
    sent = post(world, pair, ids, 50)
    assert news.page(here).items == ()
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    (item,) = news.page(here).items
    assert (item.text, item.characters, news.unopened(here)) == (None, 17, 1)
    before = world.services.events.newest()
    assert news.open(here, item.id).text == "The snow is here!"
    world.clock.move(hours=1)
    news.open(here, item.id)
    news.open(other_here, item.id)
    part = world.services.posts.get(pair.member_id, sent.id).parts[0]
    assert (part.state, len(part.opened), news.unopened(here)) == (State.OPENED, 2, 0)
    assert part.opened[0].contact_id == pair.contact_id
    told = world.services.events.after(pair.member, before).events
    assert [
        event.post.parts[0].state for event in told if event.kind is EventKind.POST_CHANGED and event.post
    ] == [State.OPENED]


def test_nobody_else_reads_it(world: World) -> None:
    pair, ids = places(world, 25, 25)
    stranger = world.pair(facility_id=ids[0]).resident
    sent = post(world, pair, ids, 50)
    late = join(world, pair, ids[0], "Ana Cruz")
    world.clock.move(minutes=1)
    later = join(world, pair, ids[0], "Bea Diaz")
    there = join(world, pair, news_facility(world), "Cal East")
    for part in sent.parts:
        world.approve(world.reviewer(), part.submission_id)
    for reader in (stranger, later, there):
        assert world.services.news.page(reader).items == ()
        with pytest.raises(NotFound):
            world.services.news.open(reader, sent.parts[0].submission_id)
    assert len(world.services.news.page(late).items) == 1  # of the same moment
    world.services.inbox.block(pair.resident, pair.contact_id)
    assert world.services.news.page(pair.resident).items == ()


def test_a_facility_that_ends_its_news_shows_none(world: World) -> None:
    pair, ids = places(world, 25)
    sent = post(world, pair, ids, 25)
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    world.services.facilities.set_features(ids[0], (Feature.MESSAGES,), OPERATOR)
    assert world.services.news.page(pair.resident).items == ()


def test_what_waits_goes_back_when_the_last_contact_there_ends(world: World) -> None:
    pair, ids = places(world, 25, 25)
    join(world, pair, ids[1], "Ana Cruz")
    sent = post(world, pair, ids, 50)
    world.services.contacts.end(pair.member_id, pair.contact_id)
    now = world.services.posts.get(pair.member_id, sent.id)
    assert [part.state for part in now.parts] == [State.WITHDRAWN, State.PENDING]
    assert cents(world, pair) == (975, 25)


def test_movements_say_which_post_they_are_for(world: World) -> None:
    pair, ids = places(world, 25)
    sent = post(world, pair, ids, 25)
    movement = world.services.vouchers.movements(pair.member_id).items[0]
    assert (movement.post_id, movement.facility_id, movement.message_id) == (sent.id, ids[0], None)
