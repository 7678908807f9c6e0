"""Widgets that nobody needs any more end on the GUI thread, whichever thread makes objects meanwhile."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views import rubbish
from app.views.rubbish import Rubbish


@pytest.fixture
def python_collects() -> Iterator[None]:
    """Python's own collector is on, as in a program that never turned it off."""
    gc.enable()
    yield
    gc.disable()


def dropped_in_a_cycle(ended: list[str]) -> None:
    """A widget that only it itself holds."""
    widget = QWidget()
    widget.__dict__["itself"] = widget
    weakref.finalize(widget, lambda: ended.append(threading.current_thread().name))


def in_a_lane() -> list[list[object]]:
    """Makes so many objects on another thread that a collector would begin; they live as long as they are held."""
    kept: list[list[object]] = []
    lane = threading.Thread(target=lambda: kept.extend([] for _ in range(50_000)), name="lane")
    lane.start()
    lane.join()
    return kept


@pytest.mark.usefixtures("python_collects")
def test_what_nobody_needs_ends_on_the_gui_thread(qtbot: QtBot) -> None:
    ended: list[str] = []
    holder = QWidget()
    qtbot.addWidget(holder)
    thrower = Rubbish(holder)
    dropped_in_a_cycle(ended)
    kept = in_a_lane()
    assert ended == []
    qtbot.waitUntil(lambda: ended != [])
    thrower.stop()
    assert len(kept) == 50_000
    assert ended == [threading.current_thread().name]


@pytest.mark.usefixtures("python_collects")
def test_pythons_own_collector_would_end_it_on_a_lane(qtbot: QtBot) -> None:
    ended: list[str] = []
    dropped_in_a_cycle(ended)
    in_a_lane()
    assert ended == ["lane"]


def test_with_little_made_nothing_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    gc.collect()
    monkeypatch.setattr(gc, "collect", looked.append)
    rubbish.throw_away()
    assert looked == []
