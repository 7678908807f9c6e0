"""Races around an offered changed photo (R4): one outcome, its price paid or given back once, whoever is quicker."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from contract.limits import OFFER_DAYS
from contract.messages import State
from contract.money import MovementKind
from contract.offers import OfferOutcome
from server.services import offered as rows
from server.services import offers, submissions
from server.services.faults import WrongState
from server.services.staff import StaffMember
from server.store.tables import ledger_transactions
from server.store.tables import offers as table
from tests.scale import rounds
from tests.unit.server.offering import (
    Way,
    answer,
    changed_without_child,
    offered,
    offering_facility,
    part_of,
    withdraw,
)
from tests.unit.server.racing import track
from tests.unit.server.world import PRICE, Pair, World

AFTER = {
    "accepted": (State.DELIVERED, OfferOutcome.ACCEPTED),
    "declined": (State.REFUSED, OfferOutcome.DECLINED),
    "lapsed": (State.REFUSED, OfferOutcome.LAPSED),
    "withdrawn": (State.WITHDRAWN, OfferOutcome.WITHDRAWN),
    "taken back": (State.IN_REVIEW, OfferOutcome.TAKEN_BACK),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pixels are not what these races are about."""
    monkeypatch.setattr(offers, "rebuild", changed_without_child)


class OfferDesk:
    """An offer that waits, and what can be tried on it."""

    def __init__(self, world: World, pair: Pair, reviewer: StaffMember, way: Way) -> None:
        self.world, self.pair, self.reviewer = world, pair, reviewer
        self.sent = offered(world, pair, reviewer, way)
        self.id = part_of(self.sent).submission_id

    def accept(self) -> str:
        """The sender's yes."""
        answer(self.world, self.pair, self.sent, accepts=True)
        return "accepted"

    def decline(self) -> str:
        """The sender's no."""
        answer(self.world, self.pair, self.sent, accepts=False)
        return "declined"

    def withdraw(self) -> str:
        """The sender takes it back."""
        withdraw(self.world, self.pair, self.sent)
        return "withdrawn"

    def take_back(self) -> str:
        """The reviewer thinks better of it."""
        self.world.services.review.take_back(self.reviewer, self.id)
        return "taken back"

    def lapse(self) -> str:
        """Its last moment passes by; it may be the late answer that finds this out first."""
        self.world.clock.move(seconds=1)
        self.world.services.offers.lapse_due()
        if self.outcome is not OfferOutcome.LAPSED:
            raise WrongState(self.state)
        return "lapsed"

    @property
    def state(self) -> State:
        """The present state."""
        with self.world.services.store.read() as connection:
            found = submissions.find(connection, self.id)
        assert found is not None
        return found.state

    @property
    def outcome(self) -> OfferOutcome:
        """What became of the offer, also of one that was taken back."""
        with self.world.services.store.read() as connection:
            (found,) = rows.stored(connection, table.c.submission_id == self.id)
        return OfferOutcome(found.outcome)

    def moves(self) -> int:
        """How often its price was captured or set free."""
        moved = ledger_transactions.c
        kinds = (MovementKind.CAPTURE.value, MovementKind.RELEASE.value)
        statement = (
            select(func.count())
            .select_from(ledger_transactions)
            .where(moved.submission_id == self.id, moved.kind.in_(kinds))
        )
        with self.world.services.store.read() as connection:
            return connection.execute(statement).scalar_one()


Act = Callable[[OfferDesk], str]
RACES: dict[str, tuple[Act, Act]] = {
    "accept, withdraw": (OfferDesk.accept, OfferDesk.withdraw),
    "accept, lapse": (OfferDesk.accept, OfferDesk.lapse),
    "accept, accept": (OfferDesk.accept, OfferDesk.accept),
    "accept, decline": (OfferDesk.accept, OfferDesk.decline),
    "accept, take back": (OfferDesk.accept, OfferDesk.take_back),
    "decline, lapse": (OfferDesk.decline, OfferDesk.lapse),
    "withdraw, take back": (OfferDesk.withdraw, OfferDesk.take_back),
}


def race(world: World, racers: str, way: Way, times: int) -> None:
    """Exactly one of the two counts, or both are told the same; the loser is told that it is too late."""
    pair, reviewer = world.pair(cents=PRICE * times, facility_id=offering_facility(world)), world.reviewer()
    with track(2) as course:
        for _ in range(times):
            desk = OfferDesk(world, pair, reviewer, way)
            world.clock.move(days=OFFER_DAYS)
            outcomes = course.run([partial(act, desk) for act in RACES[racers]])
            assert all(isinstance(one, str | WrongState) for one in outcomes), outcomes
            assert_one_outcome(desk, {one for one in outcomes if isinstance(one, str)})


def assert_one_outcome(desk: OfferDesk, won: set[str]) -> None:
    """What became of it is what the one winner was told; its price moved once, or is held while it is read again."""
    if won == {"taken back", "withdrawn"}:  # one after the other: what is in review again can be withdrawn
        assert desk.outcome is OfferOutcome.TAKEN_BACK
        assert (desk.state, desk.moves()) == (State.WITHDRAWN, 1)
        return
    assert len(won) == 1, won
    assert {(desk.state, desk.outcome)} == {AFTER[one] for one in won}
    assert desk.moves() == (0 if won == {"taken back"} else 1)


@pytest.mark.soak_scaled
@pytest.mark.parametrize("racers", RACES)
def test_of_two_answers_to_an_offer_exactly_one_counts(world: World, way: Way, racers: str) -> None:
    race(world, racers, way, rounds(4, 1_000))


def test_an_answer_that_does_not_compare_is_paid_twice_and_noticed(data: Path, way: Way) -> None:
    """Seeded: whoever comes second is believed as well; the order is fixed."""
    world = World.open(data)
    try:
        pair = world.pair(cents=PRICE * 2, facility_id=offering_facility(world))
        desk = OfferDesk(world, pair, world.reviewer(), way)
        with world.services.store.read() as connection:
            asked = rows.find(connection, desk.id)
        desk.accept()
        assert_one_outcome(desk, {"accepted"})
        with pytest.MonkeyPatch.context() as seeded:
            seeded.setattr(rows, "find", lambda *_: asked)
            with pytest.raises(WrongState):
                desk.decline()
            seeded.setattr(offers, "_unanswered", lambda _: [])
            desk.decline()
        with pytest.raises(AssertionError):
            assert_one_outcome(desk, {"accepted"})
        assert world.faults() != []
    finally:
        world.close()
