"""Answers with a photo: one review of both, the rebuilt bytes alone, for nobody before it is approved."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from contract.facilities import Feature
from contract.messages import Direction, Message, Region
from server.services import submissions
from server.services.faults import CannotWriteNow, KeyReused, NotFound, Throttled, WrongState
from server.services.inbox import PHOTOS_A_DAY
from server.services.sweeping import object_faults
from tests.unit.server.pictures import rebuilt
from tests.unit.server.test_sweeping import sweep
from tests.unit.server.world import Pair, World

WITH_ANSWERS = (Feature.MESSAGES, Feature.REPLIES, Feature.REPLY_PHOTOS)


def answer(world: World, pair: Pair, text: str = "Me in the yard", seed: int = 0, key: str = "") -> str:
    """An answer with a photo; its id."""
    key = key or str(uuid.uuid4())
    return world.services.inbox.reply(pair.resident, pair.contact_id, text, key, rebuilt(seed)).id


def received(world: World, pair: Pair) -> list[Message]:
    """What the member reads."""
    page = world.services.messages.page(pair.member_id)
    return [message for message in page.items if message.direction is Direction.RECEIVED]


def bytes_of(seed: int = 0) -> list[str]:
    """Every name under which the photo could be fetched."""
    made = rebuilt(seed)
    return [made.sha256, *(thumb.sha256 for thumb in made.thumbs)]


@pytest.fixture
def pair(world: World) -> Pair:
    return world.pair(facility_id=world.facility(features=WITH_ANSWERS))


def test_nobody_sees_it_before_its_approval_and_then_its_reader_alone(world: World, pair: Pair) -> None:
    reply_id = answer(world, pair)
    other, _ = world.member()
    assert received(world, pair) == []
    for sha256 in bytes_of():
        with pytest.raises(NotFound):
            world.services.shared_photos.allow(pair.member_id, sha256)
    world.approve(world.reviewer(), reply_id)
    (message,) = received(world, pair)
    assert message.photo is not None
    assert [message.photo.sha256, *(thumb.sha256 for thumb in message.thumbs)] == bytes_of()
    assert (message.text, message.price_cents, message.photo.width) == ("Me in the yard", 0, 96)
    for sha256 in bytes_of():
        world.services.shared_photos.allow(pair.member_id, sha256)
        with pytest.raises(NotFound):
            world.services.shared_photos.allow(other.member_id, sha256)
    assert world.faults() == []


def test_one_that_is_refused_or_taken_back_never_arrives(world: World, pair: Pair) -> None:
    refused, withdrawn = answer(world, pair), answer(world, pair, seed=1)
    world.refuse(world.reviewer(), refused)
    world.services.inbox.withdraw_reply(pair.resident, withdrawn)
    assert received(world, pair) == []
    for sha256 in (*bytes_of(), *bytes_of(1)):
        with pytest.raises(NotFound):
            world.services.shared_photos.allow(pair.member_id, sha256)


def test_an_approval_names_words_and_photo_together(world: World, pair: Pair) -> None:
    reply_id = answer(world, pair)
    reviewer = world.reviewer()
    item = world.services.review.claim(reviewer, reply_id)
    assert (item.picture_sha256, item.width, item.height) == (rebuilt().sha256, 96, 64)
    for other in (submissions.digest(item.text), rebuilt().sha256):
        with pytest.raises(WrongState):
            world.services.review.approve(reviewer, item.id, item.version, other)
    world.services.review.approve(reviewer, item.id, item.version, item.sha256)


def test_a_part_of_the_photo_can_be_marked(world: World, pair: Pair) -> None:
    reply_id = answer(world, pair)
    reviewer = world.reviewer()
    item = world.services.review.claim(reviewer, reply_id)
    mark = Region(x=0.1, y=0.1, width=0.2, height=0.2)
    world.services.review.refuse(reviewer, item.id, item.version, item.sha256, "numbers", None, (), (mark,))
    (own,) = world.services.inbox.thread(pair.resident, pair.contact_id).items
    assert own.refusal is not None
    assert own.refusal.regions == (mark,)
    assert [size.sha256 for size in own.sizes] == bytes_of()


def test_the_same_key_sends_it_once_and_another_photo_is_another_answer(world: World, pair: Pair) -> None:
    key = str(uuid.uuid4())
    assert answer(world, pair, key=key) == answer(world, pair, key=key)
    with pytest.raises(KeyReused):
        answer(world, pair, seed=1, key=key)
    with pytest.raises(KeyReused):
        world.services.inbox.reply(pair.resident, pair.contact_id, "Me in the yard", key)
    assert len(world.services.review.queue(world.reviewer())) == 1


@pytest.mark.parametrize(
    "features", [(Feature.MESSAGES, Feature.REPLIES), (Feature.MESSAGES, Feature.REPLY_PHOTOS)]
)
def test_where_the_facility_has_it_off_no_photo_is_taken(world: World, features: tuple[Feature, ...]) -> None:
    pair = world.pair(facility_id=world.facility(features=features))
    with pytest.raises(CannotWriteNow):
        answer(world, pair)
    assert not world.services.inbox.conversation(pair.resident, pair.contact_id).can_send_photo
    assert world.services.review.queue(world.reviewer()) == ()


def test_blocked_nothing_goes_and_what_waits_never_arrives(world: World, pair: Pair) -> None:
    answer(world, pair)
    world.services.contacts.block(pair.member_id, pair.contact_id)
    with pytest.raises(CannotWriteNow):
        answer(world, pair, seed=1)
    assert received(world, pair) == []


def test_so_many_photos_go_in_a_day(world: World, pair: Pair) -> None:
    for seed in range(PHOTOS_A_DAY):
        answer(world, pair, f"photo {seed}")
    with pytest.raises(Throttled):
        answer(world, pair, "one more")
    world.services.inbox.reply(pair.resident, pair.contact_id, "Words still go", str(uuid.uuid4()))
    world.clock.now += timedelta(hours=25)
    answer(world, pair, "and tomorrow photos too")


def test_only_its_writer_sees_the_own_photo_at_the_reader(world: World, pair: Pair) -> None:
    reply_id = answer(world, pair)
    inbox = world.services.inbox
    assert [inbox.picture(pair.resident, reply_id, size) for size in range(3)] == bytes_of()
    stranger = world.resident(pair.resident.resident.facility_id, "Isaac Begay")
    for caller, size in ((pair.resident, 3), (pair.resident, -1), (stranger, 0)):
        with pytest.raises(NotFound):
            inbox.picture(caller, reply_id, size)


def test_its_bytes_stay_as_long_as_the_answer_is_there(world: World, pair: Pair) -> None:
    answer(world, pair)
    world.clock.now += timedelta(days=30)
    sweep(world)
    assert object_faults(world.services.store, world.services.objects) == []
    assert world.services.objects.has(rebuilt().sha256)
