"""Closing the account: exactly as told, in one piece, with every cent accounted for."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.accounts import Credentials, Registration, ResetRequest
from contract.closing import Closing
from contract.contacts import ContactState
from contract.messages import State
from contract.payments import NewRefund, Payment
from server.payments.provider import ProviderAway
from server.payments.test_provider import TestProvider
from server.services import closing as closing_rules
from server.services import ledger, two_factor_proof
from server.services import payments as paying
from server.services.codes import code_at
from server.services.faults import (
    CodeNeeded,
    NotFound,
    PriceChanged,
    SignedOut,
    WrongCode,
    WrongCredentials,
)
from server.store.tables import closings, ledger_accounts, ledger_entries, members
from tests.checkout import LATE
from tests.unit.server.paying import begin, bring, bring_all, checkout_of, letters, provider, type_card
from tests.unit.server.post_box import mails
from tests.unit.server.test_two_factor import turned_on
from tests.unit.server.world import OPERATOR, PASSWORD, PRICE, Pair, World


def close(world: World, pair: Pair, code: str = "") -> None:
    """As the terms say now."""
    cents = world.services.closing.terms(pair.member).payout_cents
    world.services.closing.close(pair.member, Closing(password=PASSWORD, payout_cents=cents, code=code))


def test_what_was_told_is_what_happens(world: World) -> None:
    pair, reviewer = world.pair(cents=1_000), world.reviewer()
    email = world.services.accounts.account(pair.member).email
    delivered, waiting = world.send(pair, "Delivered"), world.send(pair, "Waiting")
    world.approve(reviewer, delivered.id)
    terms = world.services.closing.terms(pair.member)
    assert (terms.contact_count, terms.waiting_count, terms.delivered_count) == (1, 1, 1)
    assert (terms.held_cents, terms.payout_cents) == (PRICE, 1_000 - PRICE)
    close(world, pair)
    with pytest.raises(SignedOut):
        world.services.accounts.caller(pair.token)
    with pytest.raises(WrongCredentials):
        world.services.accounts.sign_in(Credentials(email=email, password=PASSWORD))
    seen = {one.id: one.state for one in world.services.messages.page(pair.member_id).items}
    assert seen[waiting.id] is State.WITHDRAWN
    assert seen[delivered.id] in (State.APPROVED, State.DELIVERED)
    tie = world.services.contacts.get(pair.member_id, pair.contact_id)
    assert tie.state is ContactState.ENDED
    with world.services.store.read() as connection:
        row = connection.execute(select(members).where(members.c.id == pair.member_id)).one()
        assert (row.email, row.phone, row.code_sealed, row.name) == ("", "", None, "Elena Rivera")
        assert email not in row.email_key
        balance = ledger.balance(connection, pair.member_id)
        assert (balance.available_cents, balance.held_cents) == (0, 0)
    assert mails(world, email)[-1]["Subject"] == "Your account is closed"


def test_the_payout_is_paid_once_and_the_address_goes_then(world: World) -> None:
    pair = world.pair(cents=1_000)
    email = world.services.accounts.account(pair.member).email
    close(world, pair)
    (payout,) = world.services.closing.payouts()
    assert (payout.email, payout.cents, payout.name) == (email, 1_000, "Elena Rivera")
    assert world.services.closing.paid(pair.member_id, OPERATOR) == 1_000
    with pytest.raises(NotFound):
        world.services.closing.paid(pair.member_id, OPERATOR)
    assert world.services.closing.payouts() == []
    with world.services.store.read() as connection:
        assert connection.execute(select(closings.c.email)).scalar_one() == ""
        owed = connection.execute(
            select(ledger_accounts.c.balance_cents).where(ledger_accounts.c.id == ledger.PAYOUTS)
        ).scalar_one()
        assert owed == 0
        assert sum(connection.execute(select(ledger_entries.c.amount_cents)).scalars()) == 0


def test_money_asked_back_and_not_decided_on_is_part_of_what_is_told_and_paid_out(world: World) -> None:
    pair = world.pair(cents=1_000)
    world.services.refunds.ask(pair.member_id, str(uuid.uuid4()), NewRefund(amount_cents=400))
    terms = world.services.closing.terms(pair.member)
    assert (terms.held_cents, terms.payout_cents) == (400, 1_000)
    close(world, pair)
    assert [payout.cents for payout in world.services.closing.payouts()] == [1_000]
    assert world.services.refunds.waiting() == []


def test_without_money_nothing_is_paid_out_and_no_address_is_kept(world: World) -> None:
    pair = world.pair(cents=0)
    close(world, pair)
    assert world.services.closing.payouts() == []
    with world.services.store.read() as connection:
        assert connection.execute(select(closings.c.email)).scalar_one() == ""


def test_with_another_sum_by_now_or_without_proof_everything_stays(world: World) -> None:
    pair = world.pair(cents=1_000)
    for closing, fault in (
        (Closing(password="wrong password", payout_cents=1_000), WrongCredentials),
        (Closing(password=PASSWORD, payout_cents=999), PriceChanged),
    ):
        with pytest.raises(fault):
            world.services.closing.close(pair.member, closing)
    secret, _ = turned_on(world, pair.member)
    assert world.services.closing.terms(pair.member).needs_code
    with pytest.raises(CodeNeeded):
        close(world, pair)
    with pytest.raises(WrongCode):
        close(world, pair, "000000")
    world.services.accounts.caller(pair.token)
    assert world.services.contacts.get(pair.member_id, pair.contact_id).state is ContactState.ACCEPTED
    close(world, pair, code_at(secret, world.clock.now))


def test_half_a_closing_is_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails on the way, nothing of it is kept: no contact is ended, no cent is moved."""
    pair = world.pair(cents=1_000)
    waiting = world.send(pair)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(two_factor_proof, "forget", broken)
    with pytest.raises(RuntimeError):
        close(world, pair)
    monkeypatch.undo()
    world.services.accounts.caller(pair.token)
    assert world.services.messages.page(pair.member_id).items[0].id == waiting.id
    assert world.services.messages.page(pair.member_id).items[0].state is State.PENDING
    assert world.services.closing.terms(pair.member).held_cents == PRICE


