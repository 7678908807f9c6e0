"""An edit gives the same picture to the preview, the export and the tests, and never touches what it was given."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.domain.photos import PhotoEdits, Rect, Size
from app.imaging import apply as applying
from app.imaging.apply import Pixels, apply, brighten, curve
from app.imaging.geometry import flipped, turned
from app.imaging.opening import smaller
from tests.unit.app.imaging.pictures import photo

calmly = settings(deadline=None, max_examples=60)
pictures = arrays.arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24), st.just(3)))
steps = st.lists(st.sampled_from(["turn", "back", "mirror"]), max_size=8)


def by_hand(pixels: Pixels, names: list[str]) -> Pixels:
    """What the buttons should do to what is seen."""
    for name in names:
        pixels = pixels[:, ::-1] if name == "mirror" else np.rot90(pixels, -1 if name == "turn" else 1)
    return pixels


def by_edit(size: Size, names: list[str], start: PhotoEdits) -> PhotoEdits:
    edits = start
    for name in names:
        edits = flipped(edits, size) if name == "mirror" else turned(edits, size, 1 if name == "turn" else -1)
    return edits


@calmly
@given(pictures, steps)
def test_any_row_of_turns_and_mirrors_is_what_the_eye_expects(pixels: Pixels, names: list[str]) -> None:
    edits = by_edit(applying.size_of(pixels), names, PhotoEdits())
    assert (apply(pixels, edits, None) == by_hand(pixels, names)).all()


@calmly
@given(pictures, steps, st.data())
def test_a_crop_shows_the_same_after_any_row_of_turns(
    pixels: Pixels, names: list[str], data: st.DataObject
) -> None:
    size = applying.size_of(pixels)
    left, top = data.draw(st.integers(0, size.width - 1)), data.draw(st.integers(0, size.height - 1))
    width = data.draw(st.integers(1, size.width - left))
    height = data.draw(st.integers(1, size.height - top))
    edits = by_edit(size, names, PhotoEdits(crop=Rect(left, top, width, height)))
    expected = by_hand(pixels[top : top + height, left : left + width], names)
    assert (apply(pixels, edits, None) == expected).all()


def test_the_neutral_edit_changes_nothing_and_no_edit_changes_the_original() -> None:
    pixels = photo(160, 120)
    before = pixels.copy()
    assert (apply(pixels, PhotoEdits(), None) == before).all()
    out = apply(pixels, PhotoEdits(brightness=50, turns=3, flipped=True, zoom=2), 1.0)
    assert (pixels == before).all()
    assert out.flags.c_contiguous
    assert out.shape == (60, 60, 3)


def test_the_preview_shows_what_is_exported() -> None:
    full = photo(1600, 1203, noise=0)
    reduced = smaller(full, 400)
    for edits in (
        PhotoEdits(brightness=30, turns=1, zoom=2.5, centre=(500, 700)),
        PhotoEdits(brightness=-40, turns=2, flipped=True, crop=Rect(200, 300, 900, 500)),
    ):
        aspect = None if edits.crop else 1.0
        small = apply(reduced, edits, aspect, full_size=applying.size_of(full))
        large = apply(full, edits, aspect)
        assert small.shape[0] == pytest.approx(large.shape[0] / 4, abs=1)
        again = smaller(large, max(small.shape[:2]))
        rows, columns = min(small.shape[0], again.shape[0]), min(small.shape[1], again.shape[1])
        apart = small[:rows, :columns].astype(int) - again[:rows, :columns]
        assert np.abs(apart).mean() < 4


def test_brightness_keeps_black_white_and_order_and_nought_is_the_very_same() -> None:
    pixels = photo(32, 32)
    assert brighten(pixels, 0) is pixels
    assert (curve(0) == np.arange(256)).all()
    for brightness in range(-100, 101):
        values = curve(brightness).astype(int)
        assert (values[0], values[255]) == (0, 255)
        assert (np.diff(values) >= 0).all()
        assert np.sign(values[128] - 128) == np.sign(brightness)


def test_more_brightness_is_always_lighter_and_a_minus_undoes_a_plus() -> None:
    curves = np.stack([curve(brightness).astype(int) for brightness in range(-100, 101)])
    assert (np.diff(curves, axis=0) >= 0).all()
    there_and_back = curve(-30)[curve(30)].astype(int)
    assert np.abs(there_and_back - np.arange(256)).max() <= 2


def test_brightness_beyond_the_slider_is_its_end() -> None:
    assert (curve(400) == curve(100)).all()
    assert (curve(-400) == curve(-100)).all()
