"""What managers change: settings, prices from a day on, the pause, and the staff; and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from contract.facilities import Feature, Prices, Rule
from server.services.faults import Forbidden, InvalidField, NotFound, PriceChanged, SignedOut
from server.services.staff import StaffMember
from server.store.tables.facilities import Reason
from tests.unit.server.world import PASSWORD, World

DEARER = Prices(message_cents=40, photo_cents=50, status_cents=60, profile_photo_cents=0)


@pytest.fixture
def facility(world: World) -> str:
    return world.facility()


@pytest.fixture
def grace(world: World, facility: str) -> StaffMember:
    return world.staff("manager", facility)


def test_settings_are_changed_together_and_count_at_once(
    world: World, facility: str, grace: StaffMember
) -> None:
    managing = world.services.managing
    _, before = managing.read(grace, facility)
    wanted = replace(
        before,
        features=(Feature.MESSAGES,),
        message_characters=300,
        promise_hours=24,
        release_delay_s=90,
        sender_sees_pending=True,
        rules=(Rule(number="7", text="No card numbers."),),
        reasons=(Reason(code="cards", rule="7", text="Take them out.", title="Cards"),),
    )
    managing.change(grace, facility, wanted)
    assert managing.read(grace, facility)[1] == wanted
    seen = world.services.facilities.get(facility)
    assert (seen.features, seen.message_characters) == ((Feature.MESSAGES,), 300)
    assert [rule.text for rule in seen.rules] == ["No card numbers."]


def test_what_waits_keeps_its_promise_and_its_price(world: World, facility: str, grace: StaffMember) -> None:
    pair = world.pair(facility_id=facility)
    message = world.send(pair)
    managing = world.services.managing
    managing.change(grace, facility, replace(managing.read(grace, facility)[1], promise_hours=1))
    managing.plan_prices(grace, facility, DEARER)
    item = world.services.review.claim(grace, message.id)
    assert item.promise_at - item.created_at == timedelta(hours=48)
    world.services.review.approve(grace, item.id, item.version, item.sha256)
    assert world.services.messages.get(pair.member_id, message.id).paid_cents == 25
    with pytest.raises(PriceChanged):
        world.send(pair)
    assert world.send(pair, price_cents=40).price_cents == 40


def test_planned_prices_count_from_their_moment_on(world: World, facility: str, grace: StaffMember) -> None:
    managing = world.services.managing
    tomorrow = world.clock.now + timedelta(days=1)
    managing.plan_prices(grace, facility, DEARER, tomorrow)
    state, _ = managing.read(grace, facility)
    assert (state.planned, state.planned_from, state.prices.message_cents) == (DEARER, tomorrow, 25)
    world.clock.move(hours=23, minutes=59)
    assert managing.apply_planned() == 0
    world.clock.move(minutes=1)
    assert (managing.apply_planned(), managing.apply_planned()) == (1, 0)
    state, _ = managing.read(grace, facility)
    assert (state.prices, state.planned) == (DEARER, None)


def test_a_plan_is_replaced_dropped_or_overtaken(world: World, facility: str, grace: StaffMember) -> None:
    managing, day = world.services.managing, timedelta(days=1)
    managing.plan_prices(grace, facility, DEARER, world.clock.now + day)
    managing.plan_prices(grace, facility, DEARER, world.clock.now + 2 * day)
    assert managing.read(grace, facility)[0].planned_from == world.clock.now + 2 * day
    managing.drop_plan(grace, facility)
    assert managing.read(grace, facility)[0].planned is None
    managing.plan_prices(grace, facility, DEARER, world.clock.now + day)
    managing.plan_prices(grace, facility, replace_price(DEARER, 30))
    world.clock.move(days=2)
    assert managing.apply_planned() == 0
    assert managing.read(grace, facility)[0].prices.message_cents == 30


def replace_price(prices: Prices, message_cents: int) -> Prices:
    values = {name: getattr(prices, name) for name in prices.__struct_fields__}
    return Prices(**{**values, "message_cents": message_cents})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("message_characters", 0),
        ("message_characters", 501),
        ("promise_hours", 0),
        ("release_delay_s", 3_601),
        ("rules", (Rule(number="1", text="a"), Rule(number="1", text="b"))),
        ("rules", (Rule(number="", text="a"),)),
        ("rules", (Rule(number="1", text="x" * 301),)),
        ("rules", tuple(Rule(number=str(at), text="a") for at in range(41))),
        ("reasons", (Reason(code="other", rule=None, text="a", title="a"),)),
        ("reasons", (Reason(code="a", rule="99", text="a", title="a"),)),
        ("reasons", (Reason(code="a", rule=None, text="", title="a"),)),
    ],
)
def test_settings_out_of_bounds_change_nothing(
    world: World, facility: str, grace: StaffMember, name: str, value: object
) -> None:
    _, before = world.services.managing.read(grace, facility)
    with pytest.raises(InvalidField):
        world.services.managing.change(grace, facility, replace(before, **{name: value}))  # type: ignore[arg-type]
    assert world.services.managing.read(grace, facility)[1] == before


@pytest.mark.parametrize("role", ["reviewer", "auditor"])
def test_only_managers_change_anything(world: World, facility: str, role: str) -> None:
    staff = world.staff(role, facility)
    managing = world.services.managing
    for forbidden in (
        lambda: managing.read(staff, facility),
        lambda: managing.plan_prices(staff, facility, DEARER),
        lambda: managing.drop_plan(staff, facility),
        lambda: managing.pause(staff, facility, "x"),
        lambda: managing.resume(staff, facility),
        lambda: managing.colleagues(staff),
        lambda: managing.add_colleague(staff, "x", "X", "reviewer", PASSWORD, facility),
        lambda: managing.give_codes(staff, staff.id),
        lambda: managing.end_colleague(staff, staff.id),
    ):
        with pytest.raises(Forbidden):
            forbidden()


def test_a_facility_outside_the_walls_is_unknown(world: World, grace: StaffMember) -> None:
    other = world.facility()
    for unknown in (
        lambda: world.services.managing.read(grace, other),
        lambda: world.services.managing.plan_prices(grace, other, DEARER),
        lambda: world.services.managing.pause(grace, other, "x"),
        lambda: world.services.managing.drop_plan(grace, other),
    ):
        with pytest.raises(NotFound):
            unknown()


def test_a_pause_needs_words_and_is_begun_and_ended_once(
    world: World, facility: str, grace: StaffMember
) -> None:
    managing = world.services.managing
    with pytest.raises(InvalidField):
        managing.pause(grace, facility, "  ")
    managing.pause(grace, facility, "The power is out.")
    assert world.services.facilities.get(facility).pause_notice == "The power is out."
    with pytest.raises(NotFound):
        managing.pause(grace, facility, "Again")
    managing.resume(grace, facility)
    assert world.services.facilities.get(facility).paused_since is None


def test_somebody_new_signs_in_with_the_codes_that_were_shown(
    world: World, facility: str, grace: StaffMember
) -> None:
    from server.services.codes import code_at

    managing = world.services.managing
    address = managing.add_colleague(grace, "Nadia", "Nadia K.", "reviewer", PASSWORD, facility)
    secret = address.partition("secret=")[2].partition("&")[0]
    signed_in = world.services.staff.sign_in("nadia", PASSWORD, code_at(secret, world.clock.now))
    assert signed_in.staff.facility_id == facility
    assert [one.name for one in managing.colleagues(grace).items] == ["Nadia K.", "Ruth"]
    with pytest.raises(InvalidField):
        managing.add_colleague(grace, "nadia", "Another", "reviewer", PASSWORD, facility)
    with pytest.raises(InvalidField):
        managing.add_colleague(grace, "elsewhere", "E", "reviewer", PASSWORD, world.facility())
    managing.give_codes(grace, signed_in.staff.id)
    with pytest.raises(SignedOut):
        world.services.staff.whoami(signed_in.token)


def test_whoever_is_ended_is_out_at_once(world: World, facility: str, grace: StaffMember) -> None:
    ruth = world.reviewer(facility)
    token = world.services.staff.sign_in(ruth.username, PASSWORD, world.code()).token
    world.services.managing.end_colleague(grace, ruth.id)
    with pytest.raises(SignedOut):
        world.services.staff.whoami(token)
    assert ruth.id not in {one.id for one in world.services.managing.colleagues(grace).items}


def test_a_manager_of_one_facility_leaves_those_of_all_alone(world: World, grace: StaffMember) -> None:
    everywhere, elsewhere = world.reviewer(), world.reviewer(world.facility())
    for untouchable in (everywhere, elsewhere, grace):
        with pytest.raises(NotFound):
            world.services.managing.end_colleague(grace, untouchable.id)
    with pytest.raises(NotFound):
        world.services.managing.give_codes(grace, everywhere.id)
