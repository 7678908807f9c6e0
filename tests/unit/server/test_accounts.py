"""Members' accounts: registering, signing in and out, devices, passwords (rule S5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.accounts import Credentials, PasswordChange, Registration
from contract.problems import FieldReason
from server.config import Argon2Cost
from server.services.accounts import AccountService
from server.services.faults import (
    EmailTaken,
    InvalidField,
    NotFound,
    ServiceFault,
    SignedOut,
    Throttled,
    WrongCredentials,
)
from server.services.passwords import AT_ONCE, Passwords
from server.services.throttle import MEMBER_SIGN_IN, Throttle
from server.store.tables import member_sessions, members, throttle
from tests.unit.server.world import PASSWORD, World

EMAIL = "elena@example.org"


def test_a_new_account_is_signed_in_and_knows_itself(world: World) -> None:
    signed_in = register(world, name="  Elena Rivera ", email=" Elena@Example.org ")
    account = world.services.accounts.account(world.services.accounts.caller(signed_in))
    assert (account.name, account.email, account.time_zone) == ("Elena Rivera", "Elena@Example.org", "UTC")


@pytest.mark.sqlite_only  # a field is judged before any database hears of it
@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"name": " "}, "name", FieldReason.EMPTY),
        ({"name": "x" * 81}, "name", FieldReason.TOO_LONG),
        ({"name": "a\nb"}, "name", FieldReason.FORBIDDEN_CHARACTER),
        ({"name": "abc\u202egnp.exe"}, "name", FieldReason.FORBIDDEN_CHARACTER),
        ({"name": "a" + "\u0301" * 40}, "name", FieldReason.CHARACTER_TOO_COMPLEX),
        ({"email": "elena"}, "email", FieldReason.NOT_AN_EMAIL),
        ({"email": "elena@example"}, "email", FieldReason.NOT_AN_EMAIL),
        ({"email": "a b@example.org"}, "email", FieldReason.NOT_AN_EMAIL),
        ({"password": "short"}, "password", FieldReason.TOO_SHORT),
        ({"password": "x" * 201}, "password", FieldReason.TOO_LONG),
        ({"password": "Password123"}, "password", FieldReason.TOO_COMMON),
        ({"password": "aaaaaaaaaaaaaa"}, "password", FieldReason.TOO_COMMON),
        ({"password": "elena@example.org"}, "password", FieldReason.TOO_COMMON),
        ({"password": "correct\0horse battery"}, "password", FieldReason.FORBIDDEN_CHARACTER),
        ({"time_zone": "Mars/Olympus"}, "time_zone", FieldReason.WRONG),
        ({"time_zone": "../../etc/passwd"}, "time_zone", FieldReason.WRONG),
        ({"device_name": "x" * 81}, "device_name", FieldReason.TOO_LONG),
    ],
)
def test_a_field_that_can_not_be_taken_is_named(
    world: World, fields: dict[str, str], field: str, reason: FieldReason
) -> None:
    with pytest.raises(InvalidField) as fault:
        register(world, **fields)
    assert (fault.value.field, fault.value.reason) == (field, reason)


def test_an_address_is_taken_in_any_case(world: World) -> None:
    register(world)
    with pytest.raises(EmailTaken):
        register(world, email="ELENA@EXAMPLE.ORG")


def test_signing_in_opens_another_session(world: World) -> None:
    first = world.services.accounts.caller(register(world))
    second = world.services.accounts.caller(sign_in(world))
    devices = world.services.accounts.devices(second).items
    assert {device.id for device in devices} == {first.session_id, second.session_id}
    assert [device.id for device in devices if device.current] == [second.session_id]


def test_no_token_and_no_password_is_kept(world: World, data: object) -> None:
    token = register(world)
    with world.services.store.read() as connection:
        kept = connection.execute(select(member_sessions.c.token_sha256)).scalar_one()
        password = connection.execute(select(members.c.password_hash)).scalar_one()
    assert len(token) == 43  # 256 bits
    assert token not in kept
    assert password.startswith("$argon2id$")


def test_an_unknown_address_and_a_wrong_password_are_one_answer(world: World) -> None:
    register(world)
    for email, password in ((EMAIL, "wrong password"), ("nobody@example.org", PASSWORD)):
        with pytest.raises(WrongCredentials):
            sign_in(world, email, password)


def test_guessing_gets_slower_and_the_right_password_works_after_the_pause(world: World) -> None:
    register(world)
    pauses = []
    for _ in range(MEMBER_SIGN_IN.free + 8):
        with pytest.raises(WrongCredentials):
            sign_in(world, password="wrong password")
        pauses.append(pause(world))
    assert pauses[: MEMBER_SIGN_IN.free] == [timedelta(0)] * MEMBER_SIGN_IN.free
    growing = pauses[MEMBER_SIGN_IN.free :]
    assert growing == sorted(growing)
    assert growing[0] == MEMBER_SIGN_IN.first
    assert growing[-1] == MEMBER_SIGN_IN.most
    sign_in(world)
    assert pause(world) == timedelta(0)


def test_waiting_is_never_made_longer_by_trying(world: World) -> None:
    register(world)
    for _ in range(MEMBER_SIGN_IN.free + 1):
        with pytest.raises(WrongCredentials):
            sign_in(world, password="wrong password")
    for _ in range(20):
        with pytest.raises(Throttled) as fault:
            sign_in(world, password="wrong password")
        assert fault.value.retry_at == world.clock.now + MEMBER_SIGN_IN.first


def test_an_account_that_does_not_exist_is_slowed_down_alike(world: World) -> None:
    register(world)
    answers: dict[str, list[str]] = {}
    for email in (EMAIL, "nobody@example.org"):
        answers[email] = []
        for _ in range(MEMBER_SIGN_IN.free + 3):
            with pytest.raises(ServiceFault) as fault:
                sign_in(world, email, "wrong password")
            answers[email].append(type(fault.value).__name__)
    assert answers[EMAIL] == answers["nobody@example.org"]
    assert "Throttled" in answers[EMAIL]


def test_an_account_that_does_not_exist_takes_as_long() -> None:
    cost = Argon2Cost(rounds=2, memory_kib=512, lanes=1)
    passwords = Passwords(cost)
    encoded = passwords.hash(PASSWORD)
    counted: list[str] = []
    hasher = passwords._hasher
    original = hasher.verify

    class Counting:
        def verify(self, hash_: str, password: str) -> bool:
            counted.append(hash_.rsplit("$", 2)[0])
            return original(hash_, password)

    passwords.__dict__["_hasher"] = Counting()
    assert passwords.verify(encoded, PASSWORD)
    assert not passwords.verify(encoded, "wrong password")
    assert not passwords.verify(None, PASSWORD)
    assert len(set(counted)) == 1  # the same algorithm, version, memory, passes and lanes each time
    assert len(counted) == 3


def test_many_guesses_at_once_gain_nothing(world: World) -> None:
    register(world)
    answers: list[str] = []

    def guess() -> None:
        try:
            sign_in(world, password="wrong password")
        except ServiceFault as fault:
            answers.append(type(fault).__name__)

    in_threads([guess] * 20)
    assert answers.count("WrongCredentials") == MEMBER_SIGN_IN.free + 1
    assert answers.count("Throttled") == 20 - MEMBER_SIGN_IN.free - 1


def test_a_guess_that_is_not_counted_in_advance_would_be_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault seeded: counting only after looking lets all through at once."""
    monkeypatch.setattr(Throttle, "charge", lambda *_: None)
    with pytest.raises(AssertionError):
        test_many_guesses_at_once_gain_nothing(world)


