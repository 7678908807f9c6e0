"""What a window shows of a picture: just its own pixels, taken from the fitting step of a pyramid, then brightened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.domain.photos import Size
from app.imaging.apply import Pixels, curve
from app.imaging.cv import cv2

_LEAST_SIDE = 256
"""Below this a further halving saves nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One step of the pyramid: RGB pixels, and how many of them stand for one pixel of the full picture."""

    pixels: Pixels
    scale: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the picture as it stands (turned, flipped) to be shown on `width` × `height` pixels of the screen.

    `x` and `y` are its top left corner in pixels of the full picture, `scale` is screen pixels per such pixel.
    """

    x: float
    y: float
    scale: float
    width: int
    height: int


def pyramid(pixels: Pixels, full: Size) -> tuple[Level, ...]:
    """`pixels` (H × W × 3, upright, not turned) and its halves, finest first."""
    levels = [Level(pixels, pixels.shape[1] / full.width)]
    while max(levels[-1].pixels.shape[:2]) >= 2 * _LEAST_SIDE:
        above = levels[-1]
        height, width = above.pixels.shape[:2]
        half = cv2.resize(
            above.pixels, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA
        )
        levels.append(Level(np.asarray(half, dtype=np.uint8), half.shape[1] / full.width))
    return tuple(levels)


def sample(levels: tuple[Level, ...], full: Size, turns: int, flipped: bool, part: Part) -> Pixels:
    """The part's pixels, RGB; `full` is the size of the upright picture. Beyond its edge the edge goes on."""
    level = _fitting(levels, part.scale)
    matrix = _to_level(full, turns, flipped, part, level)
    finer = level.scale > part.scale
    flags = (cv2.INTER_LINEAR if finer else cv2.INTER_CUBIC) | cv2.WARP_INVERSE_MAP
    found = cv2.warpAffine(
        level.pixels, matrix, (part.width, part.height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(found, dtype=np.uint8)


class ShownPixels:
    """A part sampled once, brightened as often as the slider ticks; `pixels` (B, G, R, opaque) are what is painted."""

    def __init__(self, levels: tuple[Level, ...], full: Size, turns: int, flipped: bool, part: Part) -> None:
        rgb = sample(levels, full, turns, flipped, part)
        # In the screen's own order, so that a tick is one pass over memory; white stays white on every curve, and
        # with it the opaque fourth value.
        self.plain = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA), dtype=np.uint8)
        self.pixels: Pixels = np.empty_like(self.plain)
        self._plain_pairs, self._pairs = self.plain.view(np.uint16), self.pixels.view(np.uint16)
        self._brightness: int | None = None

    def brighten(self, brightness: int) -> None:
        """One look-up over all pixels, written where they are painted from; nothing if it is so already."""
        if brightness != self._brightness:
            cv2.LUT(self._plain_pairs, _in_pairs(curve(brightness)), dst=self._pairs)
            self._brightness = brightness


def _in_pairs(values: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """The curve for two values at once: half as many look-ups, which takes half as long. Any order of bytes will do."""
    wide = values.astype(np.uint16)
    pairs = wide[:, np.newaxis] << 8 | wide[np.newaxis, :]
    return np.asarray(pairs.reshape(1, -1), dtype=np.uint16)


def _fitting(levels: tuple[Level, ...], scale: float) -> Level:
    """The coarsest step that is still as fine as the screen."""
    fine = [level for level in levels if level.scale >= scale * 0.999]
    return fine[-1] if fine else levels[0]


def _to_level(full: Size, turns: int, flipped: bool, part: Part, level: Level) -> npt.NDArray[np.float64]:
    """From the middle of a screen pixel to the middle of a pixel of the level."""
    turned_width = full.width if turns % 2 == 0 else full.height
    step = 1 / part.scale
    # Screen to the picture as it stands.
    to_shown = np.array(
        [[step, 0, part.x + step / 2], [0, step, part.y + step / 2], [0, 0, 1]], dtype=np.float64
    )
    if flipped:
        to_shown = np.array([[-1, 0, turned_width], [0, 1, 0], [0, 0, 1]], dtype=np.float64) @ to_shown
    # A quarter turn clockwise took (x, y) to (height − y, x); this goes the way back.
    back = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        1: [[0, 1, 0], [-1, 0, full.height], [0, 0, 1]],
        2: [[-1, 0, full.width], [0, -1, full.height], [0, 0, 1]],
        3: [[0, -1, full.width], [1, 0, 0], [0, 0, 1]],
    }[turns % 4]
    across, down = level.scale, level.pixels.shape[0] / full.height
    to_level = np.array([[across, 0, -0.5], [0, down, -0.5], [0, 0, 1]], dtype=np.float64)
    whole = to_level @ np.array(back, dtype=np.float64) @ to_shown
    return np.asarray(whole[:2], dtype=np.float64)
