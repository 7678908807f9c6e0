"""Any order of everything that moves money makes and loses nothing (rule R3), and every seeded bug is found by it."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert as sql_insert
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from contract.money import MovementKind
from server.payments.provider import NoticeKind
from server.services import ledger, money
from server.services import messages as sending
from server.services import payments as paying
from server.services.check import check
from server.services.invariants import INVARIANTS, ledger_faults
from server.store.tables import vouchers
from tests.scale import rounds
from tests.unit.server.books import CARDS, Books
from tests.unit.server.world import World

STEPS = 40
SEEDED_EXAMPLES = 100


class AnyOrder(RuleBasedStateMachine):
    """The steps of `Books` in any order; `world` and `folder` are set on a subclass by the test."""

    world: World
    folder: Path
    steps = 0
    examples = 0
    check_every = 1

    @initialize()
    def begin(self) -> None:
        self.books = Books(type(self).world, self._reopen)

    def _reopen(self, world: World) -> World:
        now, made = world.clock.now, world.made
        world.close()
        again = World.open(type(self).folder)
        again.clock.now, again.made = now, made
        type(self).world = again
        return again

    @rule(cents=st.integers(1, 120), again=st.booleans())
    def pay_in(self, cents: int, again: bool) -> None:
        self.books.pay_in(cents, again=again)

    @rule(cents=st.integers(500, 700), number=st.sampled_from(CARDS))
    def card(self, cents: int, number: str) -> None:
        self.books.card(cents, number)

    @rule(seed=st.integers(0, 9), times=st.integers(1, 3))
    def bring(self, seed: int, times: int) -> None:
        self.books.bring(random.Random(seed).shuffle, times)

    @rule(won=st.booleans())
    def dispute(self, won: bool) -> None:
        self.books.dispute(won=won)

    @rule()
    def send(self) -> None:
        self.books.send()

    @rule()
    def replay(self) -> None:
        self.books.send_again()

    @rule()
    def photo(self) -> None:
        self.books.photo()

    @rule()
    def post(self) -> None:
        self.books.post()

    @rule(place=st.integers(0, 9), approved=st.booleans())
    def decide(self, place: int, approved: bool) -> None:
        self.books.decide(place, approved=approved)

    @rule(place=st.integers(0, 9))
    def withdraw(self, place: int) -> None:
        self.books.withdraw(place)

    @rule(place=st.integers(0, 9))
    def expire(self, place: int) -> None:
        self.books.expire(place)

    @rule(place=st.integers(0, 1), cents=st.sampled_from([1, 25, 40, 0]))
    def change_prices(self, place: int, cents: int) -> None:
        self.books.set_prices(self.books.places[place], cents)

    @rule(cents=st.sampled_from([0, 0, 1, 30, 300]))
    def ask_refund(self, cents: int) -> None:
        self.books.ask_refund(cents)

    @rule(how=st.sampled_from(["paid", "declined", "withdrawn"]))
    def end_refund(self, how: str) -> None:
        self.books.end_refund(how)

    @rule()
    def restart(self) -> None:
        self.books.restart()

    @invariant()
    def agree(self) -> None:
        if hasattr(self, "books"):
            type(self).steps += 1
            self.books.agree()

    def teardown(self) -> None:
        kind = type(self)
        kind.examples += 1
        if kind.examples % kind.check_every == 0:
            with kind.world.services.store.read() as connection:
                assert ledger_faults(connection) == []


def run(world: World, folder: Path, examples: int, *, seeded: bool = False, check_every: int = 1) -> Any:
    """The machine after so many examples; what is seeded is looked for in the same ones each time."""
    values = {"world": world, "folder": folder, "check_every": check_every, "steps": 0, "examples": 0}
    machine = type("AnyOrderOfThisTest", (AnyOrder,), values)
    wanted = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=seeded,
        phases=[Phase.generate] if seeded else list(Phase),
        print_blob=False,
        report_multiple_bugs=not seeded,  # one bug may show in several ways: any of them finds it
    )
    try:
        run_state_machine_as_test(machine, settings=wanted)
    finally:
        run.world = machine.world  # type: ignore[attr-defined]
    return machine


@pytest.fixture
def reopened(data: Path) -> Iterator[World]:
    """A world that a test may close and open again."""
    run.world = World.open(data)  # type: ignore[attr-defined]
    yield run.world  # type: ignore[attr-defined]
    run.world.close()  # type: ignore[attr-defined]


@pytest.mark.soak_scaled
@pytest.mark.timeout(0)
def test_any_order_of_everything_makes_and_loses_nothing(
    reopened: World, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Soak: a million steps, which take a processor some four hours on SQLite."""
    wanted, done = rounds(600, 1_000_000), 0
    world = reopened
    while done < wanted:
        machine = run(world, data, rounds(15, 500), check_every=rounds(5, 100))
        world, done = machine.world, done + machine.steps
    with world.services.store.read() as connection:
        assert ledger_faults(connection) == []
    assert check(world.services.store) == []
    with capsys.disabled():
        sys.stdout.write(f"\n{done:,} steps that move money: $0.00 made or lost\n")


def _nothing(*_: object, **__: object) -> None:
    return None


