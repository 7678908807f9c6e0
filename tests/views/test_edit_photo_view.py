"""The editor on the screen: every edit by keys alone, by mouse and by touch; what is said; and what is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.photos import PhotoEdits, PhotoPurpose, Rect
from app.domain.send_terms import ReachedFacility, SendTerms
from app.imaging.qt import to_image
from app.widgets.canvas_frame import CanvasMode
from app.widgets.theme import ThemeController
from tests.views.test_every_screen_view import controls, name_of
from tests.views.with_editor import CONTROL, NO_KEYS, SHIFT, Editor, build_editor, jpeg, pixels_of, scene

PICTURE = jpeg(scene(900, 600))
PAID = SendTerms((ReachedFacility("Cedar Ridge", 25, 540, 48), ReachedFacility("Lakeview", None)), 1250, True)
POOR = SendTerms((ReachedFacility("Cedar Ridge", 25, None, 48),), 15)


@pytest.fixture
def editor(qtbot: QtBot, look: ThemeController) -> Iterator[Editor]:
    """A profile photo at the first step."""
    editor = build_editor(qtbot)
    editor.open(PICTURE)
    yield editor
    editor.close()


@pytest.fixture
def empty(qtbot: QtBot, look: ThemeController) -> Iterator[Editor]:
    """No picture yet."""
    editor = build_editor(qtbot)
    yield editor
    editor.close()


def words(editor: Editor, name: str) -> str:
    """What a label or a notice says."""
    widget = editor.find(name)
    return widget.text() if isinstance(widget, QLabel) else widget.accessibleName()


def test_the_whole_way_by_keys_alone(editor: Editor) -> None:
    assert QApplication.focusWidget() is editor.sheet.brightness.slider
    editor.press(Qt.Key.Key_Right, times=12)
    editor.press(Qt.Key.Key_PageUp)
    assert words(editor, "brightness_value") == "+22"
    for name, expected in (
        ("turn_right", PhotoEdits(22, 1)),
        ("turn_left", PhotoEdits(22)),
        ("flip", PhotoEdits(22, flipped=True)),
    ):
        editor.tab_to(name)
        editor.press(Qt.Key.Key_Return)
        assert editor.model.edits == expected
    editor.press(Qt.Key.Key_Z, CONTROL)
    assert editor.model.edits == PhotoEdits(22)
    editor.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert editor.model.edits == PhotoEdits(22, flipped=True)
    editor.tab_to("edit_next")
    editor.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is editor.sheet.canvas
    editor.press(Qt.Key.Key_Plus, times=2)
    editor.press(Qt.Key.Key_Minus)
    assert words(editor, "zoom_value") == "1.2 ×"
    editor.press(Qt.Key.Key_Left)
    assert editor.model.frame.centre[0] > 450
    editor.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is editor.sheet.side.next_button
    editor.press(Qt.Key.Key_Return)
    editor.until(lambda: editor.accepted)
    photo, edits = editor.accepted[0]
    assert edits == editor.model.edits
    assert edits.brightness == 22
    assert photo.size == editor.model.output_size
    assert pixels_of(photo).shape[:2] == (480, 480)


def test_the_whole_way_with_the_mouse(editor: Editor) -> None:
    slider = editor.sheet.brightness.slider
    start = slider.handle_rect().center().toPoint()
    editor.drag(slider, start, start + QPoint(40, 0))
    bright = editor.model.edits.brightness
    assert bright > 20
    editor.click("flip")
    editor.click("task_undo")
    assert editor.model.edits == PhotoEdits(bright)
    editor.click("task_undo")
    assert editor.model.edits == PhotoEdits()
    editor.click("task_redo")
    assert editor.model.edits == PhotoEdits(bright)
    QTest.mouseClick(editor.sheet.brightness.back_button, Qt.MouseButton.LeftButton)
    assert editor.model.edits == PhotoEdits()
    editor.click("edit_next")
    editor.click("zoom_in")
    zoom = editor.sheet.crop.slider
    start = zoom.handle_rect().center().toPoint()
    editor.drag(zoom, start, start + QPoint(30, 0))
    assert editor.model.edits.zoom > 1.5
    editor.click("zoom_out")
    canvas = editor.sheet.canvas
    editor.drag(canvas, canvas.rect().center(), canvas.rect().center() + QPoint(50, 30))
    assert editor.model.frame.centre[0] < 450
    editor.click("edit_next")
    editor.click("edit_next")
    editor.until(lambda: editor.accepted)


def test_sliders_and_buttons_answer_to_a_finger(editor: Editor) -> None:
    editor.window.move(-480, 0)  # the screen of the tests ends at 800, and nobody touches beyond it
    slider = editor.sheet.brightness.slider
    start = slider.handle_rect().center().toPoint()
    editor.touch(slider, (start, start - QPoint(50, 0)))
    assert editor.model.edits.brightness < -20
    editor.model.undo()
    assert editor.model.edits == PhotoEdits()
    flip = editor.find("flip")
    editor.touch(flip, (flip.rect().center(), flip.rect().center()))
    assert editor.model.edits.flipped


def test_the_handle_comes_to_rest_on_as_taken(editor: Editor) -> None:
    slider = editor.sheet.brightness.slider
    editor.press(Qt.Key.Key_End)
    assert editor.model.edits.brightness == 100
    start = slider.handle_rect().center().toPoint()
    editor.drag(slider, start, QPoint(slider.width() // 2 + 3, start.y()))
    assert editor.model.edits.brightness == 0


def test_start_over_takes_everything_back_and_can_be_taken_back_itself(editor: Editor) -> None:
    editor.model.set_brightness(30)
    editor.model.turn(1)
    editor.click("edit_reset")
    assert editor.model.edits == PhotoEdits()
    assert not editor.find("edit_reset").isEnabled()
    editor.press(Qt.Key.Key_Z, CONTROL)
    assert editor.model.edits == PhotoEdits(30, 1)


@pytest.mark.parametrize("by", ["button", "key"])
def test_holding_shows_it_as_it_was_taken(editor: Editor, by: str) -> None:
    canvas = editor.sheet.canvas
    as_taken = canvas.grab().toImage()
    editor.model.set_brightness(60)
    editor.model.flip()
    edited = canvas.grab().toImage()
    button = editor.find("edit_before")
    if by == "button":
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
    else:
        _send_key(editor, QEvent.Type.KeyPress)
    held = canvas.grab().toImage()
    assert held != edited
    place = QPoint(canvas.width() // 4, canvas.height() // 3)
    assert held.pixelColor(place) == as_taken.pixelColor(place)
    if by == "button":
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    else:
        _send_key(editor, QEvent.Type.KeyRelease)
    assert canvas.grab().toImage() == edited


def _send_key(editor: Editor, kind: QEvent.Type) -> None:
    now = QApplication.focusWidget()
    assert now is not None
    QApplication.sendEvent(now, QKeyEvent(kind, Qt.Key.Key_B, NO_KEYS, "b"))


def test_esc_goes_back_by_one_step_and_keeps_the_edit(editor: Editor) -> None:
    editor.model.set_brightness(10)
    editor.go_to_crop()
    editor.press(Qt.Key.Key_Plus)
    edits = editor.model.edits
    editor.press(Qt.Key.Key_Return)
    modes = [editor.sheet.canvas.mode]
    for _ in range(2):
        editor.press(Qt.Key.Key_Escape)
        modes.append(editor.sheet.canvas.mode)
    assert modes == [CanvasMode.RESULT, CanvasMode.FRAME, CanvasMode.LOOK]
    assert editor.model.edits == edits
    assert editor.sheet.is_open


def test_leaving_what_was_edited_is_asked_first(editor: Editor) -> None:
    editor.press(Qt.Key.Key_Right)
    editor.press(Qt.Key.Key_Escape)
    assert editor.sees("confirm")
    editor.press(Qt.Key.Key_Return)
    assert editor.sheet.is_open
    assert editor.model.edits == PhotoEdits(1)
    editor.click("task_leave")
    editor.click("confirm_go_on")
    assert not editor.sheet.is_open


def test_leaving_what_was_not_edited_is_not_asked(editor: Editor) -> None:
    editor.press(Qt.Key.Key_Escape)
    assert not editor.sheet.is_open


def test_a_file_that_is_no_picture_is_told_and_another_one_can_be_chosen(
    empty: Editor, tmp_path: Path
) -> None:
    empty.model.open(b"Dear Mateo", "letter.jpg", PhotoPurpose.PROFILE)
    empty.until(lambda: empty.faults)
    assert "not a picture" in empty.sheet.stage.message.words.text()
    assert QApplication.focusWidget() is empty.sheet.stage.other_file
    assert not empty.sheet.side.next_button.isEnabled()
    (tmp_path / "me.jpg").write_bytes(PICTURE)
    empty.picker.answer_with(str(tmp_path / "me.jpg"))
    empty.press(Qt.Key.Key_Return)
    empty.until(lambda: empty.model.picture is not None)
    assert empty.model.origin is not None
    assert empty.model.origin.path == str(tmp_path / "me.jpg")
    assert empty.sees("photo_canvas")


def test_a_dismissed_chooser_leaves_everything_as_it_is(empty: Editor) -> None:
    empty.picker.answer_with(None)
    dismissed: list[None] = []
    request = empty.picker.open(empty.window)
    request.dismissed.connect(lambda: dismissed.append(None))
    empty.until(lambda: dismissed)


@pytest.mark.parametrize("is_chosen", [True, False])
def test_the_chooser_of_the_system_is_asked_and_heard(empty: Editor, tmp_path: Path, is_chosen: bool) -> None:
    (tmp_path / "me.jpg").write_bytes(PICTURE)
    heard: list[str] = []
    request = empty.picker.open(empty.window)
    request.picked.connect(lambda picture: heard.append(picture.name))
    request.dismissed.connect(lambda: heard.append("dismissed"))
    dialog = empty.window.findChild(QFileDialog, "file_picker")
    assert isinstance(dialog, QFileDialog)
    assert dialog.isVisible()
    assert "*.heic" in dialog.nameFilters()[0]
    if is_chosen:
        dialog.fileSelected.emit(str(tmp_path / "me.jpg"))
        dialog.done(QFileDialog.DialogCode.Accepted)
    else:
        dialog.reject()
    empty.until(lambda: heard == (["me.jpg"] if is_chosen else ["dismissed"]))


def test_a_file_that_is_gone_is_told(empty: Editor, tmp_path: Path) -> None:
    empty.picker.answer_with(str(tmp_path / "gone.jpg"))
    request = empty.picker.open(empty.window)
    request.failed.connect(empty.sheet._on_model_failed)
    empty.until(lambda: "could not be read" in empty.sheet.stage.message.words.text())


def test_a_wrong_file_dropped_onto_a_picture_changes_nothing(editor: Editor, tmp_path: Path) -> None:
    editor.model.set_brightness(30)
    (tmp_path / "letter.txt").write_text("Dear Mateo")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "letter.txt"))])
    drop(editor, mime)
    editor.until(lambda: editor.sees("edit_fault"))
    assert "still here" in words(editor, "edit_fault")
    assert editor.model.edits == PhotoEdits(30)
    editor.click("edit_next")
    assert not editor.sees("edit_fault")


def test_a_picture_dropped_from_the_files_replaces_the_one_there(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "other.png").write_bytes(jpeg(scene(500, 700)))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "other.png"))])
    drop(editor, mime)
    editor.until(lambda: editor.model.size.width == 500)


def drop(editor: Editor, mime: QMimeData) -> None:
    """Drops something onto the editor, as another program does."""
    place = editor.sheet.rect().center()
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, action, mime, button, NO_KEYS)
    QApplication.sendEvent(editor.sheet, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(editor.sheet, QDropEvent(QPointF(place), action, mime, button, NO_KEYS))


@pytest.mark.parametrize("kind", ["bytes", "image"])
def test_a_pasted_picture_is_opened(editor: Editor, kind: str) -> None:
    mime = QMimeData()
    pixels = scene(400, 320)
    if kind == "bytes":
        mime.setData("image/jpeg", QByteArray(jpeg(pixels)))
    else:
        mime.setImageData(to_image(pixels))
    QApplication.clipboard().setMimeData(mime)
    editor.press(Qt.Key.Key_V, CONTROL)
    editor.until(lambda: editor.model.size.width == 400)
    assert editor.model.picture is not None
    if kind == "image":
        assert np.array_equal(editor.model.picture.opened.preview, pixels)


def test_words_in_the_clipboard_are_told_to_be_no_picture(editor: Editor) -> None:
    QApplication.clipboard().setText("Dear Mateo")
    editor.press(Qt.Key.Key_V, CONTROL)
    assert "not a picture" in words(editor, "edit_fault")


def test_a_coarse_crop_is_said_before_it_is_sent(editor: Editor) -> None:
    editor.go_to_crop()
    assert not editor.sees("crop_small")
    editor.model.zoom_to(5.0)
    assert "120 × 120" in words(editor, "crop_small")
    editor.click("edit_next")
    editor.until(lambda: any("120 × 120" in said for said in what_is_said(editor)))


def what_is_said(editor: Editor) -> list[str]:
    """The lines of the last step."""
    return [label.text() for label in editor.sheet.send.findChildren(QLabel) if label.isVisible()]


def test_with_too_little_balance_the_sum_is_said_and_the_photo_waits(
    qtbot: QtBot, look: ThemeController
) -> None:
    editor = build_editor(qtbot, terms=POOR)
    editor.open(PICTURE)
    asked: list[None] = []
    editor.sheet.add_funds_requested.connect(lambda: asked.append(None))
    editor.go_to_crop()
    editor.click("edit_next")
    editor.click("edit_next")
    assert "10¢ is missing." in words(editor, "send_said")
    assert editor.accepted == []
    editor.click("send_add_funds")
    assert asked
    editor.sheet.set_terms(SendTerms(POOR.facilities, 1015))
    assert not editor.sees("send_said")
    assert editor.export().data
    editor.close()


def test_the_last_step_says_where_it_goes_and_what_it_costs(qtbot: QtBot, look: ThemeController) -> None:
    editor = build_editor(qtbot, terms=PAID)
    editor.open(PICTURE)
    editor.go_to_crop()
    editor.click("edit_next")
    editor.until(lambda: "Nothing stood out." in what_is_said(editor))
    said = what_is_said(editor)
    for expected in (
        "Cedar Ridge",
        "25¢",
        "Usually decided after 9 h.",
        "Takes no photos.",
        "Balance after sending: $12.25",
        "Your current photo stays until this one is approved.",
    ):
        assert expected in said
    editor.close()


def test_what_could_not_be_sent_can_be_sent_again(editor: Editor) -> None:
    editor.export()
    assert not editor.sheet.side.next_button.isEnabled()
    editor.sheet.show_send_fault("The disk is full. Nothing is lost.")
    assert "The disk is full" in words(editor, "send_said")
    editor.click("edit_next")
    editor.until(lambda: len(editor.accepted) == 2)


@pytest.mark.parametrize("purpose", list(PhotoPurpose))
@pytest.mark.parametrize("size", [(1024, 700), (1920, 1200)])
def test_every_control_has_a_name_is_reached_and_stands_in_the_window(
    qtbot: QtBot, look: ThemeController, size: tuple[int, int], purpose: PhotoPurpose
) -> None:
    editor = build_editor(qtbot, terms=PAID, size=size, purpose=purpose, marks=(Rect(0.2, 0.2, 0.3, 0.3),))
    editor.open(PICTURE, purpose=purpose)
    editor.model.set_brightness(20)
    for _ in range(3 if purpose is PhotoPurpose.PROFILE else 2):
        here = controls(editor.sheet)
        assert [type(one).__name__ for one in here if not name_of(one)] == []
        assert reached(editor) >= {one for one in here if one.isEnabled() and not is_segment(one)}
        for one in here:
            inside = one.mapTo(editor.window, one.rect().topLeft())
            assert inside.x() >= 0
            assert inside.x() + one.width() <= size[0]
        editor.sheet.side.next_button.click()
    editor.close()


def is_segment(widget: QWidget) -> bool:
    """Arrows go from the chosen one to its neighbours."""
    return type(widget).__name__ == "_Segment"


def reached(editor: Editor) -> set[QWidget]:
    """Every widget that Tab comes to."""
    seen: set[QWidget] = set()
    for _ in range(40):
        editor.press(Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen:
            break
        seen.add(now)
    return seen


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_at_twice_the_text(qtbot: QtBot, look: ThemeController, theme: str) -> None:
    look.choose("dark" if theme == "dark" else "light")
    look.set_text_scale(2.0)
    editor = build_editor(qtbot, terms=PAID, size=(1024, 700))
    editor.open(PICTURE)
    for _ in range(3):
        assert editor.sheet.grab().toImage() != QImage()
        for label in editor.sheet.side.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()) - 1, label.text()
        editor.sheet.side.next_button.click()
    editor.close()
