"""The viewport's pixels: the right place, the right way round, and only through one table."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.photos import Size
from app.imaging.apply import Pixels, brighten
from app.imaging.viewport import Part, ShownPixels, pyramid, sample

FULL = Size(96, 64)


def picture() -> Pixels:
    """Every pixel tells where it is."""
    across = np.tile(np.arange(FULL.width, dtype=np.uint8), (FULL.height, 1))
    down = np.tile(np.arange(FULL.height, dtype=np.uint8)[:, None], (1, FULL.width))
    return np.dstack([across, down, np.full_like(across, 7)])


@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("turns", range(4))
def test_one_to_one_is_the_picture_itself_however_it_was_turned(turns: int, flipped: bool) -> None:
    expected = np.rot90(picture(), -turns)
    if flipped:
        expected = expected[:, ::-1]
    height, width = expected.shape[:2]
    found = sample(pyramid(picture(), FULL), FULL, turns, flipped, Part(0, 0, 1.0, width, height))
    assert np.array_equal(found, expected)


def test_a_part_begins_where_it_says() -> None:
    found = sample(pyramid(picture(), FULL), FULL, 0, False, Part(10, 20, 1.0, 5, 4))
    assert np.array_equal(found, picture()[20:24, 10:15])


def test_half_pixels_are_between_their_neighbours() -> None:
    found = sample(pyramid(picture(), FULL), FULL, 0, False, Part(10, 20, 2.0, 8, 8))
    assert abs(int(found[4, 4, 0]) - 12) <= 1
    assert abs(int(found[4, 4, 1]) - 22) <= 1


def test_a_picture_of_thousands_of_pixels_is_sampled_from_a_coarse_step() -> None:
    pixels = np.zeros((2000, 3000, 3), np.uint8)
    levels = pyramid(pixels, Size(6000, 4000))
    assert [level.pixels.shape[1] for level in levels] == [3000, 1500, 750, 375]
    assert [round(1 / level.scale) for level in levels] == [2, 4, 8, 16]


def test_brightening_writes_opaque_pixels_in_the_order_of_the_screen() -> None:
    shown = ShownPixels(pyramid(picture(), FULL), FULL, 0, False, Part(10, 20, 1.0, 5, 4))
    for brightness in (40, 0, -100):
        shown.brighten(brightness)
        expected = brighten(picture()[20:24, 10:15], brightness)
        assert np.array_equal(shown.pixels[:, :, 2::-1], expected)
        assert (shown.pixels[:, :, 3] == 255).all()
