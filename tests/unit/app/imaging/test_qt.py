"""Pixels arrive in Qt as they are, and stay when their array is used again."""

import numpy as np
import pytest

from app.domain.photos import PhotoEdits
from app.imaging.apply import seen
from app.imaging.qt import to_image
from tests.unit.app.imaging.pictures import photo


@pytest.mark.parametrize("width", [1, 2, 3, 5, 64, 101])
def test_every_pixel_is_where_it_was(width: int) -> None:
    pixels = photo(120, 30)[:, :width]
    image = to_image(pixels)
    assert (image.width(), image.height()) == (width, 30)
    for x, y in ((0, 0), (width - 1, 29), (width // 2, 10)):
        colour = image.pixelColor(x, y)
        assert (colour.red(), colour.green(), colour.blue()) == tuple(pixels[y, x])


def test_the_array_may_be_used_again_at_once() -> None:
    pixels = photo(64, 48)
    image = to_image(pixels)
    before = image.pixelColor(20, 20)
    pixels[:] = 0
    assert image.pixelColor(20, 20) == before


def test_a_turned_and_mirrored_view_is_taken_as_seen() -> None:
    view = seen(photo(64, 48), PhotoEdits(turns=1, flipped=True))
    image = to_image(view)
    assert (image.width(), image.height()) == (48, 64)
    assert image.pixelColor(5, 40).red() == np.ascontiguousarray(view)[40, 5, 0]
