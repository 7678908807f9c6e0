"""Two-factor codes: nothing changes before the first fits, each opens once, recovery codes once each (rule S5)."""

from __future__ import annotations

import pytest

from contract.accounts import Credentials, RecoveryCodes, TwoFactorProof
from server.services import two_factor_proof
from server.services.accounts import MemberCaller
from server.services.codes import code_at
from server.services.faults import CodeNeeded, NotFound, SignedOut, Throttled, WrongCode, WrongCredentials
from server.services.throttle import MEMBER_SIGN_IN
from tests.unit.server.post_box import mails
from tests.unit.server.world import OPERATOR, PASSWORD, World


def turned_on(world: World, member: MemberCaller) -> tuple[str, RecoveryCodes]:
    """Codes are on: the app's secret and the recovery codes; the clock is past the code that was used."""
    secret = world.services.two_factor.begin(member, PASSWORD).secret
    fresh = world.services.two_factor.confirm(member, code_at(secret, world.clock.now))
    world.clock.move(seconds=60)
    return secret, fresh


def test_nothing_is_asked_for_before_the_apps_first_code_was_typed_in(world: World) -> None:
    member, _ = world.member()
    setup = world.services.two_factor.begin(member, PASSWORD)
    assert setup.secret in setup.address
    assert "issuer=GettingOut" in setup.address
    sign_in(world, member)
    with pytest.raises(WrongCode):
        world.services.two_factor.confirm(member, "000000")
    sign_in(world, member)
    world.services.two_factor.confirm(member, code_at(setup.secret, world.clock.now))
    with pytest.raises(CodeNeeded):
        sign_in(world, member)


def test_with_codes_on_the_password_alone_opens_nothing(world: World) -> None:
    member, _ = world.member()
    secret, fresh = turned_on(world, member)
    assert len(set(fresh.codes)) == 10
    account = world.services.accounts.account(member)
    assert (account.two_factor, account.recovery_codes_left) == (True, 10)
    with pytest.raises(WrongCredentials):
        sign_in(world, member, code_at(secret, world.clock.now), password="wrong password")
    with pytest.raises(WrongCode):
        sign_in(world, member, "000000")
    code = code_at(secret, world.clock.now)
    sign_in(world, member, f"{code[:3]} {code[3:]}")
    with pytest.raises(WrongCode):  # each opens once
        sign_in(world, member, code)


def test_the_code_that_turned_it_on_does_not_open_as_well(world: World) -> None:
    member, _ = world.member()
    secret = world.services.two_factor.begin(member, PASSWORD).secret
    code = code_at(secret, world.clock.now)
    world.services.two_factor.confirm(member, code)
    with pytest.raises(WrongCode):
        sign_in(world, member, code)


def test_a_recovery_code_opens_once_however_it_is_typed(world: World) -> None:
    member, _ = world.member()
    _, fresh = turned_on(world, member)
    sign_in(world, member, fresh.codes[3].lower().replace("-", " "))
    with pytest.raises(WrongCode):
        sign_in(world, member, fresh.codes[3])
    assert world.services.accounts.account(member).recovery_codes_left == 9
    email = world.services.accounts.account(member).email
    assert "recovery code" in " ".join(mail["Subject"] for mail in mails(world, email))


def test_it_would_be_noticed_if_a_recovery_code_opened_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_factor_proof, "prove", lambda *_: None)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_a_recovery_code_opens_once_however_it_is_typed(world)


def test_other_recovery_codes_and_turning_it_off_take_password_and_code(world: World) -> None:
    member, _ = world.member()
    secret, fresh = turned_on(world, member)
    for proof, fault in (
        (TwoFactorProof(password="wrong password", code=fresh.codes[0]), WrongCredentials),
        (TwoFactorProof(password=PASSWORD, code="ABCD-EFGH-JKLM"), WrongCode),
    ):
        with pytest.raises(fault):
            world.services.two_factor.renew(member, proof)
        with pytest.raises(fault):
            world.services.two_factor.end(member, proof)
    others = world.services.two_factor.renew(
        member, TwoFactorProof(password=PASSWORD, code=code_at(secret, world.clock.now))
    )
    assert not set(others.codes) & set(fresh.codes)
    with pytest.raises(WrongCode):
        sign_in(world, member, fresh.codes[1])
    world.services.two_factor.end(member, TwoFactorProof(password=PASSWORD, code=others.codes[0]))
    sign_in(world, member)
    assert world.services.accounts.account(member).recovery_codes_left == 0


def test_the_operator_can_turn_it_off_for_whoever_lost_everything_and_every_session_ends(
    world: World,
) -> None:
    member, token = world.member()
    with pytest.raises(NotFound):
        world.services.two_factor.end_for(world.services.accounts.account(member).email, OPERATOR)
    turned_on(world, member)
    email = world.services.accounts.account(member).email
    world.services.two_factor.end_for(email.upper(), OPERATOR)
    with pytest.raises(SignedOut):
        world.services.accounts.caller(token)
    sign_in(world, member)
    assert mails(world, email)[-1]["Subject"].startswith("A new device")
    assert "Two-factor codes are off" in [mail["Subject"] for mail in mails(world, email)]


def test_guessing_codes_with_the_right_password_gets_slower(world: World) -> None:
    member, _ = world.member()
    turned_on(world, member)
    for _ in range(MEMBER_SIGN_IN.free + 1):
        with pytest.raises(WrongCode):
            sign_in(world, member, "000000")
    with pytest.raises(Throttled):
        sign_in(world, member, "000000")


def test_neither_secret_nor_recovery_code_stands_in_the_database(world: World) -> None:
    member, _ = world.member()
    secret, fresh = turned_on(world, member)
    with world.services.store.read() as connection:
        for table in ("members", "member_codes", "recovery_codes", "audit"):
            kept = str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert secret not in kept
            assert not [code for code in fresh.codes if code in kept or code.replace("-", "") in kept]


def sign_in(world: World, member: MemberCaller, code: str = "", password: str = PASSWORD) -> None:
    """Another session, or why not."""
    email = world.services.accounts.account(member).email
    world.services.accounts.sign_in(Credentials(email=email, password=password, code=code))
