"""Posts with a photo: both prices, one review of both, the rebuilt bytes alone, and who may fetch them."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest
from sqlalchemy import update

from contract.appeals import NewAppeal
from contract.facilities import Feature
from contract.messages import Region, State
from contract.posts import Post
from server.services import submissions
from server.services.faults import (
    InvalidField,
    KeyReused,
    NotFound,
    NotReached,
    PriceChanged,
    UploadMissing,
    WrongState,
)
from server.services.review_queue import ReviewItem
from server.services.staff import StaffMember
from server.store.tables import idempotency_keys, posts
from tests.unit.server.news import cents, join, news_and_photos, news_facility, places, post
from tests.unit.server.pictures import up
from tests.unit.server.test_sweeping import sweep
from tests.unit.server.world import OPERATOR, Pair, World


def with_photo(world: World, pair: Pair, ids: list[str], price_cents: int = 55, seed: int = 0) -> Post:
    return post(world, pair, ids, price_cents, sent_sha256=up(world, pair.member_id, seed).sent_sha256)


def claimed(world: World, sent: Post) -> tuple[StaffMember, ReviewItem]:
    """Its first part, in the hands of a reviewer of that facility."""
    reviewer = world.reviewer(sent.parts[0].facility_id)
    return reviewer, world.services.review.claim(reviewer, sent.parts[0].submission_id)


@pytest.fixture
def there(world: World) -> tuple[Pair, str]:
    """A member with one contact where there are news (25 ¢) and photos (30 ¢)."""
    facility_id = news_and_photos(world)
    return world.pair(facility_id=facility_id), facility_id


def test_it_costs_both_prices_and_is_one_submission(world: World, there: tuple[Pair, str]) -> None:
    pair, facility_id = there
    sent_sha256 = up(world, pair.member_id).sent_sha256
    with pytest.raises(PriceChanged):
        post(world, pair, [facility_id], 25, sent_sha256=sent_sha256)
    sent = post(world, pair, [facility_id], 55, sent_sha256=sent_sha256)
    assert (len(sent.parts), sent.parts[0].held_cents, sent.has_photo) == (1, 55, True)
    assert len(world.services.review.queue(world.reviewer(facility_id))) == 1
    world.approve(world.reviewer(facility_id), sent.parts[0].submission_id)
    assert cents(world, pair) == (945, 0)
    assert world.faults() == []


def test_only_facilities_with_photos_are_reached(world: World, there: tuple[Pair, str]) -> None:
    pair, facility_id = there
    without = news_facility(world)
    join(world, pair, without)
    with pytest.raises(NotReached) as missing:
        with_photo(world, pair, [facility_id, without], 110)
    assert missing.value.facility_ids == (without,)
    assert cents(world, pair) == (1_000, 0)


def test_a_photo_that_was_never_put_up_or_is_somebody_elses_is_missing(
    world: World, there: tuple[Pair, str]
) -> None:
    pair, facility_id = there
    other, _ = world.member()
    for name in ("0" * 64, up(world, other.member_id, 3).sent_sha256):
        with pytest.raises(UploadMissing):
            post(world, pair, [facility_id], 55, sent_sha256=name)


def test_photo_and_words_are_hidden_and_shown_together(world: World, there: tuple[Pair, str]) -> None:
    pair, facility_id = there
    sent = with_photo(world, pair, [facility_id])
    kept = up(world, pair.member_id).photo.sha256
    assert (sent.text, sent.photo, sent.thumbs, sent.has_photo) == (None, None, (), True)
    with pytest.raises(NotFound):
        world.services.shared_photos.allow(pair.member_id, kept)
    world.refuse(world.reviewer(facility_id), sent.parts[0].submission_id)
    shown = world.services.posts.get(pair.member_id, sent.id)
    assert shown.photo is not None
    assert shown.photo.sha256 == kept
    for each in (shown.photo, *shown.thumbs):
        world.services.shared_photos.allow(pair.member_id, each.sha256)
        with pytest.raises(NotFound):
            world.services.shared_photos.allow(world.member()[0].member_id, each.sha256)


def test_an_approval_names_words_and_photo_together(world: World, there: tuple[Pair, str]) -> None:
    pair, facility_id = there
    sent = with_photo(world, pair, [facility_id])
    reviewer, item = claimed(world, sent)
    kept = up(world, pair.member_id).photo.sha256
    assert item.picture_sha256 == kept
    assert item.sha256 == hashlib.sha256(f"{item.text}\0{kept}".encode()).hexdigest()
    assert (item.width, item.height, item.blurs_photos) == (96, 64, False)
    words_alone = hashlib.sha256(item.text.encode()).hexdigest()
    for other in (words_alone, kept, submissions.digest_with_photo(item.text, "0" * 64)):
        with pytest.raises(WrongState):
            world.services.review.approve(reviewer, item.id, item.version, other)
    world.services.review.approve(reviewer, item.id, item.version, item.sha256)


def test_its_photo_can_be_marked_and_that_of_words_alone_can_not(
    world: World, there: tuple[Pair, str]
) -> None:
    pair, facility_id = there
    mark = Region(x=0.1, y=0.1, width=0.2, height=0.2)
    for sent, is_taken in (
        (with_photo(world, pair, [facility_id]), True),
        (post(world, pair, [facility_id], 25), False),
    ):
        reviewer, item = claimed(world, sent)
        refusing = (reviewer, item.id, item.version, item.sha256, "other", "Not this.", (), (mark,))
        if is_taken:
            world.services.review.refuse(*refusing)
            refusal = world.services.posts.get(pair.member_id, sent.id).parts[0].refusal
            assert refusal is not None
            assert refusal.regions == (mark,)
        else:
            with pytest.raises(InvalidField):
                world.services.review.refuse(*refusing)


def test_a_reader_sees_it_once_it_was_opened_and_nobody_else_does(
    world: World, there: tuple[Pair, str]
) -> None:
    pair, facility_id = there
    stranger = world.pair(facility_id=facility_id).resident
    sent = with_photo(world, pair, [facility_id])
    news, part_id = world.services.news, sent.parts[0].submission_id
    world.approve(world.reviewer(facility_id), part_id)
    (item,) = news.page(pair.resident).items
    assert (item.has_photo, item.sizes, item.text) == (True, (), None)
    with pytest.raises(NotFound):
        news.picture(pair.resident, part_id, 0)
    opened = news.open(pair.resident, part_id)
    assert opened.sizes[0].sha256 == up(world, pair.member_id).photo.sha256
    assert news.picture(pair.resident, part_id, 1) == opened.sizes[1].sha256
    for reader, size in ((stranger, 0), (pair.resident, 3), (pair.resident, -1)):
        with pytest.raises(NotFound):
            news.picture(reader, part_id, size)
    world.services.inbox.block(pair.resident, pair.contact_id)
    with pytest.raises(NotFound):
        news.picture(pair.resident, part_id, 0)


def test_what_was_refused_is_sent_again_there_only_with_or_without_a_photo(
    world: World, there: tuple[Pair, str]
) -> None:
    pair, facility_id = there
    other_id = news_and_photos(world)
    join(world, pair, other_id)
    sent = with_photo(world, pair, [facility_id, other_id], 110)
    mine = next(part for part in sent.parts if part.facility_id == other_id)
    world.refuse(world.reviewer(other_id), mine.submission_id)
    again = post(
        world,
        pair,
        [other_id],
        55,
        mends=mine.submission_id,
        sent_sha256=up(world, pair.member_id, 5).sent_sha256,
    )
    assert (again.has_photo, [part.facility_id for part in again.parts]) == (True, [other_id])
    assert not post(world, pair, [other_id], 25, mends=mine.submission_id).has_photo


def test_an_appeal_holds_both_prices_anew_where_somebody_can_still_read_it(
    world: World, there: tuple[Pair, str]
) -> None:
    pair, facility_id = there
    appeal, part_ids = world.services.appeals.appeal, []
    for seed in (1, 2):
        part_ids.append(with_photo(world, pair, [facility_id], seed=seed).parts[0].submission_id)
        world.refuse(world.reviewer(facility_id), part_ids[-1])
    appeal(pair.member_id, part_ids[0], NewAppeal(text="Please look again."))
    assert cents(world, pair) == (945, 55)
    (sent,) = [one for one in world.services.posts.page(pair.member_id).items if one.parts[0].held_cents]
    assert (sent.text is not None, sent.photo is not None) == (True, True)
    refusal = sent.parts[0].refusal
    assert refusal is not None
    assert refusal.appeal is not None
    world.services.facilities.set_features(facility_id, (Feature.NEWS,), OPERATOR)
    with pytest.raises(NotReached):
        appeal(pair.member_id, part_ids[1], NewAppeal(text=""))
    assert cents(world, pair) == (945, 55)
    world.approve(world.reviewer(facility_id), part_ids[0])
    assert cents(world, pair) == (945, 0)


def test_a_sweep_leaves_the_photo_of_a_post(world: World, there: tuple[Pair, str]) -> None:
    pair, facility_id = there
    with_photo(world, pair, [facility_id])
    up(world, pair.member_id, 9)
    world.clock.move(days=3)
    assert sweep(world) == 3  # of the other one
    assert world.faults() == []


def test_a_sweep_that_forgets_posts_takes_nothing_either(world: World, there: tuple[Pair, str]) -> None:
    """The database itself holds the picture: this is what a seeded fault runs into."""
    pair, facility_id = there
    sent = with_photo(world, pair, [facility_id])
    with world.services.store.write() as work:
        work.connection.execute(
            update(posts).where(posts.c.id == sent.id).values(sha256=None, sent_sha256=None)
        )
    world.clock.move(days=3)
    assert sweep(world) == 3


def test_the_key_stands_for_the_photo_as_well_and_older_keys_go_on_holding(
    world: World, there: tuple[Pair, str]
) -> None:
    pair, facility_id = there
    key, sent_sha256 = str(uuid.uuid4()), up(world, pair.member_id).sent_sha256
    first = post(world, pair, [facility_id], 55, key=key, sent_sha256=sent_sha256)
    assert post(world, pair, [facility_id], 55, key=key, sent_sha256=sent_sha256).id == first.id
    with pytest.raises(KeyReused):
        post(world, pair, [facility_id], 55, key=key)
    old = str(uuid.uuid4())
    sent = post(world, pair, [facility_id], 25, key=old)
    with world.services.store.write() as work:
        body = {"text": "The snow is here!", "facility_ids": [facility_id], "price_cents": 25, "mends": None}
        as_before = _digest_of("post", body)
        columns = idempotency_keys.c
        kept = work.connection.execute(
            idempotency_keys.select().where(columns.member_id == pair.member_id, columns.key == old)
        ).one()
        assert kept.body_sha256 == as_before
    assert post(world, pair, [facility_id], 25, key=old).id == sent.id


def _digest_of(purpose: str, body: dict[str, object]) -> str:
    """As every version before photos wrote it."""
    return hashlib.sha256(json.dumps([purpose, body], sort_keys=True).encode("ascii")).hexdigest()


def test_posts_without_a_photo_are_as_they_were(world: World) -> None:
    pair, ids = places(world, 25)
    sent = post(world, pair, ids, 25)
    reviewer, item = claimed(world, sent)
    assert (sent.has_photo, item.picture_sha256, item.width) == (False, None, None)
    assert item.sha256 == hashlib.sha256(item.text.encode()).hexdigest()
    world.services.review.approve(reviewer, item.id, item.version, item.sha256)
    assert world.services.posts.get(pair.member_id, sent.id).parts[0].state is State.DELIVERED
    (read,) = world.services.news.page(pair.resident).items
    assert not read.has_photo
