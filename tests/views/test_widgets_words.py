"""Money, times and the journey in the words a member reads."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.domain.values import FaultKind, Refusal, SendFault, StepKind, ThreadItem
from app.widgets import fmt
from app.widgets.journey_words import (
    consequences,
    expectation,
    fault_words,
    sealed_words,
    state_words,
    step_words,
)
from app.widgets.reason_words import cannot_write_words
from app.widgets.row_actions import ActionKind, all_actions, link_actions, spoken_item
from app.widgets.track import spoken_track, track_of
from app.widgets.verdict_look import verdict_words
from tests.views import look_samples as samples

NOW = samples.NOW


def plain(words: str) -> str:
    """Without the invisible signs around users' words."""
    return words.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (25, "25¢"),
        (0, "0¢"),
        (99, "99¢"),
        (100, "$1.00"),
        (1250, "$12.50"),
        (-25, "−25¢"),
        (-1250, "−$12.50"),
    ],
)
def test_money_is_in_cents_below_a_dollar(cents: int, words: str) -> None:
    assert fmt.money(cents) == words


def test_balances_are_always_in_dollars() -> None:
    assert fmt.dollars(15) == "$0.15"
    assert fmt.dollars(123_456_789) == "$1,234,567.89"
    assert fmt.change(1000) == "+$10.00"
    assert fmt.change(-25) == "−25¢"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (samples.at(14, 2), "14:02"),
        (samples.at(19, 30, 1), "yesterday 19:30"),
        (samples.at(9, 0, 8), "18 Nov"),
        (datetime(2025, 11, 18, 9, tzinfo=UTC), "18 Nov 2025"),
    ],
)
def test_times_say_today_yesterday_or_the_day(qapp: QApplication, at: datetime, words: str) -> None:
    previous = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    try:
        fmt.set_zone("UTC")
        assert fmt.when(at, NOW) == words
    finally:
        QLocale.setDefault(previous)
        fmt.set_zone(None)


def test_the_system_decides_whether_the_month_comes_first(qapp: QApplication) -> None:
    previous = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    try:
        assert fmt.day(samples.at(9, 0, 8), NOW) == "Nov 18"
    finally:
        QLocale.setDefault(previous)


def test_today_is_the_members_own_day(qapp: QApplication) -> None:
    late = datetime(2026, 11, 26, 4, 30, tzinfo=UTC)  # 20:30 of the day before in Los Angeles
    try:
        fmt.set_zone("America/Los_Angeles")
        assert fmt.when(late, NOW) == "yesterday 20:30"
        fmt.set_zone("Asia/Tokyo")
        assert fmt.when(late, NOW) == "13:30"
    finally:
        fmt.set_zone(None)


def test_an_unknown_zone_falls_back_to_the_computers(qapp: QApplication) -> None:
    fmt.set_zone("Mars/Olympus_Mons")
    assert fmt.zone() is None
    fmt.set_zone("../../etc/passwd")
    assert fmt.zone() is None


def test_a_clock_ten_years_off_still_says_a_day(qapp: QApplication) -> None:
    assert fmt.when(NOW, NOW + timedelta(days=3652))
    assert fmt.when(NOW, NOW - timedelta(days=3652))
    assert fmt.when(datetime.max.replace(tzinfo=UTC), NOW)


@pytest.mark.parametrize(("minutes", "words"), [(0, "1 min"), (40, "40 min"), (540, "9 h"), (4320, "3 days")])
def test_waits_are_rounded_as_people_say_them(minutes: int, words: str) -> None:
    assert fmt.wait(minutes) == words


def test_the_words_of_the_journey_are_fixed() -> None:
    table = {
        kind: (step_words(kind).icon, step_words(kind).words, step_words(kind).role) for kind in StepKind
    }
    assert table[StepKind.QUEUED] == ("queued", "Kept on this computer", "text")
    assert table[StepKind.PENDING] == ("clock", "Waiting for approval", "waiting")
    assert table[StepKind.IN_REVIEW] == ("review", "Being read now", "waiting")
    assert table[StepKind.APPROVED] == ("approved", "Approved", "positive")
    assert table[StepKind.DELIVERED] == ("delivered", "Delivered", "positive")
    assert table[StepKind.OPENED] == ("opened", "Opened", "positive")
    assert table[StepKind.REFUSED] == ("refused", "Not approved", "refused")
    assert table[StepKind.WITHDRAWN] == ("withdrawn", "Withdrawn", "text")
    assert table[StepKind.APPEALED] == ("appeal", "Appealed", "waiting")


def said(
    item: ThreadItem, *, online: bool = True, is_next: bool = False, has_track: bool = False
) -> list[str]:
    """What stands after a state."""
    fmt.set_zone("UTC")
    try:
        found = consequences(
            item, "Mateo Rivera", is_online=online, is_next=is_next, has_track=has_track, now=NOW
        )
        return [plain(part) for part in found]
    finally:
        fmt.set_zone(None)


def test_every_state_says_its_time_and_what_it_means(qapp: QApplication) -> None:
    assert said(samples.SEALED) == ["since 14:02", "usually by 23:00", "25¢ on hold"]
    assert said(samples.SEALED, has_track=True) == ["25¢ on hold"]
    assert said(samples.DRAWING) == ["13:41", "on its way to Mateo"]
    assert said(samples.DELIVERED) == ["13:58"]
    assert said(samples.TOOTH) == ["yesterday 19:30"]
    assert said(samples.COUSIN) == ["11:20", "25¢ is back in your balance"]
    assert said(samples.WITHDRAWN) == ["12:04", "25¢ is back in your balance"]
    assert said(samples.KEPT, online=False) == ["goes out by itself when you are online"]
    assert said(samples.KEPT) == ["goes out now"]
    assert said(samples.NEXT, is_next=True) == []
    assert state_words(samples.NEXT, is_next=True).words == "Next in line"
    assert said(samples.BUTTON) == []


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_of_sending_has_a_sentence(kind: FaultKind) -> None:
    words = plain(fault_words(SendFault(kind, 30, 15, 10, "suspended"), "Mateo Rivera"))
    assert words
    assert "None" not in words


