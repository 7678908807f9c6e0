"""The staff: adding them, signing in with password and code, what a code is good for, and how a session ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.services.codes import STEP_S, code_at, fitting_step, new_secret
from server.services.faults import Forbidden, InvalidField, NotFound, SignedOut, Throttled, WrongCredentials
from server.services.staff import AUDITING, MANAGING, REVIEWING, Role, StaffMember
from server.store.sealed import SealBroken, seal, unseal
from server.store.tables import staff as table
from tests.unit.server.world import CODE_SECRET, PASSWORD, World


def test_staff_sign_in_is_throttled_and_ends_by_itself(world: World) -> None:
    staff = world.services.staff
    staff.add("Ruth", "Ruth Adeyemi", "manager", PASSWORD, code_secret=CODE_SECRET)
    token = staff.sign_in(" ruth ", PASSWORD, world.code()).token
    caller = staff.whoami(token)
    assert (caller.staff.name, caller.staff.role) == ("Ruth Adeyemi", Role.MANAGER)
    for _ in range(6):
        with pytest.raises(WrongCredentials):
            staff.sign_in("ruth", "wrong password", world.code())
    with pytest.raises(Throttled) as fault:
        staff.sign_in("ruth", PASSWORD, world.code())
    world.clock.now = fault.value.retry_at + timedelta(seconds=STEP_S)
    other = staff.sign_in("ruth", PASSWORD, world.code()).token
    staff.sign_out(staff.whoami(other))
    with pytest.raises(SignedOut):
        staff.whoami(other)
    world.clock.move(minutes=31)
    with pytest.raises(SignedOut):
        staff.whoami(token)


def test_a_working_day_ends_a_staff_session_even_in_use(world: World) -> None:
    token = signed_in(world, world.reviewer())
    for _ in range(24 * 3):
        world.clock.move(minutes=10)
        world.services.staff.whoami(token)
    world.clock.move(minutes=10)
    with pytest.raises(SignedOut):
        world.services.staff.whoami(token)


def test_a_code_opens_once(world: World) -> None:
    ruth = world.reviewer()
    used = world.code()
    signed_in(world, ruth)
    with pytest.raises(WrongCredentials):
        world.services.staff.sign_in(ruth.username, PASSWORD, used)
    world.clock.move(seconds=STEP_S)
    with pytest.raises(WrongCredentials):
        world.services.staff.sign_in(ruth.username, PASSWORD, used)
    signed_in(world, ruth)


def test_a_code_before_the_last_one_used_opens_nothing(world: World) -> None:
    ruth = world.reviewer()
    before, later = world.code(), code_at(CODE_SECRET, world.clock.now + timedelta(seconds=STEP_S))
    world.services.staff.sign_in(ruth.username, PASSWORD, later)
    with pytest.raises(WrongCredentials):
        world.services.staff.sign_in(ruth.username, PASSWORD, before)


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "１２３４５６", "123456789"])
def test_without_the_code_the_password_opens_nothing(world: World, code: str) -> None:
    ruth = world.reviewer()
    with pytest.raises(WrongCredentials):
        world.services.staff.sign_in(ruth.username, PASSWORD, code)


def test_codes_are_guessed_as_slowly_as_passwords(world: World) -> None:
    ruth = world.reviewer()
    for _ in range(6):
        with pytest.raises(WrongCredentials):
            world.services.staff.sign_in(ruth.username, PASSWORD, "000000")
    with pytest.raises(Throttled):
        world.services.staff.sign_in(ruth.username, PASSWORD, world.code())


def test_somebody_without_codes_can_not_sign_in_until_they_are_given_some(world: World) -> None:
    staff = world.services.staff
    staff.add("ruth", "Ruth", "reviewer", PASSWORD)
    with pytest.raises(WrongCredentials):
        staff.sign_in("ruth", PASSWORD, world.code())
    staff.give_codes("Ruth", CODE_SECRET)
    assert staff.sign_in("ruth", PASSWORD, world.code()).staff.name == "Ruth"


def test_new_codes_end_what_was_signed_in(world: World) -> None:
    ruth = world.reviewer()
    token = signed_in(world, ruth)
    world.services.staff.give_codes(ruth.username, new_secret())
    with pytest.raises(SignedOut):
        world.services.staff.whoami(token)
    with pytest.raises(NotFound):
        world.services.staff.give_codes("nobody", CODE_SECRET)


def test_telephones_may_be_half_a_minute_off(world: World) -> None:
    now = world.clock.now
    for steps, fits in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = code_at(CODE_SECRET, now + timedelta(seconds=steps * STEP_S))
        assert (fitting_step(CODE_SECRET, f" {code[:3]} {code[3:]}", now, 0) is not None) is fits


def test_the_secret_of_the_codes_is_sealed_in_the_database(world: World) -> None:
    ruth, omar = world.reviewer(), world.reviewer()
    with world.services.store.read() as connection:
        kept = {row.id: row.code_sealed for row in connection.execute(table.select())}
    assert CODE_SECRET not in str(kept)
    key = world.services.store.key
    assert unseal(key, ruth.id, str(kept[ruth.id])) == CODE_SECRET
    for owner, sealed, with_key in (
        (omar.id, kept[ruth.id], key),
        (ruth.id, kept[ruth.id], bytes(32)),
        (ruth.id, seal(key, ruth.id, "x")[:-4] + "AAA=", key),
        (ruth.id, "not sealed", key),
    ):
        with pytest.raises(SealBroken):
            unseal(with_key, owner, str(sealed))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"username": "ruth"}, "username"),
        ({"role": "owner"}, "role"),
        ({"password": "short"}, "password"),
        ({"facility_id": "nowhere"}, "facility"),
        ({"name": ""}, "name"),
    ],
)
def test_staff_are_added_with_care(world: World, fields: dict[str, str], field: str) -> None:
    world.services.staff.add("ruth", "Ruth", "reviewer", PASSWORD)
    values = {"username": "omar", "name": "Omar", "role": "reviewer", "password": PASSWORD, **fields}
    with pytest.raises(InvalidField) as fault:
        world.services.staff.add(
            values["username"], values["name"], values["role"], values["password"], values.get("facility_id")
        )
    assert fault.value.field == field


def test_a_token_of_one_kind_opens_nothing_of_another(world: World) -> None:
    pair = world.pair()
    tokens = [pair.token, signed_in(world, world.reviewer()), "x", ""]
    for opens, other in (
        (world.services.accounts.caller, tokens[1:]),
        (world.services.staff.whoami, [tokens[0], *tokens[2:]]),
        (world.services.residents.whoami, tokens),
    ):
        for token in other:
            with pytest.raises(SignedOut):
                opens(token)


def test_each_role_reaches_as_far_as_it_says(world: World) -> None:
    reach = {Role.REVIEWER: {REVIEWING}, Role.MANAGER: {REVIEWING, MANAGING}, Role.AUDITOR: {AUDITING}}
    for role, within in reach.items():
        somebody = world.staff(role.value)
        for roles in (REVIEWING, MANAGING, AUDITING):
            if roles in within:
                somebody.must_be(roles)
            else:
                with pytest.raises(Forbidden):
                    somebody.must_be(roles)


def signed_in(world: World, who: StaffMember) -> str:
    """The token of a new session."""
    return world.services.staff.sign_in(who.username, PASSWORD, world.code()).token
