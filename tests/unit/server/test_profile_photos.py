"""Profile photos: sent exactly once to every facility reached, paid where approved, replaced, withdrawn."""

from __future__ import annotations

import uuid

import pytest

from contract.events import EventKind
from contract.messages import Region, State
from contract.money import MovementKind
from contract.photos import NewProfilePhoto
from server.services import submissions
from server.services.faults import (
    InvalidField,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    PriceChanged,
    Throttled,
    UploadMissing,
    WrongState,
)
from server.services.profile_photos import SENDS_AN_HOUR
from tests.unit.server.pictures import cents, photo_facility, send_photo, state, two_facilities, up
from tests.unit.server.world import World


def test_it_goes_to_every_facility_reached_with_its_own_price_and_hold(world: World) -> None:
    pair = two_facilities(world, 0, 10)
    assert [place.price_cents for place in state(world, pair).reached] == [0, 10]
    sent = send_photo(world, pair.member_id, price_cents=10)
    assert [(part.state, part.held_cents) for part in sent.parts] == [(State.PENDING, 0), (State.PENDING, 10)]
    assert len({part.number for part in sent.parts}) == 2
    assert cents(world, pair) == (990, 10)
    for part in sent.parts:
        world.approve(world.reviewer(), part.submission_id)
    newest = state(world, pair).newest
    assert newest is not None
    assert [(part.state, part.paid_cents) for part in newest.parts] == [
        (State.DELIVERED, 0),
        (State.DELIVERED, 10),
    ]
    assert cents(world, pair) == (990, 0)


def test_several_contacts_at_one_facility_are_one_submission(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    second = world.resident(pair.resident.resident.facility_id, name="Isaac Begay")
    world.services.inbox.accept(second, world.ask(pair.member_id, second).id)
    assert len(send_photo(world, pair.member_id).parts) == 1


def test_a_facility_without_the_feature_is_not_reached(world: World) -> None:
    pair = world.pair()
    assert state(world, pair).reached == ()
    sent = send_photo(world, pair.member_id)
    assert (sent.parts, sent.photo is None) == ((), False)


def test_the_same_key_is_the_same_photo_and_another_body_is_refused(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world, 10))
    key = str(uuid.uuid4())
    first = send_photo(world, pair.member_id, price_cents=10, key=key)
    assert send_photo(world, pair.member_id, price_cents=10, key=key).id == first.id
    assert cents(world, pair) == (990, 10)
    world.approve(world.reviewer(), first.parts[0].submission_id)
    again = send_photo(world, pair.member_id, price_cents=10, key=key)
    assert (again.id, again.parts[0].state) == (first.id, State.DELIVERED)
    with pytest.raises(KeyReused):
        send_photo(world, pair.member_id, 1, price_cents=10, key=key)
    with pytest.raises(KeyReused):
        world.send(pair, key=key)


def test_what_can_not_be_sent_changes_nothing(world: World) -> None:
    pair = world.pair(cents=5, facility_id=photo_facility(world, 10))
    service, sent = world.services.profile_photos, up(world, pair.member_id).sent_sha256
    before = world.services.events.newest()
    tries: list[tuple[type[Exception], str, int]] = [
        (PriceChanged, sent, 0),
        (PriceChanged, sent, 11),
        (NotEnoughFunds, sent, 10),
        (UploadMissing, "f" * 64, 10),
    ]
    for fault, name, price in tries:
        new = NewProfilePhoto(sent_sha256=name, price_cents=price)
        with pytest.raises(fault):
            service.send(pair.member_id, str(uuid.uuid4()), new)
    with pytest.raises(InvalidField):
        service.send(pair.member_id, "no key", NewProfilePhoto(sent_sha256=sent, price_cents=10))
    assert world.services.events.newest() == before
    assert state(world, pair).newest is None


