"""What a push on the screen makes of an edit: whatever is done, the frame stays inside and nothing slips away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.photos import PhotoEdits, Rect, Size
from app.imaging import geometry
from app.imaging.handles import HANDLES, Handle
from app.widgets.canvas_frame import RING_SHARE, CanvasMode, Framing

SIZES = st.builds(Size, st.integers(120, 8000), st.integers(120, 8000))
WELLS = st.builds(Rect, st.just(24.0), st.just(24.0), st.floats(180, 3000), st.floats(140, 2000))
PUSHES = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))
MODES = st.sampled_from([CanvasMode.FRAME, CanvasMode.FREE])


def framing(size: Size, mode: CanvasMode, shape: float | None = None) -> Framing:
    """As the editor sets it up for a profile photo, or for a free one."""
    return Framing(mode, size, 1.0 if mode is CanvasMode.FRAME else None, shape)


def assert_inside(rect: Rect, size: Size, edits: PhotoEdits) -> None:
    """Nothing is kept that is not there."""
    seen = geometry.seen_size(size, edits)
    assert rect.x >= -1e-6
    assert rect.y >= -1e-6
    assert rect.right <= seen.width + 1e-6
    assert rect.bottom <= seen.height + 1e-6


@given(SIZES, WELLS, MODES, st.integers(0, 3), st.booleans(), st.floats(0.2, 9), PUSHES)
def test_the_frame_stays_inside_and_the_way_to_the_screen_is_the_way_back(
    size: Size,
    well: Rect,
    mode: CanvasMode,
    turns: int,
    flipped: bool,
    factor: float,
    push: tuple[float, float],
) -> None:
    canvas = framing(size, mode)
    edits = PhotoEdits(turns=turns, flipped=flipped)
    edits = canvas.zoomed(edits, factor, (size.width / 3, size.height / 5))
    edits = canvas.moved(edits, canvas.view(edits, well), *push)
    assert_inside(geometry.frame_rect(size, edits, canvas.aspect), size, edits)
    view = canvas.view(edits, well)
    assert view.to_screen(view.to_picture(push)) == pytest.approx(push, abs=1e-6)


@given(SIZES, WELLS, MODES, st.floats(1.0, 3.0), st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)))
def test_coming_nearer_keeps_the_point_under_the_pointer(
    size: Size, well: Rect, mode: CanvasMode, factor: float, at: tuple[float, float]
) -> None:
    canvas = framing(size, mode)
    edits = canvas.zoomed(PhotoEdits(), 1.2)
    view = canvas.view(edits, well)
    pointer = (well.x + well.width * at[0], well.y + well.height * at[1])
    there = view.to_picture(pointer)
    frame = geometry.frame_rect(size, edits, 1.0 if mode is CanvasMode.FRAME else size.width / size.height)
    if not (frame.x <= there[0] <= frame.right and frame.y <= there[1] <= frame.bottom):
        return  # beside the frame, an edge of the picture may hold it back
    nearer = canvas.view(canvas.zoomed(edits, factor, there), well)
    assert nearer.to_screen(there) == pytest.approx(pointer, abs=1e-3)


@given(SIZES, WELLS, st.sampled_from(HANDLES), PUSHES, st.sampled_from([None, 1.0, 4 / 3]))
def test_a_free_crop_stays_inside_whatever_is_pushed(
    size: Size, well: Rect, handle: Handle, push: tuple[float, float], shape: float | None
) -> None:
    canvas = framing(size, CanvasMode.FREE, shape)
    edits = PhotoEdits(crop=Rect(size.width / 4, size.height / 4, size.width / 2, size.height / 2))
    view = canvas.view(edits, well)
    for after in (canvas.pushed(edits, view, handle, *push), canvas.pushed(edits, view, None, *push)):
        assert after.crop is not None
        assert_inside(after.crop, size, after)
        assert min(after.crop.width, after.crop.height) > 0


@given(SIZES, WELLS, st.floats(1, 8))
def test_a_frame_that_stands_still_is_always_in_the_same_place(size: Size, well: Rect, zoom: float) -> None:
    canvas = framing(size, CanvasMode.FRAME)
    edits = PhotoEdits(zoom=zoom)
    kept = canvas.kept(edits, canvas.view(edits, well))
    side = min(well.width, well.height) * RING_SHARE
    assert (kept.width, kept.height) == pytest.approx((side, side))
    assert kept.centre == pytest.approx(well.centre)