def _patched(name: str, make: Callable[[Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda seeded: seeded.setattr(ledger, name, make(getattr(ledger, name)))


def _half(act: Any) -> Any:
    return lambda work, who, cents, purpose: act(work, who, cents // 2 or 1, purpose)


def _without_looking(_act: Any) -> Any:
    def take(work: Any, account: str, cents: int) -> int:
        return ledger._add(work, account, -cents)

    return take


def _elsewhere(act: Any) -> Any:
    def capture(work: Any, who: str, cents: int, purpose: Any) -> None:
        act(work, who, cents, purpose)
        if cents:
            ledger._add(work, ledger.income(purpose.facility_id), -1)
            ledger._add(work, ledger.held(who), 1)

    return capture


def _wrong_balance(act: Any) -> Any:
    def write(*arguments: Any, **named: Any) -> None:
        act(*arguments, **{**named, "after": named["after"] + 1})

    return write


def _one_side(act: Any) -> Any:
    def write(work: Any, kind: Any, who: str, entries: dict[str, int], **named: Any) -> None:
        act(work, kind, who, dict(list(entries.items())[:1]), **named)

    return write


def _from_the_member(_act: Any) -> Any:
    def dispute(work: Any, who: str, cents: int, provider: str, payment_id: str, *, won: bool) -> None:
        change = cents if won else -cents
        after = ledger._add(work, ledger.available(who), change)
        ledger._add(work, ledger.payments(provider), -change)
        kind = MovementKind.DISPUTE_WON if won else MovementKind.DISPUTED
        entries = {ledger.available(who): change, ledger.payments(provider): -change}
        ledger._write(work, kind, who, entries, cents=cents, after=after, payment_id=payment_id)

    return dispute


def _always_unpaid(seeded: pytest.MonkeyPatch) -> None:
    take = paying._take

    def again(work: Any, name: str, row: Any, notice: Any) -> None:
        take(work, name, type("Row", (), {**row._asdict(), "paid_at": None}), notice)

    seeded.setattr(paying, "_take", again)
    seeded.setattr(paying, "_was_taken", lambda *_: False)
    seeded.setattr(paying, "insert", _insert_or_not(sql_insert))


def _insert_or_not(insert: Any) -> Any:
    from sqlalchemy.dialects.sqlite import insert as of_sqlite

    def lenient(table: Any) -> Any:
        return of_sqlite(table).prefix_with("OR IGNORE") if table.name == "payment_notices" else insert(table)

    return lenient


def _declined_is_paid(seeded: pytest.MonkeyPatch) -> None:
    take = paying._take

    def believe(work: Any, name: str, row: Any, notice: Any) -> None:
        from dataclasses import replace

        is_declined = notice.kind is NoticeKind.DECLINED
        take(work, name, row, replace(notice, kind=NoticeKind.PAID) if is_declined else notice)

    seeded.setattr(paying, "_take", believe)


def _voucher_twice(seeded: pytest.MonkeyPatch) -> None:
    def use(_self: Any, work: Any, who: str, code: str) -> tuple[int, str]:
        row = work.connection.execute(
            update(vouchers)
            .where(vouchers.c.code_sha256 == money._digest(code))
            .values(used_at=work.now, used_by=who)
            .returning(vouchers.c.amount_cents, vouchers.c.ending)
        ).one()
        return row.amount_cents, row.ending

    seeded.setattr(money.VoucherService, "_use", use)


def _forgets_keys(seeded: pytest.MonkeyPatch) -> None:
    seeded.setattr(sending, "answered_before", _nothing)
    seeded.setattr(sending, "remember", _nothing)


BUGS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a hold takes half": _patched("hold", _half),
    "nothing is captured": _patched("capture", lambda _: _nothing),
    "nothing is released": _patched("release", lambda _: _nothing),
    "half is released": _patched("release", _half),
    "a cent of each capture stays held": _patched("capture", _elsewhere),
    "money is taken without looking": _patched("take", _without_looking),
    "a movement has one side": _patched("_write", _one_side),
    "the balance after a movement is wrong": _patched("_write", _wrong_balance),
    "a voucher pays in twice": _voucher_twice,
    "a message sent again is another one": _forgets_keys,
    "each notice of being paid is believed": _always_unpaid,
    "a declined card is credited": _declined_is_paid,
    "a dispute takes the member's money": _patched("dispute", _from_the_member),
    "a refund that was paid stays held": _patched("pay_refund", lambda _: _nothing),
    "a refund that was declined is kept": _patched("return_refund", lambda _: _nothing),
}


FINDS = (AssertionError, ledger.LedgerBroken, DBAPIError)
"""How a money bug shows."""


@pytest.mark.parametrize("bug", BUGS)
def test_a_seeded_money_bug_is_found(data: Path, database: str, bug: str) -> None:
    if database == "postgresql":
        pytest.skip("the machine is tested on one database: the arithmetic is the same on both")
    world = World.open(data)
    try:
        with pytest.MonkeyPatch.context() as seeded:
            BUGS[bug](seeded)
            with pytest.raises((*FINDS, FlakyFailure)) as found:
                run(world, data, SEEDED_EXAMPLES, seeded=True)
        # Numbers of submissions are random, so the steps that found it may not find it when taken again.
        if isinstance(found.value, FlakyFailure):
            assert found.value.split(FINDS)[1] is None
    finally:
        run.world.close()  # type: ignore[attr-defined]


def test_there_are_ten_rules_and_each_has_its_number() -> None:
    assert [rule.number for rule in INVARIANTS] == list(range(1, 11))
    assert len({rule.name for rule in INVARIANTS}) == 10
    assert len(BUGS) >= 12