def test_nobody_fills_the_journal_with_photos(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    for _ in range(SENDS_AN_HOUR):
        send_photo(world, pair.member_id)
    with pytest.raises(Throttled):
        send_photo(world, pair.member_id)
    world.clock.move(hours=1)
    send_photo(world, pair.member_id)


def test_an_upload_of_somebody_else_is_as_missing_as_none(world: World) -> None:
    pair, other = world.pair(facility_id=photo_facility(world)), world.pair()
    new = NewProfilePhoto(sent_sha256=up(world, other.member_id, 3).sent_sha256, price_cents=0)
    with pytest.raises(UploadMissing):
        world.services.profile_photos.send(pair.member_id, str(uuid.uuid4()), new)


def test_a_newer_one_replaces_the_one_that_waits_and_its_hold(world: World) -> None:
    pair = world.pair(cents=10, facility_id=photo_facility(world, 10))
    first = send_photo(world, pair.member_id, 1, price_cents=10)
    second = send_photo(world, pair.member_id, 2, price_cents=10)  # with the money of the first
    assert cents(world, pair) == (0, 10)
    with pytest.raises(WrongState) as late:
        world.services.review.claim(world.reviewer(), first.parts[0].submission_id)
    assert late.value.state is State.WITHDRAWN
    newest = state(world, pair).newest
    assert newest is not None
    assert newest.id == second.id
    assert len(world.services.review.queue(world.reviewer())) == 1


def test_the_one_that_waits_stays_when_the_newer_one_can_not_be_paid(world: World) -> None:
    pair = world.pair(cents=10, facility_id=photo_facility(world, 10))
    first = send_photo(world, pair.member_id, 1, price_cents=10)
    other = world.resident(photo_facility(world, 5), name="Isaac Begay")
    world.services.inbox.accept(other, world.ask(pair.member_id, other).id)
    with pytest.raises(NotEnoughFunds) as missing:
        send_photo(world, pair.member_id, 2, price_cents=15)
    assert (missing.value.price_cents, missing.value.balance_cents) == (15, 10)
    newest = state(world, pair).newest
    assert newest is not None
    assert (newest.id, newest.parts[0].state, cents(world, pair)) == (first.id, State.PENDING, (0, 10))


def test_the_old_photo_is_shown_until_the_new_one_is_approved_anywhere(world: World) -> None:
    pair = two_facilities(world, 0, 0)
    first = send_photo(world, pair.member_id, 1)
    world.approve(world.reviewer(), first.parts[0].submission_id)
    old = up(world, pair.member_id, 1).photo
    assert state(world, pair).shown == old
    second = send_photo(world, pair.member_id, 2)
    assert state(world, pair).shown == old
    world.refuse(world.reviewer(), second.parts[0].submission_id)
    assert state(world, pair).shown == old
    world.approve(world.reviewer(), second.parts[1].submission_id)
    assert state(world, pair).shown == up(world, pair.member_id, 2).photo


@pytest.mark.parametrize("sees", [False, True])
def test_a_waiting_photo_is_hidden_from_its_sender_unless_the_facility_lets_them(
    world: World, sees: bool
) -> None:
    pair = world.pair(facility_id=photo_facility(world, sender_sees_pending=sees))
    sent = send_photo(world, pair.member_id)
    picture = up(world, pair.member_id).photo

    def can_fetch() -> bool:
        try:
            world.services.profile_photos.allow(pair.member_id, picture.sha256)
        except NotFound:
            return False
        return True

    assert (sent.photo, can_fetch()) == (picture if sees else None, sees)
    reviewer = world.reviewer()
    world.services.review.claim(reviewer, sent.parts[0].submission_id)
    assert can_fetch() is sees
    world.refuse(reviewer, sent.parts[0].submission_id)
    newest = state(world, pair).newest
    assert newest is not None
    assert (newest.photo, can_fetch()) == (picture, True)
    again = send_photo(world, pair.member_id)
    assert can_fetch()  # the same bytes, returned to them before
    world.services.profile_photos.withdraw(pair.member_id, again.id)
    assert can_fetch()


def test_a_refusal_tells_the_rule_and_the_regions_and_frees_the_money(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world, 10))
    sent = send_photo(world, pair.member_id, price_cents=10)
    reviewer = world.reviewer()
    item = world.services.review.claim(reviewer, sent.parts[0].submission_id)
    regions = (Region(x=0.25, y=0.5, width=0.25, height=0.5), Region(x=0, y=0, width=1, height=0.125))
    world.services.review.refuse(
        reviewer, item.id, item.version, item.sha256, "numbers", "Crop it.", regions=regions
    )
    newest = state(world, pair).newest
    assert newest is not None
    refusal = newest.parts[0].refusal
    assert refusal is not None
    assert (refusal.rule, refusal.note, refusal.regions) == ("6", "Crop it.", regions)
    assert cents(world, pair) == (1_000, 0)
    kinds = [movement.kind for movement in world.services.vouchers.movements(pair.member_id).items]
    assert kinds == [MovementKind.RELEASE, MovementKind.HOLD, MovementKind.DEPOSIT]


