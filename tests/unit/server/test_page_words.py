"""Words for times and counts on the pages, and marks found from what a reviewer typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.limits import normalise
from server.web import marks, words

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
DENVER = words.zone("America/Denver")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 23, 16, 5, tzinfo=UTC), "09:05"),
        (datetime(2026, 11, 23, 6, 30, tzinfo=UTC), "yesterday 23:30"),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), "tomorrow 01:00"),
        (datetime(2026, 11, 18, 12, 0, tzinfo=UTC), "18 Nov"),
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), "31 Dec 2025"),
    ],
)
def test_times_are_said_as_people_say_them(at: datetime, expected: str) -> None:
    assert words.when(at, NOW, DENVER) == expected


def test_a_zone_nobody_knows_is_utc() -> None:
    assert words.zone("Nowhere/Land") is UTC
    assert words.zone("../etc/passwd") is UTC


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0.5, "less than 1 min"),
        (59, "59 min"),
        (60, "1 h"),
        (71 * 60, "71 h"),
        (72 * 60, "3 days"),
        (-5, "less than 1 min"),
    ],
)
def test_waits_are_minutes_then_hours_then_days(minutes: float, expected: str) -> None:
    assert words.lasted(timedelta(minutes=minutes)) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-3, "1 second"), (0.2, "1 second"), (8, "8 seconds"), (91, "2 minutes"), (600, "10 minutes")],
)
def test_a_pause_is_never_said_shorter_than_it_is(seconds: float, expected: str) -> None:
    assert words.seconds_until(NOW + timedelta(seconds=seconds), NOW) == expected


@pytest.mark.parametrize(
    ("cents", "expected"), [(0, "0¢"), (25, "25¢"), (100, "$1.00"), (1250, "$12.50"), (-30, "−30¢")]
)
def test_money_is_cents_below_a_dollar(cents: int, expected: str) -> None:
    assert words.money(cents) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Elena Rivera", "ER"), ("Linh", "L"), ("Mary Ann de Souza", "MS"), ("  ", "")]
)
def test_initials_are_of_the_first_and_the_last_word(name: str, expected: str) -> None:
    assert words.initials(name) == expected


def test_words_are_found_wherever_they_stand_and_missing_ones_are_named() -> None:
    found = marks.find("one two one", " one \r\n\r\nthree\ntwo")
    assert found == marks.Found(((0, 3), (4, 7), (8, 11)), ("three",))


def test_marks_that_touch_or_overlap_become_one() -> None:
    assert marks.find("abcdef", "abc\ncde\nf").spans == ((0, 6),)


def test_words_that_overlap_themselves_are_marked_from_their_first_place() -> None:
    assert marks.find("aaaa", "aaa").spans == ((0, 3),)


@given(st.text(), st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60))))
def test_pieces_are_the_text_whatever_the_marks(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in marks.pieces(text, spans)) == text


@given(st.text(), st.text())
def test_found_marks_stand_on_the_words(text: str, typed: str) -> None:
    text = normalise(text)
    wanted = {line.strip() for line in normalise(typed).split("\n") if line.strip()}
    found = marks.find(text, typed)
    assert set(found.missing) == {line for line in wanted if line not in text}
    at = 0
    for start, end in found.spans:
        assert at <= start < end <= len(text)
        at = end + 1
