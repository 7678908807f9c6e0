"""Looks at thin samples of the newest pictures: too dark, moving or blurred by it, covered, frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.camera.states import Advice

if TYPE_CHECKING:
    import numpy.typing as npt

    from app.camera.states import Frame, Pixels

LOOKS_APART_S = 0.2
"""More often would cost time and change no advice that a person can follow."""
COLUMNS, ROWS = 96, 54
"""About so many pixels are looked at."""
BLACK_MEAN, BLACK_SPREAD = 4.0, 2.0
DARK_MEAN = 45.0
"""Of 255, of all three colours; a face in a lamp-lit room has some 80, by a lone screen some 30."""
MOVING_MEAN = 9.0
"""Mean change of a pixel between two looks; noise of a cheap camera in the evening makes 2 to 4."""
STIRRED_MEAN = 3.5
"""So much change alone is noise or a nod; with a picture that went soft, it is a shaking hand."""
SOFT = 0.5
"""Of the sharpness that this camera showed lately; how sharp a picture can be differs far more between cameras."""
FORGET = 0.97
"""What is left of the best sharpness with every look: after five seconds half of it."""
LASTING_S = 2.0
"""A black or frozen picture is said after so long: an exposure that settles is black for a moment too."""
MOVING_LOOKS = 2
"""So many in a row; one is a blink."""


class Coach:
    """Fed with the frames of one session, in any number. A fraction of a millisecond per look."""

    def __init__(self) -> None:
        self._looked_at = float("-inf")
        self._before: npt.NDArray[np.int16] | None = None
        self._exact: bytes | None = None
        self._same_since = 0.0
        self._black_since: float | None = None
        self._sharpest = 0.0
        self._moving = 0
        self._advice: Advice | None = None

    def advice(self, frame: Frame) -> Advice | None:
        """What to say with this frame; the last advice again while it is too early for another look."""
        if frame.at - self._looked_at < LOOKS_APART_S:
            return self._advice
        self._looked_at = frame.at
        height, width = frame.pixels.shape[:2]
        sample = frame.pixels[:: max(1, height // ROWS), :: max(1, width // COLUMNS)]
        sharpness = _sharpness(frame.pixels)
        self._sharpest = max(sharpness, self._sharpest * FORGET)
        self._note_change(sample, frame.at, is_soft=sharpness < self._sharpest * SOFT)
        mean, spread = float(sample.mean()), float(sample.std())
        if mean >= BLACK_MEAN or spread >= BLACK_SPREAD:
            self._black_since = None
        elif self._black_since is None:
            self._black_since = frame.at
        self._advice = self._judge(mean, frame.at)
        return self._advice

    def _note_change(self, sample: Pixels, at: float, *, is_soft: bool) -> None:
        exact = sample.tobytes()
        if exact != self._exact:
            self._exact, self._same_since = exact, at
        values = sample.astype(np.int16)
        if self._before is not None and self._before.shape == values.shape:
            change = float(np.abs(values - self._before).mean())
            is_moving = change >= (STIRRED_MEAN if is_soft else MOVING_MEAN)
            self._moving = self._moving + 1 if is_moving else 0
        self._before = values

    def _judge(self, mean: float, at: float) -> Advice | None:
        if self._black_since is not None and at - self._black_since >= LASTING_S:
            return Advice.COVERED
        if at - self._same_since >= LASTING_S:
            return Advice.FROZEN
        if mean < DARK_MEAN:
            return Advice.TOO_DARK
        return Advice.HOLD_STILL if self._moving >= MOVING_LOOKS else None


def _sharpness(pixels: Pixels) -> float:
    """How much neighbours differ from each other's mean, in green, along some lines of the middle."""
    height, width = pixels.shape[:2]
    lines = pixels[height // 4 : height - height // 4 : 6, width // 4 : width - width // 4, 1].astype(
        np.int16
    )
    return float(np.abs(2 * lines[:, 1:-1] - lines[:, :-2] - lines[:, 2:]).mean()) if lines.size else 0.0
