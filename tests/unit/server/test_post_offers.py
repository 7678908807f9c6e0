"""The photo of a post is offered changed: words and photo stay one submission, at one facility, for who reads there."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from contract.appeals import NewAppeal
from contract.messages import State
from contract.offers import OfferAnswer, OfferOutcome
from contract.posts import Post
from server.services import news, offers, submissions
from server.services.faults import InvalidField, NotFound
from server.services.residents import ResidentCaller
from server.services.staff import StaffMember
from server.store.tables import posts
from server.store.tables import submissions as table
from tests.unit.server.news import cents, join, news_and_photos, post
from tests.unit.server.offering import (
    CORNER,
    answer,
    changed_without_child,
    make_offer,
    offer_of,
    part_of,
    present,
    what_arrived,
)
from tests.unit.server.pictures import name_of, photo_facility, send_photo, up
from tests.unit.server.test_reply_photos import WITH_ANSWERS
from tests.unit.server.test_reply_photos import answer as reply_with_photo
from tests.unit.server.test_transfers import at_new_tablet, move
from tests.unit.server.world import Pair, World

WORDS = "The snow is here!"
PRICE = 55


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a child process: the pixels are not what these tests are about."""
    monkeypatch.setattr(offers, "rebuild", changed_without_child)


@pytest.fixture
def pair(world: World) -> Pair:
    """A member with a contact where a post costs 25 ¢, and its photo 30 ¢."""
    return world.pair(facility_id=news_and_photos(world))


@pytest.fixture
def ruth(world: World) -> StaffMember:
    return world.reviewer()


def posted(world: World, pair: Pair, *facility_ids: str, seed: int = 0) -> Post:
    """A post with a photo, to the pair's facility or to these."""
    ids = facility_ids or (pair.resident.resident.facility_id,)
    sent_sha256 = up(world, pair.member_id, seed).sent_sha256
    return post(world, pair, [*ids], PRICE * len(ids), WORDS, sent_sha256=sent_sha256)


def offered(world: World, pair: Pair, ruth: StaffMember) -> Post:
    """Posted, and a changed photo of it offered."""
    sent = posted(world, pair)
    make_offer(world, ruth, part_of(sent).submission_id)
    shown = present(world, pair, sent)
    assert isinstance(shown, Post)
    return shown


def reads(world: World, reader: ResidentCaller, submission_id: str) -> tuple[str | None, str]:
    """The words and the name of the photo that somebody gets in their news."""
    opened = world.services.news.open(reader, submission_id)
    return opened.text, world.services.news.picture(reader, submission_id, 0)


