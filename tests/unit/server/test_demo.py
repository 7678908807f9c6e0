"""The demo world: as everybody relies on it, whole in its books, and made only once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.accounts import Credentials, SignedIn
from contract.contacts import CannotWrite, ContactState
from contract.facilities import Feature
from contract.messages import Direction, Message, State
from contract.money import MovementKind, Redemption
from contract.vouchers import is_well_formed
from server import demo
from server.config import CHEAP, Settings
from server.demo import people
from server.demo.seeding import seed
from server.services.bundle import Services, build_services
from server.services.check import check
from server.services.codes import code_at
from server.services.sweeping import object_faults
from tests.databases import drop_worlds, url_of

KEY = bytes(32)
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp(f"demo-{database}")
    settings = settings_in(folder, demo=True)
    seed(settings, lambda: NOW)
    yield settings
    drop_worlds(folder)


@pytest.fixture(scope="module")
def world(settings: Settings) -> Iterator[Services]:
    services = build_services(settings, lambda: NOW)
    yield services
    services.close()


@pytest.fixture(scope="module")
def elena(world: Services) -> SignedIn:
    return sign_in(world, people.ELENA)


def settings_in(folder: Path, *, demo: bool = False) -> Settings:
    """For a database of the kind under test."""
    return Settings(folder, db_key=KEY, database_url=url_of(folder), demo=demo, argon2=CHEAP)


def sign_in(world: Services, member: people.Member) -> SignedIn:
    return world.accounts.sign_in(
        Credentials(email=member.email, password=member.password, device_name="here")
    )


def messages_with(world: Services, who: SignedIn, name: str) -> list[Message]:
    contacts = {contact.name: contact.id for contact in world.contacts.page(who.account.id).items}
    return list(world.messages.page(who.account.id, contacts[name]).items)


def test_its_books_and_its_audit_are_whole(world: Services) -> None:
    assert check(world.store) == []


def test_elena_has_twelve_fifty_and_every_movement_leads_there(world: Services, elena: SignedIn) -> None:
    balance = world.vouchers.balance(elena.account.id)
    assert (balance.available_cents, balance.held_cents) == (1250, 0)
    movements = world.vouchers.movements(elena.account.id).items
    assert movements[0].balance_cents == 1250
    assert {movement.kind for movement in movements} == {
        MovementKind.DEPOSIT,
        MovementKind.HOLD,
        MovementKind.CAPTURE,
        MovementKind.RELEASE,
    }


def test_elena_has_a_profile_photo_that_was_approved(world: Services, elena: SignedIn) -> None:
    photos = world.profile_photos.state(elena.account.id)
    assert photos.shown is not None
    assert photos.newest is not None
    assert photos.newest.photo == photos.shown
    assert [(part.facility_name, part.state) for part in photos.newest.parts] == [
        (people.CEDAR_RIDGE, State.DELIVERED)
    ]
    assert [(place.facility_name, place.price_cents) for place in photos.reached] == [(people.CEDAR_RIDGE, 0)]
    assert object_faults(world.store, world.objects) == []


def test_every_contact_is_as_the_tour_expects_it(world: Services, elena: SignedIn) -> None:
    contacts = {one.name: one for one in world.contacts.page(elena.account.id).items}
    facilities = {one.id: one.name for one in world.facilities.page().items}
    assert {name: facilities[one.facility_id] for name, one in contacts.items()} == {
        "Mateo Rivera": people.CEDAR_RIDGE,
        "Chidi Okafor": people.CEDAR_RIDGE,
        "Daniel Kowalski": people.CEDAR_RIDGE,
        "Samira Haddad": people.CEDAR_RIDGE,
        "Tomás Delgado": people.CEDAR_RIDGE,
        "Linh Trần": people.HARBOR_POINT,
        "Isaac Begay": people.HARBOR_POINT,
        "Yusuf Demir": people.LAKEVIEW,
    }
    cannot = {name: one.cannot_write for name, one in contacts.items() if one.cannot_write}
    assert cannot == {
        "Samira Haddad": CannotWrite.BEING_MOVED,
        "Tomás Delgado": CannotWrite.NOT_ACCEPTED,
        "Yusuf Demir": CannotWrite.NO_MESSAGES_AT_FACILITY,
    }
    assert contacts["Tomás Delgado"].state is ContactState.WAITING_FOR_PERSON
    assert {name: one.unread for name, one in contacts.items() if one.unread} == {"Chidi Okafor": 2}


def test_the_facilities_differ_in_price_features_and_promise(world: Services) -> None:
    found = {one.name: one for one in world.facilities.page().items}
    cedar, harbor, lakeview = (
        found[name] for name in (people.CEDAR_RIDGE, people.HARBOR_POINT, people.LAKEVIEW)
    )
    assert (cedar.prices.message_cents, harbor.prices.message_cents) == (25, 30)
    assert (cedar.approves_contacts, harbor.approves_contacts) == (False, True)
    assert (cedar.sender_sees_pending, harbor.sender_sees_pending) == (False, True)
    assert set(cedar.features) == set(Feature) - {Feature.UNKNOWN}
    assert Feature.REPLIES in harbor.features
    assert Feature.MESSAGES not in lakeview.features
    assert cedar.promise_hours == 48
    assert cedar.usual_wait_minutes is not None
    assert harbor.usual_wait_minutes is not None
    assert "6" in [rule.number for rule in cedar.rules]


def test_daniels_message_was_not_approved_for_rule_six_at_its_mark(world: Services, elena: SignedIn) -> None:
    refused = messages_with(world, elena, "Daniel Kowalski")[0]
    assert refused.state is State.REFUSED
    assert refused.refusal is not None
    assert refused.refusal.rule == "6"
    assert refused.text is not None
    marked = [refused.text[span.start : span.end] for span in refused.refusal.spans]
    assert marked == ["his new number is 970-555-0177"]


def test_histories_hold_what_was_delivered_opened_and_answered(world: Services, elena: SignedIn) -> None:
    assert messages_with(world, elena, "Isaac Begay")[0].state is State.DELIVERED
    assert messages_with(world, elena, "Mateo Rivera")[0].state is State.OPENED
    assert [one.direction for one in messages_with(world, elena, "Chidi Okafor")[:2]] == [
        Direction.RECEIVED,
        Direction.RECEIVED,
    ]
    everything = world.messages.page(elena.account.id).items
    assert not [one for one in everything if one.state in (State.PENDING, State.IN_REVIEW)]
    for message in everything:
        moments = [step.at for step in message.steps]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW


def test_the_others_have_what_their_stories_need(world: Services) -> None:
    rosa, kwame = sign_in(world, people.ROSA), sign_in(world, people.KWAME)
    assert world.vouchers.balance(rosa.account.id).available_cents == 15
    waiting = [one for one in world.messages.page(kwame.account.id).items if one.held_cents]
    assert len(waiting) == 2


@pytest.mark.parametrize(
    ("staff", "facilities"),
    [
        (people.RUTH, {people.CEDAR_RIDGE}),
        (people.OMAR, {people.HARBOR_POINT}),
        (people.GRACE, None),
        (people.INES, None),
    ],
)
def test_staff_sign_in_and_see_their_facilities(
    world: Services, staff: people.Staff, facilities: set[str] | None
) -> None:
    signed_in = world.staff.sign_in(staff.username, people.REVIEW_PASSWORD, code_at(staff.code_secret, NOW))
    assert signed_in.staff.role == staff.role
    found = {one.name for one in world.review.facilities(signed_in.staff)}
    assert found == (facilities or {people.CEDAR_RIDGE, people.HARBOR_POINT, people.LAKEVIEW})


@pytest.mark.parametrize("resident", people.RESIDENTS, ids=lambda one: one.name)
def test_residents_sign_in_with_their_number_and_pin(world: Services, resident: people.Resident) -> None:
    signed_in = world.residents.sign_in(resident.booking_number.lstrip("0"), people.PIN)
    assert signed_in.resident.name == resident.name


def test_the_voucher_codes_can_be_paid_in(folder: Path) -> None:
    settings = settings_in(folder, demo=True)
    demo.seed(settings)
    world = build_services(settings)
    try:
        who = sign_in(world, people.ELENA).account.id
        amounts = []
        for number, voucher in enumerate(people.VOUCHERS):
            assert is_well_formed(voucher.code)
            key = f"00000000-0000-4000-8000-{number:012}"
            amounts.append(world.vouchers.redeem(who, key, Redemption(code=voucher.code)).amount_cents)
        assert amounts == [1_000, 2_000, 500]
        assert world.vouchers.balance(who).available_cents == 1250 + 3_500
    finally:
        world.close()


def test_seeding_again_changes_nothing(settings: Settings, world: Services, elena: SignedIn) -> None:
    before = world.messages.page(elena.account.id)
    seed(settings, lambda: NOW + timedelta(days=1))
    assert world.messages.page(elena.account.id) == before


@pytest.mark.sqlite_only  # what an hour changes is arithmetic, which no database sees
@pytest.mark.parametrize("hour", [0, 6, 7, 12, 23])
@pytest.mark.parametrize("day", [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)])
def test_it_fits_any_hour_also_around_a_change_of_clocks(folder: Path, day: datetime, hour: int) -> None:
    now = day + timedelta(hours=hour, minutes=1)
    settings = settings_in(folder)
    seed(settings, lambda: now)
    world = build_services(settings, lambda: now)
    try:
        assert check(world.store) == []
        who = sign_in(world, people.ELENA).account.id
        assert world.vouchers.balance(who).available_cents == 1250
        assert max(one.steps[-1].at for one in world.messages.page(who).items) <= now
    finally:
        world.close()


def test_an_error_on_the_way_leaves_an_empty_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(folder)
    with monkeypatch.context() as broken:
        broken.setattr("server.demo.seeding._World.play", _stop)
        with pytest.raises(ArithmeticError):
            seed(settings, lambda: NOW)
    world = build_services(settings, lambda: NOW)
    try:
        assert world.facilities.page().items == ()
        assert check(world.store) == []
    finally:
        world.close()
    seed(settings, lambda: NOW)


def _stop(_: object) -> None:
    raise ArithmeticError


def test_the_facts_are_printed_for_people_and_programs() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "server", "demo", "--facts"], capture_output=True, text=True, check=True
    )
    found = json.loads(printed.stdout)
    assert found == demo.facts()
    assert found["member"]["email"] == "elena.rivera@example.org"
    assert len(found["residents"]) == 9
    assert [one["amount"] for one in found["vouchers"]] == ["$10", "$20", "$5"]
