"""The installed PySide6 is not one of those that lose a reference to None at every call that returns nothing."""

import sys

from PySide6.QtCore import QObject

CALLS = 10_000


def test_a_call_that_returns_nothing_keeps_none_alive() -> None:
    thing, before = QObject(), sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("")
    assert abs(sys.getrefcount(None) - before) < CALLS / 10
