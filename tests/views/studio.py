"""A room with cameras made in software and the real sheet in a real window: what is pressed, seen and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.camera.controller import CameraController
from app.camera.info import CameraInfo
from app.camera.states import Still
from app.domain.prices import PriceLine
from app.viewmodels.camera_memory import CameraMemory
from app.viewmodels.take_photo import PhotoStep, TakePhotoViewModel
from app.views.sheets.take_photo import TakePhotoSheet
from tests.cameras import Mood, SoftwareBook, SoftwareCamera, SoftwareSource, camera_info

if TYPE_CHECKING:
    from app.camera.ports import Source
    from app.camera.states import Pixels, Wanted

BUILT_IN = camera_info("Built-in camera", "usb:1:2:A#0", 0)
SPARE = camera_info("HD USB Camera", "usb:3:4:B#0", 1)
RED_LEFT, BLUE_RIGHT = (40, 40, 220), (220, 40, 40)
"""Blue, green, red."""
NO_KEYS = Qt.KeyboardModifier.NoModifier


class TwoSided(SoftwareCamera):
    """Sees red at its left and blue at its right, so that a mirror shows; dark where `light` is low."""

    def __init__(self) -> None:
        super().__init__(width=160, height=120, fps=60)
        self.light = 255

    def picture(self) -> Pixels:
        """The next one."""
        pixels = super().picture()
        half = self.width // 2
        sides = np.zeros_like(pixels)
        sides[:, :half] = RED_LEFT
        sides[:, half:] = BLUE_RIGHT
        sides = (sides.astype(np.uint16) * self.light // 255).astype(np.uint8)
        sides[0] = pixels[0]
        return sides


class _Chosen:
    """A source of whichever camera it is told to open."""

    def __init__(self, cameras: dict[str, SoftwareCamera]) -> None:
        self._cameras = cameras
        self._source: SoftwareSource | None = None

    def open(self, camera: CameraInfo, wanted: Wanted | None) -> None:
        """The one with this key."""
        self._source = self._cameras[camera.key].make_source()
        self._source.open(camera, wanted)

    def read(self) -> Pixels | None:
        """Its next picture."""
        assert self._source is not None
        return self._source.read()

    def release(self) -> None:
        """Gives it back."""
        if self._source is not None:
            self._source.release()


@dataclass
class Clock:
    """Seconds that pass when the test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Studio:
    """Two cameras, one of them built in; the sheet opens over `window`."""

    qtbot: QtBot
    folder: Path
    window: QWidget
    cameras: dict[str, SoftwareCamera] = field(
        default_factory=lambda: {BUILT_IN.key: TwoSided(), SPARE.key: SoftwareCamera(fps=60)}
    )
    book: SoftwareBook = field(default_factory=lambda: SoftwareBook(BUILT_IN, SPARE))
    clock: Clock = field(default_factory=Clock)
    photos: list[Still] = field(default_factory=list)
    files_wanted: int = 0
    _model: TakePhotoViewModel | None = None
    _sheet: TakePhotoSheet | None = None

    @property
    def built_in(self) -> SoftwareCamera:
        """The camera that is used at first."""
        return self.cameras[BUILT_IN.key]

    @property
    def model(self) -> TakePhotoViewModel:
        """The view model; made anew after `forget`."""
        if self._model is None:
            memory = CameraMemory(self.folder)
            controller = CameraController(
                self.book, remembered=memory.habits.camera_key, make_source=self._make_source
            )
            self._model = TakePhotoViewModel(controller, memory, clock=self.clock)
            controller.setParent(self._model)
        return self._model

    @property
    def sheet(self) -> TakePhotoSheet:
        """The sheet that is open."""
        assert self._sheet is not None
        return self._sheet

    @property
    def open_cameras(self) -> int:
        """Devices whose light is on."""
        return sum(camera.open_now for camera in self.cameras.values())

    @property
    def focused(self) -> str:
        """The name of what has the keyboard."""
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    def open(self, price: PriceLine | None = None) -> TakePhotoSheet:
        """Opens the sheet as the door does."""
        self._sheet = TakePhotoSheet(self.model, price or PriceLine(25, 1250), self.window)
        self._sheet.photo_taken.connect(self.photos.append)
        self._sheet.file_chosen_requested.connect(self._note_file)
        self._sheet.open()
        self.window.window().activateWindow()
        self.until(self.window.isActiveWindow)
        return self._sheet

    def open_live(self, price: PriceLine | None = None) -> TakePhotoSheet:
        """Opens the sheet and waits for the picture."""
        sheet = self.open(price)
        self.until(lambda: self.sees_picture and self.model.can_shoot)
        return sheet

    @property
    def sees_picture(self) -> bool:
        """Whether the preview shows one."""
        return self.sheet.preview.isVisible() and self.sheet.preview.has_picture

    @property
    def title(self) -> str:
        """What the page in the picture's place says; "" while there is a picture."""
        return self.sheet.message.title.text() if self.sheet.message.isVisible() else ""

    @property
    def price_words(self) -> str:
        """What the head says about money."""
        label = self.sheet.findChild(QLabel, "task_price")
        assert isinstance(label, QLabel)
        return label.text()

    def find(self, name: str) -> QAbstractButton:
        """The button of this name that is on the screen."""
        found = [one for one in self.sheet.findChildren(QAbstractButton, name) if one.isVisible()]
        assert len(found) == 1, name
        return found[0]

    def click(self, name: str) -> None:
        """Presses it with the mouse."""
        button = self.find(name)
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, NO_KEYS, button.rect().center())

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Presses a key where the keyboard is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, keys)

    def colours(self) -> tuple[QColor, QColor]:
        """What is painted at the left and at the right of the picture."""
        preview = self.sheet.preview
        image = preview.grab().toImage()
        ratio = image.devicePixelRatio()
        rect = preview.picture_rect
        row = rect.top() + rect.height() * 0.6
        spots = [
            QPoint(round((rect.left() + rect.width() * part) * ratio), round(row * ratio))
            for part in (0.2, 0.8)
        ]
        return image.pixelColor(spots[0]), image.pixelColor(spots[1])

    def shoot(self) -> Still:
        """Takes a picture with the mouse and waits for the still."""
        self.click("shutter")
        self.until(lambda: self.model.step is PhotoStep.REVIEW)
        still = self.model.still
        assert still is not None
        return still

    def until(self, condition: Callable[[], object], timeout_ms: int = 30_000) -> None:
        """Lets events happen until it is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)

    def forget(self) -> None:
        """Ends the program, as far as the camera goes; the next use of `model` is a new start."""
        if self._sheet is not None:
            self._sheet.dismiss()
            self._sheet.deleteLater()
            self._sheet = None
        if self._model is not None:
            assert self._model.leave(3.0)
            assert self.open_cameras == 0
            self._model.deleteLater()
            self._model = None

    def _make_source(self) -> Source:
        return _Chosen(self.cameras)

    def _note_file(self) -> None:
        self.files_wanted += 1


@contextmanager
def open_studio(qtbot: QtBot, folder: Path, window: QWidget) -> Iterator[Studio]:
    """A studio whose cameras are given back at the end."""
    studio = Studio(qtbot, folder, window)
    try:
        yield studio
    finally:
        for camera in studio.cameras.values():
            camera.set_mood(Mood.LIVE)
        studio.forget()


def is_red(colour: QColor) -> bool:
    """What stands at the camera's left."""
    return colour.red() > 150 > colour.blue()


def is_blue(colour: QColor) -> bool:
    """What stands at the camera's right."""
    return colour.blue() > 150 > colour.red()
