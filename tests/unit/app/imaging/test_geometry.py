"""The geometry of the editor holds for every picture, edit and drag: nothing leaves the picture, nothing jumps."""

import math
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.photos import PhotoEdits, Rect, Size
from app.imaging import geometry, handles, view
from contract.limits import CROP_WARNING_SIDE, PHOTO_SIDE

SLACK = 1e-6
calmly = settings(deadline=None)  # the machine may be busy
numbers = st.floats(-20_000, 20_000, allow_nan=False)
shares = st.floats(0, 1, allow_nan=False)
aspects = st.sampled_from([1.0, 4 / 3, 3 / 4, 16 / 9, 0.2])
sizes = st.builds(Size, st.integers(1, 9000), st.integers(1, 9000))
places = st.builds(Rect, numbers, numbers, st.floats(10, 4000), st.floats(10, 4000))
rects = st.builds(Rect, numbers, numbers, st.floats(0, 20_000), st.floats(0, 20_000))
edits_of_any_kind = st.builds(
    PhotoEdits,
    turns=st.integers(0, 3),
    flipped=st.booleans(),
    zoom=st.floats(0.01, 100),
    centre=st.none() | st.tuples(numbers, numbers),
    crop=st.none() | rects,
)


@st.composite
def crops(draw: st.DrawFn, least: int = 1) -> tuple[Rect, Size]:
    """A crop inside its picture."""
    size = Size(draw(st.integers(least, 9000)), draw(st.integers(least, 9000)))
    width = least + draw(shares) * (size.width - least)
    height = least + draw(shares) * (size.height - least)
    rect = Rect(draw(shares) * (size.width - width), draw(shares) * (size.height - height), width, height)
    return rect, size


def assert_inside(rect: Rect, size: Size) -> None:
    assert rect.x >= -SLACK
    assert rect.y >= -SLACK
    assert rect.right <= size.width + SLACK
    assert rect.bottom <= size.height + SLACK


def assert_close(one: Rect, other: Rect) -> None:
    for left, right in zip(
        (one.x, one.y, one.width, one.height), (other.x, other.y, other.width, other.height), strict=True
    ):
        assert math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-5)


@calmly
@given(sizes, edits_of_any_kind, st.none() | aspects)
def test_a_frame_is_always_inside_the_picture_and_has_at_least_a_pixel(
    size: Size, edits: PhotoEdits, aspect: float | None
) -> None:
    frame = geometry.frame_rect(size, edits, aspect)
    seen = geometry.seen_size(size, edits)
    assert_inside(frame, seen)
    assert frame.width > 0
    assert frame.height > 0
    left, top, right, bottom = geometry.pixel_box(frame, seen)
    assert 0 <= left < right <= seen.width
    assert 0 <= top < bottom <= seen.height


@calmly
@given(st.builds(Size, st.integers(60, 9000), st.integers(60, 9000)), edits_of_any_kind, aspects)
def test_a_frame_keeps_its_shape(size: Size, edits: PhotoEdits, aspect: float) -> None:
    frame = geometry.frame_rect(size, edits, aspect)
    assume(min(frame.width, frame.height) > 1)
    assert math.isclose(frame.width / frame.height, aspect, rel_tol=1e-6)


@calmly
@given(sizes, edits_of_any_kind)
def test_a_square_frame_comes_out_square_wherever_it_lies(size: Size, edits: PhotoEdits) -> None:
    out = geometry.output_size(size, edits, 1.0)
    assert out.width == out.height


@calmly
@given(sizes, rects, edits_of_any_kind)
def test_what_is_seen_leads_back_to_the_opened_picture(size: Size, rect: Rect, edits: PhotoEdits) -> None:
    assert_close(geometry.as_opened(geometry.as_seen(rect, size, edits), size, edits), rect)


