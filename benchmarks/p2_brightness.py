"""P2: from a tick of the brightness slider to the repainted photo, against cv2.LUT alone on as many pixels."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.domain.photos import PhotoEdits, Size
from app.imaging.apply import Pixels, curve
from app.imaging.cv import cv2
from app.imaging.viewport import pyramid
from app.viewmodels.edit_history import EditHistory
from app.views.sheets.edit_brightness import BrightnessPanel
from app.widgets.photo_canvas import PhotoCanvas
from app.widgets.theme import ThemeController
from benchmarks._report import report

WINDOWS = ((1920, 1080), (1280, 800))
"""The commonest screen, and the window the program opens with."""
HEAD = 56
PANEL = 320
MEGAPIXELS = {24: Size(5656, 4242), 48: Size(8000, 6000)}
"""Of one shape, so that both show the same number of pixels."""
TICKS = 16
ROUNDS = 20


def main() -> None:
    """Both photos in turns, so that whatever else the machine does falls on both alike."""
    app = QApplication([])
    theme = ThemeController(app, "light")
    for window in WINDOWS:
        _measure(app, window)
    theme.deleteLater()


def _measure(app: QApplication, window: tuple[int, int]) -> None:
    desks = {mega: Desk(size, window) for mega, size in MEGAPIXELS.items()}
    ticks: dict[int, list[float]] = {mega: [] for mega in desks}
    lookups: list[float] = []
    for _ in range(ROUNDS):
        for mega, desk in desks.items():
            for tick_s, lookup_s in desk.run(app):
                ticks[mega].append(tick_s)
                lookups.append(lookup_s)
    lookup = statistics.median(lookups)
    middle = {mega: statistics.median(found) for mega, found in ticks.items()}
    where = f"{window[0]}x{window[1]}"
    for mega, found in middle.items():
        ratio = found / lookup
        report(f"P2 brightness tick, {mega} MP, {where}, against cv2.LUT", ratio, "x", "<= 2.5", ratio <= 2.5)
    growth = middle[48] / middle[24]
    report(f"P2 brightness tick, {where}, 48 MP against 24 MP", growth, "x", "<= 1.2", growth <= 1.2)
    for desk in desks.values():
        desk.close()


class Desk:
    """Slider and canvas wired as in the editor, with the edit's history between them."""

    def __init__(self, size: Size, window: tuple[int, int]) -> None:
        self._size = size
        self._history = EditHistory()
        self.panel = BrightnessPanel()
        self.canvas = PhotoCanvas()
        self._window = QWidget()
        row = QHBoxLayout(self._window)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.canvas, 1)
        row.addWidget(self.panel)
        self.panel.setFixedWidth(PANEL)
        self._window.resize(window[0], window[1] - HEAD)
        self.panel.brightness_changed.connect(self._on_brightness_changed)
        tile = self._tile(size.width // 20, size.height // 20)
        pixels = cv2.resize(tile, (size.width, size.height), interpolation=cv2.INTER_NEAREST)
        self.canvas.set_picture(pyramid(np.asarray(pixels, dtype=np.uint8), size), size)
        self._window.show()
        self.canvas.grab()

    def run(self, app: QApplication) -> Iterator[tuple[float, float]]:
        """Seconds of a tick, from the slider's new value until everything it changed is painted, and of the look-up.

        The look-up stands between two ticks, so that both find the processor's cores and caches alike.
        """
        self.panel.slider.setValue(0)
        app.processEvents()
        pixels = self.viewport
        for tick in range(1, TICKS + 1):
            start = time.perf_counter()
            self.panel.slider.setValue(tick)
            app.processEvents()
            painted = time.perf_counter()
            cv2.LUT(pixels, curve(tick))
            yield painted - start, time.perf_counter() - painted

    def close(self) -> None:
        """Makes room for the next."""
        self._window.close()
        self._window.deleteLater()

    @property
    def viewport(self) -> Pixels:
        """As many pixels as the photo has on the screen, in the screen's own four values each."""
        scale = self.canvas.view().scale
        return self._tile(round(self._size.width * scale), round(self._size.height * scale), 4)

    @staticmethod
    def _tile(width: int, height: int, values: int = 3) -> Pixels:
        return np.random.default_rng(2).integers(0, 255, (height, width, values), np.uint8)

    def _on_brightness_changed(self, brightness: int) -> None:
        self._history.put(PhotoEdits(brightness=brightness))
        self.panel.show_edits(self._history.present)
        self.canvas.set_edits(self._history.present)


if __name__ == "__main__":
    main()
