"""Races for the one decision (rule R4), each with its fault seeded: exactly one counts, whoever comes first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, Connection, func, select

from contract.messages import State
from contract.money import MovementKind
from server.services import submissions
from server.services.faults import WrongState
from server.services.review import LEASE, ReviewService
from server.services.staff import StaffMember
from server.services.submissions import Submission
from server.store.tables import audit, ledger_transactions
from server.store.work import Work
from tests.scale import rounds
from tests.unit.server.racing import track
from tests.unit.server.world import PRICE, START, Pair, World

SEEDED_ROUNDS = 40
DECISIONS = ("approved", "not approved", "withdrawn", "lease ended")
MOVES = (MovementKind.CAPTURE.value, MovementKind.RELEASE.value)
INSTANT = timedelta(microseconds=1)


class Ticking:
    """A clock that moves a little each time it is read, so that threads see different moments."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = START

    def __call__(self) -> datetime:
        with self._lock:
            self.now += INSTANT
            return self.now


class Desk:
    """A claimed message, and what can be tried on it."""

    def __init__(self, world: World, pair: Pair, reviewer: StaffMember) -> None:
        self.world, self.pair, self.reviewer = world, pair, reviewer
        self.message = world.send(pair)
        self.item = world.services.review.claim(reviewer, self.message.id)

    def approve(self) -> str:
        """The reviewer's yes."""
        self.world.services.review.approve(self.reviewer, self.item.id, self.item.version, self.item.sha256)
        return "approved"

    def refuse(self) -> str:
        """The reviewer's no."""
        self.world.services.review.refuse(
            self.reviewer, self.item.id, self.item.version, self.item.sha256, "numbers"
        )
        return "not approved"

    def withdraw(self) -> str:
        """The sender takes it back."""
        self.world.services.messages.withdraw(self.pair.member_id, self.item.id)
        return "withdrawn"

    def end_lease(self) -> str:
        """The ten minutes are over, if nothing was decided within."""
        if self.world.services.review.end_leases() == 0:
            raise WrongState(self.state)
        return "lease ended"

    def attempt(self, act: Callable[[], str]) -> object:
        """What came of it."""
        try:
            return act()
        except WrongState as fault:
            return fault

    @property
    def lease_until(self) -> datetime:
        """When the reviewer's ten minutes end."""
        assert self.item.lease_until is not None
        return self.item.lease_until

    @property
    def state(self) -> State:
        """The present state."""
        with self.world.services.store.read() as connection:
            found = submissions.find(connection, self.item.id)
        assert found is not None
        return found.state


PAIRS: dict[str, tuple[Callable[[Desk], str], Callable[[Desk], str]]] = {
    "approve, approve": (Desk.approve, Desk.approve),
    "approve, refuse": (Desk.approve, Desk.refuse),
    "approve, withdraw": (Desk.approve, Desk.withdraw),
    "refuse, withdraw": (Desk.refuse, Desk.withdraw),
}
AFTER = {
    "approved": State.DELIVERED,
    "not approved": State.REFUSED,
    "withdrawn": State.WITHDRAWN,
    "lease ended": State.PENDING,
}


@pytest.fixture
def spoilt(data: Path) -> Iterator[World]:
    """A world whose books need not be whole in the end: a fault is seeded in it."""
    world = World.open(data)
    yield world
    world.close()


def race_for_the_decision(world: World, racers: str, times: int) -> None:
    """One outcome, one capture or release, one audit row; the loser hears the present state."""
    pair, reviewer = pair_with_money(world, times)
    with track(2) as course:
        for _ in range(times):
            desk = Desk(world, pair, reviewer)
            outcomes = course.run([partial(act, desk) for act in PAIRS[racers]])
            check_outcomes(desk, outcomes)


def race_at_a_leases_end(world: World, times: int) -> None:
    """The end of the lease against an approval in its last instants, by a clock that each look moves on."""
    ticking = Ticking()
    world.services.store.clock = ticking
    pair, reviewer = pair_with_money(world, times)
    with track(2) as course:
        for number in range(times):
            desk = Desk(world, pair, reviewer)
            ticking.now = desk.lease_until - number % 4 * INSTANT
            outcomes = course.run([desk.end_lease, desk.approve])
            if all(isinstance(outcome, WrongState) for outcome in outcomes):
                # Looked at just before its end, decided just after: still leased, until somebody looks again.
                assert desk.state is State.IN_REVIEW
                outcomes[0] = desk.end_lease()
            if check_outcomes(desk, outcomes, heard=(State.IN_REVIEW,)) == "lease ended":
                world.services.messages.withdraw(pair.member_id, desk.item.id)
            ticking.now += LEASE


def pair_with_money(world: World, times: int) -> tuple[Pair, StaffMember]:
    """Somebody who can send so often, with one more message waiting all the time, and who decides.

    More is held than each race is about, so that the ledger alone would not notice a second capture.
    """
    pair, reviewer = world.pair(cents=PRICE * (times + 2)), world.reviewer()
    world.send(pair)
    return pair, reviewer


