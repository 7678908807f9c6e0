"""What a facility says about asking to be connected holds and is told before anybody asks; how long waits are."""

from __future__ import annotations

import pytest

from contract.contacts import CannotAsk
from contract.facilities import ContactRules
from server.services.facilities import WAITS_NEEDED
from server.services.faults import CannotAskNow, InvalidField
from tests.unit.server.world import OPERATOR, World


def ruled(world: World, rules: ContactRules) -> str:
    """A facility with these rules."""
    facility = world.facility()
    world.services.facilities.set_contact_rules(facility, rules, OPERATOR)
    return facility


def test_the_rules_are_shown_with_the_facility(world: World) -> None:
    rules = ContactRules(who="Adults on the visiting list.", most_per_person=10, most_per_family=3)
    facility = ruled(world, rules)
    assert world.services.facilities.get(facility).contact_rules == rules


def test_where_no_requests_are_taken_nobody_is_asked(world: World) -> None:
    facility = ruled(world, ContactRules(takes_requests=False))
    resident = world.resident(facility)
    member, _ = world.member()
    with pytest.raises(CannotAskNow) as fault:
        world.ask(member.member_id, resident)
    assert fault.value.reason is CannotAsk.NO_REQUESTS
    assert world.services.contacts.page(member.member_id).items == ()


def test_a_person_has_no_more_connections_than_the_facility_allows(world: World) -> None:
    facility = ruled(world, ContactRules(most_per_person=1))
    pair = world.pair(facility_id=facility)
    other, _ = world.member()
    with pytest.raises(CannotAskNow) as fault:
        world.ask(other.member_id, pair.resident)
    assert (fault.value.reason, fault.value.limit) == (CannotAsk.PERSON_FULL, 1)
    world.services.contacts.end(pair.member_id, pair.contact_id)
    world.ask(other.member_id, pair.resident)
    with pytest.raises(CannotAskNow):
        world.ask(pair.member_id, pair.resident)


def test_a_family_has_no_more_connections_there_than_the_facility_allows(world: World) -> None:
    facility, elsewhere = ruled(world, ContactRules(most_per_family=1)), world.facility()
    pair = world.pair(facility_id=facility)
    with pytest.raises(CannotAskNow) as fault:
        world.ask(pair.member_id, world.resident(facility, "Isaac Begay"))
    assert (fault.value.reason, fault.value.limit) == (CannotAsk.FAMILY_FULL, 1)
    world.ask(pair.member_id, world.resident(elsewhere, "Isaac Begay"))


def test_somebody_blocked_takes_no_place(world: World) -> None:
    facility = ruled(world, ContactRules(most_per_person=1))
    pair = world.pair(facility_id=facility)
    world.services.inbox.block(pair.resident, pair.contact_id)
    other, _ = world.member()
    world.ask(other.member_id, pair.resident)


@pytest.mark.parametrize("rules", [ContactRules(most_per_person=0), ContactRules(most_per_family=10**9)])
def test_a_rule_that_makes_no_sense_is_not_taken(world: World, rules: ContactRules) -> None:
    facility = world.facility()
    with pytest.raises(InvalidField):
        world.services.facilities.set_contact_rules(facility, rules, OPERATOR)
    assert world.services.facilities.get(facility).contact_rules == ContactRules()


def test_usual_and_long_waits_are_the_median_and_the_ninetieth_percentile_of_real_decisions(
    world: World,
) -> None:
    pair = world.pair(cents=10_000)
    facility = pair.resident.resident.facility_id
    reviewer = world.reviewer(facility)
    waits = [10, 20, 30, 40, 50, 60, 70, 80, 90, 600]
    for place, minutes in enumerate(waits):
        message = world.send(pair)
        world.clock.move(minutes=minutes)
        world.approve(reviewer, message.id)
        shown = world.services.facilities.get(facility)
        if place + 1 < WAITS_NEEDED:
            assert (shown.usual_wait_minutes, shown.long_wait_minutes) == (None, None)
    shown = world.services.facilities.get(facility)
    # Nine of ten did not pass the ninth.
    assert (shown.usual_wait_minutes, shown.long_wait_minutes) == (60, 90)
    world.clock.move(days=31)
    for _ in range(WAITS_NEEDED):
        message = world.send(pair)
        world.clock.move(minutes=5)
        world.approve(reviewer, message.id)
    shown = world.services.facilities.get(facility)
    assert (shown.usual_wait_minutes, shown.long_wait_minutes) == (5, 5)
