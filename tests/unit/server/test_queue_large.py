"""Many things that wait, five reviewers at once, leases dropped at random: nothing read twice, nothing left over."""

from __future__ import annotations

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select

from contract.messages import State
from server.services import queueing
from server.services.faults import WrongState
from server.services.staff import StaffMember
from server.services.submissions import digest
from server.store.tables import submissions
from server.store.types import from_micros, to_micros
from tests.scale import rounds
from tests.unit.server.world import Pair, World

ITEMS = rounds(60, 10_000)
REVIEWERS = 5


def fill(world: World, pair: Pair, count: int) -> None:
    """So many messages of the pair that wait and cost nothing, each promised a second after the one before."""
    text = "We all say hello."
    with world.services.store.write() as work:
        rows = [
            {
                "id": f"item-{at:05}",
                "number": work.next_number(),
                "kind": "message",
                "member_id": pair.member_id,
                "resident_id": pair.resident.resident.id,
                "contact_id": pair.contact_id,
                "facility_id": pair.resident.resident.facility_id,
                "text": text,
                "characters": len(text),
                "sha256": digest(text),
                "version": 1,
                "state": State.PENDING.value,
                "sequence": work.next_sequence(),
                "price_cents": 0,
                "held_cents": 0,
                "paid_cents": 0,
                "created_at": work.now,
                "expected_by": work.now,
                "promise_at": from_micros(to_micros(work.now) + 48 * 3_600_000_000 + at * 1_000_000),
            }
            for at in range(count)
        ]
        work.connection.execute(insert(submissions), rows)


@pytest.mark.soak_scaled
def test_five_reviewers_read_everything_once_and_the_oldest_first(world: World) -> None:
    facility = world.facility(message_cents=0)
    pair = world.pair(facility_id=facility)
    fill(world, pair, ITEMS)
    held: dict[str, str] = {}
    decided: Counter[str] = Counter()
    firsts: list[str] = []
    watch = threading.Lock()

    def work_through(who: StaffMember, luck: random.Random) -> None:
        while (item_id := world.services.review.claim_oldest(who)) is not None:
            with watch:
                assert held.setdefault(item_id, who.id) == who.id, f"{item_id} is read by two"
                firsts.append(item_id)
            drops = luck.random() < 0.2
            item = world.services.review.item(who, item_id)
            assert item.mine
            with watch:
                del held[item_id]
            if drops:
                world.services.review.put_back(who, item_id)
                continue
            world.services.review.approve(who, item_id, item.version, item.sha256)
            with watch:
                decided[item_id] += 1

    people = [world.reviewer(facility) for _ in range(REVIEWERS)]
    with ThreadPoolExecutor(REVIEWERS) as pool:
        jobs = [pool.submit(work_through, who, random.Random(at)) for at, who in enumerate(people)]
        for job in jobs:
            job.result()

    assert len(decided) == ITEMS
    assert set(decided.values()) == {1}
    place: dict[str, int] = {}
    for at, item_id in enumerate(firsts):
        place.setdefault(item_id, at)
    late = max(at - int(item_id.removeprefix("item-")) for item_id, at in place.items())
    assert late <= len(firsts) - ITEMS + REVIEWERS  # only what was dropped comes again before it
    with world.services.store.read() as connection:
        states = set(connection.execute(select(submissions.c.state)).scalars())
    assert states == {State.DELIVERED.value}


def test_a_lease_that_nobody_renews_lets_the_item_go_to_somebody_else(world: World) -> None:
    facility = world.facility(message_cents=0)
    pair = world.pair(facility_id=facility)
    fill(world, pair, 3)
    gone, there = world.reviewer(facility), world.reviewer(facility)
    lost = world.services.review.claim_oldest(gone)
    assert lost == "item-00000"
    assert world.services.review.claim_oldest(there) == "item-00001"
    world.clock.move(minutes=11)
    assert world.services.review.claim_oldest(there) == lost
    item = world.services.review.item(gone, lost)
    with pytest.raises(WrongState):
        world.services.review.approve(gone, lost, item.version, item.sha256)


@pytest.mark.sqlite_only  # whose plans are read
def test_the_queue_is_counted_and_leases_are_found_by_an_index(world: World) -> None:
    """With the index gone the page would look at everything that waits: `benchmarks/queue_page.py` measures it."""
    facility = world.facility(message_cents=0)
    pair = world.pair(facility_id=facility)
    fill(world, pair, 200)
    who = world.reviewer(facility)
    assert queueing.counts_by_kind(world.services.store, who) == {"message": 200}
    by_kind = (
        "EXPLAIN QUERY PLAN SELECT kind, state, count(*) FROM submissions WHERE facility_id = ? AND "
        "state IN ('pending', 'in_review', 'appealed') AND release_at IS NULL GROUP BY kind, state"
    )
    with world.services.store.read() as connection:
        plan = " ".join(str(row[-1]) for row in connection.exec_driver_sql(by_kind, (facility,)))
    assert "COVERING INDEX ix_submissions_waiting" in plan
    assert "TEMP B-TREE" not in plan
