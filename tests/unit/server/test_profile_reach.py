"""Where profile photos go and who sees them: contacts that come and go, residents once it is approved there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract.contacts import ContactRequest
from contract.messages import State
from server.services.standing import ResidentState
from tests.unit.server.pictures import (
    WITH_PHOTOS,
    cents,
    photo_facility,
    send_photo,
    state,
    two_facilities,
    up,
)
from tests.unit.server.world import OPERATOR, Pair, World


def test_without_a_contact_it_waits_and_goes_with_the_first(world: World) -> None:
    member, token = world.member()
    resident = world.resident(photo_facility(world))
    sent = send_photo(world, member.member_id)
    assert sent.parts == ()
    asked = world.ask(member.member_id, resident)
    pair = Pair(member, token, resident, asked.id)
    world.services.inbox.accept(resident, asked.id)
    newest = state(world, pair).newest
    assert newest is not None
    assert (newest.id, [part.state for part in newest.parts]) == (sent.id, [State.PENDING])
    second = world.resident(photo_facility(world), name="Isaac Begay")
    world.services.inbox.accept(second, world.ask(member.member_id, second).id)
    newest = state(world, pair).newest
    assert newest is not None
    assert len(newest.parts) == 2


def test_nothing_is_charged_that_the_member_did_not_see(world: World) -> None:
    member, token = world.member()
    resident = world.resident(photo_facility(world, 10))
    send_photo(world, member.member_id)
    asked = world.ask(member.member_id, resident)
    pair = Pair(member, token, resident, asked.id)
    world.services.inbox.accept(resident, asked.id)
    present = state(world, pair)
    assert present.newest is not None
    assert (present.newest.parts, present.reached[0].price_cents) == ((), 10)
    assert cents(world, pair) == (1_000, 0)
    agreed = send_photo(world, member.member_id, price_cents=10)
    assert (agreed.parts[0].held_cents, cents(world, pair)) == (10, (990, 10))


@pytest.mark.parametrize("what", ["withdrawn", "not approved"])
def test_what_is_over_does_not_go_with_a_later_contact(world: World, what: str) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    sent = send_photo(world, pair.member_id)
    if what == "withdrawn":
        world.services.profile_photos.withdraw(pair.member_id, sent.id)
    else:
        world.refuse(world.reviewer(), sent.parts[0].submission_id)
    other = world.resident(photo_facility(world), name="Isaac Begay")
    world.services.inbox.accept(other, world.ask(pair.member_id, other).id)
    newest = state(world, pair).newest
    assert newest is not None
    assert len(newest.parts) == 1


ENDINGS: dict[str, Callable[[World, Pair], object]] = {
    "ended": lambda world, pair: world.services.contacts.end(pair.member_id, pair.contact_id),
    "blocked by the member": lambda world, pair: world.services.contacts.block(
        pair.member_id, pair.contact_id
    ),
    "blocked by the person": lambda world, pair: world.services.inbox.block(pair.resident, pair.contact_id),
    "released": lambda world, pair: world.services.residents.set_state(
        OPERATOR, pair.resident.resident.id, ResidentState.RELEASED
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_with_nobody_left_to_see_it_it_is_withdrawn_and_its_money_back(world: World, ending: str) -> None:
    pair = world.pair(facility_id=photo_facility(world, 10))
    send_photo(world, pair.member_id, price_cents=10)
    ENDINGS[ending](world, pair)
    newest = state(world, pair).newest
    assert newest is not None
    assert (newest.parts[0].state, cents(world, pair)) == (State.WITHDRAWN, (1_000, 0))
    assert state(world, pair).reached == ()


@pytest.mark.parametrize("ending", ENDINGS)
def test_with_somebody_left_it_stays(world: World, ending: str) -> None:
    pair = world.pair(facility_id=photo_facility(world, 10))
    other = world.resident(pair.resident.resident.facility_id, name="Isaac Begay")
    world.services.inbox.accept(other, world.ask(pair.member_id, other).id)
    send_photo(world, pair.member_id, price_cents=10)
    ENDINGS[ending](world, pair)
    newest = state(world, pair).newest
    assert newest is not None
    assert newest.parts[0].state is State.PENDING


def test_residents_see_it_once_it_is_approved_where_they_are_and_while_connected(world: World) -> None:
    pair = two_facilities(world, 0, 0)

    def seen() -> str | None:
        return world.services.inbox.threads(pair.resident).items[0].face_sha256

    first, second = send_photo(world, pair.member_id, 1), None
    assert seen() is None
    world.approve(world.reviewer(), first.parts[1].submission_id)
    assert seen() is None  # approved elsewhere only
    second = send_photo(world, pair.member_id, 2)
    world.approve(world.reviewer(), second.parts[0].submission_id)
    assert seen() == up(world, pair.member_id, 2).photo.sha256
    world.services.facilities.set_features(pair.resident.resident.facility_id, WITH_PHOTOS[:2], OPERATOR)
    assert seen() is None
    world.services.facilities.set_features(pair.resident.resident.facility_id, WITH_PHOTOS, OPERATOR)
    world.approve(
        world.reviewer(), world.send(pair).id
    )  # what was delivered stays, and so does the conversation
    world.services.contacts.block(pair.member_id, pair.contact_id)
    assert seen() is None


def test_somebody_who_only_asks_shows_no_photo(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    world.approve(world.reviewer(), send_photo(world, pair.member_id).parts[0].submission_id)
    other = world.resident(pair.resident.resident.facility_id, name="Isaac Begay")
    request = ContactRequest(resident_id=other.resident.id, relationship="neighbor")
    world.services.contacts.request(pair.member_id, request)
    (asks,) = world.services.inbox.requests(other).items
    assert asks.face_sha256 is None
