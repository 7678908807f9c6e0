"""A sheet holds the keyboard, closes on Esc, and covers its window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.widgets.button import Button
from app.widgets.sheet import Sheet
from app.widgets.text_field import TextField
from app.widgets.theme import ThemeController
from tests.views.on_screen import put_up


@pytest.fixture
def sheet(qtbot: QtBot, look: ThemeController) -> Sheet:
    """A sheet over a window with a button of its own."""
    window = QWidget()
    window.resize(900, 700)
    column = QVBoxLayout(window)
    column.addWidget(Button("Behind", parent=window))
    put_up(qtbot, window)
    window.findChildren(Button)[0].setFocus()
    made = Sheet("Who is it for?", window)
    made.body.addWidget(TextField("Name", made))
    made.add_left(Button("Find someone else", "ghost", parent=made))
    made.add_button("Cancel").clicked.connect(made.dismiss)
    made.add_button("Write", "solid")
    made.open()
    return made


def test_tab_stays_inside_a_sheet(qtbot: QtBot, sheet: Sheet) -> None:
    seen = []
    for _ in range(12):
        now = QApplication.focusWidget()
        assert now is not None
        assert sheet.isAncestorOf(now)
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    assert len(set(seen)) == 5
    qtbot.keyClick(seen[0], Qt.Key.Key_Backtab)
    now = QApplication.focusWidget()
    assert now is not None
    assert sheet.isAncestorOf(now)


def test_esc_closes_a_sheet_and_gives_the_keyboard_back(qtbot: QtBot, sheet: Sheet) -> None:
    now = QApplication.focusWidget()
    assert now is not None
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(now, Qt.Key.Key_Escape)
    assert not sheet.is_open
    behind = QApplication.focusWidget()
    assert isinstance(behind, Button)
    assert behind.text() == "Behind"


def test_enter_is_the_solid_button_of_a_sheet(qtbot: QtBot, sheet: Sheet) -> None:
    solid = next(button for button in sheet.findChildren(Button) if button.role == "solid")
    now = QApplication.focusWidget()
    assert now is not None
    with qtbot.waitSignal(solid.clicked):
        qtbot.keyClick(now, Qt.Key.Key_Return)
    assert sheet.is_open


def test_a_click_beside_a_sheet_changes_nothing(qtbot: QtBot, sheet: Sheet) -> None:
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sheet.is_open
    window = sheet.window()
    window.findChildren(Button)[0].setFocus()
    now = QApplication.focusWidget()
    assert now is not None
    assert sheet.isAncestorOf(now)


def test_a_sheet_covers_its_window_at_every_size(sheet: Sheet) -> None:
    window = sheet.window()
    window.resize(1200, 760)
    assert sheet.size() == window.size()
    assert abs(sheet.panel.geometry().center().x() - window.rect().center().x()) <= 1
    window.resize(500, 300)
    assert sheet.rect().contains(sheet.panel.geometry())