def test_accepting_the_photo_approves_the_words_with_it_as_they_are(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    sent = posted(world, pair)
    assert (sent.text, sent.photo) == (None, None)  # hidden until it is decided on
    shown = make_offer(world, ruth, part_of(sent).submission_id)
    sent = world.services.posts.get(pair.member_id, sent.id)
    part = part_of(sent)
    assert (sent.text, sent.photo is not None, part.offer is not None) == (WORDS, True, True)
    assert (part.state, part.held_cents, cents(world, pair)) == (State.OFFERED, PRICE, (945, PRICE))
    answer(world, pair, sent, accepts=True)
    item = world.services.review.item(ruth, part.submission_id)
    assert (item.sha256, item.version) == (submissions.digest_with_photo(WORDS, shown), 2)
    assert (item.picture_sha256, item.text) == (shown, WORDS)
    assert reads(world, pair.resident, part.submission_id) == (WORDS, shown)
    assert cents(world, pair) == (945, 0)


def test_the_other_facilities_decide_on_the_original_and_everybody_reads_what_was_passed_on_there(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    here, there = pair.resident.resident.facility_id, news_and_photos(world)
    isaac = join(world, pair, there)
    naomi = join(world, pair, here, "Naomi Begay")
    sent = posted(world, pair, here, there)
    of = {part.facility_id: part.submission_id for part in sent.parts}
    shown = make_offer(world, ruth, of[here])
    item = world.services.review.claim(ruth, of[there])
    own = up(world, pair.member_id).photo.sha256
    assert (item.picture_sha256, item.can_be_offered) == (own, True)
    said = OfferAnswer(accepts=True, sha256=shown)
    world.services.offers.answer_for_post(pair.member_id, of[here], said)
    world.approve(ruth, of[there])
    for reader, where, picture in (
        (pair.resident, here, shown),
        (naomi, here, shown),
        (isaac, there, own),
    ):
        (listed,) = world.services.news.page(reader).items
        assert (listed.id, listed.has_photo) == (of[where], True)
        assert reads(world, reader, of[where]) == (WORDS, picture)
        with pytest.raises(NotFound):
            world.services.news.open(reader, of[there if where == here else here])
    after = world.services.posts.get(pair.member_id, sent.id)
    assert after.photo is not None
    assert after.photo.sha256 == own
    assert cents(world, pair) == (1_000 - 2 * PRICE, 0)


def test_a_feed_that_shows_the_photo_as_it_was_sent_is_noticed(
    world: World, pair: Pair, ruth: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: the reader asks the post for its photo, and not what became of it there."""
    sent = offered(world, pair, ruth)
    answer(world, pair, sent, accepts=True)
    changed = offer_of(sent).photo.sha256
    assert name_of(what_arrived(world, pair, sent)) == changed
    monkeypatch.setattr(news, "PICTURE", posts.c.sha256)
    assert name_of(what_arrived(world, pair, sent)) != changed


def test_words_that_were_exchanged_after_the_offer_are_noticed(world: World) -> None:
    """The seeded fault: other words than those that were read stand beside the accepted photo."""
    pair = world.pair(facility_id=news_and_photos(world))
    sent = offered(world, pair, world.reviewer())
    answer(world, pair, sent, accepts=True)
    mine = table.c.id == part_of(sent).submission_id
    with world.services.store.write() as work:
        work.connection.execute(update(table).where(mine).values(text="Call me"))
    assert world.faults() == [f"Post {part_of(sent).number} was passed on as bytes that nobody approved."]
    with world.services.store.write() as work:
        work.connection.execute(update(table).where(mine).values(text=WORDS))


def test_a_no_is_a_refusal_of_both_that_is_mended_there_or_looked_at_by_somebody_else(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    sent = offered(world, pair, ruth)
    answer(world, pair, sent, accepts=False)
    part = part_of(present(world, pair, sent))
    assert part.refusal is not None
    assert part.refusal.regions == CORNER.boxes
    assert cents(world, pair) == (1_000, 0)
    here = pair.resident.resident.facility_id
    assert not post(world, pair, [here], 25, mends=part.submission_id).has_photo
    world.services.appeals.appeal(pair.member_id, part.submission_id, NewAppeal(text="It is a toy."))
    assert cents(world, pair) == (1_000 - 25 - PRICE, 25 + PRICE)
    item = world.services.review.claim(world.reviewer(), part.submission_id)
    assert (item.can_be_offered, item.offer is not None) == (False, True)


def test_nothing_but_the_photo_of_a_member_is_offered_changed(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    here = pair.resident.resident.facility_id
    words = post(world, pair, [here], 25).parts[0].submission_id
    answers = world.pair(facility_id=world.facility(features=WITH_ANSWERS))
    world.services.resident_posts.post(pair.resident, "A heron", "7f1c3f7a-3c0e-4c57-8d8f-0c6f0a1b2c3d")
    told = world.services.resident_posts.own(pair.resident).items[0].id
    profile = send_photo(world, world.pair(facility_id=photo_facility(world)).member_id)
    for submission_id in (
        words,
        reply_with_photo(world, answers),
        told,
        profile.parts[0].submission_id,
        world.send(pair).id,
    ):
        item = world.services.review.claim(ruth, submission_id)
        assert not world.services.review.item(ruth, submission_id).can_be_offered
        with pytest.raises(InvalidField) as fault:
            world.services.offers.preview(ruth, item.id, CORNER)
        assert fault.value.field == "change"


def test_somebody_who_moved_away_before_the_yes_does_not_get_it(
    world: World, pair: Pair, ruth: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the seeded fault that the day of the offer counts as that of the approval, they would."""
    here, there = pair.resident.resident.facility_id, news_and_photos(world)
    naomi = join(world, pair, here, "Naomi Begay")
    before, after = offered(world, pair, ruth), offered(world, pair, ruth)
    answer(world, pair, before, accepts=True)
    world.clock.move(minutes=1)
    assert move(world, pair, there).withdrawn_count == 0
    world.clock.move(minutes=1)
    answer(world, pair, after, accepts=True)
    moved_to = at_new_tablet(world, there)
    (only,) = world.services.news.page(moved_to).items
    assert only.id == part_of(before).submission_id
    assert len(world.services.news.page(naomi).items) == 2
    monkeypatch.setattr(news, "_APPROVED_AT", table.c.decided_at)
    assert len(world.services.news.page(moved_to).items) == 2


def test_an_offer_that_nobody_could_read_any_more_is_withdrawn_with_its_money(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    here, there = pair.resident.resident.facility_id, news_and_photos(world)
    naomi = join(world, pair, here, "Naomi Begay")
    sent = offered(world, pair, ruth)
    world.services.inbox.block(naomi, _contact_of(world, pair, naomi))
    assert part_of(present(world, pair, sent)).state is State.OFFERED
    moved = move(world, pair, there)
    assert (moved.withdrawn_count, moved.released_cents) == (1, PRICE)
    part = part_of(present(world, pair, sent))
    assert part.offer is not None
    assert (part.state, part.offer.outcome) == (State.WITHDRAWN, OfferOutcome.WITHDRAWN)
    assert cents(world, pair) == (1_000, 0)


def _contact_of(world: World, pair: Pair, reader: ResidentCaller) -> str:
    (found,) = [
        one.id
        for one in world.services.contacts.page(pair.member_id).items
        if one.name == reader.resident.name
    ]
    return found


def test_a_lapsed_offer_is_over_for_each_facility_by_itself(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    here, there = pair.resident.resident.facility_id, news_and_photos(world)
    join(world, pair, there)
    sent = posted(world, pair, here, there)
    first, second = (part.submission_id for part in sent.parts)
    make_offer(world, ruth, first)
    world.clock.move(days=3)
    shown = make_offer(world, ruth, second)
    world.clock.move(days=4, seconds=1)
    assert world.services.offers.lapse_due() == 1
    said = OfferAnswer(accepts=True, sha256=shown)
    after = world.services.offers.answer_for_post(pair.member_id, second, said)
    states = {part.submission_id: part.state for part in after.parts}
    assert states == {first: State.REFUSED, second: State.DELIVERED}
    assert cents(world, pair) == (1_000 - PRICE, 0)
