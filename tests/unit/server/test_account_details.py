"""What members change of themselves: details at once, an address only with the code that went there."""

from __future__ import annotations

from typing import Any

import pytest

from contract.accounts import AccountChange, Credentials, EmailChange
from contract.events import EventKind
from contract.problems import FieldReason
from server.services import short_codes
from server.services.accounts import MemberCaller
from server.services.faults import EmailTaken, InvalidField, Throttled, WrongCode, WrongCredentials
from server.services.throttle import MEMBER_CODE
from tests.unit.server.post_box import code_in, mails, words_of
from tests.unit.server.world import PASSWORD, World

NEW = "elena.new@example.org"


@pytest.fixture
def member(world: World) -> MemberCaller:
    return world.member(name="Elena Rivera")[0]


def test_details_change_one_by_one_and_the_clients_hear_of_it(world: World, member: MemberCaller) -> None:
    before = world.services.events.newest()
    world.services.details.change(
        member, AccountChange(phone=" +1 (541) 555-0100 ", language="es", notify_by_email=True)
    )
    changed = world.services.details.change(member, AccountChange(name="Elena", time_zone="America/Denver"))
    assert (changed.name, changed.phone, changed.language) == ("Elena", "+1 (541) 555-0100", "es")
    assert (changed.time_zone, changed.notify_by_email, changed.notify_on_computer) == (
        "America/Denver",
        True,
        True,
    )
    (event,) = world.services.events.after(member, before).events
    assert (event.kind, event.account) == (EventKind.ACCOUNT_CHANGED, changed)


@pytest.mark.sqlite_only  # a field is judged before any database hears of it
@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"name": " "}, "name", FieldReason.EMPTY),
        ({"name": "x" * 81}, "name", FieldReason.TOO_LONG),
        ({"phone": "call me"}, "phone", FieldReason.WRONG),
        ({"phone": "12"}, "phone", FieldReason.WRONG),
        ({"phone": "1" * 33}, "phone", FieldReason.TOO_LONG),
        ({"time_zone": "Mars/Olympus"}, "time_zone", FieldReason.WRONG),
        ({"language": "../etc"}, "language", FieldReason.WRONG),
    ],
)
def test_a_detail_that_can_not_be_taken_is_named_and_nothing_is_changed(
    world: World, member: MemberCaller, change: dict[str, Any], field: str, reason: FieldReason
) -> None:
    before = world.services.accounts.account(member)
    with pytest.raises(InvalidField) as fault:
        world.services.details.change(member, AccountChange(**{"name": "Somebody", **change}))
    assert (fault.value.field, fault.value.reason) == (field, reason)
    assert world.services.accounts.account(member) == before


def test_an_address_counts_only_once_its_code_came_back(world: World, member: MemberCaller) -> None:
    old = world.services.accounts.account(member).email
    asked = world.services.details.ask_email(member, EmailChange(email=NEW, password=PASSWORD))
    assert (asked.email, asked.pending_email) == (old, NEW)
    (mail,) = mails(world, NEW)
    with pytest.raises(WrongCode):
        world.services.details.confirm_email(member, "ABCD-EFGH")
    typed = code_in(mail).lower().replace("-", " ")  # as people type it
    changed = world.services.details.confirm_email(member, typed)
    assert (changed.email, changed.pending_email) == (NEW, None)
    world.services.accounts.sign_in(Credentials(email=NEW, password=PASSWORD))
    with pytest.raises(WrongCredentials):
        world.services.accounts.sign_in(Credentials(email=old, password=PASSWORD))
    (told,) = mails(world, old)
    assert NEW not in words_of(told)  # whoever reads the old mailbox need not learn the new address


def test_a_code_opens_once_not_for_long_and_for_its_own_member_only(
    world: World, member: MemberCaller
) -> None:
    world.services.details.ask_email(member, EmailChange(email=NEW, password=PASSWORD))
    code = code_in(mails(world, NEW)[0])
    other = world.member()[0]
    world.services.details.ask_email(other, EmailChange(email="other@example.org", password=PASSWORD))
    with pytest.raises(WrongCode):
        world.services.details.confirm_email(other, code)
    world.clock.move(seconds=short_codes.LIVES.total_seconds() + 1)
    assert world.services.accounts.account(member).pending_email is None
    with pytest.raises(WrongCode):
        world.services.details.confirm_email(member, code)
    world.services.details.ask_email(member, EmailChange(email=NEW, password=PASSWORD))
    fresh = code_in(mails(world, NEW)[-1])
    world.services.details.confirm_email(member, fresh)
    with pytest.raises(WrongCode):
        world.services.details.confirm_email(member, fresh)


def test_only_the_address_asked_for_last_can_be_confirmed(world: World, member: MemberCaller) -> None:
    world.services.details.ask_email(member, EmailChange(email="first@example.org", password=PASSWORD))
    first = code_in(mails(world, "first@example.org")[0])
    world.services.details.ask_email(member, EmailChange(email=NEW, password=PASSWORD))
    with pytest.raises(WrongCode):
        world.services.details.confirm_email(member, first)
    world.services.details.confirm_email(member, code_in(mails(world, NEW)[0]))


def test_guessing_a_code_gets_slower(world: World, member: MemberCaller) -> None:
    world.services.details.ask_email(member, EmailChange(email=NEW, password=PASSWORD))
    for _ in range(MEMBER_CODE.free + 1):
        with pytest.raises(WrongCode):
            world.services.details.confirm_email(member, "ABCD-EFGH")
    with pytest.raises(Throttled):
        world.services.details.confirm_email(member, code_in(mails(world, NEW)[0]))


def test_an_address_of_somebody_else_can_not_be_taken_even_if_it_was_free_when_asked(
    world: World, member: MemberCaller
) -> None:
    other = world.member()[0]
    taken = world.services.accounts.account(other).email
    with pytest.raises(EmailTaken):
        world.services.details.ask_email(member, EmailChange(email=taken.upper(), password=PASSWORD))
    for one in (member, other):
        world.services.details.ask_email(one, EmailChange(email=NEW, password=PASSWORD))
    codes = [code_in(mail) for mail in mails(world, NEW)]
    fitting = {}
    for one in (member, other):
        for code in codes:
            try:
                fitting[one.member_id] = world.services.details.confirm_email(one, code).email
            except (WrongCode, EmailTaken) as fault:
                fitting.setdefault(one.member_id, type(fault).__name__)
    assert sorted(fitting.values()) in (["EmailTaken", NEW], ["WrongCode", NEW])


def test_without_the_password_nobody_moves_the_account_to_their_own_address(
    world: World, member: MemberCaller
) -> None:
    with pytest.raises(WrongCredentials):
        world.services.details.ask_email(member, EmailChange(email=NEW, password="wrong password"))
    assert mails(world) == []
    assert world.services.accounts.account(member).pending_email is None


def test_no_code_stands_in_the_database(world: World, member: MemberCaller) -> None:
    world.services.details.ask_email(member, EmailChange(email=NEW, password=PASSWORD))
    code = code_in(mails(world, NEW)[0])
    with world.services.store.read() as connection:
        for table in ("member_codes", "mails", "audit", "events"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert code not in str(rows)
            assert code.replace("-", "") not in str(rows)
