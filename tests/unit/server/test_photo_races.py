"""Races around a profile photo (rule R4): approved, refused, withdrawn or replaced, exactly one of them counts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from contract.messages import State
from contract.money import MovementKind
from contract.photos import NewProfilePhoto
from server.services import profile_photos, submissions
from server.services.faults import WrongState
from server.services.staff import StaffMember
from server.store.tables import audit, ledger_transactions
from tests.scale import rounds
from tests.unit.server.pictures import photo_facility, send_photo, up
from tests.unit.server.racing import track
from tests.unit.server.world import Pair, World

PRICE = 10
DECISIONS = ("approved", "not approved", "withdrawn")
AFTER = {
    "approved": State.DELIVERED,
    "not approved": State.REFUSED,
    "withdrawn": State.WITHDRAWN,
    "replaced": State.WITHDRAWN,
}


class PhotoDesk:
    """A claimed profile photo, and what can be tried on it."""

    def __init__(self, world: World, pair: Pair, reviewer: StaffMember) -> None:
        self.world, self.pair, self.reviewer = world, pair, reviewer
        self.sent = send_photo(world, pair.member_id, 1, price_cents=PRICE)
        self.newer = up(world, pair.member_id, 2).sent_sha256
        self.item = world.services.review.claim(reviewer, self.sent.parts[0].submission_id)

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
        self.world.services.profile_photos.withdraw(self.pair.member_id, self.sent.id)
        return "withdrawn"

    def replace(self) -> str:
        """The sender sends a newer one, which is always taken in; the older one may have been decided on before."""
        new = NewProfilePhoto(sent_sha256=self.newer, price_cents=PRICE)
        self.world.services.profile_photos.send(self.pair.member_id, str(uuid.uuid4()), new)
        return "replaced"

    @property
    def state(self) -> State:
        """The present state."""
        with self.world.services.store.read() as connection:
            found = submissions.find(connection, self.item.id)
        assert found is not None
        return found.state


RACES: dict[str, tuple[Callable[[PhotoDesk], str], Callable[[PhotoDesk], str]]] = {
    "approve, replaced photo": (PhotoDesk.approve, PhotoDesk.replace),
    "refuse, replaced photo": (PhotoDesk.refuse, PhotoDesk.replace),
    "approve, withdraw": (PhotoDesk.approve, PhotoDesk.withdraw),
    "withdraw, replaced photo": (PhotoDesk.withdraw, PhotoDesk.replace),
}


def race(world: World, racers: str, times: int) -> set[State]:
    """One outcome, one capture or release, one audit row for the older photo. Gives the outcomes that were seen."""
    pair = world.pair(cents=PRICE * (2 * times + 4), facility_id=photo_facility(world, PRICE))
    reviewer, seen = world.reviewer(), set()
    with track(2) as course:
        for _ in range(times):
            world.clock.move(minutes=3)
            desk = PhotoDesk(world, pair, reviewer)
            outcomes = course.run([partial(act, desk) for act in RACES[racers]])
            assert all(isinstance(outcome, str | WrongState) for outcome in outcomes), outcomes
            state = desk.state
            seen.add(state)
            won = {outcome for outcome in outcomes if isinstance(outcome, str)}
            assert state in {AFTER[outcome] for outcome in won}, outcomes
            if not won & {"approved", "not approved"}:
                assert state is State.WITHDRAWN
            else:
                assert state is not State.WITHDRAWN, outcomes
            assert _decisions(world, desk.item.id) == 1
            assert _moves(world, desk.item.id) == 1
            if "replaced" in won:
                _put_away(world, pair)
    return seen


@pytest.mark.soak_scaled
@pytest.mark.parametrize("racers", RACES)
def test_of_a_decision_and_a_newer_photo_exactly_one_counts(world: World, racers: str) -> None:
    race(world, racers, rounds(30, 1_000))


@pytest.mark.parametrize("decide", [PhotoDesk.approve, PhotoDesk.refuse])
def test_a_decision_on_a_replaced_photo_notices_a_seeded_fault(
    data: Path, decide: Callable[[PhotoDesk], str]
) -> None:
    """Seeded: a decision that does not compare before it sets; the order is fixed, as the decision is mostly first."""
    world = World.open(data)
    pair = world.pair(facility_id=photo_facility(world, PRICE))
    move = submissions.move
    try:
        desk = PhotoDesk(world, pair, world.reviewer())
        assert desk.replace() == "replaced"
        with pytest.raises(WrongState) as late:
            decide(desk)
        assert (late.value.state, desk.state) == (State.WITHDRAWN, State.WITHDRAWN)
        with pytest.MonkeyPatch.context() as seeded:
            seeded.setattr(
                submissions,
                "move",
                lambda work, one, conditions, to, **values: move(work, one, [], to, **values),
            )
            decide(desk)
        assert _decisions(world, desk.item.id) == 2
        assert desk.state is not State.WITHDRAWN
    finally:
        world.close()


def test_a_replacement_that_does_not_look_at_decisions_is_noticed(data: Path) -> None:
    """Seeded: what was approved is withdrawn by the newer photo; the ledger then lacks what it says it holds."""
    world = World.open(data)
    pair = world.pair(facility_id=photo_facility(world, PRICE))
    try:
        desk = PhotoDesk(world, pair, world.reviewer())
        desk.approve()
        with pytest.MonkeyPatch.context() as seeded:
            seeded.setattr(profile_photos, "OPEN", [state.value for state in State])
            seeded.setattr(submissions, "REVOCABLE", [state.value for state in State])
            desk.replace()
        assert desk.state is State.WITHDRAWN
        assert world.faults() != []
    finally:
        world.close()


def _put_away(world: World, pair: Pair) -> None:
    newest = world.services.profile_photos.state(pair.member_id).newest
    assert newest is not None
    world.services.profile_photos.withdraw(pair.member_id, newest.id)


def _decisions(world: World, submission_id: str) -> int:
    with world.services.store.read() as connection:
        statement = (
            select(func.count())
            .select_from(audit)
            .where(audit.c.subject_id == submission_id, audit.c.action.in_(DECISIONS))
        )
        return connection.execute(statement).scalar_one()


def _moves(world: World, submission_id: str) -> int:
    kinds = (MovementKind.CAPTURE.value, MovementKind.RELEASE.value)
    with world.services.store.read() as connection:
        statement = (
            select(func.count())
            .select_from(ledger_transactions)
            .where(
                ledger_transactions.c.submission_id == submission_id, ledger_transactions.c.kind.in_(kinds)
            )
        )
        return connection.execute(statement).scalar_one()
