"""The queue: filters, pages, whose turn it is, leases that are renewed, and that nothing is leased twice or starves."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from contract.messages import State
from server.services import queueing
from server.services.faults import Forbidden, InvalidField, WrongState
from server.services.queueing import QueueFilter
from server.services.staff import StaffMember
from server.store.tables import facilities
from server.store.tables import submissions as table
from tests.scale import rounds
from tests.unit.server.racing import track
from tests.unit.server.world import PASSWORD, PRICE, Pair, World


@pytest.fixture
def pair(world: World) -> Pair:
    return world.pair(cents=100_000)


@pytest.fixture
def spoilt(data: Path) -> Iterator[World]:
    """A world whose books need not be whole in the end: its rows are made by the database itself."""
    world = World.open(data)
    yield world
    world.close()


def seen(world: World, who: StaffMember, **wanted: str | bool) -> list[str]:
    """The ids of a filtered queue."""
    page = queueing.page(world.services.store, who, QueueFilter(**wanted))  # type: ignore[arg-type]
    return [item.id for item in page.items]


def test_the_queue_is_read_page_by_page_without_gaps(world: World, pair: Pair) -> None:
    who, ids = world.reviewer(), []
    for number in range(7):
        ids.append(world.send(pair).id)
        world.clock.move(minutes=number % 2)
    found: list[str] = []
    cursor = None
    while True:
        page = queueing.page(world.services.store, who, cursor=cursor, size=3)
        found += [item.id for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == ids
    with pytest.raises(InvalidField):
        queueing.page(world.services.store, who, cursor="invented")


def test_filters_find_kinds_names_appeals_and_ones_own(world: World) -> None:
    facility_id = world.facility()
    zoe = world.member(name="Zoë Ångström")[0]
    mateo = world.resident(facility_id, "Mateo Núñez")
    contact = world.ask(zoe.member_id, mateo)
    world.services.inbox.accept(mateo, contact.id)
    first = Pair(zoe, "", mateo, contact.id)
    second = world.pair(facility_id=facility_id)
    ruth, omar = world.reviewer(), world.reviewer()
    message, other, reply = world.send(first).id, world.send(second).id, world.reply(second)
    assert seen(world, ruth, kind="reply") == [reply]
    assert seen(world, ruth, member="Zoë") == [message]
    assert seen(world, ruth, member="100%") == []
    assert seen(world, ruth, resident="nunez mat") == [message]
    assert seen(world, ruth, resident="linh", kind="message") == [other]
    assert seen(world, ruth, mine=True) == []
    world.services.review.claim(ruth, other)
    assert seen(world, ruth, mine=True) == [other]
    assert seen(world, omar, mine=True) == []
    assert seen(world, omar, appeals=True) == []
    assert queueing.counts_by_kind(world.services.store, ruth) == {"message": 2, "reply": 1}
    with pytest.raises(InvalidField):
        seen(world, ruth, kind="postcard")


def test_the_queue_stays_within_the_walls_and_is_not_for_auditors(world: World, pair: Pair) -> None:
    message = world.send(pair)
    stranger = world.reviewer(world.facility())
    assert seen(world, stranger) == []
    assert queueing.counts_by_kind(world.services.store, stranger) == {}
    assert queueing.free(world.services.store, stranger) == []
    assert seen(world, world.reviewer(pair.resident.resident.facility_id)) == [message.id]
    with pytest.raises(Forbidden):
        seen(world, world.staff("auditor"))


def test_whoever_works_keeps_it_and_whoever_does_not_loses_it(world: World, pair: Pair) -> None:
    ruth, omar, message = world.reviewer(), world.reviewer(), world.send(pair)
    review = world.services.review
    review.claim(ruth, message.id)
    for _ in range(3):
        world.clock.move(minutes=9)
        review.renew(ruth, message.id)
    with pytest.raises(WrongState):
        review.claim(omar, message.id)
    with pytest.raises(WrongState):
        review.renew(omar, message.id)
    world.clock.move(minutes=10)
    with pytest.raises(WrongState):
        review.renew(ruth, message.id)
    review.claim(omar, message.id)


def test_the_workload_says_who_reads_and_who_decided(world: World, pair: Pair) -> None:
    world.services.staff.add("tomoko", "Tomoko", "reviewer", PASSWORD)
    ruth = world.services.staff.add("ruth", "Ruth", "reviewer", PASSWORD)
    world.staff("auditor")
    world.approve(ruth, world.send(pair).id)
    world.refuse(ruth, world.send(pair).id)
    world.services.review.claim(ruth, world.send(pair).id)
    found = queueing.workload(world.services.store, ruth)
    assert [(one.name, one.reading, one.decided) for one in found] == [("Ruth", 1, 2), ("Tomoko", 0, 0)]
    world.clock.move(hours=25)
    assert queueing.workload(world.services.store, ruth)[0].decided == 0


def test_past_a_hundred_that_others_read_there_is_still_one_to_claim(world: World, pair: Pair) -> None:
    ruth, omar = world.reviewer(), world.reviewer()
    ids = [world.send(pair).id for _ in range(105)]
    with world.services.store.write() as work:
        until = world.clock.now.replace(year=world.clock.now.year + 1)
        work.connection.execute(
            update(table)
            .where(table.c.id.in_(ids[:104]))
            .values(state=State.IN_REVIEW.value, lease_staff_id=omar.id, lease_until=until)
        )
    assert world.services.review.claim_oldest(ruth) == ids[104]
    assert world.services.review.claim_oldest(ruth, ids[104]) is None


@pytest.mark.soak_scaled
def test_five_reviewers_with_leases_dropped_at_random_decide_each_once(world: World, pair: Pair) -> None:
    count = rounds(150, 2_000)
    world.pay_in(pair.member_id, PRICE * count)
    ids = {world.send(pair).id for _ in range(count)}
    staff = [world.reviewer() for _ in range(5)]
    done: list[str] = []
    lock = threading.Lock()

    def work(who: StaffMember, dice: random.Random) -> int:
        decided = 0
        while (found := world.services.review.claim_oldest(who)) is not None:
            if dice.random() < 0.2:  # walks away; somebody else gets it
                world.services.review.put_back(who, found)
                continue
            item = world.services.review.item(who, found)
            assert item.mine
            world.services.review.approve(who, found, item.version, item.sha256)
            decided += 1
            with lock:
                done.append(found)
        return decided

    with track(5) as course:
        course.run([partial(work, who, random.Random(place)) for place, who in enumerate(staff)])
    assert sorted(done) == sorted(ids)
    assert world.faults() == []


@pytest.mark.soak_scaled
def test_a_page_of_a_long_queue_costs_hardly_more_than_of_a_short_one(spoilt: World) -> None:
    world, pair = spoilt, spoilt.pair(cents=100_000)
    who, here = world.reviewer(), world.reviewer(pair.resident.resident.facility_id)
    for _ in range(100):
        world.send(pair)
    short = {one.id: _quickest(world, one) for one in (who, here)}
    _multiply(world, rounds(2_000, 10_000))
    for one in (who, here):
        assert _quickest(world, one) <= short[one.id] * 1.3 + 0.002


@pytest.mark.sqlite_only
def test_the_databases_use_the_queues_index(world: World, pair: Pair) -> None:
    world.send(pair)
    for who, index in (
        (world.reviewer(), "ix_submissions_open_anywhere"),
        (world.reviewer(pair.resident.resident.facility_id), "ix_submissions_open"),
    ):
        with world.services.store.read() as connection:
            statement = (
                select(table.c.id)
                .join(facilities, facilities.c.id == table.c.facility_id)
                .where(who.reach(), *queueing.WAITING)
                .order_by(*queueing.ORDER)
                .limit(50)
            )
            plan = connection.execute(
                text(
                    f"EXPLAIN QUERY PLAN {statement.compile(connection, compile_kwargs={'literal_binds': True})}"
                )
            ).all()
        assert f"{index} " in f"{plan} ".replace(")", " ").replace("'", " "), plan


def _multiply(world: World, count: int) -> None:
    """As many more rows that wait, made by the database itself."""
    columns = [column.name for column in table.columns if column.name not in ("id", "sequence", "promise_at")]
    names = ", ".join(f'"{name}"' for name in columns)
    with world.services.store.write() as work:
        work.connection.execute(
            text(
                f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
                f"INSERT INTO submissions (id, sequence, promise_at, {names}) "
                f"SELECT 'more' || i, 1000000 + i, promise_at + i, {names} "
                "FROM n, (SELECT * FROM submissions LIMIT 1) AS one"
            )
        )
        if work.connection.dialect.name == "postgresql":
            work.connection.execute(
                text("ANALYZE submissions")
            )  # as it does by itself where it is not for tests


def _quickest(world: World, who: StaffMember) -> float:
    """Seconds for one page, the best of several."""
    found = []
    for _ in range(15):
        began = time.perf_counter()
        queueing.page(world.services.store, who)
        found.append(time.perf_counter() - began)
    return min(found)
