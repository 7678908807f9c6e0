"""Posts of residents: allowed where their facility has news and answers, read first, and then by those connected."""

from __future__ import annotations

import uuid

import pytest

from contract.facilities import Feature
from contract.messages import State
from server.services.faults import CannotWriteNow, InvalidField, KeyReused, NotFound, Throttled, WrongState
from server.services.resident_posts import POSTS_A_DAY
from server.services.standing import ResidentState
from tests.unit.server.news import join, news_facility, told
from tests.unit.server.world import OPERATOR, Pair, World


def texts(world: World, member_id: str) -> list[str]:
    """What stands in a member's feed of contacts."""
    return [one.text for one in world.services.resident_posts.page(member_id).items]


def events(world: World, pair: Pair) -> list[str]:
    """What was told of posts of contacts."""
    found = world.services.events.after(pair.member, 0).events
    return [one.contact_post.id for one in found if one.contact_post is not None]


def test_a_post_reaches_everybody_connected_once_it_is_approved_and_costs_nothing(world: World) -> None:
    facility = news_facility(world)
    pair, other = world.pair(facility_id=facility), world.pair(facility_id=facility)
    world.services.resident_posts.post(pair.resident, "We planted beans.", str(uuid.uuid4()))
    (own,) = world.services.resident_posts.own(pair.resident).items
    assert own.state is State.PENDING
    assert (texts(world, pair.member_id), events(world, pair)) == ([], [])
    reviewer = world.reviewer(facility)
    (line,) = [one for one in world.services.review.queue(reviewer) if one.kind == "resident_post"]
    assert (line.member_name, line.resident_name) == ("", "Linh Trần")
    world.approve(reviewer, own.id)
    (seen,) = world.services.resident_posts.page(pair.member_id).items
    assert (seen.text, seen.name, seen.contact_id) == ("We planted beans.", "Linh Trần", pair.contact_id)
    assert events(world, pair) == [own.id]
    assert (texts(world, other.member_id), events(world, other)) == ([], [])
    assert world.services.vouchers.balance(pair.member_id).held_cents == 0


