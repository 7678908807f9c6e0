"""The canvas: placed by mouse, wheel, fingers and keys; sharp at every ratio; and what it shows is what comes out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QNativeGestureEvent, QPainter, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.photos import PhotoEdits, PhotoPurpose, Rect, Size
from app.imaging.apply import Pixels
from app.imaging.export import resized
from app.imaging.handles import HANDLES
from app.widgets.canvas_frame import CanvasMode
from app.widgets.theme import ThemeController
from tests.views.with_editor import NO_KEYS, SHIFT, Editor, build_editor, jpeg, middle, pixels_of, scene

PICTURE = jpeg(scene(1200, 900))


@pytest.fixture
def editor(qtbot: QtBot, look: ThemeController) -> Iterator[Editor]:
    """A profile photo at the step that places it."""
    editor = build_editor(qtbot)
    editor.open(PICTURE)
    editor.go_to_crop()
    yield editor
    editor.close()


@pytest.fixture
def free(qtbot: QtBot, look: ThemeController) -> Iterator[Editor]:
    """A photo with a free frame, at the same step."""
    editor = build_editor(qtbot, purpose=PhotoPurpose.SHARE)
    editor.open(PICTURE, purpose=PhotoPurpose.SHARE)
    editor.go_to_crop()
    yield editor
    editor.close()


def picture_at(editor: Editor, place: QPointF) -> tuple[float, float]:
    """What is at this place of the canvas."""
    return editor.sheet.canvas.view().to_picture((place.x(), place.y()))


def wheel(editor: Editor, place: QPoint, notches: float) -> None:
    """Turns the wheel over the canvas."""
    canvas = editor.sheet.canvas
    event = QWheelEvent(
        QPointF(place),
        QPointF(canvas.mapToGlobal(place)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_a_drag_takes_the_picture_along_and_is_one_step(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    start = middle(canvas).toPoint()
    held = picture_at(editor, QPointF(start))
    editor.drag(canvas, start, start + QPoint(60, 0))
    assert picture_at(editor, QPointF(start + QPoint(60, 0))) == pytest.approx(held)
    editor.sheet.undo_button.click()
    assert editor.model.edits == PhotoEdits()
    assert not editor.model.can_undo


def test_a_drag_pushed_beyond_the_edge_comes_back_the_same_way(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    start = middle(canvas)
    canvas.press(start)
    canvas.drag(start + QPointF(5000, 0))
    assert editor.model.frame.x == 0
    canvas.drag(start)
    canvas.release()
    assert editor.model.frame.centre == pytest.approx((600, 450))


def test_thirds_are_there_while_it_moves_and_only_then(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    before = canvas.grab().toImage()
    canvas.press(middle(canvas))
    during = canvas.grab().toImage()
    canvas.release()
    kept = canvas.kept()
    line = QPoint(round(kept.left() + kept.width() / 3), round(kept.center().y()) + 40)
    assert during.pixelColor(line).lightness() > before.pixelColor(line).lightness() + 15
    assert canvas.grab().toImage() == before


@pytest.mark.parametrize("place", [QPoint(300, 250), QPoint(480, 400), QPoint(640, 500)])
def test_the_wheel_keeps_what_is_under_the_pointer(editor: Editor, place: QPoint) -> None:
    editor.model.zoom_to(1.5)
    held = picture_at(editor, QPointF(place))
    wheel(editor, place, 1)
    wheel(editor, place, 2)
    assert editor.model.edits.zoom == pytest.approx(1.5 * 1.25**3)
    assert picture_at(editor, QPointF(place)) == pytest.approx(held)


def test_turns_of_the_wheel_in_a_row_are_one_step(editor: Editor) -> None:
    place = middle(editor.sheet.canvas).toPoint()
    wheel(editor, place, 1)
    wheel(editor, place, 1)
    editor.until(lambda: not editor.sheet.canvas._is_moving)
    editor.model.undo()
    assert editor.model.edits.zoom == 1.0


def test_a_double_click_comes_nearer_there_and_back(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    place = QPoint(400, 300)
    held = picture_at(editor, QPointF(place))
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, NO_KEYS, place)
    assert editor.model.edits.zoom == pytest.approx(2)
    assert picture_at(editor, QPointF(place)) == pytest.approx(held)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, NO_KEYS, place)
    assert editor.model.edits.zoom == pytest.approx(1)


def test_a_finger_drags(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    start = middle(canvas).toPoint()
    held = picture_at(editor, QPointF(start))
    editor.touch(canvas, (start, start + QPoint(-60, 0)))
    assert picture_at(editor, QPointF(start - QPoint(60, 0))) == pytest.approx(held)
    assert editor.model.can_undo


def test_two_fingers_pinch_and_what_is_between_them_stays_there(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    centre = middle(canvas).toPoint()
    held = picture_at(editor, QPointF(centre))
    reach, wide = QPoint(60, 0), QPoint(150, 0)
    editor.touch(canvas, (centre - reach, centre - wide), (centre + reach, centre + wide))
    assert editor.model.edits.zoom == pytest.approx(2.5)
    assert picture_at(editor, QPointF(centre)) == pytest.approx(held)
    editor.model.undo()
    assert editor.model.edits == PhotoEdits()


def test_two_taps_come_nearer(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    place = middle(canvas).toPoint()
    editor.touch(canvas, (place, place))
    editor.touch(canvas, (place, place))
    assert editor.model.edits.zoom == pytest.approx(2)


def test_a_trackpad_pinches(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    place = middle(canvas)
    for kind, value in (
        (Qt.NativeGestureType.BeginNativeGesture, 0.0),
        (Qt.NativeGestureType.ZoomNativeGesture, 0.5),
        (Qt.NativeGestureType.ZoomNativeGesture, 0.2),
        (Qt.NativeGestureType.EndNativeGesture, 0.0),
    ):
        event = QNativeGestureEvent(
            kind,
            QPointingDevice.primaryPointingDevice(),
            2,
            place,
            place,
            QPointF(canvas.mapToGlobal(place)),
            value,
            QPointF(),
        )
        QApplication.sendEvent(canvas, event)
    assert editor.model.edits.zoom == pytest.approx(1.8)
    editor.model.undo()
    assert editor.model.edits.zoom == 1.0


def test_arrows_nudge_and_a_key_held_down_is_one_step(editor: Editor) -> None:
    canvas = editor.sheet.canvas
    assert canvas.hasFocus()
    scale = canvas.view().scale
    editor.press(Qt.Key.Key_Right)
    assert editor.model.frame.centre[0] == pytest.approx(600 - 4 / scale)
    editor.press(Qt.Key.Key_Left, SHIFT)
    assert editor.model.frame.centre[0] == pytest.approx(600 - 4 / scale + 32 / scale)
    editor.model.undo()
    editor.model.undo()
    assert editor.model.edits == PhotoEdits()
    for key_type in (
        QEvent.Type.KeyPress,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
    ):
        _key(editor, key_type)
    editor.model.undo()
    assert editor.model.edits == PhotoEdits()


def _key(editor: Editor, kind: QEvent.Type) -> None:
    from PySide6.QtGui import QKeyEvent

    is_repeat = kind == QEvent.Type.KeyPress and editor.sheet.canvas._is_moving
    event = QKeyEvent(kind, Qt.Key.Key_Down, NO_KEYS, "", is_repeat)
    QApplication.sendEvent(editor.sheet.canvas, event)


@pytest.mark.parametrize("handle", HANDLES, ids=lambda handle: handle.name)
def test_every_handle_is_dragged_and_the_others_stay(free: Editor, handle: object) -> None:
    canvas = free.sheet.canvas
    free.model.put(PhotoEdits(crop=Rect(300, 200, 600, 500)))
    from app.imaging.handles import Handle, place_of

    assert isinstance(handle, Handle)
    kept = canvas.kept()
    x, y = place_of(handle, Rect(kept.x(), kept.y(), kept.width(), kept.height()))
    canvas.press(QPointF(x, y))
    canvas.drag(QPointF(x + 30 * handle.x, y + 30 * handle.y))
    canvas.release()
    by = 30 / canvas.view().scale
    crop = free.model.frame
    assert crop.x == pytest.approx(300 - by * (handle.x < 0))
    assert crop.y == pytest.approx(200 - by * (handle.y < 0))
    assert crop.right == pytest.approx(900 + by * (handle.x > 0))
    assert crop.bottom == pytest.approx(700 + by * (handle.y > 0))


def test_a_free_frame_is_dragged_from_inside(free: Editor) -> None:
    canvas = free.sheet.canvas
    free.model.put(PhotoEdits(crop=Rect(300, 200, 600, 500)))
    start = canvas.kept().center().toPoint()
    free.drag(canvas, start, start + QPoint(-40, 20))
    scale = canvas.view().scale
    assert free.model.frame.x == pytest.approx(300 - 40 / scale)
    assert free.model.frame.y == pytest.approx(200 + 20 / scale)


def test_from_near_only_the_picture_inside_the_well_is_veiled(free: Editor) -> None:
    canvas = free.sheet.canvas
    free.model.put(PhotoEdits(zoom=2.0, crop=Rect(500, 300, 700, 600)))
    image = canvas.grab().toImage()
    ground = image.pixelColor(2, 2)
    well = canvas.well()
    assert canvas.kept().right() > well.right()
    assert image.pixelColor(round(well.right()) + 12, round(well.center().y())) == ground
    start = well.topLeft().toPoint() + QPoint(30, 30)  # outside the frame: moves what is looked at
    before = free.model.edits
    free.drag(canvas, start, start + QPoint(60, 60))
    assert free.model.edits.crop == before.crop
    assert free.model.edits.centre != before.centre


def test_keys_choose_a_handle_and_move_it(free: Editor) -> None:
    free.model.put(PhotoEdits(crop=Rect(300, 200, 600, 500)))
    free.press(Qt.Key.Key_PageDown, times=2)
    free.press(Qt.Key.Key_Down)
    by = 4 / free.sheet.canvas.view().scale
    crop = free.model.frame
    assert (crop.x, crop.y, crop.width, crop.height) == pytest.approx((300, 200 + by, 600, 500 - by))
    free.press(Qt.Key.Key_PageUp, times=2)
    free.press(Qt.Key.Key_Right)
    assert free.model.frame.x == pytest.approx(300 + by)


def test_a_shape_is_kept_by_its_handles(free: Editor) -> None:
    free.sheet.crop.shapes._group.button(1).click()
    assert free.model.frame.width == pytest.approx(free.model.frame.height)
    canvas = free.sheet.canvas
    corner = canvas.kept().bottomRight()
    canvas.press(corner)
    canvas.drag(corner - QPointF(120, 10))
    canvas.release()
    assert free.model.frame.width < 900
    assert free.model.frame.width == pytest.approx(free.model.frame.height)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_every_pixel_of_the_device_is_one_of_ours(editor: Editor, ratio: float) -> None:
    canvas = editor.sheet.canvas
    canvas.set_mode(CanvasMode.LOOK)
    image = QImage(round(canvas.width() * ratio), round(canvas.height() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    canvas.render(painter, QPoint())
    painter.end()
    shown = canvas.picture._shown
    pixels = canvas.picture._pixels
    assert shown is not None
    assert pixels is not None
    assert shown.part.scale == pytest.approx(canvas.view().scale * ratio)
    edge = 12
    found = _pixels(image)[
        shown.top + edge : shown.top + shown.part.height - edge,
        shown.left + edge : shown.left + shown.part.width - edge,
    ]
    assert np.array_equal(found, pixels.plain[edge:-edge, edge:-edge, 2::-1])


@pytest.mark.parametrize(
    "edits",
    [
        PhotoEdits(),
        PhotoEdits(brightness=35, zoom=1.6, centre=(700, 400)),
        PhotoEdits(brightness=-40, turns=1, flipped=True, zoom=1.3, centre=(420, 640)),
    ],
)
def test_what_is_shown_is_what_comes_out(editor: Editor, edits: PhotoEdits) -> None:
    editor.model.put(edits)
    photo = editor.export()
    canvas = editor.sheet.canvas
    assert canvas.mode is CanvasMode.RESULT
    kept = canvas.kept().toRect().adjusted(1, 1, -1, -1)
    shown = _pixels(canvas.grab(kept).toImage().convertToFormat(QImage.Format.Format_RGB32))
    size = Size(shown.shape[1], shown.shape[0])
    sent = resized(pixels_of(photo), size)
    disc = _disc(size)
    difference = np.abs(shown.astype(int) - sent.astype(int))[disc]
    assert difference.mean() < 3.0
    assert np.quantile(difference, 0.99) < 40  # one line of pixels along an edge, moved by less than a pixel


def _disc(size: Size) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """What the round mask shows, without its very edge."""
    across, down = np.meshgrid(np.arange(size.width), np.arange(size.height))
    reach = min(size.width, size.height) / 2 - 4
    inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = (across - size.width / 2) ** 2 + (
        down - size.height / 2
    ) ** 2 < reach**2
    return inside


def _pixels(image: QImage) -> Pixels:
    """Red first."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return np.ascontiguousarray(rows[:, : image.width(), 2::-1])


