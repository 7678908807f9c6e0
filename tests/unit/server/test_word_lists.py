"""Word lists: what they find, that they only hold, what a rehearsal tells, and how often they were false alarms."""

from __future__ import annotations

import pytest

from contract.messages import State
from server.services import queueing, words
from server.services.faults import Forbidden, InvalidField, NotFound
from server.services.queueing import QueueFilter
from server.services.staff import StaffMember
from tests.unit.server.world import Pair, World


@pytest.fixture
def pair(world: World) -> Pair:
    return world.pair()


@pytest.fixture
def facility(pair: Pair) -> str:
    return pair.resident.resident.facility_id


@pytest.fixture
def grace(world: World, facility: str) -> StaffMember:
    return world.staff("manager", facility)


def found(text: str, *listed: str) -> list[str]:
    return [text[start:end] for start, end in words.places(text, words.checked(listed))]


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [
        ("Bring the KNIFE, knifes", ["knife"], ["KNIFE"]),
        ("knives, unknife, knife-edge", ["knife"], ["knife"]),
        ("knives and knitting", ["kni*"], ["knives", "knitting"]),
        ("call 555-0142 or 5550142", ["###-####"], ["555-0142"]),
        ("call 1555-0142", ["###-####"], []),
        ("at  the\nback door", ["the back door"], ["the\nback door"]),
        ("Cafe\u0301 CAFÉ café", ["cafe"], ["Cafe\u0301", "CAFÉ", "café"]),
        ("k\u200bn\u00adife", ["knife"], ["k\u200bn\u00adife"]),
        ("Straße STRASSE", ["strasse"], ["Straße", "STRASSE"]),
        ("ｋｎｉｆｅ", ["knife"], ["ｋｎｉｆｅ"]),
        ("$20 and 20", ["$20"], ["$20"]),
        ("Łódź, ŁÓDŹ", ["lodz"], ["Łódź", "ŁÓDŹ"]),
        ("🔪🔪 knife🔪", ["knife"], ["knife"]),
        ("刀を持つ", ["刀を"], []),
        ("the key to the door", ["key", "door", "key to the door"], ["key to the door"]),
    ],
)
def test_words_are_found_without_case_accents_and_tricks(
    text: str, listed: list[str], expected: list[str]
) -> None:
    assert found(text, *listed) == expected


@pytest.mark.parametrize(
    "listed",
    [[], [" "], ["a"], ["*"], ["-"], ["kni*fe"], ["x" * 61], ["a\u202eb"], [f"w{at}" for at in range(501)]],
)
def test_words_that_can_not_be_kept_are_refused(listed: list[str]) -> None:
    with pytest.raises(InvalidField) as fault:
        words.checked(listed)
    assert fault.value.field == "words"


def test_words_are_kept_once() -> None:
    assert words.checked(["Knife", " KNIFE ", "", "the  door"]) == ("Knife", "the door")


def test_a_list_holds_what_comes_and_what_waits_and_refuses_nothing(
    world: World, pair: Pair, facility: str, grace: StaffMember
) -> None:
    before = world.send(pair, "the knife is in the kitchen")
    world.services.word_lists.save(grace, facility, None, "Sharp things", "6", "knife\nblade*")
    after = world.send(pair, "two blades and a Knife")
    calm = world.send(pair, "hello")
    reply = world.reply(pair, "which knife?")
    ruth = world.reviewer(facility)
    held = queueing.page(world.services.store, ruth, QueueFilter(held=True)).items
    assert [one.id for one in held] == [before.id, after.id, reply]
    everything = queueing.page(world.services.store, ruth).items
    assert {one.id: one.held for one in everything}[calm.id] is False
    assert queueing.counts_by_kind(world.services.store, ruth)["held"] == 3
    item = world.services.review.claim(ruth, after.id)
    (hold,) = item.holds
    assert (hold.name, hold.rule) == ("Sharp things", "6")
    assert [item.text[start:end] for start, end in hold.places] == ["blades", "Knife"]
    assert (hold.decided, hold.false_alarms) == (0, None)
    world.services.review.approve(ruth, item.id, item.version, item.sha256)
    assert world.services.messages.get(pair.member_id, after.id).state is State.DELIVERED


