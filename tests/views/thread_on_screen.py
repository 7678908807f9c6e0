"""A list of messages on the screen of the tests, and how to look at its rows."""

from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from app.widgets.bubble_look import BubbleLook
from app.widgets.row_actions import ActionKind
from app.widgets.thread_list import ThreadList
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