def test_what_is_not_approved_is_read_by_nobody_and_the_writer_knows_why(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    world.services.resident_posts.post(pair.resident, "Call 555", str(uuid.uuid4()))
    (own,) = world.services.resident_posts.own(pair.resident).items
    world.refuse(world.reviewer(), own.id)
    (own,) = world.services.resident_posts.own(pair.resident).items
    assert own.state is State.REFUSED
    assert own.refusal is not None
    assert own.refusal.rule == "6"
    assert texts(world, pair.member_id) == []


def test_it_is_allowed_only_where_the_facility_has_news_and_answers_for_somebody_active(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    facility = pair.resident.resident.facility_id
    services = world.services
    for features in ((Feature.NEWS, Feature.MESSAGES), (Feature.REPLIES, Feature.MESSAGES)):
        services.facilities.set_features(facility, features, OPERATOR)
        assert not services.resident_posts.is_allowed(pair.resident)
        with pytest.raises(CannotWriteNow):
            services.resident_posts.post(pair.resident, "Hello", str(uuid.uuid4()))
    services.facilities.set_features(facility, (Feature.NEWS, Feature.REPLIES), OPERATOR)
    assert services.resident_posts.is_allowed(pair.resident)
    services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.SUSPENDED)
    assert not services.resident_posts.is_allowed(pair.resident)


def test_the_same_form_sent_twice_posts_once(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    key = str(uuid.uuid4())
    for _ in range(2):
        world.services.resident_posts.post(pair.resident, "Once", key)
    with pytest.raises(KeyReused):
        world.services.resident_posts.post(pair.resident, "Other words", key)
    assert [one.text for one in world.services.resident_posts.own(pair.resident).items] == ["Once"]


def test_too_long_or_too_many_posts_are_not_taken(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    with pytest.raises(InvalidField):
        world.services.resident_posts.post(pair.resident, "x" * 501, str(uuid.uuid4()))
    for number in range(POSTS_A_DAY):
        world.services.resident_posts.post(pair.resident, f"Nr {number}", str(uuid.uuid4()))
    with pytest.raises(Throttled):
        world.services.resident_posts.post(pair.resident, "One more", str(uuid.uuid4()))


def test_a_post_is_taken_back_before_it_is_decided_on(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    first, second = told(world, pair.resident), str(uuid.uuid4())
    world.services.resident_posts.post(pair.resident, "No, wait", second)
    waiting = world.services.resident_posts.own(pair.resident).items[0]
    for _ in range(2):
        world.services.resident_posts.withdraw(pair.resident, waiting.id)
    assert world.services.resident_posts.own(pair.resident).items[0].state is State.WITHDRAWN
    with pytest.raises(WrongState):
        world.services.resident_posts.withdraw(pair.resident, first)
    other = world.pair(facility_id=pair.resident.resident.facility_id)
    with pytest.raises(NotFound):
        world.services.resident_posts.withdraw(other.resident, first)


@pytest.mark.parametrize("how", ["the person blocks", "the member blocks", "it is ended"])
def test_nothing_is_read_any_more_when_it_is_over(world: World, how: str) -> None:
    pair = world.pair(facility_id=news_facility(world))
    told(world, pair.resident)
    assert len(texts(world, pair.member_id)) == 1
    if how == "the person blocks":
        world.services.inbox.block(pair.resident, pair.contact_id)
    elif how == "the member blocks":
        world.services.contacts.block(pair.member_id, pair.contact_id)
    else:
        world.services.contacts.end(pair.member_id, pair.contact_id)
    assert texts(world, pair.member_id) == []


def test_whoever_is_connected_later_does_not_read_what_was_posted_before(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    told(world, pair.resident, "Before")
    world.clock.move(minutes=1)
    late, _ = world.member()
    world.services.inbox.accept(pair.resident, world.ask(late.member_id, pair.resident).id)
    world.clock.move(minutes=1)
    told(world, pair.resident, "After")
    assert texts(world, late.member_id) == ["After"]
    assert texts(world, pair.member_id) == ["After", "Before"]


def test_a_hidden_post_is_hidden_for_one_member_only_and_can_be_brought_back(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    other, _ = world.member()
    world.services.inbox.accept(pair.resident, world.ask(other.member_id, pair.resident).id)
    post_id = told(world, pair.resident)
    for _ in range(2):
        assert world.services.resident_posts.hide(pair.member_id, post_id).is_hidden
    assert texts(world, pair.member_id) == []
    assert [one.id for one in world.services.resident_posts.page(pair.member_id, hidden=True).items] == [
        post_id
    ]
    assert len(texts(world, other.member_id)) == 1
    assert not world.services.resident_posts.hide(pair.member_id, post_id, hidden=False).is_hidden
    assert len(texts(world, pair.member_id)) == 1


def test_pages_lead_to_every_post_once_newest_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.resident_posts.PAGE_SIZE", 2)
    facility = news_facility(world)
    pair = world.pair(facility_id=facility)
    second = join(world, pair, facility)
    for number in range(5):
        told(world, (pair.resident, second)[number % 2], f"Nr {number}")
    seen: list[str] = []
    cursor = None
    while True:
        page = world.services.resident_posts.page(pair.member_id, cursor)
        seen += [one.text for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == ["Nr 4", "Nr 3", "Nr 2", "Nr 1", "Nr 0"]


def test_a_reviewer_who_knows_the_writer_steps_back(world: World) -> None:
    pair = world.pair(facility_id=news_facility(world))
    world.services.resident_posts.post(pair.resident, "Hello", str(uuid.uuid4()))
    (own,) = world.services.resident_posts.own(pair.resident).items
    reviewer = world.reviewer()
    world.services.review.claim(reviewer, own.id)
    with pytest.raises(InvalidField):
        world.services.review.step_back(reviewer, own.id, "member")
    world.services.review.step_back(reviewer, own.id, "resident")
    with pytest.raises(WrongState):
        world.services.review.claim(reviewer, own.id)