def test_how_often_it_was_a_false_alarm_is_counted(
    world: World, pair: Pair, facility: str, grace: StaffMember
) -> None:
    lists, ruth = world.services.word_lists, world.reviewer(facility)
    list_id = lists.save(grace, facility, None, "Sharp", "", "knife")
    sent = [world.send(pair, f"knife knife {at}").id for at in range(4)]
    for one in sent[:3]:
        world.approve(ruth, one)
    world.refuse(ruth, sent[3])
    withdrawn = world.send(pair, "knife")
    world.services.messages.withdraw(pair.member_id, withdrawn.id)
    waiting = world.send(pair, "another knife")
    kept = lists.one(grace, facility, list_id)
    assert (kept.waiting, kept.decided, kept.approved, kept.false_alarms) == (1, 4, 3, 75)
    (hold,) = world.services.review.item(ruth, waiting.id).holds
    assert (hold.decided, hold.approved, hold.false_alarms) == (4, 3, 75)


def test_a_changed_list_holds_anew_and_an_ended_one_nothing(
    world: World, pair: Pair, facility: str, grace: StaffMember
) -> None:
    lists, ruth = world.services.word_lists, world.reviewer(facility)
    list_id = lists.save(grace, facility, None, "Sharp", "", "knife")
    waiting = world.send(pair, "a knife and a rope")
    lists.save(grace, facility, list_id, "Ropes", "", "rope")
    (hold,) = world.services.review.item(ruth, waiting.id).holds
    assert (hold.name, hold.places) == ("Ropes", ((14, 18),))
    lists.end(grace, facility, list_id)
    assert world.services.review.item(ruth, waiting.id).holds == ()
    world.send(pair, "rope again")
    assert queueing.counts_by_kind(world.services.store, ruth).get("held") is None
    assert lists.lists(grace, facility) == ()
    with pytest.raises(NotFound):
        lists.save(grace, facility, list_id, "Ropes", "", "rope")


def test_a_rehearsal_counts_last_month_and_changes_nothing(
    world: World, pair: Pair, facility: str, grace: StaffMember
) -> None:
    ruth = world.reviewer(facility)
    world.send(pair, "an old knife")
    world.clock.move(days=31)
    sent = [world.send(pair, text).id for text in ("a knife", "a knife, a rope", "hello", "a rope")]
    world.approve(ruth, sent[0])
    world.refuse(ruth, sent[1])
    other = world.pair()
    world.send(other, "a knife elsewhere")
    tried = world.services.word_lists.rehearse(grace, facility, "knife\nrope\nsword")
    assert (tried.looked, tried.held, tried.approved, tried.refused, tried.decided) == (4, 3, 1, 1, 2)
    assert tried.by_word == (("knife", 2), ("rope", 2))
    assert world.services.word_lists.lists(grace, facility) == ()
    assert queueing.counts_by_kind(world.services.store, ruth).get("held") is None


def test_lists_have_their_bounds(world: World, facility: str, grace: StaffMember) -> None:
    save = world.services.word_lists.save
    for field, name, rule, typed in (
        ("name", " ", "", "knife"),
        ("name", "x" * 41, "", "knife"),
        ("rule", "Sharp", "99", "knife"),
        ("words", "Sharp", "", ""),
    ):
        with pytest.raises(InvalidField) as fault:
            save(grace, facility, None, name, rule, typed)
        assert fault.value.field == field
    for at in range(20):
        save(grace, facility, None, f"List {at}", "", "knife")
    with pytest.raises(InvalidField):
        save(grace, facility, None, "One more", "", "knife")


def test_lists_of_another_facility_are_unknown_and_only_managers_keep_them(
    world: World, facility: str, grace: StaffMember
) -> None:
    lists = world.services.word_lists
    list_id = lists.save(grace, facility, None, "Sharp", "", "knife")
    stranger = world.staff("manager", world.facility())
    for unknown in (
        lambda: lists.lists(stranger, facility),
        lambda: lists.one(stranger, facility, list_id),
        lambda: lists.one(stranger, stranger.facility_id or "", list_id),
        lambda: lists.save(stranger, stranger.facility_id or "", list_id, "X", "", "knife"),
        lambda: lists.end(stranger, stranger.facility_id or "", list_id),
        lambda: lists.rehearse(stranger, facility, "knife"),
    ):
        with pytest.raises(NotFound):
            unknown()
    for role in ("reviewer", "auditor"):
        with pytest.raises(Forbidden):
            lists.lists(world.staff(role, facility), facility)