@calmly
@given(crops(), st.booleans(), st.integers(0, 3), st.sampled_from([1, -1]))
def test_four_turns_and_two_mirrors_change_nothing(
    made: tuple[Rect, Size], is_flipped: bool, turns: int, direction: int
) -> None:
    crop, size = made
    start = geometry.turned(PhotoEdits(flipped=is_flipped, crop=crop, centre=crop.centre), size, turns)
    edits = start
    for _ in range(4):
        edits = geometry.turned(edits, size, direction)
    edits = geometry.flipped(geometry.flipped(edits, size), size)
    assert (edits.turns, edits.flipped) == (start.turns, start.flipped)
    assert edits.crop is not None
    assert start.crop is not None
    assert_close(edits.crop, start.crop)
    assert edits.centre is not None
    assert start.centre is not None
    assert math.dist(edits.centre, start.centre) < 1e-5


@calmly
@given(crops(), st.booleans(), st.integers(0, 3))
def test_a_turn_moves_the_crop_with_what_it_shows(
    made: tuple[Rect, Size], is_flipped: bool, turns: int
) -> None:
    crop, size = made
    before = PhotoEdits(turns=turns, flipped=is_flipped)
    before = replace(before, crop=geometry.as_seen(crop, size, before))
    for after in (geometry.turned(before, size), geometry.flipped(before, size)):
        assert after.crop is not None
        assert_inside(after.crop, geometry.seen_size(size, after))
        assert_close(geometry.as_opened(after.crop, size, after), crop)


def test_a_mirrored_picture_still_turns_clockwise_for_the_eye() -> None:
    size = Size(40, 20)
    mirrored = geometry.flipped(PhotoEdits(), size)
    top_left = Rect(0, 0, 10, 10)
    turned = geometry.turned(replace(mirrored, crop=top_left), size)
    assert turned.crop == Rect(10, 0, 10, 10)  # the top right corner of a picture 20 wide


@calmly
@given(sizes, edits_of_any_kind, aspects, shares, shares, st.floats(1, 8))
def test_zooming_in_keeps_the_point_under_the_pointer(
    size: Size, edits: PhotoEdits, aspect: float, across: float, down: float, factor: float
) -> None:
    before = geometry.frame_rect(size, edits, aspect)
    point = (before.x + across * before.width, before.y + down * before.height)
    after = geometry.frame_rect(size, geometry.zoomed(edits, size, aspect, factor, point), aspect)
    assume(min(after.width, after.height) > 1)
    assert math.isclose((point[0] - after.x) / after.width, across, abs_tol=1e-5)
    assert math.isclose((point[1] - after.y) / after.height, down, abs_tol=1e-5)


@calmly
@given(
    sizes, edits_of_any_kind, aspects, st.lists(st.tuples(st.floats(0.1, 10), numbers, numbers), max_size=5)
)
def test_zooming_and_moving_never_leave_the_picture(
    size: Size, edits: PhotoEdits, aspect: float, hands: list[tuple[float, float, float]]
) -> None:
    for factor, x, y in hands:
        edits = geometry.zoomed(edits, size, aspect, factor, (x, y))
        edits = geometry.moved(edits, size, aspect, x, y)
        assert 1.0 <= edits.zoom <= geometry.max_zoom(size, edits, aspect)
        frame = geometry.frame_rect(size, edits, aspect)
        assert_inside(frame, geometry.seen_size(size, edits))
        assert edits.centre is not None
        assert math.dist(edits.centre, frame.centre) < 1e-5, "pushing at an edge must leave nothing to undo"


@calmly
@given(st.floats(0.01, 50), numbers, numbers, numbers, numbers)
def test_screen_and_picture_lead_to_each_other(
    scale: float, x: float, y: float, px: float, py: float
) -> None:
    there = view.View(scale, x, y)
    assert math.dist(there.to_picture(there.to_screen((px, py))), (px, py)) < 1e-4
    rect = Rect(px, py, 12.5, 7.25)
    assert_close(there.rect_to_picture(there.rect_to_screen(rect)), rect)


@calmly
@given(st.floats(0.05, 20), numbers, numbers, st.tuples(numbers, numbers), st.floats(0.2, 5))
def test_zooming_a_view_keeps_the_point_under_the_pointer(
    scale: float, x: float, y: float, about: tuple[float, float], factor: float
) -> None:
    before = view.View(scale, x, y)
    after = before.zoomed(about, factor)
    assert math.dist(before.to_picture(about), after.to_picture(about)) < 1e-3


