"""Finding a person: whoever one knows, spelled nearly right, by number; and never a list of a facility's people."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator

import pytest

from contract.problems import FieldReason
from server.services import finding
from server.services.faults import InvalidField, NotFound, Throttled
from server.services.finding import CLOSE_AT_MOST, DAY, FOUND_AT_MOST, SHOWN_A_DAY
from server.services.spelling import looks_like, slips
from server.services.standing import ResidentState
from tests.unit.server.world import OPERATOR, World

FIRST = ("Anna", "Bela", "Carl", "Dina", "Emil", "Faye", "Gus", "Hana", "Ivan", "Jada")
LAST = ("Abbott", "Brandt", "Castro", "Dunham", "Eriksen", "Fuentes", "Graham", "Hassan", "Ibarra", "Jansen")


def names(world: World, member_id: str, facility: str, words: str) -> list[str]:
    """Who is found."""
    return [one.name for one in world.services.finding.find(member_id, facility, words).items]


def crowd(world: World, facility: str, count: int = 100) -> None:
    """So many people with names as people have them, and numbers as booking desks give them out."""
    encoded = world.services.residents._passwords.hash("2468")
    with pytest.MonkeyPatch.context() as patch:
        # Hashing a hundred PINs would be all the time this takes.
        patch.setattr(type(world.services.residents._passwords), "hash", lambda *_: encoded)
        for place, (first, last) in enumerate(itertools.islice(itertools.product(FIRST, LAST), count)):
            world.services.residents.add(facility, f"{first} {last}", f"{20_000 + place}", "2468", OPERATOR)


def test_people_are_found_by_the_beginning_of_any_name_and_by_number(world: World) -> None:
    facility = world.facility()
    world.resident(facility, "Linh Trần", "004217")
    member, _ = world.member()
    for words in ("li", "Tran", "TRẦN", "linh tr", "trần li", "4217", "004217", "00004217", "00 42-17"):
        found = world.services.finding.find(member.member_id, facility, words)
        assert ([one.name for one in found.items], found.is_close) == (["Linh Trần"], False), words
    for words in ("in", "421", "42170", "trần%nh", "zz"):
        assert names(world, member.member_id, facility, words) == [], words


@pytest.mark.parametrize(
    "words",
    ["Katharine", "Catherine", "Kathrine Bauer", "kahterine", "katherine bauwer", "bauerr"],
)
def test_a_name_spelled_nearly_right_is_offered_and_said_to_be_only_near(world: World, words: str) -> None:
    facility = world.facility()
    world.resident(facility, "Katherine Bauer")
    world.resident(facility, "Isaac Begay")
    member, _ = world.member()
    found = world.services.finding.find(member.member_id, facility, words)
    assert [one.name for one in found.items] == ["Katherine Bauer"]
    assert found.is_close


def test_it_is_offered_however_many_other_names_share_letters_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_COMPARED", 3)
    facility = world.facility()
    crowd(world, facility, 40)
    world.services.residents.add(facility, "Zoe Marinez", "7001", "2468", OPERATOR)
    world.services.residents.add(facility, "Ana Zorn", "7002", "2468", OPERATOR)
    member, _ = world.member()
    assert names(world, member.member_id, facility, "martinex") == ["Zoe Marinez"]
    assert names(world, member.member_id, facility, "aan zorm") == ["Ana Zorn"]


@pytest.mark.parametrize("words", ["Konstantin", "kat zzz", "xy", "Bega Bauer Smith", "12345"])
def test_another_name_is_not_offered(world: World, words: str) -> None:
    facility = world.facility()
    world.resident(facility, "Katherine Bauer")
    member, _ = world.member()
    found = world.services.finding.find(member.member_id, facility, words)
    assert (found.items, found.is_close) == ((), False)


def test_slips_are_counted_as_they_happen_at_a_keyboard() -> None:
    for one, other, count in (
        ("maria", "maria", 0),
        ("maria", "mraia", 1),
        ("maria", "mari", 1),
        ("maria", "mariah", 1),
        ("maria", "marta", 1),
        ("maria", "amrai", 2),
        ("", "ab", 2),
    ):
        assert slips(one, other, 2) == slips(other, one, 2) == count, (one, other)
    assert slips("maria", "konstantin", 2) == 3
    assert looks_like(["mraia", "gonzales"], ["maria", "gonzalez"]) == 2
    assert looks_like(["bob"], ["rob", "roberts"]) == 1
    assert looks_like(["bob"], []) is None


def test_less_than_two_letters_find_nobody(world: World) -> None:
    facility = world.facility()
    member, _ = world.member()
    for words in ("", " ", "L", "  L  ", "%%", "__", "l%", "l_", "(("):
        with pytest.raises(InvalidField) as fault:
            world.services.finding.find(member.member_id, facility, words)
        assert (fault.value.field, fault.value.reason, fault.value.limit) == ("q", FieldReason.TOO_SHORT, 2)


def test_a_search_that_fits_too_many_shows_nobody_and_says_so(world: World) -> None:
    facility = world.facility()
    for number in range(FOUND_AT_MOST + 1):
        world.services.residents.add(facility, f"Maria Nr{number}", str(100 + number), "2468", OPERATOR)
    member, _ = world.member()
    found = world.services.finding.find(member.member_id, facility, "maria")
    assert (found.items, found.too_many, found.next) == ((), True, None)
    assert names(world, member.member_id, facility, "maria nr7") == ["Maria Nr7"]


def test_somebody_one_was_shown_is_shown_again_at_no_cost(world: World) -> None:
    facility = world.facility()
    world.resident(facility, "Linh Trần")
    member, _ = world.member()
    for _ in range(SHOWN_A_DAY + 5):
        world.clock.move(seconds=10)
        assert names(world, member.member_id, facility, "linh") == ["Linh Trần"]


def every_pair() -> Iterator[str]:
    """The shortest searches there are, all of them."""
    yield from ("".join(pair) for pair in itertools.product(string.ascii_lowercase, repeat=2))


def every_number() -> Iterator[str]:
    """Booking numbers one after the other."""
    yield from (str(number) for number in range(20_000, 20_100))


def every_slip() -> Iterator[str]:
    """Names with a letter wrong, which are answered with those spelled nearly so."""
    yield from (f"{word[:-1]}q" for word in (*FIRST, *LAST))


def patiently(world: World, member_id: str, facility: str, searches: Iterator[str]) -> set[str]:
    """Everybody that can be seen by so many searches, with all the pauses that are asked for but a night."""
    seen: set[str] = set()
    for words in searches:
        world.clock.move(seconds=3)
        try:
            seen |= set(names(world, member_id, facility, words))
        except Throttled as fault:
            if fault.retry_at - world.clock.now < DAY / 24:
                world.clock.now = fault.retry_at
    return seen


@pytest.mark.parametrize("how", [every_pair, every_number, every_slip])
def test_searching_can_not_be_used_to_list_a_facilitys_people(world: World, how: object) -> None:
    facility = world.facility()
    crowd(world, facility)
    member, _ = world.member()
    assert callable(how)
    seen = patiently(world, member.member_id, facility, how())
    assert 0 < len(seen) <= SHOWN_A_DAY


def test_all_ways_together_and_after_a_restart_show_no_more(world: World) -> None:
    facility, other = world.facility(), world.facility()
    crowd(world, facility)
    crowd(world, other, 20)
    member, _ = world.member()
    seen = patiently(world, member.member_id, facility, every_number())
    world.services.finding._searching = finding.Finding(world.services.store)._searching  # as after a restart
    again = finding.Finding(world.services.store)
    for words in every_slip():
        world.clock.move(seconds=3)
        for place in (facility, other):
            try:
                seen |= {one.name for one in again.find(member.member_id, place, words).items}
            except Throttled:
                continue
    assert len(seen) <= SHOWN_A_DAY


def test_without_the_count_of_people_shown_the_list_would_come_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault that the tests above guard against: they notice it."""
    monkeypatch.setattr(finding, "SHOWN_A_DAY", 10**9)
    facility = world.facility()
    crowd(world, facility)
    member, _ = world.member()
    assert len(patiently(world, member.member_id, facility, every_number())) == 100


