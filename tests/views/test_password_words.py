"""How strong a password is, in words while it is typed; never a word of the password."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.tour.hands import CONTROL
from app.views.password_words import strength_words
from app.widgets.text_field import TextField
from tests.views.with_window import Desk


@pytest.mark.parametrize(
    ("password", "begins"),
    [
        ("", "At least 10"),
        ("heron", "5 of at least 10"),
        ("Password123", "Weak"),
        ("ababababab", "Weak"),
        ("heronheron9", "Good: 11"),
        ("the blue heron came back", "Strong: 24"),
        ("heron " * 40, "This is too long"),
    ],
)
def test_length_and_known_bad_ones_decide(password: str, begins: str) -> None:
    words = strength_words(password)
    assert words.startswith(begins)
    assert not password.strip() or password.strip() not in words


def test_the_page_says_it_while_it_is_typed(signed_in: Desk) -> None:
    hands = signed_in.hands
    hands.press(Qt.Key.Key_4, CONTROL)
    hands.click("account_password")
    hands.fill("password_new", "password123")
    line = hands.find("password_new", TextField).line
    assert line.accessibleDescription().startswith("Weak")
    hands.type(" on the porch")
    assert line.accessibleDescription() == "Strong: 24 characters."
