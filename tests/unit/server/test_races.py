"""Races for the last cent (rule R3), each with its fault seeded."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from contextlib import closing, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from contract.messages import Message
from server.services import ledger
from server.services.faults import NotEnoughFunds
from server.services.messages import MessageService
from server.store.engine import Database
from server.store.tables import ledger_accounts
from server.store.work import Work
from tests.scale import rounds
from tests.unit.server.racing import track
from tests.unit.server.test_money import redeem, voucher
from tests.unit.server.world import PRICE, World

RACERS = 4
SEEDED_ROUNDS = 40


def race_for_the_last_cent(world: World, times: int) -> None:
    """Four sends, money for one: one message and three times "not enough", each time."""
    pair = world.pair(cents=0)
    with track(RACERS) as course:
        for done in range(1, times + 1):
            world.pay_in(pair.member_id, PRICE)
            outcomes = course.run([lambda: world.send(pair)] * RACERS)
            kinds = Counter(type(outcome) for outcome in outcomes)
            assert kinds == {Message: 1, NotEnoughFunds: RACERS - 1}, outcomes
            balance = world.services.vouchers.balance(pair.member_id)
            assert (balance.available_cents, balance.held_cents) == (0, PRICE * done)


@pytest.mark.soak_scaled
def test_exactly_one_of_four_gets_the_last_cent(world: World) -> None:
    race_for_the_last_cent(world, rounds(200, 1_000))


@pytest.mark.soak_scaled
def test_a_voucher_is_paid_in_by_exactly_one_of_four(world: World) -> None:
    members = [world.member(cents=0)[0].member_id for _ in range(RACERS)]
    with track(RACERS) as course:
        for done in range(1, rounds(50, 1_000) + 1):
            code = voucher(world, 100)
            course.run([partial(redeem, world, who, code) for who in members])
            paid = sum(world.services.vouchers.balance(who).available_cents for who in members)
            assert paid == 100 * done
            world.clock.move(days=2)


@pytest.mark.soak_scaled
def test_the_same_send_at_the_same_moment_is_one_message(world: World) -> None:
    pair = world.pair(cents=PRICE * rounds(50, 1_000) * 2)
    with track(RACERS) as course:
        for _ in range(rounds(50, 1_000)):
            key = str(uuid.uuid4())
            found = course.run([partial(world.send, pair, key=key)] * RACERS)
            assert len({message.id for message in found if isinstance(message, Message)}) == 1, found
            assert all(isinstance(message, Message) for message in found), found


@pytest.mark.parametrize("fault", ["no condition", "looked before", "no lock"])
def test_a_race_for_money_notices_a_seeded_fault(data: Path, database: str, fault: str) -> None:
    world = World.open(data)
    if (database, fault) == ("postgresql", "no lock"):
        # There the lock is the second of two: the condition of the one update that takes money is enough.
        with pytest.MonkeyPatch.context() as seeded, closing(world):
            seed_money(world, seeded, fault)
            race_for_the_last_cent(world, SEEDED_ROUNDS)
        return
    try:
        with pytest.MonkeyPatch.context() as seeded:
            seed_money(world, seeded, fault)
            with pytest.raises(AssertionError):
                race_for_the_last_cent(world, SEEDED_ROUNDS)
    finally:
        world.close()


def seed_money(world: World, seeded: pytest.MonkeyPatch, fault: str) -> None:
    """Takes one of the safe steps away."""
    if fault == "no condition":
        seeded.setattr(ledger, "take", _take_without_looking)
    elif fault == "no lock":
        store = world.services.store
        seeded.setattr(
            store,
            "database",
            replace(store.database, turns=nullcontext(), begin_writing=_unlocked(store.database)),
        )
    else:
        everybody_looked = threading.Barrier(RACERS)
        send = MessageService.send
        seen = threading.local()

        def look_then_send(self: MessageService, member_id: str, *rest: object) -> object:
            with self._store.read() as connection:
                seen.cents = ledger.balance(connection, member_id).available_cents
            everybody_looked.wait()
            return send(self, member_id, *rest)  # type: ignore[arg-type]

        def take_what_was_seen(work: Work, account: str, cents: int) -> int | None:
            if seen.cents < cents:
                return None
            _set(work, account, seen.cents - cents)
            return int(seen.cents - cents)

        seeded.setattr(MessageService, "send", look_then_send)
        seeded.setattr(ledger, "take", take_what_was_seen)


def _unlocked(database: Database) -> str:
    """How a transaction begins that waits for nobody."""
    is_sqlite = database.engine.dialect.name == "sqlite"
    return "BEGIN" if is_sqlite else "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"


def _take_without_looking(work: Work, account: str, cents: int) -> int:
    left = ledger._balance_of(work.connection, account) - cents
    _set(work, account, left)
    return left


def _set(work: Work, account: str, cents: int) -> None:
    work.connection.execute(
        update(ledger_accounts).where(ledger_accounts.c.id == account).values(balance_cents=cents)
    )
