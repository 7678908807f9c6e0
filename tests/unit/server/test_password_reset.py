"""A forgotten password: single use, the same for unknown accounts, ends sessions and opens none (threat T1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contract.accounts import Credentials, PasswordChange, PasswordReset, ResetRequest
from contract.problems import FieldReason
from server.services.accounts import MemberCaller
from server.services.faults import (
    CodeNeeded,
    InvalidField,
    ServiceFault,
    SignedOut,
    Throttled,
    WrongCode,
    WrongCredentials,
)
from server.store.tables import mails as mail_table
from server.store.tables import throttle
from tests.unit.server.live import Live
from tests.unit.server.post_box import code_in, mails, words_of
from tests.unit.server.test_two_factor import turned_on
from tests.unit.server.world import PASSWORD, World

NEW = "another horse battery"


def test_the_code_sets_a_password_once_ends_every_session_and_opens_none(world: World) -> None:
    member, token = world.member()
    email = ask(world, member)
    code = code_in(mails(world, email)[-1])
    world.services.resets.reset(PasswordReset(email=email, code=code, new=NEW))
    with pytest.raises(SignedOut):
        world.services.accounts.caller(token)
    with pytest.raises(WrongCredentials):
        world.services.accounts.sign_in(Credentials(email=email, password=PASSWORD))
    signed_in = world.services.accounts.sign_in(Credentials(email=email, password=NEW))
    devices = world.services.accounts.devices(world.services.accounts.caller(signed_in.token)).items
    assert [device.current for device in devices] == [True]
    with pytest.raises(WrongCode):
        world.services.resets.reset(PasswordReset(email=email, code=code, new="a third horse battery"))
    assert "password" in mails(world, email)[-2]["Subject"].lower()


def test_known_and_unknown_addresses_get_one_answer_and_do_one_thing(live: Live) -> None:
    known = live.world.services.accounts.account(live.world.member()[0]).email
    answers = []
    for address in (known, "nobody@example.org"):
        asked = live.call("POST", "/v1/password-reset-requests", json={"email": address})
        tried = live.call(
            "POST", "/v1/password-resets", json={"email": address, "code": "ABCD-EFGH", "new": NEW}
        )
        answers.append((asked.status, asked.body, tried.status, tried.body))
    assert answers[0] == answers[1]


def test_what_is_written_while_one_waits_is_the_same_for_both(world: World) -> None:
    """The same time follows from the same work: one failure counted and one row, whoever is asked for."""
    known = world.services.accounts.account(world.member()[0]).email
    written = []
    for address in (known, "nobody@example.org"):
        before = rows(world)
        world.services.resets.ask(ResetRequest(email=address))
        written.append(tuple(after - was for was, after in zip(before, rows(world), strict=True)))
    assert written[0] == written[1] == (1, 1, 0, 0)


def test_nobody_is_written_to_at_an_address_without_an_account(world: World) -> None:
    world.services.resets.ask(ResetRequest(email="nobody@example.org"))
    assert mails(world) == []
    assert rows(world)[1] == 0  # and nothing waits any more


def test_asking_again_and_again_gets_slower_for_known_and_unknown(world: World) -> None:
    known = world.services.accounts.account(world.member()[0]).email
    for address in (known, "nobody@example.org"):
        for _ in range(4):
            world.services.resets.ask(ResetRequest(email=address.upper()))
        with pytest.raises(Throttled):
            world.services.resets.ask(ResetRequest(email=address))


@pytest.mark.parametrize("new", ["short", "password123", "x" * 201])
def test_a_bad_new_password_is_named_and_the_code_still_opens(world: World, new: str) -> None:
    member, _ = world.member()
    email = ask(world, member)
    code = code_in(mails(world, email)[-1])
    with pytest.raises(InvalidField) as fault:
        world.services.resets.reset(PasswordReset(email=email, code=code, new=new))
    assert (fault.value.field, fault.value.reason in FieldReason) == ("new", True)
    world.services.resets.reset(PasswordReset(email=email, code=code, new=NEW))


def test_a_code_is_worth_nothing_once_the_password_was_changed_or_half_an_hour_is_over(world: World) -> None:
    member, _ = world.member()
    email = ask(world, member)
    code = code_in(mails(world, email)[-1])
    world.services.accounts.change_password(member, PasswordChange(current=PASSWORD, new=NEW))
    with pytest.raises(WrongCode):
        world.services.resets.reset(PasswordReset(email=email, code=code, new=NEW))
    ask(world, member)
    late = code_in(mails(world, email)[-1])
    world.clock.move(minutes=31)
    with pytest.raises(WrongCode):
        world.services.resets.reset(PasswordReset(email=email, code=late, new=NEW))


def test_a_mailbox_alone_does_not_get_past_two_factor_codes(world: World) -> None:
    member, _ = world.member()
    turned_on(world, member)
    email = ask(world, member)
    world.services.resets.reset(PasswordReset(email=email, code=code_in(mails(world, email)[-1]), new=NEW))
    with pytest.raises(CodeNeeded):
        world.services.accounts.sign_in(Credentials(email=email, password=NEW))


def test_guessing_the_code_gets_slower_for_known_and_unknown_alike(world: World) -> None:
    known = ask(world, world.member()[0])
    for address in (known, "nobody@example.org"):
        seen: list[type[ServiceFault]] = []
        for _ in range(8):
            try:
                world.services.resets.reset(PasswordReset(email=address, code="ABCD-EFGH", new=NEW))
            except ServiceFault as fault:
                seen.append(type(fault))
        assert seen == [WrongCode] * 6 + [Throttled] * 2
    with world.services.store.read() as connection:
        pauses = [row.next_allowed_at for row in connection.execute(throttle.select())]
    assert max(pauses) - world.clock.now <= timedelta(minutes=5)  # slowed down, never locked out


def test_the_mail_says_what_it_is_for_and_nothing_else(world: World) -> None:
    email = ask(world, world.member(name="Elena Rivera")[0])
    said = words_of(mails(world, email)[-1])
    assert "30 minutes" in said
    assert "Elena" not in said


def ask(world: World, member: MemberCaller) -> str:
    """Asks for a code; the address."""
    email = world.services.accounts.account(member).email
    world.services.resets.ask(ResetRequest(email=email))
    return email


def rows(world: World) -> tuple[int, ...]:
    """How many there are of what a request may write."""
    with world.services.store.read() as connection:
        return tuple(
            len(connection.execute(table.select()).all()) for table in (throttle, mail_table)
        ) + tuple(
            connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() or 0
            for name in ("member_codes", "audit")
        )
