"""Throws away what nobody needs any more on the GUI thread, and on no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QAbstractEventDispatcher, QObject


class Rubbish(QObject):
    """Looks for cycles in place of Python's own collector, which runs on whatever thread happens to make an object.

    A widget that is thrown away on another thread ends there, while Qt may be walking over it: that crashes, rarely and
    far from the cause. It looks whenever the event loop is about to sleep, so it never wakes a program that is idle.
    What stood when this began first stays as long as the process, and is left out.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        if gc.get_freeze_count() == 0:
            gc.freeze()
        self._loop = QAbstractEventDispatcher.instance()
        self._loop.aboutToBlock.connect(self._on_loop_about_to_block)

    def stop(self) -> None:
        """Throws nothing away any more."""
        self._loop.aboutToBlock.disconnect(self._on_loop_about_to_block)

    def _on_loop_about_to_block(self) -> None:
        throw_away()


def throw_away() -> None:
    """Looks through the oldest generation that Python's own collector would have looked through by now, if any."""
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    full = [generation for generation, (count, threshold) in enumerate(counts) if count > threshold]
    if full:
        gc.collect(full[-1])
