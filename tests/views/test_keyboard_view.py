"""Everything by keyboard alone in the real window: writing, sending, tabs, sheets and the way back from them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.domain.values import StepKind
from app.tour.hands import CONTROL
from app.views.shell import ACCOUNT, MESSAGES, NEWS, PHOTOS
from tests.unit.app.live import LiveServer
from tests.views.with_window import Desk

SHIFT = Qt.KeyboardModifier.ShiftModifier


def tab_to(desk: Desk, name: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QWidget:
    """Presses Tab until this widget, or something inside it, has the keyboard."""
    for _ in range(80):
        step = QApplication.focusWidget()
        inside = step
        while inside is not None:
            if inside.objectName() == name:
                assert step is not None
                return step
            inside = inside.parentWidget()
        desk.hands.press(Qt.Key.Key_Backtab if keys == SHIFT else Qt.Key.Key_Tab, keys)
    raise AssertionError(f"Tab never reaches {name}")


def test_a_message_is_sent_without_touching_the_mouse(signed_in: Desk, live: LiveServer) -> None:
    desk, hands = signed_in, signed_in.hands
    desk.until(lambda: hands.sees("new_message"))
    tab_to(desk, "new_message")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("picker_list"))
    hands.type("mateo")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("composer") and hands.is_writing)
    hands.type("Good morning, little brother.")
    desk.until(lambda: hands.composer.send.isEnabled())
    tab_to(desk, "composer_send")
    hands.press(Qt.Key.Key_Space)
    desk.until(lambda: hands.items() and hands.newest().kind is StepKind.PENDING)
    assert hands.newest().text is None
    assert hands.draft == ""
    desk.until(lambda: desk.app.balance is not None and desk.app.balance.held_cents == 25)


def test_ctrl_enter_sends_once_however_often_it_is_pressed(writing: Desk) -> None:
    desk, hands = writing, writing.hands
    hands.type("Once.")
    desk.until(lambda: hands.composer.send.isEnabled())
    for _ in range(3):
        hands.press(Qt.Key.Key_Return, CONTROL)
    desk.until(lambda: hands.items() and hands.newest().kind is StepKind.PENDING)
    assert len(hands.items()) == 1


def test_ctrl_and_a_digit_goes_to_a_tab(signed_in: Desk) -> None:
    desk, hands = signed_in, signed_in.hands
    shell = desk.program.screens.shell
    for key, tab in (
        (Qt.Key.Key_2, NEWS),
        (Qt.Key.Key_3, PHOTOS),
        (Qt.Key.Key_4, ACCOUNT),
        (Qt.Key.Key_1, MESSAGES),
    ):
        hands.press(key, CONTROL)
        assert shell.tab == tab


def test_a_sheet_keeps_tab_inside_and_gives_the_keyboard_back(signed_in: Desk) -> None:
    desk, hands = signed_in, signed_in.hands
    desk.until(lambda: hands.sees("new_message"))
    before = tab_to(desk, "new_message")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("picker_list"))
    sheet = hands.find("contact_picker", QWidget)
    for _ in range(12):
        hands.press(Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(hands.focused)
    hands.press(Qt.Key.Key_4, CONTROL)
    assert desk.program.screens.shell.tab == MESSAGES
    hands.press(Qt.Key.Key_Escape)
    assert not hands.sees("contact_picker")
    assert QApplication.focusWidget() is before


def test_the_search_field_filters_people_and_finds_words(writing: Desk, live: LiveServer) -> None:
    desk, hands = writing, writing.hands
    hands.type("The moths are back at the porch light.")
    hands.press(Qt.Key.Key_Return, CONTROL)
    desk.until(lambda: hands.items() and hands.newest().kind is StepKind.PENDING)
    message = hands.newest().message_id
    assert message is not None
    live.approve(message)
    desk.until(lambda: hands.newest().text is not None)
    hands.press(Qt.Key.Key_F, CONTROL)
    hands.type("moths")
    desk.until(lambda: hands.sees("search_hits"))
    assert hands.find("conversations_nothing", QLabel).text() == "Nobody on your list has this name."
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.app.conversation.contact is not None)
    hands.press(Qt.Key.Key_F, CONTROL)
    hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: hands.sees("conversations"))
