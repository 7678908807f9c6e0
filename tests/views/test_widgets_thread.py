"""The conversation as a member uses it: long ones open at once, reading places are kept, all by mouse and key."""

import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.domain.values import Step, StepKind, ThreadItem
from app.widgets.bubble_look import BubbleLook
from app.widgets.row_actions import ActionKind
from app.widgets.theme import ThemeController
from app.widgets.thread_list import ThreadList
from app.widgets.thread_scroll import ThreadScroll
from app.widgets.track import JourneyTrack
from tests.views import look_samples as samples
from tests.views.look_samples import ValuesModel

SIZE = (640, 480)


def show(qtbot: QtBot, values: list[object]) -> tuple[ThreadList, ValuesModel]:
    """A conversation on screen."""
    thread = ThreadList()
    qtbot.addWidget(thread)
    thread.set_now(samples.NOW)
    thread.set_facility("Mateo Rivera")
    thread.resize(*SIZE)
    model = ValuesModel(list(values))
    model.setParent(thread)
    thread.setModel(model)
    thread.show()
    qtbot.waitExposed(thread)
    return thread, model


def look_at(thread: ThreadList, key: str) -> tuple[int, int, BubbleLook]:
    """Row, top and look of a message in sight."""
    for row, y in thread.rows_in_sight():
        found = thread.rows.look(row)
        if found is not None and found.item.key == key:
            return row, y, found
    raise AssertionError(f"{key} is not in sight")


def point_of(thread: ThreadList, key: str, kind: ActionKind) -> QPoint:
    """Where an action of a message is pressed."""
    _, y, found = look_at(thread, key)
    rect = next(placed.rect for placed in found.actions if placed.action.kind is kind)
    return (rect.center() + QPointF(0, y)).toPoint()


def take_keyboard(qtbot: QtBot, thread: ThreadList) -> None:
    """The keyboard is on the list."""
    thread.activateWindow()
    thread.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(thread.hasFocus)


def go_to(thread: ThreadList, key: str) -> None:
    """Makes a message the current row."""
    thread.setCurrentIndex(thread.rows.index(look_at(thread, key)[0], 0))


def test_the_newest_message_is_in_sight_first(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(500))
    assert thread.rows_in_sight()[-1][0] == model.rowCount() - 1
    assert thread.is_at_newest


def test_a_short_conversation_stands_at_the_foot(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, [samples.BUTTON])
    row, y = thread.rows_in_sight()[0]
    found = thread.rows.look(row)
    assert found is not None
    assert y + found.height == thread.viewport().height()


def test_older_messages_come_without_moving_what_is_read(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(60))
    bar = thread.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    row, y = thread.rows_in_sight()[1]
    key = thread.rows.item(row)
    before = thread.viewport().grab().toImage()
    older = [samples.received(f"old{n}", f"Older {n}", samples.at(9, 0, 90)) for n in range(100)]
    model.prepend(list(older))
    row_now, y_now = thread.rows_in_sight()[1]
    assert (row_now, y_now) == (row + 100, y)
    assert thread.rows.item(row_now) == key
    assert thread.viewport().grab().toImage() == before


def test_a_new_message_is_followed_at_the_end_only(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(60))
    model.append(samples.received("new", "Here I am", samples.NOW))
    assert look_at(thread, "new")
    thread.verticalScrollBar().setValue(0)
    first = thread.rows_in_sight()[0]
    model.append(samples.received("newer", "And again", samples.NOW))
    assert thread.rows_in_sight()[0] == first
    assert not thread.is_at_newest
    thread.scroll_to_newest()
    assert look_at(thread, "newer")


def test_a_higher_row_below_keeps_the_place(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(60))
    model.replace(59, samples.COUSIN)
    assert thread.is_at_newest
    assert look_at(thread, "cousin")


def test_a_message_taken_back_leaves_the_list(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, [*samples.OFFLINE_THREAD])
    model.remove(4)
    assert [row for row, _ in thread.rows_in_sight()][-1] == 3
    assert look_at(thread, "kept")


def test_another_conversation_starts_at_its_end(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(60))
    thread.verticalScrollBar().setValue(0)
    model.start_over(samples.long_thread(40))
    assert thread.is_at_newest
    assert thread.rows_in_sight()[-1][0] == 39


def test_older_messages_are_asked_for_once(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(100))
    asked: list[bool] = []
    thread.older_wanted.connect(lambda: asked.append(True))
    thread.verticalScrollBar().setValue(0)
    thread.verticalScrollBar().setValue(5)
    assert len(asked) == 1
    model.prepend([samples.received(f"o{n}", "Older", samples.at(9, 0, 90)) for n in range(100)])
    thread.verticalScrollBar().setValue(0)
    assert len(asked) == 2


def test_the_newest_row_is_told_as_seen_once(qtbot: QtBot, look: ThemeController) -> None:
    thread, model = show(qtbot, samples.long_thread(60))
    seen: list[bool] = []
    thread.newest_seen.connect(lambda: seen.append(True))
    thread.verticalScrollBar().setValue(0)
    model.append(samples.received("new", "Here I am", samples.NOW))
    assert not seen
    thread.scroll_to_newest()
    thread.scroll_to_newest()
    assert len(seen) == 1


@pytest.mark.parametrize("rows", [10_000, 100_000])
def test_a_long_conversation_opens_like_a_short_one(qtbot: QtBot, look: ThemeController, rows: int) -> None:
    short, long = samples.long_thread(100), samples.long_thread(rows)
    for values in (short, long):  # fonts and icons of both are there before the clock runs
        show(qtbot, values)[0].viewport().grab()
    assert min(_open(qtbot, long) for _ in range(5)) < 3 * min(_open(qtbot, short) for _ in range(5))


