"""Races around shared photos: the last cent (R3), and decisions against taking back, mending and deleting (R4)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from contract.galleries import NewSharedPhoto, SharedPhoto
from contract.messages import State
from contract.money import MovementKind
from server.services import ledger, submissions
from server.services import shared_photos as photos_service
from server.services.faults import NotEnoughFunds, NotFound, WrongState
from server.services.staff import StaffMember
from server.store.tables import audit, ledger_transactions, shared_photos
from tests.scale import rounds
from tests.unit.server.pictures import photo_facility
from tests.unit.server.racing import track
from tests.unit.server.sharing import chosen, further, gallery, new_photo, share, three_people
from tests.unit.server.world import PRICE, Pair, World

RACERS = 4
SEEDED_ROUNDS = 40
DECISIONS = ("approved", "not approved", "withdrawn")
AFTER = {
    "approved": State.DELIVERED,
    "not approved": State.REFUSED,
    "withdrawn": State.WITHDRAWN,
}


def send(world: World, pair: Pair, new: NewSharedPhoto, key: str | None = None) -> SharedPhoto:
    """Shared once more; with a key of its own if none is given."""
    return world.services.shared_photos.share(pair.member_id, key or str(uuid.uuid4()), new)


def race_for_the_last_cent(world: World, times: int) -> None:
    """Four photos, money for one: one is shared, three times "not enough", each time."""
    pair = world.pair(cents=0, facility_id=photo_facility(world))
    new = new_photo(world, pair.member_id)
    with track(RACERS) as course:
        for done in range(1, times + 1):
            world.pay_in(pair.member_id, PRICE)
            outcomes = course.run([lambda: send(world, pair, new)] * RACERS)
            kinds = Counter(type(outcome) for outcome in outcomes)
            assert kinds == {SharedPhoto: 1, NotEnoughFunds: RACERS - 1}, outcomes
            balance = world.services.vouchers.balance(pair.member_id)
            assert (balance.available_cents, balance.held_cents) == (0, PRICE * done)


@pytest.mark.soak_scaled
def test_exactly_one_of_four_photos_gets_the_last_cent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.photo_parts.WAITING_OF_MEMBER", 100_000)
    race_for_the_last_cent(world, rounds(40, 1_000))


def test_a_price_that_is_not_held_is_noticed(data: Path) -> None:
    """Seeded: the price is looked at but not set aside, so that all four find the money still there."""
    world = World.open(data)
    try:
        with pytest.MonkeyPatch.context() as seeded:
            seeded.setattr(ledger, "hold", lambda *_: None)
            with pytest.raises(AssertionError):
                race_for_the_last_cent(world, SEEDED_ROUNDS)
    finally:
        world.close()


def race_with_one_key(world: World, times: int) -> None:
    """One photo sent four times at once: it is there once, and all four are answered with it."""
    pair = world.pair(cents=PRICE * times, facility_id=photo_facility(world))
    new = new_photo(world, pair.member_id)
    with track(RACERS) as course:
        for _ in range(times):
            found = course.run([partial(send, world, pair, new, str(uuid.uuid4()))] * RACERS)
            assert len({one.id for one in found if isinstance(one, SharedPhoto)}) == 1, found
            assert all(isinstance(one, SharedPhoto) for one in found), found
    with world.services.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(shared_photos)).scalar_one() == times


@pytest.mark.soak_scaled
def test_the_same_photo_at_the_same_moment_is_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.photo_parts.WAITING_OF_MEMBER", 100_000)
    race_with_one_key(world, rounds(20, 1_000))


def test_a_key_that_is_not_looked_at_is_noticed(data: Path) -> None:
    """Seeded: nobody remembers under which key a photo was sent."""
    world = World.open(data)
    try:
        with pytest.MonkeyPatch.context() as seeded:
            seeded.setattr(photos_service, "answered_before", lambda *_: None)
            seeded.setattr(photos_service, "remember", lambda *_: None)
            with pytest.raises(AssertionError):
                race_with_one_key(world, 1)
    finally:
        world.close()


class PhotoDesk:
    """A claimed photo, and what can be tried on it."""

    def __init__(self, world: World, pair: Pair, second: str, reviewer: StaffMember) -> None:
        self.world, self.pair, self.second, self.reviewer = world, pair, second, reviewer
        self.place = gallery(world, pair.member_id).id
        self.sent = share(world, pair.member_id, 1, gallery_id=self.place, audience=chosen(pair.contact_id))
        self.newer = new_photo(
            world,
            pair.member_id,
            2,
            gallery_id=self.place,
            audience=chosen(pair.contact_id),
            replaces=self.sent.id,
        )
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
        self.world.services.shared_photos.withdraw(self.pair.member_id, self.sent.id)
        return "withdrawn"

    def replace(self) -> str:
        """The sender sends a mended version, which is always taken in, whatever the older one became."""
        send(self.world, self.pair, self.newer)
        return "replaced"

    def delete(self) -> str:
        """The sender takes it out of the gallery."""
        self.world.services.shared_photos.delete(self.pair.member_id, self.sent.id)
        return "deleted"

    def share(self) -> str:
        """The sender shares it with one more person there: at no price, unless it was not approved just before."""
        further(self.world, self.pair.member_id, self.sent.id, chosen(self.second))
        return "shared further"

    @property
    def state(self) -> State:
        """The present state."""
        with self.world.services.store.read() as connection:
            found = submissions.find(connection, self.item.id)
        assert found is not None
        return found.state


Act = Callable[[PhotoDesk], str]
RACES: dict[str, tuple[Act, Act]] = {
    "approve, withdraw": (PhotoDesk.approve, PhotoDesk.withdraw),
    "refuse, withdraw": (PhotoDesk.refuse, PhotoDesk.withdraw),
    "approve, mended": (PhotoDesk.approve, PhotoDesk.replace),
    "refuse, mended": (PhotoDesk.refuse, PhotoDesk.replace),
    "approve, deleted": (PhotoDesk.approve, PhotoDesk.delete),
    "approve, shared further": (PhotoDesk.approve, PhotoDesk.share),
    "withdraw, deleted": (PhotoDesk.withdraw, PhotoDesk.delete),
}


def race(world: World, racers: str, times: int) -> None:
    """One outcome, one capture or release, one audit row for the photo that both wanted."""
    pair, second, _ = three_people(world)
    world.pay_in(pair.member_id, PRICE * (2 * times + 4))
    reviewer = world.reviewer()
    with track(2) as course:
        for _ in range(times):
            world.clock.move(minutes=3)
            desk = PhotoDesk(world, pair, second, reviewer)
            outcomes = course.run([partial(act, desk) for act in RACES[racers]])
            assert all(isinstance(one, str | WrongState | NotFound) for one in outcomes), outcomes
            assert_one_outcome(desk, {one for one in outcomes if isinstance(one, str)})
            world.services.galleries.delete(pair.member_id, desk.place)  # nobody may have a thousand


def assert_one_outcome(desk: PhotoDesk, won: set[str]) -> None:
    """What became of the photo that both wanted: as one of them was told, decided once, its money moved once."""
    decided = won & {"approved", "not approved"}
    if decided:
        assert {desk.state} == {AFTER[one] for one in decided}, won
    else:
        assert desk.state is State.WITHDRAWN, won
    assert _decisions(desk.world, desk.item.id) == 1
    assert _moves(desk.world, desk.item.id) == 1


@pytest.mark.soak_scaled
@pytest.mark.parametrize("racers", RACES)
def test_of_a_decision_and_a_change_of_mind_exactly_one_counts(world: World, racers: str) -> None:
    race(world, racers, rounds(8, 1_000))


@pytest.mark.parametrize("decide", [PhotoDesk.approve, PhotoDesk.refuse])
@pytest.mark.parametrize("undo", [PhotoDesk.withdraw, PhotoDesk.replace, PhotoDesk.delete])
def test_a_decision_that_does_not_compare_is_noticed(data: Path, decide: Act, undo: Act) -> None:
    """Seeded: what was taken back is decided on all the same; the order is fixed."""
    world = World.open(data)
    pair, second, _ = three_people(world)
    move = submissions.move
    try:
        desk = PhotoDesk(world, pair, second, world.reviewer())
        undo(desk)
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
        with pytest.raises(AssertionError):
            assert_one_outcome(desk, {"approved", "not approved"})
        assert _decisions(world, desk.item.id) == 2
    finally:
        world.close()


@pytest.mark.parametrize("undo", [PhotoDesk.withdraw, PhotoDesk.replace])
def test_taking_back_what_was_decided_is_noticed(data: Path, undo: Act) -> None:
    """Seeded: what was turned down counts as waiting, so that it is taken back; its price is set free twice."""
    world = World.open(data)
    pair, second, _ = three_people(world)
    try:
        desk = PhotoDesk(world, pair, second, world.reviewer())
        desk.refuse()
        assert_one_outcome(desk, {"not approved"})
        with pytest.MonkeyPatch.context() as seeded:
            seeded.setattr(submissions, "REVOCABLE", [state.value for state in State])
            undo(desk)
        with pytest.raises(AssertionError):
            assert_one_outcome(desk, {"not approved"})
    finally:
        world.close()


def _put_away(world: World, pair: Pair) -> None:
    for photo in world.services.shared_photos.page(pair.member_id).items:
        world.services.shared_photos.delete(pair.member_id, photo.id)


def _decisions(world: World, submission_id: str) -> int:
    statement = (
        select(func.count())
        .select_from(audit)
        .where(audit.c.subject_id == submission_id, audit.c.action.in_(DECISIONS))
    )
    with world.services.store.read() as connection:
        return connection.execute(statement).scalar_one()


def _moves(world: World, submission_id: str) -> int:
    kinds = (MovementKind.CAPTURE.value, MovementKind.RELEASE.value)
    moved = ledger_transactions.c
    statement = (
        select(func.count())
        .select_from(ledger_transactions)
        .where(moved.submission_id == submission_id, moved.kind.in_(kinds))
    )
    with world.services.store.read() as connection:
        return connection.execute(statement).scalar_one()
