"""A changed photo is offered, accepted or not: its exact bytes are delivered, its price is paid once or free again."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from contract.appeals import NewAppeal
from contract.galleries import SharedPhoto
from contract.limits import OFFER_DAYS
from contract.messages import Region, State
from contract.money import MovementKind
from contract.offers import Change, OfferAnswer, OfferOutcome
from contract.payments import HoldStep
from contract.posts import Post
from server.pictures.changes import checked, in_pixels
from server.pictures.rebuild import rebuild
from server.services import holds, offers, queueing
from server.services import offered as rows
from server.services.faults import Forbidden, InvalidField, NotFound, WrongState
from server.services.numbers import numbers
from server.services.staff import StaffMember
from server.services.submissions import Submission
from server.services.sweeping import Sweeper
from server.store.tables import audit, ledger_transactions
from server.store.work import Work
from tests.unit.server.offering import (
    CORNER,
    UPPER,
    WAYS,
    Sent,
    Way,
    answer,
    changed_without_child,
    make_offer,
    offer_of,
    offered,
    offering_facility,
    part_of,
    present,
    say,
    told,
    what_arrived,
    withdraw,
)
from tests.unit.server.pictures import cents, encoded, jpeg, name_of, up
from tests.unit.server.sharing import chosen, further, share, three_people
from tests.unit.server.world import PRICE, Pair, World


@pytest.fixture
def pair(world: World) -> Pair:
    return world.pair(cents=100, facility_id=offering_facility(world))


@pytest.fixture
def ruth(world: World) -> StaffMember:
    return world.reviewer()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a child process, where the pixels are not what the test is about."""
    monkeypatch.setattr(offers, "rebuild", changed_without_child)


def movements(world: World, submission_id: str) -> list[str]:
    """What was moved for a submission, in order."""
    moved = ledger_transactions.c
    with world.services.store.read() as connection:
        return list(
            connection.execute(
                select(moved.kind).where(moved.submission_id == submission_id).order_by(moved.sequence)
            ).scalars()
        )


def actions(world: World, submission_id: str) -> list[str]:
    """What the audit says happened to a submission."""
    with world.services.store.read() as connection:
        return list(
            connection.execute(select(audit.c.action).where(audit.c.subject_id == submission_id)).scalars()
        )