def test_failures_are_forgotten_after_a_day(world: World) -> None:
    register(world)
    for _ in range(MEMBER_SIGN_IN.free):
        with pytest.raises(WrongCredentials):
            sign_in(world, password="wrong password")
    world.clock.move(hours=25)
    for _ in range(MEMBER_SIGN_IN.free):
        with pytest.raises(WrongCredentials):
            sign_in(world, password="wrong password")
        assert pause(world) == timedelta(0)


def test_a_clock_set_back_locks_nobody_out(world: World) -> None:
    register(world)
    world.clock.move(days=3650)
    for _ in range(MEMBER_SIGN_IN.free + 3):
        with pytest.raises(ServiceFault):
            sign_in(world, password="wrong password")
    world.clock.move(days=-3650)
    sign_in(world)


def test_the_names_that_were_guessed_at_can_not_be_read_from_the_throttle(world: World) -> None:
    with pytest.raises(WrongCredentials):
        sign_in(world, "nobody@example.org")
    with world.services.store.read() as connection:
        assert "nobody" not in connection.execute(select(throttle.c.key)).scalar_one()


def test_never_more_than_a_few_passwords_are_tried_at_once() -> None:
    passwords = Passwords(Argon2Cost(rounds=1, memory_kib=64, lanes=1))
    at_work, most, lock = 0, 0, threading.Lock()
    hasher = passwords._hasher

    class Watching:
        def verify(self, hash_: str, password: str) -> bool:
            nonlocal at_work, most
            with lock:
                at_work += 1
                most = max(most, at_work)
            try:
                return hasher.verify(hash_, password)
            finally:
                with lock:
                    at_work -= 1

    encoded = passwords.hash(PASSWORD)
    passwords.__dict__["_hasher"] = Watching()
    in_threads([lambda: passwords.verify(encoded, PASSWORD)] * 12)
    assert most <= AT_ONCE