def _open(qtbot: QtBot, values: list[object]) -> float:
    thread = ThreadList()
    qtbot.addWidget(thread)
    thread.resize(*SIZE)
    model = ValuesModel(values)
    model.setParent(thread)
    begin = time.perf_counter()
    thread.setModel(model)
    thread.viewport().grab()
    return time.perf_counter() - begin


def test_only_what_is_in_sight_is_laid_out(look: ThemeController) -> None:
    asked: list[int] = []

    def height_of(row: int) -> int:
        asked.append(row)
        return 80

    scroll = ThreadScroll(height_of)
    scroll.resize(480)
    scroll.reset(100_000)
    scroll.visible()
    scroll.bar()
    scroll.move_by(-300)
    scroll.bar()
    assert len(set(asked)) < 30


@pytest.mark.parametrize("step", [1, 7, 60, 479, 2000])
def test_scrolling_up_and_down_comes_back_to_the_same_place(step: int) -> None:
    scroll = ThreadScroll(lambda row: 40 + row * 37 % 200)
    scroll.resize(480)
    scroll.reset(1000)
    scroll.visible()
    scroll.move_by(-10_000)
    place = scroll.visible()
    scroll.move_by(-step)
    scroll.move_by(step)
    assert scroll.visible() == place


def test_scrolling_stops_at_both_ends() -> None:
    scroll = ThreadScroll(lambda _row: 100)
    scroll.resize(480)
    scroll.reset(50)
    scroll.move_by(-1_000_000)
    assert scroll.visible()[0] == (0, 0)
    assert scroll.bar()[0] == 0
    scroll.move_by(1_000_000)
    assert scroll.is_at_end
    assert scroll.visible()[-1] == (49, 380)
    value, greatest, page = scroll.bar()
    assert value == greatest
    assert greatest + page == 50_000


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


def test_enter_on_a_row_opens_what_can_be_done(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, [samples.COUSIN])
    take_keyboard(qtbot, thread)
    go_to(thread, "cousin")
    qtbot.keyClick(thread, Qt.Key.Key_Return)
    menu = thread.findChild(QMenu)
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    assert [action.text() for action in menu.actions()] == ["Edit and send again", "Copy text", "See details"]
    with qtbot.waitSignal(thread.details_requested) as told:
        menu.actions()[2].trigger()
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


def test_the_track_stands_open_for_the_newest_waiting_message_only(
    qtbot: QtBot, look: ThemeController
) -> None:
    older = samples.sent("older", None, samples.at(12, 0), StepKind.PENDING, held_cents=25)
    thread, model = show(qtbot, [older, samples.SEALED])
    assert look_at(thread, "sealed")[2].facts.has_track
    assert not look_at(thread, "older")[2].facts.has_track
    approved = samples.sent(
        "sealed",
        "Now you can read it.",
        samples.at(14, 2),
        StepKind.APPROVED,
        Step(StepKind.APPROVED, samples.NOW),
    )
    model.replace(1, approved)
    assert look_at(thread, "older")[2].facts.has_track


def test_a_day_is_named_above_its_first_message(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, [samples.TOOTH, samples.BUTTON, samples.DRAWING])
    assert look_at(thread, "tooth")[2].facts.day is not None
    assert look_at(thread, "button")[2].facts.day is not None
    assert look_at(thread, "drawing")[2].facts.day is None


def test_a_found_message_is_brought_into_sight(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, samples.long_thread(300))
    thread.reveal(20)
    assert 20 in [row for row, _ in thread.rows_in_sight()]
    assert thread.currentIndex().row() == 20


def test_markup_and_direction_signs_are_shown_as_text(qtbot: QtBot, look: ThemeController) -> None:
    payload = '<img src="file:///etc/passwd">\u202eevil\x00'
    thread, _ = show(qtbot, [samples.received("raw", payload, samples.NOW)])
    found = look_at(thread, "raw")[2]
    assert found.block.text == payload.replace("\x00", "\ufffd")
    thread.viewport().grab()


def test_the_track_stands_upright_where_it_is_narrow(qtbot: QtBot, look: ThemeController) -> None:
    track = JourneyTrack()
    qtbot.addWidget(track)
    track.show_item(samples.SEALED, samples.NOW)
    assert track.heightForWidth(400) == 52
    assert track.heightForWidth(180) > 70
    track.resize(180, track.heightForWidth(180))
    track.grab()


def test_received_words_carry_their_time_and_the_day_stands_above(
    qtbot: QtBot, look: ThemeController
) -> None:
    old = samples.received("old", "Hello", samples.at(9, 5, 30))
    thread, _ = show(qtbot, [old])
    found = look_at(thread, "old")[2]
    assert found.facts.day is not None
    assert found.below == "09:05"


def test_a_narrow_window_wraps_and_cuts_nothing(qtbot: QtBot, look: ThemeController) -> None:
    look.set_text_scale(2.0)
    thread, _ = show(qtbot, [samples.COUSIN, samples.NO_FUNDS, samples.SEALED])
    thread.resize(420, 900)
    for row, _ in thread.rows_in_sight():
        found = thread.rows.look(row)
        assert found is not None
        assert found.bubble.left() >= 0
        assert found.bubble.right() <= thread.viewport().width()
        for placed in found.actions:
            assert placed.rect.left() >= 0
            assert placed.rect.right() <= thread.viewport().width()
