"""How the window tests wait: what never comes is told with what was there; a machine that stood still is forgiven."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.views.with_window import MOST_A_TURN_S, Desk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    """A computer whose server is nowhere."""
    return Desk(qtbot, tmp_path / "client", "http://127.0.0.1:9")


def test_what_never_comes_is_told_with_the_screen_and_the_threads(desk: Desk) -> None:
    desk.open()
    with pytest.raises(TimeoutError, match="Sign in") as told:
        desk.until(lambda: False, timeout_ms=50)
    assert "MainThread: " in str(told.value)
    desk.close()


def test_a_machine_that_stands_still_is_forgiven(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = count(step=3600.0)
    monkeypatch.setattr("tests.views.with_window.time", SimpleNamespace(monotonic=lambda: next(hours)))
    looks = count()
    desk.until(lambda: next(looks) > 2, timeout_ms=int(MOST_A_TURN_S * 5_000))


def test_a_button_that_has_no_height_yet_is_pressed_once_it_has(desk: Desk) -> None:
    desk.open()
    button = QPushButton("Go on", desk.program.window)
    button.setObjectName("just_came_up")
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("pressed"))
    button.setGeometry(20, 20, 120, 0)
    button.show()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == []  # what a hand that does not look would do
    QTimer.singleShot(50, button, lambda: button.resize(120, 36))
    desk.hands.click("just_came_up")
    assert pressed == ["pressed"]
    desk.close()
