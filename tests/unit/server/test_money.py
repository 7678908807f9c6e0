"""The ledger and the vouchers: nothing created, nothing lost, nothing paid twice (rule R3)."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import update

from contract import vouchers as form
from contract.limits import VOUCHER_ALPHABET
from contract.messages import State
from contract.money import MovementKind, Redemption
from server.services import ledger
from server.services.check import check
from server.services.faults import (
    InvalidField,
    KeyReused,
    NotEnoughFunds,
    ServiceFault,
    Throttled,
    VoucherUnknown,
    VoucherUsed,
)
from server.services.invariants import ledger_faults
from server.services.throttle import VOUCHER
from server.store.engine import Database
from server.store.tables import ledger_accounts
from server.store.work import Work
from tests.scale import rounds
from tests.unit.server.world import OPERATOR, PRICE, Pair, World


def test_every_movement_is_explained_and_signed_as_the_member_feels_it(world: World) -> None:
    pair, reviewer = world.pair(cents=100), world.reviewer()
    approved, refused = world.send(pair), world.send(pair)
    world.approve(reviewer, approved.id)
    world.refuse(reviewer, refused.id)
    found = [
        (one.kind, one.amount_cents, one.price_cents, one.balance_cents, one.message_id)
        for one in world.services.vouchers.movements(pair.member_id).items
    ]
    assert found == [
        (MovementKind.RELEASE, 25, 25, 75, refused.id),
        (MovementKind.CAPTURE, 0, 25, 50, approved.id),
        (MovementKind.HOLD, -25, 25, 50, refused.id),
        (MovementKind.HOLD, -25, 25, 75, approved.id),
        (MovementKind.DEPOSIT, 100, 100, 100, None),
    ]


def test_movements_come_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.money.PAGE_SIZE", 2)
    pair = world.pair()
    for _ in range(4):
        world.send(pair)
    found: list[int] = []
    cursor = None
    while True:
        page = world.services.vouchers.movements(pair.member_id, cursor)
        found += [movement.sequence for movement in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(found) == 5
    assert found == sorted(found, reverse=True)


def test_a_voucher_pays_in_once(world: World) -> None:
    (member, _), (other, _) = world.member(cents=0), world.member(cents=0)
    code, key = voucher(world, 1_000), str(uuid.uuid4())
    redeemed = world.services.vouchers.redeem(member.member_id, key, Redemption(code=code))
    assert (redeemed.amount_cents, redeemed.balance.available_cents) == (1_000, 1_000)
    (movement,) = world.services.vouchers.movements(member.member_id).items
    assert movement.what == code[-4:]
    for who, again in ((member, str(uuid.uuid4())), (other, key)):
        with pytest.raises(VoucherUsed):
            world.services.vouchers.redeem(who.member_id, again, Redemption(code=code))


def test_the_same_key_pays_once_and_answers_again(world: World) -> None:
    member, _ = world.member(cents=0)
    code, key = voucher(world, 500), str(uuid.uuid4())
    answers = [
        world.services.vouchers.redeem(member.member_id, key, Redemption(code=code)) for _ in range(20)
    ]
    assert {answer.amount_cents for answer in answers} == {500}
    assert world.services.vouchers.balance(member.member_id).available_cents == 500
    with pytest.raises(KeyReused):
        world.services.vouchers.redeem(member.member_id, key, Redemption(code=voucher(world, 500)))


def test_a_key_of_a_message_is_no_key_of_a_voucher(world: World) -> None:
    pair, key = world.pair(), str(uuid.uuid4())
    world.send(pair, key=key)
    with pytest.raises(KeyReused):
        world.services.vouchers.redeem(pair.member_id, key, Redemption(code=voucher(world, 500)))


def test_a_code_is_read_as_written_on_paper(world: World) -> None:
    member, _ = world.member(cents=0)
    code = form.grouped(voucher(world, 500)).lower()
    redeemed = world.services.vouchers.redeem(
        member.member_id, str(uuid.uuid4()), Redemption(code=f" {code} ")
    )
    assert redeemed.amount_cents == 500


def test_trying_codes_out_gets_slower_and_the_right_one_works_after_the_pause(world: World) -> None:
    member, _ = world.member(cents=0)
    code = voucher(world, 500)
    for _ in range(VOUCHER.free + 1):
        with pytest.raises(VoucherUnknown):
            redeem(world, member.member_id, "AAAA-AAAA-AAAA")
    with pytest.raises(Throttled) as fault:
        redeem(world, member.member_id, code)
    world.clock.now = fault.value.retry_at
    redeem(world, member.member_id, code)
    with pytest.raises(VoucherUnknown):
        redeem(world, member.member_id, "AAAA-AAAA-AAAA")


def test_an_answer_that_was_lost_can_be_asked_for_while_tries_are_slowed_down(world: World) -> None:
    member, _ = world.member(cents=0)
    code, key = voucher(world, 500), str(uuid.uuid4())
    world.services.vouchers.redeem(member.member_id, key, Redemption(code=code))
    for _ in range(VOUCHER.free + 1):
        with pytest.raises(VoucherUnknown):
            redeem(world, member.member_id, "AAAA-AAAA-AAAA")
    assert world.services.vouchers.redeem(member.member_id, key, Redemption(code=code)).amount_cents == 500


def test_a_voucher_needs_a_good_code_and_an_amount(world: World) -> None:
    for code, cents in (("AAAA-AAAA-AAAB", 500), (voucher(world, 500), 0), (voucher(world, 500), -1)):
        with pytest.raises(ValueError, match="voucher"):
            world.services.vouchers.make(code, cents, OPERATOR)
    with pytest.raises(InvalidField):
        world.services.vouchers.redeem("somebody", None, Redemption(code="x"))


def test_what_is_held_can_not_be_given_back_twice(world: World) -> None:
    pair = world.pair(cents=100)
    message = world.send(pair)
    purpose = ledger.Purpose(message.id, pair.contact_id, "nowhere")
    with pytest.raises(ledger.LedgerBroken):
        _release(world, pair, 26, purpose)
    assert world.services.vouchers.balance(pair.member_id).held_cents == 25


def _release(world: World, pair: Pair, cents: int, purpose: ledger.Purpose) -> None:
    with world.services.store.write() as work:
        ledger.release(work, pair.member_id, cents, purpose)


class Books(RuleBasedStateMachine):
    """Any order of paying in, sending, approving, refusing and withdrawing keeps the books in balance."""

    world: World
    """Set on a subclass made by the test, so that all runs share one database."""

    @initialize(cents=st.integers(0, 120))
    def begin(self, cents: int) -> None:
        self.pair = self.world.pair(cents=cents)
        self.reviewer = self.world.reviewer()
        self.paid_in = cents
        self.open: list[str] = []
        self.approved = 0

    @rule(cents=st.integers(1, 60))
    def pay_in(self, cents: int) -> None:
        self.world.pay_in(self.pair.member_id, cents)
        self.paid_in += cents

    @rule()
    def send(self) -> None:
        available = self.paid_in - PRICE * (self.approved + len(self.open))
        try:
            self.open.append(self.world.send(self.pair).id)
        except NotEnoughFunds:
            assert available < PRICE
        else:
            assert available >= PRICE

    @rule(data=st.data(), how=st.sampled_from(["approve", "refuse", "withdraw"]))
    def decide(self, data: st.DataObject, how: str) -> None:
        if not self.open:
            return
        message = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        if how == "approve":
            self.world.approve(self.reviewer, message)
            self.approved += 1
        elif how == "refuse":
            self.world.refuse(self.reviewer, message)
        else:
            self.world.services.messages.withdraw(self.pair.member_id, message)

    @rule(data=st.data())
    def decide_again(self, data: st.DataObject) -> None:
        done = [
            one.id
            for one in self.world.services.messages.page(self.pair.member_id).items
            if one.id not in self.open and one.state is not State.WITHDRAWN
        ]
        if done:
            with pytest.raises(ServiceFault):
                self.world.approve(self.reviewer, data.draw(st.sampled_from(done)))

    @invariant()
    def balanced(self) -> None:
        if not hasattr(self, "pair"):
            return
        balance = self.world.services.vouchers.balance(self.pair.member_id)
        assert balance.held_cents == PRICE * len(self.open)
        assert balance.available_cents == self.paid_in - PRICE * (self.approved + len(self.open))

    def teardown(self) -> None:
        with self.world.services.store.read() as connection:
            assert ledger_faults(connection) == []


@pytest.mark.soak_scaled
def test_generated_operations_keep_the_books_in_balance(world: World) -> None:
    machine = type("BooksOfThisTest", (Books,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=rounds(25, 20_000), stateful_step_count=30, deadline=None, database=None
        ),
    )


@pytest.mark.parametrize("bug", ["free capture", "half release", "no entry", "double deposit", "kept hold"])
def test_a_seeded_money_bug_is_found(data: Path, bug: str) -> None:
    world = World.open(data)
    try:
        pair, reviewer = world.pair(cents=100), world.reviewer()
        approved, refused = world.send(pair), world.send(pair)
        with pytest.MonkeyPatch.context() as seeded:
            _seed(seeded, bug)
            world.pay_in(pair.member_id, 10)
            world.approve(reviewer, approved.id)
            world.refuse(reviewer, refused.id)
        assert check(world.services.store) != []
    finally:
        world.close()


def _seed(seeded: pytest.MonkeyPatch, bug: str) -> None:
    """Breaks one step of the ledger."""
    if bug == "free capture":
        seeded.setattr(ledger, "capture", lambda *_: None)
    elif bug == "kept hold":
        seeded.setattr(ledger, "release", lambda *_: None)
    elif bug == "half release":
        release = ledger.release
        seeded.setattr(
            ledger, "release", lambda work, member, cents, why: release(work, member, cents // 2, why)
        )
    elif bug == "no entry":
        seeded.setattr(ledger, "_write", lambda *_, **__: None)
    else:
        add = ledger._add

        def twice(work: Work, account: str, cents: int) -> int:
            return add(work, account, cents * 2 if account.endswith("available") else cents)

        seeded.setattr(ledger, "_add", twice)


def test_a_balance_changed_past_the_ledger_is_found(world: World) -> None:
    pair = world.pair(cents=100)
    _set_balance(world.services.store.database, pair, 101)
    assert any("says 101¢, its entries sum to 100¢" in fault for fault in world.faults())
    _set_balance(world.services.store.database, pair, 100)


def _set_balance(database: Database, pair: Pair, cents: int) -> None:
    with database.write() as connection:
        connection.execute(
            update(ledger_accounts)
            .where(ledger_accounts.c.id == ledger.available(pair.member_id))
            .values(balance_cents=cents)
        )


def voucher(world: World, cents: int) -> str:
    """A code on sale."""
    world.made += 1
    alphabet = VOUCHER_ALPHABET[:31]
    body = "".join(alphabet[(world.made // 31**place + place * 5) % 31] for place in range(11))
    code = body + form.check_sign(body)
    world.services.vouchers.make(code, cents, OPERATOR)
    return code


def redeem(world: World, member_id: str, code: str) -> None:
    """A try with a new key."""
    world.services.vouchers.redeem(member_id, str(uuid.uuid4()), Redemption(code=code))