def test_the_missing_sum_is_named() -> None:
    assert fault_words(SendFault(FaultKind.FUNDS, 25, 15, 10), "Mateo").startswith("10¢ is missing")


REASONS = [
    "no_messages_at_facility",
    "not_accepted",
    "declined",
    "ended",
    "blocked",
    "suspended",
    "being_moved",
    "released",
    "unknown",
]


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("since", [None, samples.at(9, 0, 8)])
def test_every_reason_not_to_write_has_a_sentence(
    qapp: QApplication, reason: str, since: datetime | None
) -> None:
    words = cannot_write_words(reason, "Lakeview County Jail", since)
    assert words.endswith(".")
    assert "{" not in words


def test_reasons_are_those_of_the_contract() -> None:
    from contract.contacts import CannotWrite

    assert {reason.value for reason in CannotWrite} == set(REASONS)


def test_the_expectation_is_honest(qapp: QApplication) -> None:
    fmt.set_zone("UTC")
    assert expectation(samples.SEALED, NOW) == "usually by 23:00"
    assert expectation(samples.BUTTON, NOW) == ""
    fmt.set_zone(None)


def test_sealed_words_count_characters() -> None:
    assert sealed_words(214) == "Your words (214 characters) show here again once approved."
    assert "1 character)" in sealed_words(1)


def test_the_track_stands_where_the_message_does(qapp: QApplication) -> None:
    fmt.set_zone("UTC")
    assert track_of(samples.SEALED, NOW).at == 1
    assert track_of(samples.DRAWING, NOW).at == 2
    assert track_of(samples.TOOTH, NOW).at == 4
    spoken = spoken_track(track_of(samples.SEALED, NOW))
    assert spoken == "Sent 14:02, Approval usually by 23:00, Delivered, Opened"
    fmt.set_zone(None)


def test_a_facility_that_tells_nobody_what_was_opened_promises_no_such_stop(qapp: QApplication) -> None:
    fmt.set_zone("UTC")
    waiting = track_of(samples.SEALED, NOW, tells_opened=False)
    assert spoken_track(waiting) == "Sent 14:02, Approval usually by 23:00, Delivered"
    assert track_of(samples.TOOTH, NOW, tells_opened=False).at == 3
    spoken = spoken_item(samples.SEALED, "Mateo Rivera", has_track=True, tells_opened=False, now=NOW)
    assert "Delivered" in spoken
    assert "Opened" not in spoken
    fmt.set_zone(None)


def test_the_verdict_names_rule_and_what_to_change() -> None:
    refusal = samples.COUSIN.refusal
    assert refusal is not None
    words = plain(verdict_words(refusal))
    assert words == "Rule 6: no phone numbers of others. Take out the marked part."
    bare = Refusal(None, "It can't be passed on", None, ((0, 3),), NOW)
    assert plain(verdict_words(bare)) == "It can't be passed on\nChange the marked part, then send it again."


def test_each_state_offers_what_can_be_done() -> None:
    def kinds(item: ThreadItem) -> list[ActionKind]:
        return [action.kind for action in link_actions(item, NOW)]

    assert kinds(samples.SEALED) == [ActionKind.WITHDRAW]
    assert kinds(samples.READ_NOW) == [ActionKind.WITHDRAW]
    assert kinds(samples.KEPT) == [ActionKind.EDIT]
    assert kinds(samples.COUSIN) == [ActionKind.EDIT_AGAIN, ActionKind.APPEAL]
    late = link_actions(samples.COUSIN, NOW + timedelta(days=17, seconds=1))
    assert [action.kind for action in late] == [ActionKind.EDIT_AGAIN]
    assert kinds(samples.NO_FUNDS) == [ActionKind.ADD_FUNDS, ActionKind.EDIT]
    assert [action.words for action in link_actions(samples.PRICE)] == ["Send for 30¢", "Edit"]
    assert kinds(samples.TOOTH) == []
    assert kinds(samples.BUTTON) == []
    assert ActionKind.COPY not in [action.kind for action in all_actions(samples.SEALED)]
    assert [action.kind for action in all_actions(samples.BUTTON)] == [ActionKind.COPY, ActionKind.DETAILS]


def test_a_row_is_spoken_as_a_whole(qapp: QApplication) -> None:
    fmt.set_zone("UTC")
    words = plain(spoken_item(samples.COUSIN, "Mateo Rivera", now=NOW))
    fmt.set_zone(None)
    assert words.startswith("You: Your cousin asks")
    assert "Not approved, 11:20, 25¢ is back in your balance" in words
    assert "Rule 6" in words
    assert words.endswith("Can be done: Edit and send again, Appeal until 13 Dec")


def test_a_name_can_not_turn_a_sentence_around(qapp: QApplication) -> None:
    evil = "\u202eoetaM Rivera"
    words = consequences(samples.DRAWING, evil, is_online=True, is_next=False, has_track=False, now=NOW)[-1]
    assert "\u2068\u202eoetaM\u2069" in words
