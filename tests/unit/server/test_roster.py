"""The people of a facility: list, standing, housing, PIN, and files of many, imported whole or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from contract.messages import State
from server.services.faults import Forbidden, InvalidField, NotFound, SignedOut, WrongCredentials, WrongState
from server.services.roster import NewPerson
from server.services.staff import StaffMember
from server.services.standing import ResidentState
from server.store.tables import residents
from tests.unit.server.world import World

HEAD = "booking_number,name,state,housing,pin\n"


@pytest.fixture
def facility(world: World) -> str:
    return world.facility()


@pytest.fixture
def grace(world: World, facility: str) -> StaffMember:
    return world.staff("manager", facility)


def count(world: World) -> int:
    with world.services.store.read() as connection:
        return connection.execute(select(func.count()).select_from(residents)).scalar_one()


def test_people_are_listed_by_name_page_by_page_and_found(
    world: World, facility: str, grace: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.roster.PAGE", 2)
    for name, number in (
        ("Zoë Ünal", "3"),
        ("Ánna B.", "0001"),
        ("Ánna B.", "2"),
        ("Łukasz", "A-4"),
        ("C", "5"),
    ):
        world.resident(facility, name, number)
    world.resident(world.facility(), "Elsewhere", "9")
    roster, names, cursor = world.services.roster, [], None
    while True:
        page = roster.people(grace, facility, cursor=cursor)
        names += [one.name for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert names == ["Ánna B.", "Ánna B.", "C", "Łukasz", "Zoë Ünal"]
    assert [one.name for one in roster.people(grace, facility, "lukasz").items] == ["Łukasz"]
    assert [one.booking_number for one in roster.people(grace, facility, "1").items] == ["0001"]
    with pytest.raises(InvalidField):
        roster.people(grace, facility, cursor="invented")


def test_one_more_person_signs_in_at_the_reader(world: World, facility: str, grace: StaffMember) -> None:
    roster = world.services.roster
    person_id = roster.add(grace, facility, NewPerson("Mateo", "00-42", "1357", "B-2"))
    assert world.services.residents.sign_in("42", "1357", facility).resident.id == person_id
    assert roster.person(grace, person_id).housing == "B-2"
    for field, new in (
        ("booking_number", NewPerson("Other", "42", "1357")),
        ("booking_number", NewPerson("Other", "--", "1357")),
        ("name", NewPerson(" ", "43", "1357")),
        ("pin", NewPerson("Other", "43", "12a4")),
        ("pin", NewPerson("Other", "43", "")),
    ):
        with pytest.raises(InvalidField) as fault:
            roster.add(grace, facility, new)
        assert fault.value.field == field


def test_a_new_pin_ends_what_the_old_one_opened(world: World, facility: str, grace: StaffMember) -> None:
    roster, people = world.services.roster, world.services.residents
    person_id = roster.add(grace, facility, NewPerson("Mateo", "42", "1357"))
    token = people.sign_in("42", "1357", facility).token
    roster.set_pin(grace, person_id, "97531")
    with pytest.raises(SignedOut):
        people.whoami(token)
    with pytest.raises(WrongCredentials):
        people.sign_in("42", "1357", facility)
    world.clock.move(minutes=5)
    assert people.sign_in("42", "97531", facility).resident.id == person_id


def test_standing_and_housing_are_changed(world: World, facility: str, grace: StaffMember) -> None:
    pair = world.pair(facility_id=facility)
    person_id = pair.resident.resident.id
    waiting = world.send(pair)
    roster = world.services.roster
    roster.set_housing(grace, person_id, "C-7")
    roster.set_state(grace, person_id, "released")
    found = roster.person(grace, person_id)
    assert (found.state, found.housing) == (ResidentState.RELEASED, "C-7")
    assert world.services.messages.get(pair.member_id, waiting.id).state is State.WITHDRAWN
    with pytest.raises(InvalidField):
        roster.set_state(grace, person_id, "flying")
    with pytest.raises(InvalidField):
        roster.set_housing(grace, person_id, "x" * 41)


def test_a_transfer_is_for_managers_of_both_facilities(
    world: World, facility: str, grace: StaffMember
) -> None:
    pair, there = world.pair(facility_id=facility), world.facility()
    waiting = world.send(pair)
    person_id, roster = pair.resident.resident.id, world.services.roster
    with pytest.raises(InvalidField):
        roster.transfer(grace, person_id, there, "77")
    everywhere = world.staff("manager")
    moved = roster.transfer(everywhere, person_id, there, "77")
    assert (moved.contact_count, moved.withdrawn_count, moved.released_cents) == (1, 1, 25)
    assert roster.person(everywhere, person_id).facility_id == there
    assert world.services.messages.get(pair.member_id, waiting.id).state is State.WITHDRAWN
    with pytest.raises(NotFound):
        roster.person(grace, person_id)


def test_people_elsewhere_are_unknown_and_nobody_else_manages(world: World, grace: StaffMember) -> None:
    other = world.facility()
    person = world.resident(other).resident.id
    roster = world.services.roster
    for unknown in (
        lambda: roster.person(grace, person),
        lambda: roster.people(grace, other),
        lambda: roster.set_state(grace, person, "released"),
        lambda: roster.set_housing(grace, person, "x"),
        lambda: roster.set_pin(grace, person, "1234"),
        lambda: roster.add(grace, other, NewPerson("A", "1", "1234")),
        lambda: world.services.roster_import.preview(grace, other, HEAD),
        lambda: world.services.roster_import.apply(grace, other, HEAD, ""),
    ):
        with pytest.raises(NotFound):
            unknown()
    with pytest.raises(Forbidden):
        roster.people(world.reviewer(other), other)
    with pytest.raises(Forbidden):
        world.services.roster_import.preview(world.staff("auditor", other), other, HEAD)


def test_a_file_does_exactly_what_was_shown(world: World, facility: str, grace: StaffMember) -> None:
    pair = world.pair(facility_id=facility)
    waiting = world.send(pair)
    kept = world.services.roster.person(grace, pair.resident.resident.id)
    text = HEAD + f"{kept.booking_number},Linh Trần,released,,\n00-9001,“New”, , D-1,2468\n"
    plan = world.services.roster_import.preview(grace, facility, text)
    assert [(one.what, one.words) for one in plan.lines] == [
        ("changed", "status: active → released"),
        ("new", "active, D-1"),
    ]
    assert count(world) == 1
    assert world.services.roster_import.apply(grace, facility, text, plan.digest) == 2
    assert world.services.messages.get(pair.member_id, waiting.id).state is State.WITHDRAWN
    assert world.services.residents.sign_in("9001", "2468", facility).resident.name == "“New”"
    again = world.services.roster_import.preview(grace, facility, text.replace(",2468", ","))
    assert [one.what for one in again.lines] == ["same", "same"]
    assert not again.is_whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must name the columns"),
        ("name,number\n", "must name the columns"),
        ("booking_number,name,name\n", "must name the columns"),
        (HEAD + "1,A,,,\n", "needs a PIN"),
        (HEAD + "1,A,flying,,1234\n", "status must be one of"),
        (HEAD + "1,A,,,12\n", "four to eight digits"),
        (HEAD + "1,,,,1234\n", "name is missing"),
        (HEAD + ",A,,,1234\n", "booking number is missing"),
        (HEAD + f"1,{'x' * 200},,,1234\n", "name is too long"),
        (HEAD + "1,A\u202eB,,,1234\n", "can’t be shown everywhere"),
        (HEAD + "1,A,,,1234\n001,B,,,1234\n", "stands in line 2 too"),
        (HEAD + "1,A\n", "2 fields"),
        (HEAD + '1,"A"x,,,1234\n', "can’t be read as CSV"),
        (HEAD + "".join(f"{at},A{at},,,1234\n" for at in range(1, 502)), "500 lines is the most"),
    ],
)
def test_a_file_with_a_fault_says_where_and_imports_nothing(
    world: World, facility: str, grace: StaffMember, text: str, words: str
) -> None:
    plan = world.services.roster_import.preview(grace, facility, text)
    faults = [one for one in plan.lines if one.what == "fault"]
    assert len(faults) == 1
    assert words in faults[0].words
    with pytest.raises(WrongState):
        world.services.roster_import.apply(grace, facility, text, plan.digest)
    assert count(world) == 0


def test_a_list_that_changed_in_between_is_not_imported_over(
    world: World, facility: str, grace: StaffMember
) -> None:
    person = world.resident(facility, "Mateo", "42").resident.id
    text = HEAD + "42,Mateo,,B-1,\n43,Ana,,,1234\n"
    plan = world.services.roster_import.preview(grace, facility, text)
    world.services.roster.set_housing(grace, person, "B-0")
    with pytest.raises(WrongState):
        world.services.roster_import.apply(grace, facility, text, plan.digest)
    assert count(world) == 1


def test_an_import_that_breaks_in_the_middle_leaves_nothing(
    world: World, facility: str, grace: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.resident(facility, "Mateo", "42")
    text = HEAD + "43,Ana,,,1234\n42,Mateo,suspended,,\n"
    plan = world.services.roster_import.preview(grace, facility, text)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(world.services.residents, "set_state", broken)
    with pytest.raises(RuntimeError):
        world.services.roster_import.apply(grace, facility, text, plan.digest)
    assert count(world) == 1
