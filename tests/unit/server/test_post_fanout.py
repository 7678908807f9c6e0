"""The server's work for a post grows with the facilities it reaches, never with the people who may read it."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from benchmarks._crowd import FACILITIES, Poster, poster, row_count
from server.services import post_parts
from server.services.post_parts import Place
from tests.unit.server.world import World

MOST = 1.2
CROWDS = 6


def steps(world: World, who: Poster) -> int:
    """How many instructions of the database's machine one post takes: its time, without this computer's mood."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    def watch(connection: object, *_: object) -> None:
        connection.set_progress_handler(count, 10)  # type: ignore[attr-defined]

    engine = world.services.store.database.engine
    event.listen(engine, "checkout", watch)
    try:
        who.post(world.services, "Everybody is well.")
    finally:
        event.remove(engine, "checkout", watch)
    assert counted
    return counted


def rows(world: World, who: Poster) -> int:
    """How many rows one post writes."""
    before = row_count(world.services)
    who.post(world.services, "Everybody is well.")
    return row_count(world.services) - before


@pytest.mark.sqlite_only  # whose steps can be counted
def test_a_post_to_2000_costs_the_server_what_one_to_20_does(world: World) -> None:
    """On average over some crowds: how soon somebody is met at each facility is a matter of luck."""
    of_many = [poster(world.services, 2_000) for _ in range(CROWDS)]
    of_few = [poster(world.services, 20) for _ in range(CROWDS)]
    assert {rows(world, one) for one in of_many} == {rows(world, one) for one in of_few}
    assert sum(steps(world, one) for one in of_many) <= MOST * sum(steps(world, one) for one in of_few)


@pytest.mark.sqlite_only  # whose steps can be counted
def test_a_fan_out_at_writing_would_be_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault seeded: a post that looks at every contact."""
    whole = post_parts.reached

    def looks_at_everybody(connection, member_id, facility_ids, what) -> list[Place]:  # type: ignore[no-untyped-def]
        from server.services import standing
        from server.store.tables import contacts

        standing.ties(connection, contacts.c.member_id == member_id)
        return whole(connection, member_id, facility_ids, what)

    many, few = poster(world.services, 2_000), poster(world.services, 20)
    monkeypatch.setattr(post_parts, "reached", looks_at_everybody)
    assert steps(world, many) > MOST * steps(world, few)


def test_the_crowd_is_at_as_many_facilities_as_it_says(world: World) -> None:
    assert len(poster(world.services, 24).facility_ids) == FACILITIES
