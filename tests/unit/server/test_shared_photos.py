"""Shared photos: once, to whom, at what price, decided on, mended, shared further, taken back."""

from __future__ import annotations

import uuid

import msgspec
import pytest

from contract.contacts import CannotWrite
from contract.facilities import Feature
from contract.galleries import PhotoChange, paid_at
from contract.messages import Region, State
from contract.money import MovementKind
from contract.problems import FieldReason
from server.services.faults import (
    InvalidField,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    PriceChanged,
    QuotaReached,
    UploadMissing,
    WrongState,
)
from server.services.standing import ResidentState
from tests.unit.server.pictures import cents, photo_facility, up
from tests.unit.server.sharing import (
    EVERYBODY,
    chosen,
    connect,
    further,
    gallery,
    new_photo,
    present,
    share,
    states,
    three_people,
)
from tests.unit.server.world import OPERATOR, PRICE, World


def test_a_photo_is_one_submission_for_each_facility_with_its_people(world: World) -> None:
    pair, second, third = three_people(world)
    photo = share(world, pair.member_id, price_cents=2 * PRICE)
    assert [{one.contact_id for one in part.viewers} for part in photo.parts] == [
        {pair.contact_id, second},
        {third},
    ]
    assert [part.held_cents for part in photo.parts] == [PRICE, PRICE]
    assert cents(world, pair) == (1_000 - 2 * PRICE, 2 * PRICE)
    assert (photo.photo, photo.thumbs) == (None, ())
    assert {part.title for part in photo.parts} == {"First day"}


