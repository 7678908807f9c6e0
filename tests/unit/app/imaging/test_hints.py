"""What is noticed in a picture: told when it is there, and not when it isn't."""

import numpy as np
import pytest

from app.domain.photos import PhotoEdits, PhotoHint
from app.imaging.apply import Pixels, apply
from app.imaging.hints import edge_width, look
from app.imaging.opening import open_picture
from tests.unit.app.imaging.pictures import as_pixels, blurred, encoded, lit, page, photo, screenshot


def as_sent(pixels: Pixels, quality: int = 85) -> Pixels:
    """As it comes out of the file a phone makes."""
    return open_picture(encoded(pixels, "JPEG", quality=quality), "x").preview


@pytest.mark.parametrize("seed", range(6))
def test_nothing_stands_out_in_an_ordinary_photo(seed: int) -> None:
    pixels = photo(1200, 900, seed=seed)
    assert look(pixels) == look(as_sent(pixels)) == look(lit(pixels, 0.6)) == look(lit(pixels, 0.8, 40)) == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_photo_in_the_dark_is_noticed_until_it_is_brightened(seed: int) -> None:
    dark = as_sent(lit(photo(1200, 900, seed=seed), 0.3))
    assert look(dark) == (PhotoHint.VERY_DARK,)
    assert look(apply(dark, PhotoEdits(brightness=90), None)) == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_washed_out_photo_is_noticed(seed: int) -> None:
    assert look(as_sent(lit(photo(1200, 900, seed=seed), 0.2, 210))) == (PhotoHint.VERY_BRIGHT,)


@pytest.mark.parametrize("seed", range(4))
def test_a_blurred_photo_is_noticed_and_a_soft_one_is_not(seed: int) -> None:
    pixels = photo(1200, 900, seed=seed)
    for sigma in (5.0, 8.0, 12.0):
        assert look(as_sent(blurred(pixels, sigma))) == (PhotoHint.BLURRED,), sigma
    for sigma in (1.0, 2.0):
        assert look(as_sent(blurred(pixels, sigma))) == (), sigma


def test_a_sharp_face_before_a_blurred_ground_is_no_blurred_photo() -> None:
    pixels = blurred(photo(1200, 900), 10)
    pixels[300:600, 450:750] = photo(300, 300, seed=9)
    assert look(pixels) == ()


@pytest.mark.parametrize("sigma", [1.5, 2.5, 4.0])
def test_the_width_of_an_edge_is_measured(sigma: float) -> None:
    edge = np.zeros((400, 400), np.float64)
    edge[:, 200:] = 200
    step = np.repeat(edge[:, :, np.newaxis], 3, axis=2)
    measured = edge_width(blurred(as_pixels(step), sigma, noise=0)[:, :, 0])
    assert measured == pytest.approx((sigma**2 + 0.7**2) ** 0.5, rel=0.15)


def test_a_plain_wall_has_no_edge_to_judge() -> None:
    assert edge_width(as_pixels(np.full((200, 200), 120))) == 0.0
    assert PhotoHint.BLURRED not in look(as_pixels(np.random.default_rng(2).normal(120, 5, (300, 300, 3))))


@pytest.mark.parametrize("is_dark", [False, True])
def test_a_screenshot_is_noticed_as_made_and_as_passed_on(is_dark: bool) -> None:
    pixels = screenshot(dark=is_dark)
    large = np.kron(pixels, np.ones((3, 3, 1), np.uint8))
    for shot in (pixels, as_sent(pixels), as_sent(pixels, 60), as_sent(large)):
        assert look(shot) == (PhotoHint.SCREENSHOT,)


@pytest.mark.parametrize("seed", range(3))
def test_a_page_of_writing_is_noticed(seed: int) -> None:
    sheet = page(seed=seed)
    assert look(sheet) == look(as_sent(sheet)) == look(lit(sheet, 0.75)) == (PhotoHint.DOCUMENT,)


def test_a_burnt_out_sky_is_no_screenshot() -> None:
    pixels = photo(1200, 900)
    pixels[:600] = 255
    assert PhotoHint.SCREENSHOT not in look(pixels)


def test_the_smallest_pictures_are_looked_at_without_a_fault() -> None:
    for height, width in ((1, 1), (1, 500), (32, 32), (33, 2000)):
        look(photo(max(width, 40), max(height, 40))[:height, :width])