def test_signing_out_is_over_at_the_next_request(world: World) -> None:
    token = register(world)
    world.services.accounts.sign_out(world.services.accounts.caller(token))
    with pytest.raises(SignedOut):
        world.services.accounts.caller(token)


def test_a_revoked_device_is_over_at_the_next_request(world: World) -> None:
    here, there = register(world), sign_in(world)
    accounts = world.services.accounts
    accounts.revoke(accounts.caller(here), accounts.caller(there).session_id)
    with pytest.raises(SignedOut):
        accounts.caller(there)
    accounts.caller(here)


def test_only_ones_own_devices_can_be_revoked(world: World) -> None:
    accounts = world.services.accounts
    here, other = accounts.caller(register(world)), accounts.caller(register(world, email="b@example.org"))
    for device_id in (other.session_id, "no-such-device"):
        with pytest.raises(NotFound):
            accounts.revoke(here, device_id)


def test_another_password_ends_every_other_session(world: World) -> None:
    here, there = register(world), sign_in(world)
    accounts = world.services.accounts
    accounts.change_password(accounts.caller(here), PasswordChange(current=PASSWORD, new="another password"))
    with pytest.raises(SignedOut):
        accounts.caller(there)
    accounts.caller(here)
    sign_in(world, password="another password")
    with pytest.raises(WrongCredentials):
        sign_in(world)


def test_changing_the_password_needs_the_present_one_and_a_good_new_one(world: World) -> None:
    accounts = world.services.accounts
    caller = accounts.caller(register(world))
    with pytest.raises(WrongCredentials):
        accounts.change_password(caller, PasswordChange(current="wrong password", new="another password"))
    with pytest.raises(InvalidField, match="new"):
        accounts.change_password(caller, PasswordChange(current=PASSWORD, new="short"))
    sign_in(world)


def test_a_session_nobody_uses_ends_by_itself(world: World) -> None:
    token = register(world)
    world.clock.move(days=89)
    world.services.accounts.caller(token)
    world.clock.move(days=89)
    world.services.accounts.caller(token)
    world.clock.move(days=91)
    with pytest.raises(SignedOut):
        world.services.accounts.caller(token)


def test_a_password_is_hashed_anew_when_the_cost_has_changed(world: World) -> None:
    register(world)
    dearer = AccountService(
        world.services.store,
        Passwords(Argon2Cost(rounds=2, memory_kib=128, lanes=1)),
        Throttle(world.services.store),
    )
    dearer.sign_in(Credentials(email=EMAIL, password=PASSWORD))
    with world.services.store.read() as connection:
        assert "m=128,t=2" in connection.execute(select(members.c.password_hash)).scalar_one()
    dearer.sign_in(Credentials(email=EMAIL, password=PASSWORD))


def test_devices_come_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.accounts.PAGE_SIZE", 2)
    caller = world.services.accounts.caller(register(world))
    for _ in range(4):
        world.clock.move(minutes=1)
        sign_in(world)
    found, cursor = [], None
    while True:
        page = world.services.accounts.devices(caller, cursor)
        found += [device.id for device in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 5
    assert found[-1] == caller.session_id


def register(world: World, **fields: str) -> str:
    """A new account; its token."""
    values = {"name": "Elena Rivera", "email": EMAIL, "password": PASSWORD, **fields}
    return world.services.accounts.register(Registration(**values)).token


def sign_in(world: World, email: str = EMAIL, password: str = PASSWORD) -> str:
    """A new session; its token."""
    return world.services.accounts.sign_in(Credentials(email=email, password=password)).token


def pause(world: World) -> timedelta:
    """How long the throttle makes one wait; the clock is moved there."""
    before = world.clock.now
    with world.services.store.read() as connection:
        until = connection.execute(select(throttle.c.next_allowed_at)).scalar()
    if until is not None:
        world.clock.now = max(before, until)
    return world.clock.now - before


def in_threads(calls: list[Callable[[], object]]) -> None:
    """All at once, until all are done."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
