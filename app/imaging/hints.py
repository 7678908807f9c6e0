"""What stands out in a picture before it is paid for: hints with a reason, never a block, all from its own pixels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from app.domain.photos import PhotoHint
from app.imaging.apply import Pixels, size_of
from app.imaging.cv import cv2
from app.imaging.geometry import fitted

Grey = npt.NDArray[np.uint8]

LOOKED_AT_SIDE = 1024
DARK_LIGHT = 70
"""Very dark: nine tenths of the picture are darker than this, of 255."""
BRIGHT_SHADE = 205
"""Very bright: nine tenths are lighter than this."""
BLURRED_EDGE = 2.9
"""Blurred: the sharpest edges are this wide (the sigma of their blur), in pixels of a picture 1024 long."""
DRAWN_COLOURS = 8
DRAWN_SHARE, DRAWN_SHARE_DULL, DRAWN_UNCLIPPED = 0.45, 0.6, 0.07
"""Screenshot: eight exact colours make up so much of it, which no camera sees; some of them neither white nor black.

In the dark and in glaring light a camera has few colours to tell as well, so that more is asked there.
"""
DRAWN_EDGE = 1.0
"""… and its edges are drawn, not seen through a lens."""
PAPER_SHARE = 0.55
INK_SHARE = (0.01, 0.3)
MOST_COLOUR = 40
FEWEST_SIGNS = 120
"""Document: mostly light paper without colour, and on it many small dark signs."""
_COUNTED_SIDE = 600


def look(pixels: Pixels) -> tuple[PhotoHint, ...]:
    """What stands out, the most telling first. Give it the edited preview: brightness can cure what is too dark.

    Costs about a tenth of a second, for a worker. The thresholds were found on photographs, drawings, pages and
    windows, and are held by tests on made ones.
    """
    if min(pixels.shape[:2]) < 32:
        return ()
    to = fitted(size_of(pixels), LOOKED_AT_SIDE)
    shrunk = np.asarray(
        cv2.resize(pixels, (to.width, to.height), interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
    grey = np.asarray(cv2.cvtColor(shrunk, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    is_dark = float(np.percentile(grey, 90)) < DARK_LIGHT
    is_bright = float(np.percentile(grey, 10)) > BRIGHT_SHADE
    width = edge_width(grey)
    if width < DRAWN_EDGE and _is_drawn(pixels, DRAWN_SHARE_DULL if is_dark or is_bright else DRAWN_SHARE):
        return (PhotoHint.SCREENSHOT,)
    found = []
    if _is_document(shrunk, grey):
        found.append(PhotoHint.DOCUMENT)
    elif is_dark:
        found.append(PhotoHint.VERY_DARK)
    elif is_bright:
        found.append(PhotoHint.VERY_BRIGHT)
    if width > BLURRED_EDGE:
        found.append(PhotoHint.BLURRED)
    return tuple(found)


def _is_drawn(pixels: Pixels, least_share: float) -> bool:
    """Looked at unshrunk, pixel by pixel: shrinking would mix neighbours to ever new colours.

    White and black alone prove nothing: a burnt-out sky or a night is that to a camera too.
    """
    step = max(1, max(pixels.shape[:2]) // _COUNTED_SIDE)
    sample = pixels[::step, ::step].astype(np.uint32)
    codes, counts = np.unique(sample[..., 0] << 16 | sample[..., 1] << 8 | sample[..., 2], return_counts=True)
    most = np.argsort(counts)[-DRAWN_COLOURS:]
    shares = counts[most] / counts.sum()
    parts = np.stack([codes[most] >> 16, codes[most] >> 8 & 255, codes[most] & 255])
    is_clipped = (parts.max(axis=0) <= 4) | (parts.min(axis=0) >= 251)
    return float(shares.sum()) >= least_share and float(shares[~is_clipped].sum()) >= DRAWN_UNCLIPPED


def edge_width(grey: Grey) -> float:
    """How blurred the sharpest edges are: the sigma of their blur in pixels; 0 when there is no edge to judge.

    An edge blurred by s is flattened by a further blur of r in the proportion s / √(s² + r²), whatever its contrast.
    """
    values = cv2.GaussianBlur(grey, (0, 0), 0.7).astype(np.float32)  # so that noise is no edge
    blurred = cv2.GaussianBlur(values, (0, 0), _AGAIN).astype(np.float32)
    steep, flatter = _steepness(values), _steepness(blurred)
    edges = steep > max(float(np.percentile(steep, 98)), _FAINTEST)
    if int(edges.sum()) < 50:
        return 0.0
    ratio = float(np.percentile(flatter[edges] / steep[edges], 15))
    if ratio >= 0.995:
        return math.inf
    return _AGAIN * ratio / math.sqrt(1 - ratio * ratio)


_AGAIN = 3.0
_FAINTEST = 12.0
"""Steepness below which an edge may be noise, in the units of a Sobel operator on 0…255."""


def _steepness(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    across = cv2.Sobel(values, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(values, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.magnitude(across, down), dtype=np.float32)


def _is_document(shrunk: Pixels, grey: Grey) -> bool:
    """Light paper all around and many small dark signs on it, under any even or uneven light."""
    colour = shrunk.max(axis=2).astype(np.int16) - shrunk.min(axis=2)
    if float(np.median(colour)) > MOST_COLOUR:
        return False
    around = cv2.blur(grey, (41, 41)).astype(np.int16)
    ink = grey.astype(np.int16) < around - 25
    share = float(ink.mean())
    if not INK_SHARE[0] <= share <= INK_SHARE[1]:
        return False
    paper = ~ink & (grey > 0.7 * float(np.percentile(grey, 95)))
    if float(paper.mean()) < PAPER_SHARE:
        return False
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    heights, areas = stats[1:count, cv2.CC_STAT_HEIGHT], stats[1:count, cv2.CC_STAT_AREA]
    signs = (areas >= 4) & (heights >= 3) & (heights <= 60)
    in_signs = float(areas[signs].sum()) / max(float(areas.sum()), 1.0)
    return int(signs.sum()) >= FEWEST_SIGNS and in_signs > 0.5
