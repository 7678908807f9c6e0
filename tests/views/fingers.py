"""Fingers on a touch screen made in software, as many as a test wants."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


@cache
def touch_screen() -> QPointingDevice:
    """One for all tests of a process: Qt keeps it for as long."""
    return QTest.createTouchDevice()


def touch(widget: QWidget, *paths: tuple[QPoint, QPoint]) -> None:
    """As many fingers as there are paths go from their first to their second place in the widget."""
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        sequence = QTest.touchEvent(widget, touch_screen(), autoCommit=False)
        for finger, (start, end) in enumerate(paths):
            place = start + (end - start) * part
            (sequence.press if part == 0 else sequence.move)(finger, place, widget)
        sequence.commit(True)
    sequence = QTest.touchEvent(widget, touch_screen(), autoCommit=False)
    for finger, (_, end) in enumerate(paths):
        sequence.release(finger, end, widget)
    sequence.commit(True)


def tap(widget: QWidget) -> None:
    """One finger, in the middle of it."""
    middle = widget.rect().center()
    touch(widget, (middle, middle))
