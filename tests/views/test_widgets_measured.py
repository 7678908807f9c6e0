"""Widgets whose size comes from the tokens measure themselves anew when the text size changes."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.countdown import Countdown
from app.widgets.theme import ThemeController
from app.widgets.toggles import CheckBox, RadioButton


@pytest.mark.parametrize("kind", [CheckBox, RadioButton, Countdown])
def test_a_larger_text_size_makes_a_widget_in_a_layout_larger(
    look: ThemeController, qtbot: QtBot, kind: type[QWidget]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    widget = kind()
    widget.setProperty("text", "Stay signed in")
    column = QVBoxLayout(window)
    column.addWidget(widget)
    column.addStretch(1)
    window.show()
    before = widget.height()
    assert before == widget.sizeHint().height()
    look.set_text_scale(2.0)
    qtbot.waitUntil(lambda: widget.height() == widget.sizeHint().height() > before)


@pytest.mark.parametrize("kind", [CheckBox, RadioButton])
def test_the_words_of_a_toggle_are_part_of_what_one_clicks(
    look: ThemeController, qtbot: QtBot, kind: type[CheckBox | RadioButton]
) -> None:
    toggle = kind("Stay signed in")
    qtbot.addWidget(toggle)
    toggle.resize(toggle.sizeHint())
    off = toggle.grab().toImage()
    assert toggle.hitButton(toggle.rect().center())
    toggle.setChecked(True)
    assert toggle.grab().toImage() != off
