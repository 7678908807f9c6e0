"""P7: from a key press in the composer to the repainted countdown, against a plain text box."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.viewmodels import send_check
from app.widgets.composer import Composer
from app.widgets.theme import ThemeController
from benchmarks._report import report
from contract.limits import MESSAGE_CHARACTERS

BEFORE = "Your brother fixed that porch light, the moths are back and the cat sits there. " * 5
KEYS = 120
ROUNDS = 3


def main() -> None:
    """Type into both in turns, so that whatever else the machine does falls on both alike."""
    app = QApplication([])
    theme = ThemeController(app, "light")
    plain, composer = QPlainTextEdit(), Composer()
    for window in (plain, composer):
        window.resize(936, 180)
        window.show()
        QTest.qWaitForWindowExposed(window)
    plain.setFont(composer.box.edit.font())
    plain.setPlainText(BEFORE)
    composer.set_text(BEFORE)
    composer.text_edited.connect(_counting(composer))
    bare_s: list[float] = []
    ours_s: list[float] = []
    for _ in range(ROUNDS):
        bare_s += _key_times(app, plain, plain)
        ours_s += _key_times(app, composer.box.edit, composer)
    bare, ours = statistics.median(bare_s), statistics.median(ours_s)
    report("P7 key to countdown, against a plain box", ours / bare, "x", "<= 2.5", ours / bare <= 2.5)
    report("P7 key to countdown", ours * 1000, "ms", "<= 2", ours <= 0.002)
    theme.deleteLater()


def _counting(composer: Composer) -> Callable[[str], None]:
    """What the view model does with every key: count, and tell the composer."""

    def on_text_edited(text: str) -> None:
        state, _ = send_check.count(text, MESSAGE_CHARACTERS, has_limits=True)
        composer.set_count(state)

    return on_text_edited


def _key_times(app: QApplication, box: QWidget, window: QWidget) -> list[float]:
    """Seconds per key, from the press until everything it changed is painted."""
    box.setFocus()
    app.processEvents()
    times = []
    for index in range(KEYS):
        start = time.perf_counter()
        QTest.keyClick(box, Qt.Key.Key_A if index % 7 else Qt.Key.Key_Space)
        app.processEvents()
        times.append(time.perf_counter() - start)
    for _ in range(KEYS):
        QTest.keyClick(box, Qt.Key.Key_Backspace)
    window.repaint()
    app.processEvents()
    return times


if __name__ == "__main__":
    main()
