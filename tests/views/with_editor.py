"""The editor over real workers and real files, in a window of its own, driven by keys, mouse and fingers."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import GettingOutError
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoPurpose, Rect
from app.domain.send_terms import ReachedFacility, SendTerms
from app.imaging.apply import Pixels
from app.jobs.runner import JobRunner
from app.viewmodels.edit_photo import EditBusy, EditPhotoViewModel
from app.views.file_picker import FilePicker
from app.views.sheets.edit_photo import EditPhotoSheet
from tests.views.fingers import touch

FREE = SendTerms((ReachedFacility("Cedar Ridge", 0, 540, 48),), 1250, True)
NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def scene(width: int, height: int) -> Pixels:
    """A picture that looks like none of its turns: light from the left, a red corner, a blue disc, soft noise."""
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    noise = np.random.default_rng(7).normal(0, 3, (height, width))
    light = 70 + 130 * across + 20 * down + noise
    pixels = np.dstack([light, light * 0.9, light * 0.8])
    pixels[: height // 4, : width // 4] = (200, 40, 30)
    disc = (across * width - width * 0.65) ** 2 + (down * height - height * 0.6) ** 2 < (height * 0.15) ** 2
    pixels[disc] = (40, 70, 190)
    found: Pixels = pixels.clip(0, 255).astype(np.uint8)
    return found


def jpeg(pixels: Pixels) -> bytes:
    """As a file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=95, subsampling=0)
    return file.getvalue()


def pixels_of(photo: ExportedPhoto) -> Pixels:
    """What was exported, as the server will see it."""
    with Image.open(io.BytesIO(photo.data)) as image:
        return np.asarray(image.convert("RGB"), dtype=np.uint8)


@dataclass
class Editor:
    """One open editor."""

    qtbot: QtBot
    window: QWidget
    runner: JobRunner
    model: EditPhotoViewModel
    picker: FilePicker
    sheet: EditPhotoSheet
    accepted: list[tuple[ExportedPhoto, PhotoEdits]] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)
    faults: list[GettingOutError] = field(default_factory=list)

    def until(self, condition: Callable[[], object], timeout_ms: int = 30_000) -> None:
        """Lets events happen until it is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)

    def open(
        self, data: bytes, *, purpose: PhotoPurpose = PhotoPurpose.PROFILE, edits: PhotoEdits | None = None
    ) -> None:
        """Opens a file and waits until all its pixels are there and have been looked at."""
        sharp: list[object] = []
        self.model.sharpened.connect(sharp.append)
        self.model.open(data, "photo.jpg", purpose, edits)
        self.until(lambda: sharp)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS, times: int = 1) -> None:
        """Presses a key where the keyboard is."""
        for _ in range(times):
            now = QApplication.focusWidget()
            assert now is not None
            QTest.keyClick(now, key, keys)

    def tab_to(self, name: str) -> None:
        """Presses Tab until it is there."""
        for _ in range(60):
            now = QApplication.focusWidget()
            if now is not None and now.objectName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {name}")

    def click(self, name: str) -> None:
        """Clicks in the middle of a widget."""
        widget = self.find(name)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NO_KEYS, widget.rect().center())

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drags with the mouse, in a few movements."""
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, NO_KEYS, start)
        for part in (0.3, 0.7, 1.0):
            QTest.mouseMove(widget, start + (end - start) * part)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, NO_KEYS, end)

    def touch(self, widget: QWidget, *paths: tuple[QPoint, QPoint]) -> None:
        """As many fingers as there are paths go from their first to their second place."""
        touch(widget, *paths)

    def find(self, name: str) -> QWidget:
        """The widget of this name that is on the screen."""
        return next(one for one in self.sheet.findChildren(QWidget, name) if one.isVisible())

    def sees(self, name: str) -> bool:
        """Whether it is on the screen."""
        return any(one.isVisible() for one in self.sheet.findChildren(QWidget, name))

    def go_to_crop(self) -> None:
        """OK."""
        self.sheet.side.next_button.click()

    def export(self) -> ExportedPhoto:
        """OK to the last step, and there what sends it, or hands it on to be shared."""
        for _ in range(3):
            if self.model.busy is EditBusy.NO and not self.accepted:
                self.sheet.side.next_button.click()
        self.until(lambda: self.accepted)
        return self.accepted[-1][0]

    def close(self) -> None:
        """Nothing may have gone wrong unexpectedly."""
        self.sheet.dismiss()
        self.window.close()
        assert self.runner.shutdown(10_000)
        self.window.deleteLater()
        self.model.deleteLater()
        self.runner.deleteLater()
        assert self.bugs == []


def build_editor(
    qtbot: QtBot,
    *,
    terms: SendTerms = FREE,
    purpose: PhotoPurpose = PhotoPurpose.PROFILE,
    size: tuple[int, int] = (1280, 800),
    marks: tuple[Rect, ...] = (),
) -> Editor:
    """A window with the editor open and no picture yet."""
    runner = JobRunner()
    model = EditPhotoViewModel(runner)
    picker = FilePicker(runner, runner)
    window = QWidget()
    window.resize(*size)
    sheet = EditPhotoSheet(model, terms, picker, window, purpose=purpose, marks=marks)
    editor = Editor(qtbot, window, runner, model, picker, sheet)
    runner.unexpected.connect(editor.bugs.append)
    model.failed.connect(editor.faults.append)
    sheet.accepted.connect(lambda photo, edits: editor.accepted.append((photo, edits)))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    sheet.open()
    return editor


def middle(widget: QWidget) -> QPointF:
    """Of a widget, in its own points."""
    return QPointF(widget.width() / 2, widget.height() / 2)