@pytest.mark.parametrize(
    "region",
    [
        Region(x=-0.1, y=0, width=0.5, height=0.5),
        Region(x=0.6, y=0, width=0.5, height=0.5),
        Region(x=0, y=0, width=0, height=0.5),
        Region(x=0, y=float("nan"), width=0.5, height=0.5),
        Region(x=0, y=0, width=float("inf"), height=0.5),
    ],
)
def test_a_region_outside_the_picture_is_refused(world: World, region: Region) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    sent = send_photo(world, pair.member_id)
    reviewer = world.reviewer()
    item = world.services.review.claim(reviewer, sent.parts[0].submission_id)
    with pytest.raises(InvalidField):
        world.services.review.refuse(
            reviewer, item.id, item.version, item.sha256, "numbers", regions=[region]
        )


def test_a_text_has_no_regions(world: World) -> None:
    message, reviewer = world.send(world.pair()), world.reviewer()
    item = world.services.review.claim(reviewer, message.id)
    with pytest.raises(InvalidField):
        world.services.review.refuse(
            reviewer,
            item.id,
            item.version,
            item.sha256,
            "numbers",
            regions=[Region(x=0, y=0, width=1, height=1)],
        )


def test_an_approval_names_the_bytes_that_were_seen(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    sent, reviewer = send_photo(world, pair.member_id), world.reviewer()
    item = world.services.review.claim(reviewer, sent.parts[0].submission_id)
    assert item.sha256 == up(world, pair.member_id).photo.sha256 != sent.sent_sha256
    with pytest.raises(WrongState):
        world.services.review.approve(reviewer, item.id, item.version, sent.sent_sha256)
    world.services.review.approve(reviewer, item.id, item.version, item.sha256)
    (thread,) = world.services.inbox.threads(pair.resident).items
    assert thread.face_sha256 == item.sha256


def test_withdrawing_takes_back_what_waits_and_only_that(world: World) -> None:
    pair = two_facilities(world, 5, 10)
    sent = send_photo(world, pair.member_id, price_cents=15)
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    back = world.services.profile_photos.withdraw(pair.member_id, sent.id)
    assert [part.state for part in back.parts] == [State.DELIVERED, State.WITHDRAWN]
    assert back.withdrawn_at is not None
    assert cents(world, pair) == (995, 0)
    assert world.services.profile_photos.withdraw(pair.member_id, sent.id) == back


def test_what_is_all_decided_can_not_be_withdrawn(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    sent = send_photo(world, pair.member_id)
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    with pytest.raises(WrongState) as late:
        world.services.profile_photos.withdraw(pair.member_id, sent.id)
    assert late.value.state is State.DELIVERED
    assert late.value.profile_photos == state(world, pair)


def test_the_members_clients_are_told_with_the_present_state(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world, 10))
    before = world.services.events.newest()
    sent = send_photo(world, pair.member_id, price_cents=10)
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    news = world.services.events.after(pair.member, before)
    assert {event.kind for event in news.events} == {
        EventKind.PROFILE_PHOTO_CHANGED,
        EventKind.BALANCE_CHANGED,
    }
    (told,) = [event for event in news.events if event.kind is EventKind.PROFILE_PHOTO_CHANGED]
    assert told.profile_photos == state(world, pair)
    assert world.services.events.after(world.pair().member, before).events[0].profile_photos is None


def test_a_photo_is_no_message_and_a_movement_says_what_it_was_for(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world, 10))
    sent = send_photo(world, pair.member_id, price_cents=10)
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    assert world.services.messages.page(pair.member_id).items == ()
    with pytest.raises(NotFound):
        world.services.messages.get(pair.member_id, sent.parts[0].submission_id)
    with pytest.raises(NotFound):
        world.services.messages.withdraw(pair.member_id, sent.parts[0].submission_id)
    assert world.services.inbox.thread(pair.resident, pair.contact_id).items == ()
    movement = world.services.vouchers.movements(pair.member_id).items[0]
    assert (movement.message_id, movement.contact_id) == (None, None)
    assert (movement.profile_photo_id, movement.facility_id) == (sent.id, sent.parts[0].facility_id)


def test_a_lease_that_ends_gives_it_back(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    sent = send_photo(world, pair.member_id)
    world.services.review.claim(world.reviewer(), sent.parts[0].submission_id)
    world.clock.move(minutes=11)
    assert world.services.review.end_leases() == 1
    with world.services.store.read() as connection:
        found = submissions.find(connection, sent.parts[0].submission_id)
    assert found is not None
    assert (found.state, found.contact_id) == (State.PENDING, None)
