"""The slider: pressed, dragged and keyed, from left to right and from right to left, and what it tells of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets.slider import Slider
from app.widgets.theme import ThemeController

NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slider(qtbot: QtBot, look: ThemeController) -> Slider:
    """From −100 to 100, at rest on 0."""
    slider = Slider("Brightness", -100, 100, origin=0)
    qtbot.addWidget(slider)
    slider.resize(228, 28)
    slider.show()
    qtbot.waitExposed(slider)
    slider.activateWindow()
    return slider


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_press_takes_the_handle_there(slider: Slider, direction: Qt.LayoutDirection) -> None:
    slider.setLayoutDirection(direction)
    end = 1 if direction == Qt.LayoutDirection.LeftToRight else -1
    QTest.mouseClick(slider, LEFT, NO_KEYS, QPoint(slider.width() - 1, 14))
    assert slider.value() == 100 * end
    assert (slider.handle_rect().center().x() > slider.width() / 2) is True
    QTest.mouseClick(slider, LEFT, NO_KEYS, QPoint(0, 14))
    assert slider.value() == -100 * end


def test_a_drag_is_told_once_however_far_it_goes(slider: Slider) -> None:
    told: list[str] = []
    slider.moving_began.connect(lambda: told.append("began"))
    slider.moving_ended.connect(lambda: told.append("ended"))
    values: list[int] = []
    slider.valueChanged.connect(values.append)
    QTest.mousePress(slider, LEFT, NO_KEYS, slider.handle_rect().center().toPoint())
    for x in range(120, 220, 10):
        QTest.mouseMove(slider, QPoint(x, 14))
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(210, 14))
    assert told == ["began", "ended"]
    assert len(values) > 5
    assert values == sorted(values)


def test_the_handle_stays_under_the_pointer(slider: Slider) -> None:
    for x in (30, 75, 160, 199):
        QTest.mouseClick(slider, LEFT, NO_KEYS, QPoint(x, 14))
        assert slider.handle_rect().center().x() == pytest.approx(x, abs=1.0)


def test_keys_go_step_by_step_and_to_the_ends(slider: Slider) -> None:
    slider.setFocus()
    for key, expected in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_PageUp, 11),
        (Qt.Key.Key_Left, 10),
        (Qt.Key.Key_End, 100),
        (Qt.Key.Key_Home, -100),
    ):
        QTest.keyClick(slider, key)
        assert slider.value() == expected


def test_the_wheel_changes_nothing_by_accident(slider: Slider) -> None:
    place = slider.rect().center()
    event = QWheelEvent(
        place.toPointF(),
        slider.mapToGlobal(place).toPointF(),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)
    assert slider.value() == 0


def test_a_value_that_is_shown_is_not_told(slider: Slider) -> None:
    values: list[int] = []
    slider.valueChanged.connect(values.append)
    slider.show_value(40)
    assert slider.value() == 40
    assert values == []
