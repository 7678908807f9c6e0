"""What keys and mouse do in the list of messages, and what a screen reader finds there."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.domain.values import ThreadItem
from app.widgets.row_actions import ActionKind
from app.widgets.theme import ThemeController
from tests.views import look_samples as samples
from tests.views.thread_on_screen import go_to, look_at, point_of, show, take_keyboard


@pytest.mark.parametrize(
    ("item", "kind", "signal"),
    [
        (samples.SEALED, ActionKind.WITHDRAW, "withdraw_requested"),
        (samples.KEPT, ActionKind.EDIT, "edit_requested"),
        (samples.COUSIN, ActionKind.EDIT_AGAIN, "edit_again_requested"),
        (samples.WITHDRAWN, ActionKind.EDIT_AGAIN, "edit_again_requested"),
        (samples.PRICE, ActionKind.RETRY, "retry_requested"),
        (samples.TOOTH, ActionKind.DETAILS, "details_requested"),
    ],
)
def test_a_click_on_an_action_tells_the_message(
    qtbot: QtBot, look: ThemeController, item: ThreadItem, kind: ActionKind, signal: str
) -> None:
    thread, _ = show(qtbot, [samples.BUTTON, item])
    with qtbot.waitSignal(getattr(thread, signal)) as told:
        qtbot.mouseClick(thread.viewport(), Qt.MouseButton.LeftButton, pos=point_of(thread, item.key, kind))
    assert told.args == [item.key]


@pytest.mark.parametrize(
    ("item", "signal"),
    [
        (samples.SEALED, "withdraw_requested"),
        (samples.KEPT, "edit_requested"),
        (samples.COUSIN, "edit_again_requested"),
        (samples.PRICE, "retry_requested"),
    ],
)
def test_tab_and_enter_reach_the_first_action(
    qtbot: QtBot, look: ThemeController, item: ThreadItem, signal: str
) -> None:
    thread, _ = show(qtbot, [samples.BUTTON, item])
    take_keyboard(qtbot, thread)
    go_to(thread, item.key)
    qtbot.keyClick(thread, Qt.Key.Key_Tab)
    assert thread.hasFocus()
    with qtbot.waitSignal(getattr(thread, signal)) as told:
        qtbot.keyClick(thread, Qt.Key.Key_Return)
    assert told.args == [item.key]


def test_add_funds_is_reached_by_key_and_mouse(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, [samples.NO_FUNDS])
    with qtbot.waitSignal(thread.add_funds_requested):
        place = point_of(thread, "funds", ActionKind.ADD_FUNDS)
        qtbot.mouseClick(thread.viewport(), Qt.MouseButton.LeftButton, pos=place)
    take_keyboard(qtbot, thread)
    go_to(thread, "funds")
    qtbot.keyClick(thread, Qt.Key.Key_Tab)
    with qtbot.waitSignal(thread.add_funds_requested):
        qtbot.keyClick(thread, Qt.Key.Key_Space)


def test_tab_leaves_the_list_after_the_last_action(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, [samples.NO_FUNDS])
    take_keyboard(qtbot, thread)
    go_to(thread, "funds")
    assert thread.focusNextPrevChild(True)
    assert thread.focusNextPrevChild(True)
    assert not thread.focusNextPrevChild(True)


@pytest.mark.parametrize(("days", "appeal"), [(2, ["Appeal"]), (-1, [])])
def test_enter_on_a_row_opens_what_can_be_done(
    qtbot: QtBot, look: ThemeController, days: int, appeal: list[str]
) -> None:
    assert samples.COUSIN.refusal is not None
    until = datetime.now(UTC) + timedelta(days=days)
    refused = replace(samples.COUSIN, refusal=replace(samples.COUSIN.refusal, appeal_until=until))
    thread, _ = show(qtbot, [refused])
    take_keyboard(qtbot, thread)
    go_to(thread, "cousin")
    qtbot.keyClick(thread, Qt.Key.Key_Return)
    menu = thread.findChild(QMenu)
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    words = [action.text().partition(" until")[0] for action in menu.actions()]
    assert words == ["Edit and send again", *appeal, "Copy text", "See details"]
    with qtbot.waitSignal(thread.details_requested) as told:
        menu.actions()[-1].trigger()
    menu.close()
    assert told.args == ["cousin"]


def test_arrows_walk_from_the_newest_message_up(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(60))
    take_keyboard(qtbot, thread)
    assert thread.currentIndex().row() == model.rowCount() - 1
    for _ in range(20):
        qtbot.keyClick(thread, Qt.Key.Key_Up)
    row = thread.currentIndex().row()
    assert row == model.rowCount() - 21
    top, bottom = (
        thread.visualRect(thread.currentIndex()).top(),
        thread.visualRect(thread.currentIndex()).bottom(),
    )
    assert 0 <= top < bottom <= thread.viewport().height()
    qtbot.keyClick(thread, Qt.Key.Key_Home)
    assert thread.rows_in_sight()[0] == (0, 0)
    qtbot.keyClick(thread, Qt.Key.Key_End)
    assert thread.is_at_newest


def test_page_keys_and_wheel_scroll(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, samples.long_thread(60))
    take_keyboard(qtbot, thread)
    qtbot.keyClick(thread, Qt.Key.Key_PageUp)
    assert not thread.is_at_newest
    top = thread.rows_in_sight()[0]
    centre = QPointF(thread.viewport().rect().center())
    wheel = QWheelEvent(
        centre,
        thread.viewport().mapToGlobal(centre),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(thread.viewport(), wheel)
    assert thread.rows_in_sight()[0] != top
    for _ in range(4):
        qtbot.keyClick(thread, Qt.Key.Key_PageDown)
    assert thread.is_at_newest


def test_a_message_is_copied_as_it_was_written(qtbot: QtBot, look: ThemeController) -> None:
    payload = 'one\u00a0two\n<img src="file:///etc/passwd">'
    thread, _ = show(qtbot, [samples.received("raw", payload, samples.NOW)])
    take_keyboard(qtbot, thread)
    go_to(thread, "raw")
    qtbot.keyClick(thread, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == payload


def test_words_are_selected_with_the_mouse_and_copied(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, [samples.BUTTON])
    _, y, found = look_at(thread, "button")
    at = found.text_at + QPointF(0, y + 8)
    (word,) = found.block.rects(8, 14)
    start, end = at + QPointF(word.left() + 2, 0), at + QPointF(word.right() - 1, 0)
    view = thread.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(view, end.toPoint())
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end.toPoint())
    qtbot.keyClick(thread, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "dollar"
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=(at + QPointF(word.left() - 20, 0)).toPoint())
    qtbot.keyClick(thread, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "whole"


def test_a_screen_reader_finds_a_list_with_a_sentence_per_row(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, samples.THREAD)
    interface = QAccessible.queryAccessibleInterface(thread)
    assert interface is not None
    assert interface.role() == QAccessible.Role.List
    names = [interface.child(number).text(QAccessible.Text.Name) for number in range(interface.childCount())]
    spoken = [name for name in names if "Waiting for approval" in name]
    assert len(spoken) == 1
    assert "Can be done: Withdraw" in spoken[0]
    assert "usually by 23:00" in spoken[0]
