"""How characters are counted, and which texts are refused and why."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.limits import (
    MESSAGE_CHARACTERS,
    TextFault,
    check_text,
    clusters,
    count_characters,
    excess_start,
    normalise,
)
from tests.odd import naughty_strings

FAMILY = "👨‍👩‍👧‍👦"
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=700)


def odd_strings() -> list[str]:
    """Strings known to break programs: our own, and those of the folder the environment names."""
    return [
        "",
        " ",
        "\u202etxt",
        "e\u0301" * 10,
        "\ufeffx",
        "\u200b",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "ﷺ",
        "Z͑ͫ̓ͪ̂ͫ̽",
        "\r\n\r\n",
        "각" * 3,
        *naughty_strings(),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("a\r\nb", 3),
        ("e\u0301", 1),
        (FAMILY, 1),
        ("🇺🇸🇲🇽", 2),
        ("👍🏽", 1),
        ("bánh xèo", 8),
        ("가나", 2),
    ],
)
def test_a_character_is_what_a_person_sees(text: str, count: int) -> None:
    assert count_characters(text) == count


def test_five_hundred_families_fit() -> None:
    text = FAMILY * MESSAGE_CHARACTERS
    verdict = check_text(text)
    assert (verdict.characters, verdict.left) == (500, 0)
    # 500 families are 12,500 bytes: within the cap.
    assert verdict.fault is None


def test_five_hundred_and_one_characters_do_not_fit() -> None:
    verdict = check_text("x" * 501)
    assert verdict.fault is TextFault.TOO_LONG
    assert verdict.left == -1


def test_one_character_of_a_thousand_code_points_is_refused_as_such() -> None:
    assert check_text("a" + "\u0301" * 1000).fault is TextFault.CHARACTER_TOO_COMPLEX


def test_more_bytes_than_the_cap_are_refused_as_such() -> None:
    heavy = "👩🏽‍❤️‍💋‍👩🏽" * 500  # 35 bytes each
    assert count_characters(heavy) == 500
    assert check_text(heavy).fault is TextFault.TOO_MANY_BYTES


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\udfff"])
def test_nul_and_lone_surrogates_are_forbidden(text: str) -> None:
    assert check_text(text).fault is TextFault.FORBIDDEN_CHARACTER


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u2003"])
def test_a_text_without_words_is_empty(text: str) -> None:
    assert check_text(text).fault is TextFault.EMPTY


def test_odd_strings_are_judged_without_a_crash_and_alike_after_normalising() -> None:
    for text in odd_strings():
        verdict = check_text(text)
        if verdict.fault is not TextFault.FORBIDDEN_CHARACTER:
            assert verdict.characters == count_characters(text) == count_characters(normalise(text)), text


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_and_counts_stay(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert count_characters(text) == len(clusters(text)) == count_characters(once)


@given(ANY_TEXT, st.integers(min_value=1, max_value=40))
def test_the_excess_begins_after_exactly_the_limit(text: str, limit: int) -> None:
    text = normalise(text)
    start = excess_start(text, limit)
    if start is None:
        assert count_characters(text) <= limit
    else:
        assert len(clusters(text)) > limit
        assert "".join(clusters(text)[:limit]) == text[:start]