@calmly
@given(sizes, places, st.floats(0.01, 10), numbers, numbers)
def test_a_view_leaves_no_gap_it_could_fill(
    size: Size, place: Rect, scale: float, x: float, y: float
) -> None:
    shown = view.View(scale, x, y).kept_in(size, place).rect_to_screen(Rect(0, 0, size.width, size.height))
    if shown.width >= place.width:
        assert shown.x <= place.x + SLACK
        assert shown.right >= place.right - SLACK
    else:
        assert math.isclose(shown.centre[0], place.centre[0], abs_tol=1e-5)
    if shown.height <= place.height:
        assert math.isclose(shown.centre[1], place.centre[1], abs_tol=1e-5)


@calmly
@given(crops(), places)
def test_a_fitting_view_shows_its_part_whole_and_centred(made: tuple[Rect, Size], place: Rect) -> None:
    part, _ = made
    shown = view.fitting(part, place).rect_to_screen(part)
    assert shown.width <= place.width * (1 + SLACK)
    assert shown.height <= place.height * (1 + SLACK)
    assert math.dist(shown.centre, place.centre) < 1e-4


def test_a_small_picture_is_not_blown_up_beyond_its_limit() -> None:
    assert view.fitting(Rect(0, 0, 10, 10), Rect(0, 0, 800, 600), largest_scale=2.0).scale == 2.0


@calmly
@given(crops(16), st.sampled_from(handles.HANDLES), st.tuples(numbers, numbers))
def test_a_handle_moves_its_own_sides_only_and_never_out(
    made: tuple[Rect, Size], handle: handles.Handle, to: tuple[float, float]
) -> None:
    rect, size = made
    after = handles.dragged(rect, handle, to, size)
    assert_inside(after, size)
    assert after.width >= handles.SMALLEST_CROP - SLACK
    assert after.height >= handles.SMALLEST_CROP - SLACK
    if handle.x >= 0:
        assert after.x == rect.x
    if handle.x <= 0:
        assert math.isclose(after.right, rect.right, abs_tol=SLACK)
    if handle.y >= 0:
        assert after.y == rect.y
    if handle.y <= 0:
        assert math.isclose(after.bottom, rect.bottom, abs_tol=SLACK)


@calmly
@given(crops(64), st.sampled_from(handles.HANDLES), st.tuples(numbers, numbers), aspects)
def test_a_handle_in_a_fixed_shape_keeps_it_inside(
    made: tuple[Rect, Size], handle: handles.Handle, to: tuple[float, float], aspect: float
) -> None:
    rect, size = made
    start = handles.in_shape(rect, size, aspect)
    assert_inside(start, size)
    after = handles.dragged(start, handle, to, size, aspect)
    assert_inside(after, size)
    assert math.isclose(after.width / after.height, aspect, rel_tol=1e-6)
    if handle.is_corner:
        opposite = handles.Handle("opposite", -handle.x, -handle.y)
        assert math.dist(handles.place_of(opposite, after), handles.place_of(opposite, start)) < 1e-5


def test_the_nearest_handle_is_taken_and_none_from_afar() -> None:
    rect = Rect(100, 100, 200, 100)
    for handle in handles.HANDLES:
        x, y = handles.place_of(handle, rect)
        assert handles.handle_at((x + 3, y - 3), rect, 10) == handle
    assert handles.handle_at((150, 104), rect, 10) == handles.HANDLES[1]
    assert handles.handle_at((200, 150), rect, 10) is None


def test_what_comes_out_is_never_enlarged_and_never_over_the_limit() -> None:
    small = PhotoEdits(crop=Rect(10, 10, 150, 400))
    assert geometry.output_size(Size(6000, 4000), PhotoEdits(), None) == Size(PHOTO_SIDE, 1365)
    assert geometry.output_size(Size(6000, 4000), small, None) == Size(150, 400)
    assert geometry.comes_out_small(Size(6000, 4000), small, None)
    just = PhotoEdits(crop=Rect(0, 0, CROP_WARNING_SIDE, 900))
    assert not geometry.comes_out_small(Size(6000, 4000), just, None)


def test_a_marked_region_lies_in_the_frame_it_was_sent_with() -> None:
    assert geometry.part_of(Rect(100, 50, 400, 200), 0.25, 0.5, 0.5, 0.25) == Rect(200, 150, 200, 50)
