"""The camera's widgets: pixels painted whole and uncopied, sizes for fingers, heads that say less, keys that work."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.domain.prices import PriceLine
from app.viewmodels.camera_memory import TIMERS_S
from app.widgets.camera_preview import CameraPreview, image_over
from app.widgets.camera_tools import CameraTools, ReviewTools
from app.widgets.focus_ring import RING_PROPERTY, RING_ROLE_PROPERTY
from app.widgets.segments import Choice, Segments
from app.widgets.shutter import Shutter
from app.widgets.stepper import Stepper
from app.widgets.task_sheet import TaskSheet
from app.widgets.theme import ThemeController, current_theme
from tests.views.gallery_page import Page
from tests.views.gallery_photos import CAMERAS, PHOTO_PAGES, camera_busy, portrait
from tests.views.on_screen import controls, put_up, spoken_name

STEPS = ("Brightness", "Crop", "Send")


def show(qtbot: QtBot, page: Page) -> QWidget:
    """A page of the gallery, ready."""
    qtbot.addWidget(page.widget)
    page.widget.resize(*page.size)
    page.widget.show()
    page.ready()
    QApplication.processEvents()
    return page.widget


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", PHOTO_PAGES, ids=lambda make: make.__name__)
def test_every_control_has_a_name_and_no_label_reads_markup(
    qtbot: QtBot, look: ThemeController, make: object, theme: str
) -> None:
    look.choose("dark" if theme == "dark" else "light")
    assert callable(make)
    widget = show(qtbot, make())
    widget.grab()
    assert not [type(control).__name__ for control in controls(widget) if not spoken_name(control)]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in widget.findChildren(QLabel))


@pytest.mark.parametrize(("touch", "scale"), [(False, 1.0), (False, 1.5), (False, 2.0), (True, 1.0)])
@pytest.mark.parametrize("make", PHOTO_PAGES[:3], ids=lambda make: make.__name__)
def test_nothing_is_cut_or_covered_in_the_smallest_window(
    qtbot: QtBot, qapp: QApplication, make: object, touch: bool, scale: float
) -> None:
    look = ThemeController(qapp, "light", touch=touch, text_scale=scale)
    try:
        assert callable(make)
        page: Page = make()
        page.size = (1024, 700)
        widget = show(qtbot, page)
        assert widget.size().toTuple() == (1024, 700)
        buttons = [one for one in widget.findChildren(QAbstractButton) if one.isVisible()]
        places = [QRect(one.mapTo(widget, QPoint(0, 0)), one.size()) for one in buttons]
        for button, place in zip(buttons, places, strict=True):
            assert widget.rect().contains(place), button.objectName()
            assert button.width() >= button.minimumSizeHint().width()
            if touch:
                assert min(place.width(), place.height()) >= 44, button.objectName()
        for number, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[number + 1 :])
    finally:
        look.deleteLater()
        ThemeController(qapp, "light", text_scale=1.0).deleteLater()


def test_the_shutter_stays_in_the_middle(qtbot: QtBot, look: ThemeController) -> None:
    tools = CameraTools(TIMERS_S)
    qtbot.addWidget(tools)
    tools.show_cameras(CAMERAS, None)
    tools.show()
    for width in (1024, 1280, 1920):
        tools.resize(width, 104)
        QApplication.processEvents()
        middle = tools.shutter.mapTo(tools, tools.shutter.rect().center()).x()
        assert abs(middle - width / 2) <= 1


def test_a_preview_paints_pixels_it_does_not_copy(qtbot: QtBot, look: ThemeController) -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    image = image_over(pixels)
    pixels[2, 3] = (10, 20, 30)
    assert image.pixelColor(3, 2) == QColor(30, 20, 10)


def test_a_preview_keeps_the_newest_pixels_alive_and_no_older_ones(
    qtbot: QtBot, look: ThemeController
) -> None:
    preview = CameraPreview()
    qtbot.addWidget(preview)
    preview.resize(320, 240)
    preview.show()
    first = portrait(64, 48)
    gone = weakref.ref(first)
    preview.show_pixels(first)
    del first
    gc.collect()
    assert gone() is not None
    preview.grab()
    preview.show_pixels(portrait(64, 48))
    gc.collect()
    assert gone() is None


def test_read_only_pixels_of_a_camera_are_painted(qtbot: QtBot, look: ThemeController) -> None:
    pixels = portrait(64, 48)
    pixels.flags.writeable = False
    assert image_over(pixels).size().toTuple() == (64, 48)


class _Scaled(CameraPreview):
    """A preview on a screen with this many pixels in a point."""

    ratio = 1.0

    @override
    def devicePixelRatioF(self) -> float:
        """As the test set it."""
        return self.ratio


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280), (1920, 1080), (3, 2)])
def test_a_picture_is_shown_whole_on_whole_pixels(
    qtbot: QtBot, look: ThemeController, size: tuple[int, int], ratio: float
) -> None:
    preview = _Scaled()
    preview.ratio = ratio
    qtbot.addWidget(preview)
    preview.resize(1001, 613)
    preview.show_pixels(np.zeros((size[1], size[0], 3), np.uint8))
    rect = preview.picture_rect
    edges = [rect.left() * ratio, rect.top() * ratio, rect.width() * ratio, rect.height() * ratio]
    assert edges == pytest.approx([round(edge) for edge in edges], abs=1e-6)
    margin = current_theme().space("l")
    room = preview.rect().adjusted(margin, margin, -margin, -margin)
    assert room.adjusted(-1, -1, 1, 1).contains(rect.toAlignedRect())
    assert rect.width() / rect.height() == pytest.approx(size[0] / size[1], rel=0.005)
    assert min(room.width() - rect.width(), room.height() - rect.height()) <= 1


def test_the_head_of_a_task_says_less_where_there_is_no_room(qtbot: QtBot, look: ThemeController) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 300)
    window.show()
    sheet = TaskSheet("Take New Photo", window, steps=STEPS)
    sheet.set_price(PriceLine(25, 1250))
    sheet.open()
    said = sheet.findChild(QLabel, "task_price")
    assert isinstance(said, QLabel)
    assert said.text() == "A photo costs 25¢, only when approved · balance $12.50"
    window.resize(1024, 300)
    assert said.text() == "25¢ · balance $12.50"
    assert said.accessibleName() == "A photo costs 25¢, only when approved · balance $12.50"
    assert sheet.head.height() == current_theme().layout("app-bar")
    look.set_text_scale(2.0)
    QApplication.processEvents()
    assert sheet.head.width() == 1024
    assert sheet.title.whole_text == "Take New Photo"


def test_a_task_keeps_tab_inside_and_undoes_by_key(qtbot: QtBot, look: ThemeController) -> None:
    window = QWidget()
    before = Shutter(window)
    put_up(qtbot, window)
    before.setFocus()
    sheet = TaskSheet("Profile photo", window, way_out="close", steps=STEPS, has_undo=True)
    review = ReviewTools(sheet)
    sheet.body.addWidget(review)
    asked: list[str] = []
    sheet.undo_requested.connect(lambda: asked.append("undo"))
    sheet.redo_requested.connect(lambda: asked.append("redo"))
    sheet.open()
    sheet.set_can_undo(True, True)
    for _ in range(9):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert sheet.isAncestorOf(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    QTest.keySequence(window, QKeySequence(QKeySequence.StandardKey.Undo))
    QTest.keySequence(window, QKeySequence(QKeySequence.StandardKey.Redo))
    assert asked == ["undo", "redo"]
    sheet.undo_button.setFocus()
    sheet.set_can_undo(False, True)
    assert QApplication.focusWidget() is sheet.redo_button
    QTest.keyClick(sheet.redo_button, Qt.Key.Key_Escape)
    assert not sheet.is_open
    assert QApplication.focusWidget() is before


def test_a_stepper_says_where_one_is_and_has_at_most_four_steps(qtbot: QtBot, look: ThemeController) -> None:
    stepper = Stepper(STEPS)
    qtbot.addWidget(stepper)
    stepper.set_step(1)
    assert stepper.accessibleName() == "Step 2 of 3: Crop"
    wide = stepper.sizeHint().width()
    stepper.show_all_names(False)
    assert stepper.sizeHint().width() < wide
    for names in ((), ("One",), ("1", "2", "3", "4", "5")):
        with pytest.raises(ValueError, match="two to four"):
            Stepper(names)


def test_arrows_choose_among_segments_and_tab_leaves_them(qtbot: QtBot, look: ThemeController) -> None:
    page = QWidget()
    segments = Segments("Timer", (Choice(0, "Off", "No timer"), Choice(3, "3 s", "Three seconds")), page)
    put_up(qtbot, page)
    told: list[int] = []
    segments.chosen.connect(told.append)
    page.focusNextChild()
    first = QApplication.focusWidget()
    assert first is not None
    assert spoken_name(first) == "No timer"
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert segments.value == 3
    assert told == [3]
    segments.choose(99)
    assert segments.value == 3


def test_the_ring_on_the_canvas_has_a_colour_that_can_be_seen_there(
    qtbot: QtBot, look: ThemeController
) -> None:
    widget = show(qtbot, camera_busy())
    other = widget.findChild(QAbstractButton, "other_camera")
    assert isinstance(other, QAbstractButton)
    assert other.property(RING_PROPERTY)
    assert other.property(RING_ROLE_PROPERTY) == "text-on-canvas"


def test_a_long_name_of_a_camera_ends_in_dots(qtbot: QtBot, look: ThemeController) -> None:
    tools = CameraTools(TIMERS_S)
    qtbot.addWidget(tools)
    tools.resize(1024, 104)
    tools.show_cameras((("a", "Logitech Webcam C920e HD 1080p mit Mikrofon und Abdeckung (046d:08e5)"),), "a")
    tools.show()
    tools.grab()
    box = tools.findChild(QComboBox, "camera_choice")
    assert isinstance(box, QComboBox)
    assert box.width() <= 260
    assert box.currentText().endswith("(046d:08e5)")