def test_the_same_key_shares_once(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    new, key = new_photo(world, pair.member_id), str(uuid.uuid4())
    first = world.services.shared_photos.share(pair.member_id, key, new)
    assert world.services.shared_photos.share(pair.member_id, key, new) == first
    assert cents(world, pair) == (1_000 - PRICE, PRICE)
    other = new_photo(world, pair.member_id, title="Another")
    with pytest.raises(KeyReused):
        world.services.shared_photos.share(pair.member_id, key, other)


def test_an_approved_photo_is_paid_delivered_and_seen_by_its_sender_with_both_thumbnails(
    world: World,
) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    photo = share(world, pair.member_id)
    world.approve(world.reviewer(), photo.parts[0].submission_id)
    seen = present(world, pair.member_id, photo.id)
    assert states(seen) == ["delivered"]
    assert seen.photo is not None
    assert seen.photo.sha256 == up(world, pair.member_id).photo.sha256
    assert len(seen.thumbs) == 2
    for one in (seen.photo, *seen.thumbs):
        world.services.shared_photos.allow(pair.member_id, one.sha256)
    assert cents(world, pair) == (1_000 - PRICE, 0)
    (movement, *_) = world.services.vouchers.movements(pair.member_id).items
    assert (movement.kind, movement.photo_id, movement.message_id) == (MovementKind.CAPTURE, photo.id, None)


def test_a_waiting_photo_is_hidden_unless_its_facility_shows_it(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    share(world, pair.member_id)
    with pytest.raises(NotFound):
        world.services.shared_photos.allow(pair.member_id, up(world, pair.member_id).photo.sha256)
    open_pair = world.pair(facility_id=photo_facility(world, sender_sees_pending=True))
    assert share(world, open_pair.member_id).photo is not None


def test_what_was_not_approved_comes_back_with_the_marked_region_and_is_mended(world: World) -> None:
    pair, reviewer = world.pair(facility_id=photo_facility(world)), world.reviewer()
    place = gallery(world, pair.member_id)
    photo = share(world, pair.member_id, gallery_id=place.id)
    item = world.services.review.claim(reviewer, photo.parts[0].submission_id)
    assert item.text == "First day"
    assert item.audience
    mark = Region(x=0.5, y=0.5, width=0.25, height=0.25)
    world.services.review.refuse(reviewer, item.id, item.version, item.sha256, "numbers", regions=(mark,))
    refused = present(world, pair.member_id, photo.id)
    assert refused.photo is not None
    assert refused.parts[0].refusal is not None
    assert refused.parts[0].refusal.regions == (mark,)
    assert cents(world, pair) == (1_000, 0)
    mended = share(world, pair.member_id, 1, gallery_id=place.id, replaces=photo.id)
    assert [one.id for one in world.services.shared_photos.page(pair.member_id, place.id).items] == [
        mended.id
    ]
    with pytest.raises(NotFound):
        present(world, pair.member_id, photo.id)


def test_a_mended_photo_leaves_alone_what_somebody_has_got(world: World) -> None:
    pair, _, _ = three_people(world)
    photo = share(world, pair.member_id, price_cents=2 * PRICE)
    world.approve(world.reviewer(), photo.parts[0].submission_id)
    share(world, pair.member_id, 1, price_cents=2 * PRICE, replaces=photo.id)
    assert states(present(world, pair.member_id, photo.id)) == ["delivered", "withdrawn"]
    assert cents(world, pair) == (1_000 - 3 * PRICE, 2 * PRICE)


def test_further_people_where_it_is_approved_cost_nothing_and_nobody_looks_again(world: World) -> None:
    pair, second, third = three_people(world)
    photo = share(world, pair.member_id, audience=chosen(pair.contact_id))
    world.approve(world.reviewer(), photo.parts[0].submission_id)
    approved = present(world, pair.member_id, photo.id)
    assert paid_at(approved) == {approved.parts[0].facility_id}
    more = further(world, pair.member_id, photo.id, chosen(second), price_cents=0)
    assert {one.contact_id for one in more.parts[0].viewers} == {pair.contact_id, second}
    assert states(more) == ["delivered"]
    with pytest.raises(PriceChanged):
        further(world, pair.member_id, photo.id, EVERYBODY, price_cents=0)
    everybody = further(world, pair.member_id, photo.id, EVERYBODY, price_cents=PRICE)
    assert states(everybody) == ["delivered", "pending"]
    assert {one.contact_id for one in everybody.parts[1].viewers} == {third}
    assert cents(world, pair) == (1_000 - 2 * PRICE, PRICE)


def test_a_facility_that_did_not_approve_it_looks_again_for_its_price(world: World) -> None:
    pair, reviewer = world.pair(facility_id=photo_facility(world)), world.reviewer()
    photo = share(world, pair.member_id)
    world.refuse(reviewer, photo.parts[0].submission_id, note="Too dark.")
    again = further(world, pair.member_id, photo.id, EVERYBODY, price_cents=PRICE)
    assert states(again) == ["pending"]
    assert again.parts[0].submission_id != photo.parts[0].submission_id
    assert again.photo is not None  # it was decided on before: there is nothing to hide any more


def test_withdrawing_at_one_facility_leaves_the_other(world: World) -> None:
    pair, _, _ = three_people(world)
    photo = share(world, pair.member_id, price_cents=2 * PRICE)
    one = world.services.shared_photos.withdraw(pair.member_id, photo.id, photo.parts[1].facility_id)
    assert states(one) == ["pending", "withdrawn"]
    assert cents(world, pair) == (1_000 - PRICE, PRICE)
    assert states(world.services.shared_photos.withdraw(pair.member_id, photo.id)) == ["withdrawn"] * 2
    assert states(world.services.shared_photos.withdraw(pair.member_id, photo.id)) == ["withdrawn"] * 2
    assert cents(world, pair) == (1_000, 0)


def test_what_is_decided_can_not_be_withdrawn_and_the_answer_says_how_it_stands(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    photo = share(world, pair.member_id)
    world.approve(world.reviewer(), photo.parts[0].submission_id)
    with pytest.raises(WrongState) as told:
        world.services.shared_photos.withdraw(pair.member_id, photo.id)
    assert told.value.photo is not None
    assert states(told.value.photo) == ["delivered"]


def test_an_end_takes_one_person_out_and_the_last_one_takes_the_photo_back(world: World) -> None:
    pair, second, _ = three_people(world)
    photo = share(world, pair.member_id, audience=chosen(pair.contact_id, second))
    world.services.contacts.end(pair.member_id, pair.contact_id)
    left = present(world, pair.member_id, photo.id)
    assert ([one.contact_id for one in left.parts[0].viewers], states(left)) == ([second], ["pending"])
    world.services.contacts.block(pair.member_id, second)
    assert states(present(world, pair.member_id, photo.id)) == ["withdrawn"]
    assert cents(world, pair) == (1_000, 0)


def test_for_somebody_suspended_it_waits_as_approved_until_they_are_back(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    photo = share(world, pair.member_id)
    residents, resident_id = world.services.residents, pair.resident.resident.id
    residents.set_state(OPERATOR, resident_id, ResidentState.SUSPENDED)
    world.approve(world.reviewer(), photo.parts[0].submission_id)
    assert states(present(world, pair.member_id, photo.id)) == ["approved"]
    residents.set_state(OPERATOR, resident_id, ResidentState.ACTIVE)
    assert states(present(world, pair.member_id, photo.id)) == ["delivered"]


def test_a_release_takes_back_what_waits(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    photo = share(world, pair.member_id)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.RELEASED)
    assert states(present(world, pair.member_id, photo.id)) == ["withdrawn"]


def test_nobody_to_see_it_is_a_wrong_audience(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    facilities = world.services.facilities
    facilities.set_features(pair.resident.resident.facility_id, (Feature.MESSAGES,), OPERATOR)
    with pytest.raises(InvalidField) as told:
        share(world, pair.member_id)
    assert (told.value.field, told.value.reason) == ("audience", FieldReason.EMPTY)
    with pytest.raises(NotFound):
        share(world, pair.member_id, audience=chosen(str(uuid.uuid4())))


def test_a_standing_is_told_even_where_there_are_no_messages(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    world.services.facilities.set_features(pair.resident.resident.facility_id, (Feature.PHOTOS,), OPERATOR)
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.SUSPENDED)
    contact = world.services.contacts.get(pair.member_id, pair.contact_id)
    assert contact.cannot_write is CannotWrite.SUSPENDED


def test_after_every_fault_nothing_changed_and_the_key_is_free(world: World) -> None:
    pair = world.pair(cents=PRICE - 1, facility_id=photo_facility(world))
    photos, key = world.services.shared_photos, str(uuid.uuid4())
    new = new_photo(world, pair.member_id)
    with pytest.raises(NotEnoughFunds):
        photos.share(pair.member_id, key, new)
    with pytest.raises(PriceChanged):
        photos.share(pair.member_id, key, new_photo(world, pair.member_id, price_cents=1))
    with pytest.raises(NotFound):
        photos.share(pair.member_id, key, new_photo(world, pair.member_id, gallery_id=str(uuid.uuid4())))
    with pytest.raises(InvalidField):
        photos.share(pair.member_id, key, new_photo(world, pair.member_id, title="x" * 61))
    assert photos.page(pair.member_id).items == ()
    world.pay_in(pair.member_id, 1)
    assert states(photos.share(pair.member_id, key, new)) == ["pending"]


def test_an_upload_of_somebody_else_is_none(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    foreign = new_photo(world, world.member()[0].member_id)
    place = gallery(world, pair.member_id)
    mine = new_photo(world, pair.member_id, 1, gallery_id=place.id)
    stolen = msgspec.structs.replace(mine, sent_sha256=foreign.sent_sha256)
    with pytest.raises(UploadMissing):
        world.services.shared_photos.share(pair.member_id, str(uuid.uuid4()), stolen)


def test_so_many_wait_at_one_facility_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    share(world, pair.member_id)
    monkeypatch.setattr("server.services.photo_parts.WAITING_OF_MEMBER", 1)
    with pytest.raises(QuotaReached):
        share(world, pair.member_id, 1)
    neighbour = world.pair(facility_id=pair.resident.resident.facility_id)
    share(world, neighbour.member_id, 2)
    monkeypatch.setattr("server.services.photo_parts.WAITING_AT_FACILITY", 2)
    with pytest.raises(QuotaReached):
        share(world, world.pair(facility_id=pair.resident.resident.facility_id).member_id, 3)


def test_another_title_is_the_members_own(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    photo = share(world, pair.member_id)
    renamed = world.services.shared_photos.change(pair.member_id, photo.id, PhotoChange(title="Lake"))
    assert (renamed.title, renamed.parts[0].title) == ("Lake", "First day")


def test_a_contact_made_later_is_not_among_everybody_of_before(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    photo = share(world, pair.member_id)
    connect(world, pair, pair.resident.resident.facility_id)
    assert len(present(world, pair.member_id, photo.id).parts[0].viewers) == 1
    assert present(world, pair.member_id, photo.id).parts[0].state is State.PENDING