def test_without_the_limit_of_a_search_one_search_would_be_a_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FOUND_AT_MOST", 1_000)
    monkeypatch.setattr(finding, "SHOWN_A_DAY", 1_000)
    facility = world.facility()
    for number in range(FOUND_AT_MOST + 1):
        world.services.residents.add(facility, f"Maria Nr{number}", str(100 + number), "2468", OPERATOR)
    member, _ = world.member()
    assert len(names(world, member.member_id, facility, "ma")) == FOUND_AT_MOST + 1


def test_more_people_are_shown_the_next_day_and_much_searching_is_in_the_audit(world: World) -> None:
    facility = world.facility()
    crowd(world, facility)
    member, _ = world.member()
    first = patiently(world, member.member_id, facility, every_number())
    assert len(first) == SHOWN_A_DAY
    with pytest.raises(Throttled) as fault:
        world.services.finding.find(member.member_id, facility, "20099")
    world.clock.now = fault.value.retry_at
    assert names(world, member.member_id, facility, "20099") == ["Jada Jansen"]


def test_close_spellings_are_few(world: World) -> None:
    facility = world.facility()
    for number in range(CLOSE_AT_MOST + 3):
        world.services.residents.add(facility, f"Marian Nr{number}", str(100 + number), "2468", OPERATOR)
    member, _ = world.member()
    assert len(names(world, member.member_id, facility, "maryan")) == CLOSE_AT_MOST


def test_searching_is_throttled_per_member(world: World) -> None:
    facility = world.facility()
    (member, _), (other, _) = world.member(), world.member()
    for _ in range(30):
        world.services.finding.find(member.member_id, facility, "ma")
    with pytest.raises(Throttled) as fault:
        world.services.finding.find(member.member_id, facility, "ma")
    world.services.finding.find(other.member_id, facility, "ma")
    world.clock.now = fault.value.retry_at
    world.services.finding.find(member.member_id, facility, "ma")


def test_a_search_at_an_unknown_facility_finds_no_facility(world: World) -> None:
    member, _ = world.member()
    with pytest.raises(NotFound):
        world.services.finding.find(member.member_id, "nowhere", "ma")


def test_somebody_released_is_not_found_by_any_spelling(world: World) -> None:
    facility = world.facility()
    resident = world.resident(facility, "Linh Trần", "42")
    world.services.residents.set_state(OPERATOR, resident.resident.id, ResidentState.RELEASED)
    member, _ = world.member()
    for words in ("linh", "lihn", "000042"):
        assert names(world, member.member_id, facility, words) == []