@pytest.mark.parametrize("purpose", list(PhotoPurpose))
@pytest.mark.parametrize("size", [(1, 1), (3, 1500), (2600, 4), (32, 32)], ids=str)
def test_the_oddest_shapes_go_all_the_way(
    qtbot: QtBot, look: ThemeController, size: tuple[int, int], purpose: PhotoPurpose
) -> None:
    editor = build_editor(qtbot, purpose=purpose)
    pixels = np.full((size[1], size[0], 3), 128, np.uint8)
    editor.open(jpeg(pixels), purpose=purpose)
    canvas = editor.sheet.canvas
    editor.model.turn(1)
    editor.model.set_brightness(50)
    canvas.grab()
    editor.go_to_crop()
    wheel(editor, QPoint(300, 300), 20)
    wheel(editor, QPoint(500, 200), -3)
    editor.touch(canvas, (QPoint(200, 200), QPoint(150, 150)), (QPoint(300, 300), QPoint(420, 400)))
    editor.drag(canvas, QPoint(300, 300), QPoint(-500, 900))
    editor.press(Qt.Key.Key_Right, SHIFT, times=3)
    canvas.grab()
    photo = editor.export()
    canvas.grab()
    assert photo.size == editor.model.output_size
    editor.close()


def test_a_refused_region_is_framed_where_it_was(qtbot: QtBot, look: ThemeController) -> None:
    editor = build_editor(qtbot, marks=(Rect(0.25, 0.5, 0.25, 0.25),))
    edits = PhotoEdits(turns=1, zoom=1.5, centre=(450, 600))
    editor.open(PICTURE, edits=edits)
    frame = editor.model.frame
    canvas = editor.sheet.canvas
    x, y = frame.x + frame.width * 0.25, frame.y + frame.height * 0.625
    on_edge = canvas.view().to_screen((x, y))
    colour = canvas.grab().toImage().pixelColor(round(on_edge[0]), round(on_edge[1]))
    assert colour.name() == "#ffffff"
    editor.model.turn(1)  # the region turns along
    turned = canvas.view().to_screen((1200 - y, x))
    assert canvas.grab().toImage().pixelColor(round(turned[0]), round(turned[1])).name() == "#ffffff"
    editor.close()