def test_what_was_offered_and_accepted_is_what_is_delivered(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    sent = offered(world, pair, ruth, way, change=UPPER)
    part, offer = part_of(sent), offer_of(sent)
    assert (part.state, part.held_cents, part.expected_by) == (State.OFFERED, PRICE, None)
    assert (offer.outcome, offer.text, offer.rule) == (
        OfferOutcome.WAITING,
        "No telephone numbers of others.",
        "6",
    )
    assert offer.note == "Without the badge it is fine."
    assert offer.until - offer.at == timedelta(days=OFFER_DAYS)
    assert (offer.photo.width, offer.photo.height, len(offer.thumbs)) == (96, 32, 2)
    assert world.faults() == []

    accepted = answer(world, pair, sent, accepts=True)
    part = part_of(accepted)
    assert (part.state, part.held_cents, part.paid_cents) == (State.DELIVERED, 0, PRICE)
    assert [step.state for step in part.steps][-3:] == [State.OFFERED, State.APPROVED, State.DELIVERED]
    assert accepted.photo is not None
    assert sent.photo is not None
    assert accepted.photo.sha256 == sent.photo.sha256 != offer.photo.sha256
    assert offer_of(accepted).outcome is OfferOutcome.ACCEPTED
    assert name_of(what_arrived(world, pair, accepted)) == offer.photo.sha256
    assert movements(world, part.submission_id) == [MovementKind.HOLD.value, MovementKind.CAPTURE.value]
    assert actions(world, part.submission_id) == ["sent", "claimed", "offered", "offer accepted", "opened"]
    assert world.faults() == []


@pytest.mark.usefixtures("quick")
def test_a_gallery_counts_what_is_offered_in_it(world: World, pair: Pair, ruth: StaffMember) -> None:
    offered(world, pair, ruth)
    (found,) = world.services.galleries.page(pair.member_id).items
    assert (found.worst, found.offered_count) == (State.OFFERED, 1)


@pytest.mark.usefixtures("quick")
def test_the_same_answer_again_changes_nothing_and_another_is_too_late(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    sent = offered(world, pair, ruth, way)
    first = answer(world, pair, sent, accepts=True)
    assert answer(world, pair, sent, accepts=True) == first
    with pytest.raises(WrongState) as late:
        answer(world, pair, sent, accepts=False)
    assert told(late.value, sent) == first
    assert cents(world, pair) == (75, 0)


@pytest.mark.usefixtures("quick")
def test_a_declined_offer_is_a_refusal_that_somebody_else_can_look_at(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    sent = offered(world, pair, ruth, way)
    declined = answer(world, pair, sent, accepts=False)
    part = part_of(declined)
    assert part.state is State.REFUSED
    assert part.refusal is not None
    assert (part.refusal.rule, part.refusal.note) == ("6", "Without the badge it is fine.")
    assert part.refusal.regions == CORNER.boxes
    assert cents(world, pair) == (100, 0)
    assert answer(world, pair, sent, accepts=False) == declined
    world.services.appeals.appeal(pair.member_id, part.submission_id, NewAppeal(text="It is a toy."))
    assert world.services.review.item(ruth, part.submission_id).barred
    omar = world.reviewer()
    item = world.services.review.claim(omar, part.submission_id)
    with pytest.raises(WrongState):  # an appeal is decided, and then it is final
        world.services.offers.preview(omar, item.id, CORNER)
    world.services.review.approve(omar, item.id, item.version, item.sha256)
    approved = present(world, pair, sent)
    assert part_of(approved).state is State.DELIVERED
    assert approved.photo is not None
    assert name_of(what_arrived(world, pair, sent)) == approved.photo.sha256  # their own, as it was sent
    assert world.faults() == []


@pytest.mark.usefixtures("quick")
def test_an_offer_nobody_answers_lapses_and_its_price_is_free(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    sent = offered(world, pair, ruth, way)
    world.clock.move(days=OFFER_DAYS)
    assert world.services.offers.lapse_due() == 0
    world.clock.move(seconds=1)
    with pytest.raises(WrongState) as late:  # before the service has come round to it by itself
        answer(world, pair, sent, accepts=True)
    lapsed = told(late.value, sent)
    assert (part_of(lapsed).state, offer_of(lapsed).outcome) == (State.REFUSED, OfferOutcome.LAPSED)
    assert world.services.offers.lapse_due() == 0
    assert cents(world, pair) == (100, 0)
    assert "offer lapsed" in actions(world, part_of(sent).submission_id)
    assert world.faults() == []


@pytest.mark.usefixtures("quick")
def test_an_accepted_offer_leaves_after_the_delay_and_can_be_taken_back_until_then(
    world: World, way: Way
) -> None:
    pair, ruth = world.pair(cents=100, facility_id=offering_facility(world, 60)), world.reviewer()
    sent = offered(world, pair, ruth, way)
    part = part_of(answer(world, pair, sent, accepts=True))
    assert (part.state, part.held_cents) == (State.OFFERED, PRICE)
    review = world.services.review
    before = review.item(ruth, part.submission_id)
    assert sent.photo is not None
    assert before.picture_sha256 == sent.photo.sha256
    assert [one.id for one in review.leaving(ruth)] == [part.submission_id]
    with pytest.raises(WrongState):
        review.take_back(world.reviewer(), part.submission_id)
    review.take_back(ruth, part.submission_id)
    part = part_of(present(world, pair, sent))
    assert (part.state, part.offer) == (State.IN_REVIEW, None)
    with pytest.raises(WrongState):
        answer(world, pair, sent, accepts=True)
    again = make_offer(world, ruth, part.submission_id, UPPER)
    world.clock.move(days=OFFER_DAYS)
    answer(world, pair, present(world, pair, sent), accepts=True)
    world.clock.move(seconds=60)
    assert (world.services.offers.lapse_due(), review.release_due()) == (0, 1)
    after = review.item(ruth, part.submission_id)
    assert (after.picture_sha256, after.version) == (again, before.version + 1)
    assert name_of(what_arrived(world, pair, sent)) == again
    assert cents(world, pair) == (75, 0)
    assert world.faults() == []


@pytest.mark.usefixtures("quick")
def test_an_offer_is_taken_back_by_who_made_it_before_anybody_answers(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    part = part_of(offered(world, pair, ruth, way))
    with pytest.raises(WrongState):
        world.services.review.take_back(world.reviewer(), part.submission_id)
    world.services.review.take_back(ruth, part.submission_id)
    item = world.services.review.item(ruth, part.submission_id)
    assert (item.state, item.mine, item.decided_at) == (State.IN_REVIEW, True, None)
    assert cents(world, pair) == (75, PRICE)
    world.services.review.approve(ruth, item.id, item.version, item.sha256)
    assert world.faults() == []


def test_only_the_bytes_that_were_looked_at_are_offered(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    sent = way(world, pair, 0)
    item = world.services.review.claim(ruth, part_of(sent).submission_id)
    seen = world.services.offers.preview(ruth, item.id, CORNER)
    assert world.services.offers.preview(ruth, item.id, CORNER) == seen
    assert not world.services.objects.has(seen.sha256)
    for sha256, change in ((str(item.picture_sha256), CORNER), (seen.sha256, UPPER)):
        with pytest.raises(InvalidField) as fault:
            world.services.offers.offer(
                ruth, item.id, item.version, item.sha256, change, sha256, "numbers", None
            )
        assert fault.value.field == "offered_sha256"
    assert part_of(present(world, pair, sent)).state is State.IN_REVIEW


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(), "change"),
        (Change(crop=Region(x=0.5, y=0.0, width=0.6, height=1.0)), "crop"),
        (Change(crop=Region(x=0.0, y=0.0, width=0.05, height=1.0)), "crop"),
        (Change(boxes=(Region(x=0.0, y=0.0, width=float("nan"), height=1.0),)), "boxes"),
        (Change(boxes=(Region(x=0.0, y=0.0, width=0.1, height=0.1),) * 41), "boxes"),
    ],
)
def test_a_change_that_is_none_or_lies_outside_is_not_taken(change: Change, field: str) -> None:
    with pytest.raises(InvalidField) as fault:
        checked(change)
    assert fault.value.field == field


@pytest.mark.usefixtures("quick")
def test_only_who_reads_it_can_offer_and_only_its_sender_can_answer(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    sent = way(world, pair, 0)
    part, preview = part_of(sent), world.services.offers.preview
    with pytest.raises(WrongState):
        preview(ruth, part.submission_id, CORNER)
    world.services.review.claim(ruth, part.submission_id)
    with pytest.raises(WrongState):
        preview(world.reviewer(), part.submission_id, CORNER)
    with pytest.raises(NotFound):
        preview(world.reviewer(offering_facility(world)), part.submission_id, CORNER)
    with pytest.raises(Forbidden):
        preview(world.staff("auditor"), part.submission_id, CORNER)
    message = world.send(pair)
    world.services.review.claim(ruth, message.id)
    with pytest.raises(InvalidField):
        preview(ruth, message.id, CORNER)
    shown = make_offer(world, ruth, part.submission_id)
    neighbour = world.pair(facility_id=part.facility_id)
    said = OfferAnswer(accepts=True, sha256=shown)
    for submission_id in (part.submission_id, "unknown", message.id):
        with pytest.raises(NotFound):
            say(world, neighbour.member_id, sent, submission_id, said)
    for other_way in {*WAYS.values()} - {way}:  # the door is for the other kind
        with pytest.raises(NotFound):
            say(world, pair.member_id, other_way(world, pair, 1), part.submission_id, said)
    with pytest.raises(NotFound):
        world.services.shared_photos.allow(neighbour.member_id, shown)
    world.services.shared_photos.allow(pair.member_id, shown)
    other = OfferAnswer(accepts=True, sha256="0" * 64)
    with pytest.raises(WrongState):  # other bytes than those that are offered
        say(world, pair.member_id, sent, part.submission_id, other)


@pytest.mark.usefixtures("quick")
def test_an_offer_is_for_one_facility_and_whoever_joins_there_gets_it(world: World) -> None:
    pair, second, third = three_people(world)
    ruth = world.reviewer()
    photo = share(world, pair.member_id, audience=chosen(pair.contact_id, third), price_cents=2 * PRICE)
    here, there = sorted(photo.parts, key=lambda part: part.viewers[0].contact_id != pair.contact_id)
    shown = make_offer(world, ruth, here.submission_id)
    said = OfferAnswer(accepts=True, sha256=shown)
    world.services.offers.answer(pair.member_id, here.submission_id, said)
    world.approve(ruth, there.submission_id)
    joined = further(world, pair.member_id, photo.id, chosen(second))
    assert {part.submission_id: len(part.viewers) for part in joined.parts}[here.submission_id] == 2
    approved = [world.services.review.item(ruth, part.submission_id) for part in (here, there)]
    assert [item.sha256 for item in approved] == [shown, up(world, pair.member_id).photo.sha256]
    assert [item.version for item in approved] == [2, 1]
    assert world.faults() == []


@pytest.mark.usefixtures("quick")
def test_a_sender_who_thinks_better_of_it_has_their_money_back(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    thoughts: list[Callable[[Sent], object]] = [
        lambda sent: withdraw(world, pair, sent),
        lambda sent: _let_go(world, pair, sent),
        lambda _: world.services.contacts.end(pair.member_id, pair.contact_id),
    ]
    for seed, thinks_better in enumerate(thoughts):
        sent = offered(world, pair, ruth, way, seed)
        waiting = holds.page(world.services.store, pair.member_id).items
        assert [hold.step for hold in waiting] == [HoldStep.OFFERED]
        thinks_better(sent)
        with pytest.raises((NotFound, WrongState)):
            answer(world, pair, sent, accepts=True)
        assert cents(world, pair) == (100, 0)
        with world.services.store.read() as connection:
            kept = rows.find(connection, part_of(sent).submission_id)
        assert kept is not None
        assert kept.outcome == OfferOutcome.WITHDRAWN.value
    world.clock.move(days=OFFER_DAYS + 1)
    assert world.services.offers.lapse_due() == 0


def _let_go(world: World, pair: Pair, sent: Sent) -> None:
    """A photo is deleted; a post, which stays in its member's feed, is withdrawn at one facility."""
    if isinstance(sent, SharedPhoto):
        world.services.shared_photos.delete(pair.member_id, sent.id)
    else:
        world.services.posts.withdraw_part(pair.member_id, part_of(sent).submission_id)


@pytest.mark.usefixtures("quick")
def test_what_is_offered_is_kept_by_the_sweep(world: World, pair: Pair, ruth: StaffMember, way: Way) -> None:
    sent = offered(world, pair, ruth, way)
    world.clock.move(days=OFFER_DAYS)
    Sweeper(world.services.store, world.services.objects, grace=timedelta(0)).sweep()
    for one in (offer_of(sent).photo, *offer_of(sent).thumbs):
        assert world.services.objects.has(one.sha256)
    assert part_of(answer(world, pair, sent, accepts=True)).state is State.DELIVERED


def test_of_what_is_covered_nothing_is_left() -> None:
    """Two photos that differ only there become the same bytes, thumbnails included, whatever else is done."""
    size = (320, 200)
    below = Image.open(io.BytesIO(jpeg(1, size, 95))).convert("RGB")
    other = below.copy()
    other.paste(Image.open(io.BytesIO(jpeg(2, (60, 40), 95))), (101, 77))
    secret = Change(boxes=(Region(x=101 / 320, y=77 / 200, width=60 / 320, height=40 / 200),))
    first, second = (rebuild(encoded(one)) for one in (below, other))
    assert first.sha256 != second.sha256
    cut = Region(x=0.25, y=0.25, width=0.5, height=0.5)
    for change in (secret, Change(boxes=secret.boxes, crop=cut), Change(boxes=(*secret.boxes, cut))):
        told = in_pixels(change, *size)
        made = [rebuild(one.data, change=told) for one in (first, second)]
        assert made[0] == made[1]
        assert made[0].sha256 != first.sha256
    part = Change(boxes=(Region(x=101 / 320, y=77 / 200, width=30 / 320, height=40 / 200),))
    told = in_pixels(part, *size)  # half of it stands open: the comparison can tell
    assert rebuild(first.data, change=told) != rebuild(second.data, change=told)


def test_a_cut_photo_is_what_stays_and_a_photo_covered_whole_is_grey() -> None:
    half = Image.new("RGB", (200, 100), (200, 30, 30))
    half.paste((30, 30, 200), (100, 0, 200, 100))
    given = encoded(half, quality=95)
    right = Change(crop=Region(x=0.5, y=0.0, width=0.5, height=1.0))
    made = rebuild(given, change=in_pixels(right, 200, 100))
    assert (made.width, made.height) == (100, 100)
    red, _, blue = colour(made.data, (50, 50))
    assert (red < 60, blue > 180) == (True, True)
    whole = Change(boxes=(Region(x=0.0, y=0.0, width=1.0, height=1.0),))
    assert max(abs(one - 128) for one in colour(rebuild(given, change=in_pixels(whole, 200, 100)).data)) < 3


def colour(data: bytes, at: tuple[int, int] = (5, 5)) -> tuple[int, int, int]:
    """One pixel."""
    found = Image.open(io.BytesIO(data)).convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


@pytest.fixture
def broken(data: Path, way: Way) -> Iterator[tuple[World, Pair, Sent]]:
    """A world that faults are seeded in, with a photo that is offered changed."""
    world = World.open(data)
    try:
        pair = world.pair(cents=100, facility_id=offering_facility(world))
        yield world, pair, offered(world, pair, world.reviewer(), way)
    finally:
        world.close()


@pytest.mark.usefixtures("quick")
def test_other_bytes_than_the_accepted_ones_are_noticed(
    broken: tuple[World, Pair, Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: an acceptance passes on the sender's own photo."""
    world, pair, sent = broken
    approved = rows.approved

    def as_it_was(work: Work, found: Submission) -> dict[str, object]:
        return {name: value for name, value in approved(work, found).items() if name != "sha256"}

    monkeypatch.setattr(rows, "approved", as_it_was)
    answer(world, pair, sent, accepts=True)
    what = "Post" if isinstance(sent, Post) else "Photo"
    assert world.faults() == [f"{what} {part_of(sent).number} was passed on as bytes that nobody approved."]


@pytest.mark.usefixtures("quick")
def test_an_answer_that_does_not_compare_is_noticed(
    broken: tuple[World, Pair, Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: an offer is accepted that was withdrawn meanwhile, though nothing is held for it."""
    world, pair, sent = broken
    with world.services.store.read() as connection:
        kept = rows.find(connection, part_of(sent).submission_id)
    withdraw(world, pair, sent)
    monkeypatch.setattr(rows, "find", lambda *_: kept)
    with pytest.raises(WrongState):
        answer(world, pair, sent, accepts=True)
    assert world.faults() == []
    monkeypatch.setattr(offers, "_unanswered", lambda _: [])
    answer(world, pair, sent, accepts=True)
    assert world.faults() != []


@pytest.mark.usefixtures("quick")
def test_offers_are_counted_once_whatever_becomes_of_them(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    manager = world.staff("manager")

    def decided() -> int:
        return sum(one.decided for one in queueing.workload(world.services.store, manager))

    for seed, accepts in enumerate((True, False, None)):
        sent = offered(world, pair, ruth, way, seed)
        assert decided() == seed + 1
        if accepts is not None:
            answer(world, pair, sent, accepts=accepts)
        assert decided() == seed + 1
    found = numbers(world.services.store, manager)
    assert (found.decided, found.offers, found.offers_accepted) == (3, 3, 1)
