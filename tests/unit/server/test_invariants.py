"""Each of the ledger's ten rules, broken on purpose: the first row that breaks it is named, also by the monthly job."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, select, update

from contract.messages import State
from contract.money import MovementKind
from contract.payments import NewRefund
from server.services import ledger
from server.services.invariants import INVARIANTS, ledger_faults
from server.store.guards import APPEND_ONLY, drop_guards
from server.store.tables import (
    audit,
    ledger_accounts,
    ledger_entries,
    ledger_transactions,
    payments,
    refunds,
    submissions,
    vouchers,
)
from tests.checkout import GOOD
from tests.databases import drop_worlds
from tests.unit.server.live import WAIT_S, Live
from tests.unit.server.paying import begin, bring_all, type_card
from tests.unit.server.world import World


class TakenBack(Exception):
    """Ends a transaction, so that nothing of it stays."""


@dataclass
class History:
    """A world in which money went every way, and where to find what is to be broken."""

    world: World
    one: str
    other: str
    facility: str
    payment: str
    waiting: str
    approved: str


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[History]:
    """Paid in by voucher and card, held, paid, given back, and asked to be paid out."""
    folder = tmp_path_factory.mktemp(f"books-{database}")
    world = World.open(folder)
    facility = world.facility()
    first, second = (world.pair(facility_id=facility) for _ in range(2))
    reviewer = world.reviewer()
    for pair in (first, second):
        world.approve(reviewer, world.send(pair, "approved").id)
        world.refuse(reviewer, world.send(pair, "not approved").id)
    approved = world.send(first, "approved as well")
    world.approve(reviewer, approved.id)
    waiting = world.send(first, "waits")
    payment = begin(world, first.member_id)
    type_card(world, payment, GOOD)
    bring_all(world)
    world.services.refunds.ask(first.member_id, str(uuid.uuid4()), NewRefund(amount_cents=100))
    yield History(
        world=world,
        one=first.member_id,
        other=second.member_id,
        facility=facility,
        payment=payment.id,
        waiting=waiting.id,
        approved=approved.id,
    )
    world.close()
    drop_worlds(folder)


def change(connection: Connection, table: Table, where: Any, **values: object) -> None:
    """Changes a row as no part of the service would; there has to be one."""
    assert connection.execute(update(table).where(where).values(**values)).rowcount == 1


def movements(connection: Connection, kind: MovementKind) -> list[int]:
    """Numbers of the movements of this kind, the first one first."""
    rows = ledger_transactions.c
    wanted = select(rows.sequence).where(rows.kind == kind.value).order_by(rows.sequence)
    return list(connection.execute(wanted).scalars())


def more(connection: Connection, movement: int) -> None:
    """Puts a cent into one side of a movement."""
    entries = ledger_entries.c
    side = select(entries.account_id).where(entries.transaction == movement).order_by(entries.account_id)
    account = connection.execute(side.limit(1)).scalar_one()
    where = (entries.transaction == movement) & (entries.account_id == account)
    change(connection, ledger_entries, where, amount_cents=entries.amount_cents + 1)


def unbalanced(history: History, connection: Connection) -> str:
    first, *_, last = movements(connection, MovementKind.HOLD)
    for movement in (last, first):
        more(connection, movement)
    return f"movement {first} sums to 1¢"


def of_one_side(history: History, connection: Connection) -> str:
    _, second, *_ = movements(connection, MovementKind.CAPTURE)
    entries = ledger_entries.c
    connection.execute(delete(ledger_entries).where(entries.transaction == second, entries.amount_cents > 0))
    return f"movement {second} sums to -25¢, or has one side only"


def of_another_kind(history: History, connection: Connection) -> str:
    first, second, *_ = movements(connection, MovementKind.HOLD)
    rows = ledger_transactions.c.sequence
    for movement in (second, first):
        change(connection, ledger_transactions, rows == movement, kind=MovementKind.RELEASE.value)
    return f"movement {first} moves what a release never moves"


def of_somebody_else(history: History, connection: Connection) -> str:
    first = movements(connection, MovementKind.HOLD)[0]
    change(connection, ledger_transactions, ledger_transactions.c.sequence == first, member_id=history.other)
    return f"movement {first} touches member:{history.one}:"


def richer(history: History, connection: Connection) -> str:
    account = ledger.available(history.other)
    cents = ledger_accounts.c.balance_cents
    change(connection, ledger_accounts, ledger_accounts.c.id == account, balance_cents=cents + 1)
    return f"account {account} says 976¢, its entries sum to 975¢"


def without_floor(history: History, connection: Connection) -> str:
    account = ledger.held(history.one)
    change(connection, ledger_accounts, ledger_accounts.c.id == account, floor_cents=None)
    return f"account {account} is at 125¢, or may fall below zero"


def with_one_account(history: History, connection: Connection) -> str:
    account = ledger.held(history.other)
    change(connection, ledger_accounts, ledger_accounts.c.id == account, kind="available")
    return f"member {history.other} does not have two accounts"


def of_another_balance(history: History, connection: Connection) -> str:
    first, *_, last = movements(connection, MovementKind.RELEASE)
    rows = ledger_transactions.c
    for movement in (last, first):
        change(
            connection, ledger_transactions, rows.sequence == movement, balance_cents=rows.balance_cents + 1
        )
    return f"movement {first} says 976¢ were left, there were 975¢"


def held_twice(history: History, connection: Connection) -> str:
    change(connection, submissions, submissions.c.id == history.waiting, held_cents=50)
    return f"submission {history.waiting} holds 50¢ and paid 0¢"


def approved_for_nothing(history: History, connection: Connection) -> str:
    change(connection, submissions, submissions.c.id == history.approved, state=State.REFUSED.value)
    return f"submission {history.approved} is refused, and its money is not"


def held_for_nothing(history: History, connection: Connection) -> str:
    change(connection, refunds, refunds.c.member_id == history.one, amount_cents=99)
    return f"125¢ are held of member {history.one}, for things that cost 124¢"


def earned_for_nothing(history: History, connection: Connection) -> str:
    change(connection, submissions, submissions.c.id == history.approved, paid_cents=24)
    return f"facility {history.facility} was paid 75¢ for what cost 74¢"


def credited_unpaid(history: History, connection: Connection) -> str:
    change(connection, payments, payments.c.id == history.payment, paid_at=None)
    return f"payment {history.payment} was not credited exactly once, or without being paid"


def sold_for_more(history: History, connection: Connection) -> str:
    change(connection, vouchers, vouchers.c.used_by == history.one, amount_cents=1_001)
    return "Used vouchers say -2001¢, account vouchers says -2000¢"


BREAKS: list[tuple[int, Callable[[History, Connection], str]]] = [
    (1, unbalanced),
    (1, of_one_side),
    (2, of_another_kind),
    (3, of_somebody_else),
    (4, richer),
    (5, without_floor),
    (5, with_one_account),
    (6, of_another_balance),
    (7, held_twice),
    (8, approved_for_nothing),
    (9, held_for_nothing),
    (10, earned_for_nothing),
    (10, credited_unpaid),
    (10, sold_for_more),
]


@contextmanager
def broken(history: History, act: Callable[[History, Connection], str]) -> Iterator[tuple[Connection, str]]:
    """A transaction in which something was broken, and the row that is to be named; taken back afterwards."""
    with suppress(TakenBack), history.world.services.store.database.write() as connection:
        drop_guards(connection, APPEND_ONLY)
        yield connection, act(history, connection)
        raise TakenBack


def test_an_honest_history_keeps_all_ten(history: History) -> None:
    with history.world.services.store.read() as connection:
        assert ledger_faults(connection) == []
    assert {number for number, _ in BREAKS} == {rule.number for rule in INVARIANTS} == set(range(1, 11))


@pytest.mark.parametrize(("number", "act"), BREAKS, ids=[act.__name__ for _, act in BREAKS])
def test_the_first_row_that_breaks_a_rule_is_named(
    history: History, number: int, act: Callable[[History, Connection], str]
) -> None:
    rule = INVARIANTS[number - 1]
    with broken(history, act) as (connection, named):
        fault = rule.fault(connection)
        assert fault is not None
        assert fault.startswith(f"Ledger rule {number}, {rule.name}: ")
        assert named in fault
        assert fault in ledger_faults(connection)


def checks(world: World) -> list[str]:
    """What the audit says of monthly checks, oldest first."""
    wanted = select(audit.c.details).where(audit.c.action == "books checked").order_by(audit.c.number)
    with world.services.store.read() as connection:
        return list(connection.execute(wanted).scalars())


def test_the_books_are_checked_once_in_every_month(world: World, folder: Path) -> None:
    world.pair()
    assert world.services.monthly.run_due() == []
    assert world.services.monthly.run_due() is None
    month = world.clock.now.month
    while world.clock.now.month == month:
        assert world.services.monthly.run_due() is None
        world.clock.move(days=1)
    assert world.services.monthly.run_due() == []
    assert checks(world) == ['{"faults":0}', '{"faults":0}']


def test_a_restart_does_not_check_the_month_again(world: World) -> None:
    assert world.services.monthly.run_due() == []
    world.services.monthly._done_in = None  # as after a restart
    assert world.services.monthly.run_due() is None
    assert len(checks(world)) == 1


def test_what_is_broken_stands_in_the_log_and_the_audit_by_its_first_row(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    pair = world.pair(cents=100)
    account = ledger_accounts.c.id == ledger.available(pair.member_id)
    with world.services.store.database.write() as connection:
        change(connection, ledger_accounts, account, balance_cents=101)
    with caplog.at_level(logging.ERROR):
        (fault,) = world.services.monthly.run_due() or []
    assert fault in caplog.text
    assert f"account {ledger.available(pair.member_id)} says 101¢" in fault
    (kept,) = checks(world)
    assert '"faults":1' in kept
    assert ledger.available(pair.member_id) in kept
    with world.services.store.database.write() as connection:
        change(connection, ledger_accounts, account, balance_cents=100)


def test_the_running_server_looks_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.app.SWEEP_FIRST_AFTER_S", 0.05)
    with Live.start(folder) as live:
        deadline = time.monotonic() + WAIT_S
        while not checks(live.world) and time.monotonic() < deadline:
            live.call("GET", "/v1/server")
        assert checks(live.world) == ['{"faults":0}']
