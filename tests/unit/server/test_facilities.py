"""Facilities: what families are told of them, the measured wait, and pauses in which promises stand still."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from contract.facilities import Feature
from server.services.facilities import WAITS_NEEDED
from server.services.faults import InvalidField, NotFound
from server.store.tables import facilities
from tests.unit.server.live import WAIT_S, Live
from tests.unit.server.world import OPERATOR, World


def test_a_facility_is_shown_with_all_that_must_be_known_before_writing(world: World) -> None:
    facility = world.services.facilities.get(world.facility(approves_contacts=True))
    assert facility.features == (Feature.MESSAGES, Feature.REPLIES)
    assert facility.prices.message_cents == 25
    assert (facility.promise_hours, facility.message_characters) == (48, 500)
    assert [rule.number for rule in facility.rules] == ["6"]
    assert (facility.usual_wait_minutes, facility.paused_since) == (None, None)


def test_an_unknown_facility_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.services.facilities.get("nowhere")


def test_facilities_come_in_pages_by_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.facilities.PAGE_SIZE", 2)
    for _ in range(5):
        world.facility()
    names: list[str] = []
    cursor = None
    while True:
        page = world.services.facilities.page(cursor)
        names += [facility.name for facility in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert names == sorted(names)
    assert len(names) == 5
    with pytest.raises(InvalidField):
        world.services.facilities.page("invented")


def test_the_usual_wait_is_the_median_once_there_are_enough_decisions(world: World) -> None:
    facility = world.facility()
    pair, reviewer = world.pair(facility_id=facility), world.reviewer()
    for decided, minutes in enumerate((600, 30, 45, 50, 40), start=1):
        message = world.send(pair)
        world.clock.move(minutes=minutes)
        world.approve(reviewer, message.id)
        measured = world.services.facilities.get(facility).usual_wait_minutes
        assert (measured is None) == (decided < WAITS_NEEDED)
    assert world.services.facilities.get(facility).usual_wait_minutes == 45
    message = world.send(pair)
    assert message.expected_by == world.clock.now + timedelta(minutes=45)


def test_decisions_of_long_ago_are_no_measure(world: World) -> None:
    facility = world.facility()
    pair, reviewer = world.pair(facility_id=facility), world.reviewer()
    for _ in range(WAITS_NEEDED):
        message = world.send(pair)
        world.clock.move(hours=5)
        world.approve(reviewer, message.id)
    assert world.services.facilities.get(facility).usual_wait_minutes == 300
    world.clock.move(days=31)
    world.approve(reviewer, world.send(pair).id)
    assert world.services.facilities.get(facility).usual_wait_minutes is None


def test_where_nobody_decides_any_more_no_wait_is_told_after_a_month(world: World) -> None:
    facility = world.facility()
    pair, reviewer = world.pair(facility_id=facility), world.reviewer()
    for _ in range(WAITS_NEEDED):
        message = world.send(pair)
        world.clock.move(hours=5)
        world.approve(reviewer, message.id)
    assert world.services.facilities.measure_old() == 0  # it was measured a moment ago
    world.clock.move(days=15)
    assert world.services.facilities.measure_old() == 1
    assert world.services.facilities.get(facility).usual_wait_minutes == 300
    world.clock.move(days=16)
    assert world.services.facilities.measure_old() == 1
    told = world.services.facilities.get(facility)
    assert (told.usual_wait_minutes, told.long_wait_minutes) == (None, None)
    assert world.services.facilities.measure_old() == 0


def test_the_running_server_measures_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.app.SWEEP_FIRST_AFTER_S", 0.05)
    with Live.start(folder) as live:
        world = live.world
        facility = world.facility()
        long_ago = {"usual_wait_minutes": 300, "waits_at": world.clock.now - timedelta(days=40)}
        with world.services.store.database.write() as connection:
            connection.execute(update(facilities).where(facilities.c.id == facility).values(long_ago))
        deadline = time.monotonic() + WAIT_S
        while world.services.facilities.get(facility).usual_wait_minutes and time.monotonic() < deadline:
            live.call("GET", "/v1/server")
        assert world.services.facilities.get(facility).usual_wait_minutes is None


def test_promises_stand_still_while_a_facility_is_paused(world: World) -> None:
    facility = world.facility()
    pair, reviewer = world.pair(facility_id=facility), world.reviewer()
    before = world.send(pair)
    world.clock.move(hours=1)
    world.services.facilities.pause(facility, "Nothing is passed on for now.", OPERATOR)
    paused = world.services.facilities.get(facility)
    assert (paused.paused_since, paused.pause_notice) == (world.clock.now, "Nothing is passed on for now.")
    world.clock.move(hours=10)
    during = world.send(pair)
    world.clock.move(hours=5)
    expected = {
        message.id: message.expected_by for message in world.services.messages.page(pair.member_id).items
    }
    assert before.expected_by is not None
    assert during.expected_by is not None
    assert expected[before.id] == before.expected_by + timedelta(hours=15)
    assert expected[during.id] == during.expected_by + timedelta(hours=5)
    world.services.facilities.resume(facility, OPERATOR)
    assert {
        message.id: message.expected_by for message in world.services.messages.page(pair.member_id).items
    } == expected
    promises = {item.id: item.promise_at for item in world.services.review.queue(reviewer)}
    assert promises[before.id] == before.created_at + timedelta(hours=48 + 15)
    assert promises[during.id] == during.created_at + timedelta(hours=48 + 5)
    with pytest.raises(NotFound):
        world.services.facilities.resume(facility, OPERATOR)


def test_an_unknown_facility_can_not_be_changed(world: World) -> None:
    with pytest.raises(NotFound):
        world.services.facilities.set_features("nowhere", (), OPERATOR)
    with pytest.raises(NotFound):
        world.services.facilities.pause("nowhere", "", OPERATOR)
