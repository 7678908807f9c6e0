"""The limit in the real composer: counted as people count, marked and never cut, Send off with its reason."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.tour.hands import CONTROL
from tests.views.with_window import Desk

LINE = "The cat sits at the porch light every night as if it were television. "


def test_the_495th_to_505th_character_are_counted_marked_and_answered(writing: Desk) -> None:
    hands = writing.hands
    composer = hands.composer
    hands.type((LINE * 8)[:494])
    for number in range(495, 506):
        hands.type("x")
        left = 500 - number
        words = f"{left} left" if left >= 0 else f"−{-left}"
        writing.until(lambda words=words: composer.countdown.text == words)  # type: ignore[misc]
        assert len(hands.draft) == number
        assert composer.send.isEnabled() == (left >= 0)
        marks = composer.box.edit.extraSelections()
        if left >= 0:
            assert marks == []
            assert composer.reason_line.isHidden()
            assert composer.price_line.isVisible()
            assert composer.countdown.role == "waiting"
        else:
            cursor = marks[0].cursor
            assert (cursor.selectionStart(), cursor.selectionEnd()) == (500, number)
            assert composer.countdown.role == "refused"
            reason = composer.reason_line.text
            assert reason.startswith(
                "One character too many" if left == -1 else f"{-left} characters too many"
            )
            assert "Nothing is cut" in reason
            assert composer.send.accessibleDescription() == reason


def test_too_long_a_draft_is_not_sent_by_ctrl_enter(writing: Desk) -> None:
    writing.hands.type((LINE * 8)[:501])
    writing.until(lambda: writing.hands.composer.countdown.text == "−1")
    writing.hands.press(Qt.Key.Key_Return, CONTROL)
    assert len(writing.hands.draft) == 501
    assert writing.hands.items() == []


@pytest.mark.parametrize("sign", ["👨‍👩‍👧‍👦", "é", "🏳️‍🌈", "ệ"])
def test_five_hundred_signs_of_many_parts_fit_and_one_more_does_not(writing: Desk, sign: str) -> None:
    composer = writing.hands.composer
    composer.box.edit.insertPlainText(sign * 500)
    writing.until(lambda: composer.countdown.text == "0 left" and composer.send.isEnabled())
    composer.box.edit.insertPlainText(sign)
    writing.until(lambda: composer.countdown.text == "−1" and not composer.send.isEnabled())


def test_what_is_taken_away_again_makes_send_possible(writing: Desk) -> None:
    hands = writing.hands
    hands.type((LINE * 8)[:502])
    writing.until(lambda: not hands.composer.send.isEnabled())
    hands.press(Qt.Key.Key_Backspace)
    hands.press(Qt.Key.Key_Backspace)
    writing.until(lambda: hands.composer.countdown.text == "0 left")
    assert hands.composer.send.isEnabled()
    assert hands.composer.box.edit.extraSelections() == []
