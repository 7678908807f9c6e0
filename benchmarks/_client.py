"""What a measured client needs inside this process: waiting for conditions, and seeing when a view has painted."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QAbstractScrollArea
from typing_extensions import override

WAIT_S = 30.0
_TICK_MS = 20


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Lets Qt work until it holds; ends the benchmark if that takes too long."""
    give_up = time.perf_counter() + WAIT_S
    tick = QTimer()
    tick.start(_TICK_MS)
    while not condition():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() > give_up:
            raise SystemExit(f"{what} did not happen")


class PaintCount(QObject):
    """Counts the pictures of one view."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self.count = 0
        view.viewport().installEventFilter(self)

    def wait_for_one(self) -> None:
        """Until the next picture is there."""
        seen = self.count
        wait_for(lambda: self.count > seen, "the painting")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before the paint event is handled; the handling is over when Qt's loop comes back."""
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False
