"""Throws away what nobody needs any more on the GUI thread, and on no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 2_000


class Rubbish(QObject):
    """Looks for cycles in place of Python's own collector, which runs on whatever thread happens to make an object.

    A widget that is thrown away on another thread ends there, while Qt may be walking over it: that crashes, rarely and
    far from the cause. What stood when this began first stays as long as the process, and is left out.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        if gc.get_freeze_count() == 0:
            gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(throw_away)
        self._timer.start()

    def stop(self) -> None:
        """Throws nothing away any more."""
        self._timer.stop()


def throw_away() -> None:
    """Looks through the oldest generation that Python's own collector would have looked through by now, if any."""
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    full = [generation for generation, (count, threshold) in enumerate(counts) if count > threshold]
    if full:
        gc.collect(full[-1])