def check_outcomes(desk: Desk, outcomes: list[object], heard: tuple[State, ...] = ()) -> str:
    """What was decided; the loser heard the state after it, or one of `heard`."""
    winners = [outcome for outcome in outcomes if isinstance(outcome, str)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, WrongState)]
    assert (len(winners), len(losers)) == (1, 1), outcomes
    assert desk.state is AFTER[winners[0]]
    assert losers[0].state in (desk.state, *heard)
    assert _decisions(desk) == winners
    assert _moves(desk) == (0 if winners == ["lease ended"] else 1)
    return winners[0]


def seed_no_comparing(seeded: pytest.MonkeyPatch) -> None:
    """From now on a decision sets without comparing first."""
    move = submissions.move
    seeded.setattr(
        submissions, "move", lambda work, one, conditions, to, **values: move(work, one, [], to, **values)
    )


def seed_no_second_look(seeded: pytest.MonkeyPatch, work_on: str) -> None:
    """From now on the end of a lease trusts what it saw before it was its turn."""

    def as_it_was(connection: Connection, *_: ColumnElement[bool]) -> list[Submission]:
        found = submissions.find(connection, work_on)
        return [] if found is None else [found]

    seed_no_comparing(seeded)
    seeded.setattr(submissions, "matching", as_it_was)


def approve_while_the_lease_ends(desk: Desk, seeded: pytest.MonkeyPatch) -> list[object]:
    """The approval gets its moment inside the lease; its end is noticed before that is written.

    It is the one order in which the end of a lease can meet a decision it did not see, held by two events: the end
    looks only once the approval has begun to write, and the approval goes on only once the end wants to write.
    """
    store = desk.world.services.store
    ticking = Ticking()
    store.clock = ticking
    ticking.now = desk.lease_until - 2 * INSTANT
    approval_began, end_wants_its_turn = threading.Event(), threading.Event()
    find, write = ReviewService._find, store.write

    def find_and_wait(self: ReviewService, connection: Connection, *which: object) -> Submission:
        found = find(self, connection, *which)  # type: ignore[arg-type]
        approval_began.set()
        assert end_wants_its_turn.wait(10)
        return found

    def tell_and_write() -> AbstractContextManager[Work]:
        if approval_began.is_set():
            end_wants_its_turn.set()
        return write()

    def end_after_the_approval_began() -> str:
        assert approval_began.wait(10)
        return desk.end_lease()

    with seeded.context() as held, track(2) as course:
        held.setattr(ReviewService, "_find", find_and_wait)
        held.setattr(store, "write", tell_and_write)
        return course.run([end_after_the_approval_began, desk.approve])


@pytest.mark.soak_scaled
@pytest.mark.parametrize("racers", PAIRS)
def test_of_two_decisions_exactly_one_counts(world: World, racers: str) -> None:
    race_for_the_decision(world, racers, rounds(200, 1_000))


@pytest.mark.soak_scaled
def test_at_a_leases_end_exactly_one_counts(world: World) -> None:
    race_at_a_leases_end(world, rounds(200, 1_000))


@pytest.mark.parametrize("racers", PAIRS)
def test_a_race_for_the_decision_notices_a_seeded_fault(spoilt: World, racers: str) -> None:
    with pytest.MonkeyPatch.context() as seeded:
        seed_no_comparing(seeded)
        with pytest.raises(AssertionError):
            race_for_the_decision(spoilt, racers, SEEDED_ROUNDS)


def test_an_approval_within_the_lease_stands_though_its_end_was_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(world, *pair_with_money(world, 1))
    outcomes = approve_while_the_lease_ends(desk, monkeypatch)
    assert check_outcomes(desk, outcomes) == "approved"


def test_an_end_of_a_lease_that_does_not_look_again_is_noticed(
    spoilt: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(spoilt, *pair_with_money(spoilt, 1))
    with monkeypatch.context() as seeded:
        seed_no_second_look(seeded, desk.item.id)
        outcomes = approve_while_the_lease_ends(desk, monkeypatch)
    with pytest.raises(AssertionError):
        check_outcomes(desk, outcomes)


def test_an_approval_past_its_lease_does_not_count(world: World) -> None:
    desk = Desk(world, *pair_with_money(world, 1))
    world.clock.move(minutes=11)
    outcomes = [desk.end_lease(), desk.attempt(desk.approve)]
    assert check_outcomes(desk, outcomes) == "lease ended"


def test_an_approval_past_its_lease_that_does_not_compare_is_noticed(spoilt: World) -> None:
    desk = Desk(spoilt, *pair_with_money(spoilt, 1))
    spoilt.clock.move(minutes=11)
    outcomes: list[object] = [desk.end_lease()]
    with pytest.MonkeyPatch.context() as seeded:
        seed_no_comparing(seeded)
        outcomes.append(desk.attempt(desk.approve))
    with pytest.raises(AssertionError):
        check_outcomes(desk, outcomes)


def _decisions(desk: Desk) -> list[str]:
    with desk.world.services.store.read() as connection:
        statement = select(audit.c.action).where(
            audit.c.subject_id == desk.item.id, audit.c.action.in_(DECISIONS)
        )
        return [str(action) for action in connection.execute(statement).scalars()]


def _moves(desk: Desk) -> int:
    with desk.world.services.store.read() as connection:
        statement = (
            select(func.count())
            .select_from(ledger_transactions)
            .where(ledger_transactions.c.submission_id == desk.item.id, ledger_transactions.c.kind.in_(MOVES))
        )
        return connection.execute(statement).scalar_one()
