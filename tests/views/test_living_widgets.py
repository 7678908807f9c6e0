"""PySide knows who keeps each widget alive, whatever was opened and however the keyboard went through it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.scroll_column import ScrollColumn
from app.widgets.button import Button
from app.widgets.cover import Cover
from app.widgets.sheet import Sheet
from app.widgets.text_field import TextField
from app.widgets.theme import ThemeController
from tests.views.keepers import kept_by_strangers
from tests.views.on_screen import put_up


@pytest.fixture
def window(qtbot: QtBot, look: ThemeController) -> QWidget:
    """A window with pages."""
    window = QWidget()
    window.resize(900, 700)
    pages = QStackedWidget(window)
    QVBoxLayout(window).addWidget(pages)
    for number in range(3):
        column = ScrollColumn()
        column.column.addWidget(QLabel(f"Page {number}"))
        column.column.addWidget(Button("Next"))
        pages.addWidget(column)
    put_up(qtbot, window)
    return window


def go_through_a_sheet(qtbot: QtBot, window: QWidget) -> None:
    """Opens one, presses Tab a few times, closes it."""
    sheet = Sheet("Who is it for?", window)
    sheet.body.addWidget(TextField("Name", sheet))
    sheet.add_button("Write", "solid")
    sheet.open()
    for _ in range(4):
        now = QApplication.focusWidget()
        assert now is not None
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    sheet.dismiss()


def test_a_sheet_and_its_tab_leave_everything_with_its_keeper(qtbot: QtBot, window: QWidget) -> None:
    go_through_a_sheet(qtbot, window)
    assert kept_by_strangers(window) == []


def test_with_a_walk_along_the_focus_chain_it_is_not(
    qtbot: QtBot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk(cover: Cover) -> list[QWidget]:
        found: list[QWidget] = []
        step = cover.nextInFocusChain()
        while step is not None and step is not cover:
            found.append(step)
            step = step.nextInFocusChain()
        return [inside for inside in found if cover.isAncestorOf(inside) and inside.focusPolicy()]

    monkeypatch.setattr(Cover, "_controls", walk)
    go_through_a_sheet(qtbot, window)
    assert any(one.startswith("ScrollColumn by") for one in kept_by_strangers(window))