def test_the_address_is_free_again_and_no_code_reaches_the_closed_account(world: World) -> None:
    pair = world.pair()
    email = world.services.accounts.account(pair.member).email
    close(world, pair)
    world.services.resets.ask(ResetRequest(email=email))
    assert [mail["Subject"] for mail in mails(world, email)] == ["Your account is closed"]
    fresh = world.services.accounts.register(Registration(name="Elena", email=email, password=PASSWORD))
    assert fresh.account.id != pair.member_id
    assert world.services.messages.page(fresh.account.id).items == ()


def late_payment(world: World) -> tuple[Pair, Payment]:
    """Paid by card, but the bank tells so only after the account was closed."""
    pair = world.pair(cents=0)
    payment = begin(world, pair.member_id)
    type_card(world, payment, LATE)
    bring_all(world)
    close(world, pair)
    world.clock.move(seconds=21)
    return pair, payment


def given_back(world: World) -> list[bool]:
    """What is on its way back, and whether the provider was asked."""
    return [one.is_asked for one in world.services.payments.on_their_way_back()]


def test_a_card_payment_that_comes_after_closing_goes_back_to_the_card_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, payment = late_payment(world)
    (letter,) = letters(world)
    assert bring(world, letter)
    assert bring(world, letter)
    assert (balance_of(world, pair), given_back(world)) == ((0, 0), [False])
    with monkeypatch.context() as away:
        away.setattr(TestProvider, "give_back", _away)
        assert world.services.payments.give_back_due() == 0
    assert given_back(world) == [False]
    assert world.services.payments.give_back_due() == 1
    assert given_back(world) == [True]
    assert provider(world).checkout(checkout_of(payment)).state == "given back"
    assert world.services.payments.give_back_due() == 0
    bring_all(world)
    assert (given_back(world), balance_of(world, pair)) == ([], (0, 0))
    assert world.services.closing.payouts() == []
    assert world.faults() == []


def test_what_the_provider_told_before_it_was_known_to_be_asked_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_payment(world)
    bring_all(world)
    ask = TestProvider.give_back

    def and_tell_at_once(self: TestProvider, checkout_id: str) -> None:
        ask(self, checkout_id)
        bring_all(world)

    monkeypatch.setattr(TestProvider, "give_back", and_tell_at_once)
    assert world.services.payments.give_back_due() == 1
    assert given_back(world) == []


def test_a_card_payment_credited_to_a_closed_account_would_be_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault seeded: crediting whoever it is for."""
    monkeypatch.setattr(paying, "_is_closed", lambda work, member_id: False)
    with pytest.raises(AssertionError):
        test_a_card_payment_that_comes_after_closing_goes_back_to_the_card_once(world, monkeypatch)


def _away(self: TestProvider, checkout_id: str) -> None:
    raise ProviderAway


def balance_of(world: World, pair: Pair) -> tuple[int, int]:
    with world.services.store.read() as connection:
        balance = ledger.balance(connection, pair.member_id)
    return balance.available_cents, balance.held_cents


def test_the_name_goes_when_the_records_need_it_no_more(world: World) -> None:
    pair = world.pair()
    close(world, pair)
    world.clock.now += closing_rules.RECORDS_FOR - timedelta(days=1)
    assert world.services.closing.forget_due() == 0
    world.clock.move(days=1)
    assert world.services.closing.forget_due() == 1
    assert world.services.closing.forget_due() == 0
    with world.services.store.read() as connection:
        columns = (members.c.name, members.c.search_name)
        names = connection.execute(select(*columns).where(members.c.id == pair.member_id)).one()
    assert tuple(names) == (closing_rules.NO_NAME, " closed account")


def test_what_was_delivered_can_still_be_read_by_whom_it_was_for(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    world.approve(reviewer, world.send(pair, "Keep this").id)
    close(world, pair)
    with world.services.store.read() as connection:
        texts = connection.exec_driver_sql("SELECT text FROM submissions").scalars().all()
    assert "Keep this" in texts
