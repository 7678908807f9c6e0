"""The numbers of reviewing, and the file they are saved in."""

from __future__ import annotations

import pytest

from contract.appeals import NewAppeal
from server.services.faults import Forbidden
from server.services.numbers import Decider, numbers
from server.web.table_file import cell, table_file
from tests.unit.server.world import PASSWORD, World


def test_waits_ages_reasons_and_deciders_are_counted(world: World) -> None:
    pair, manager = world.pair(), world.staff("manager")
    ruth = world.services.staff.add("ruth", "Ruth", "reviewer", PASSWORD)
    omar = world.services.staff.add("omar", "Omar", "reviewer", PASSWORD)
    empty = numbers(world.services.store, manager)
    assert (empty.decided, empty.median_minutes, empty.deciders) == (0, None, ())
    for minutes in (10, 20, 30):
        message = world.send(pair)
        world.clock.move(minutes=minutes)
        world.approve(ruth, message.id)
    refused = world.send(pair)
    world.refuse(omar, refused.id)
    world.services.appeals.appeal(pair.member_id, refused.id, NewAppeal())
    world.approve(ruth, refused.id)
    world.send(pair)
    world.clock.move(hours=49)
    world.send(pair)
    found = numbers(world.services.store, manager)
    assert (found.decided, found.median_minutes, found.ninetieth_minutes) == (3, 20, 30)
    assert [count for _, count in found.ages] == [1, 0, 0, 1]
    assert found.reasons == (("Rule 6: No telephone numbers of others.", 1),)
    assert found.deciders == (Decider("Ruth", 4, 0), Decider("Omar", 0, 1))
    assert (found.appeals, found.appeals_approved) == (1, 1)
    world.clock.move(days=31)
    assert numbers(world.services.store, manager).decided == 0


def test_numbers_stay_within_the_walls_and_are_not_for_reviewers(world: World) -> None:
    pair, stranger = world.pair(), world.staff("manager", world.facility())
    world.approve(world.reviewer(), world.send(pair).id)
    world.refuse(world.reviewer(), world.send(pair).id)
    world.send(pair)
    found = numbers(world.services.store, stranger)
    assert (found.decided, found.reasons, found.deciders) == (0, (), ())
    assert sum(count for _, count in found.ages) == 0
    with pytest.raises(Forbidden):
        numbers(world.services.store, world.reviewer())


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(typed: str) -> None:
    assert cell(typed) == f"'{typed}"
    assert cell(-1) == -1
    saved = table_file("x.csv", [[typed]])
    assert saved.headers["Content-Disposition"] == 'attachment; filename="x.csv"'
