"""Messages come, scroll and stay in their place, and only what is in sight is laid out."""

import time

import pytest
from pytestqt.qtbot import QtBot

from app.widgets.theme import ThemeController
from app.widgets.thread_list import ThreadList
from app.widgets.thread_scroll import ThreadScroll
from tests.views import look_samples as samples
from tests.views.look_samples import ValuesModel
from tests.views.thread_on_screen import SIZE, look_at, show


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
    begin = time.thread_time()  # its own work, whatever else the machine does
    thread.setModel(model)
    thread.viewport().grab()
    return time.thread_time() - begin


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
