"""The gallery's pages of the camera: live with its countdown and advice, busy, and the photo that was taken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.camera.info import CameraInfo
from app.camera.states import Advice, CameraReason, CameraState, CameraStatus
from app.domain.prices import PriceLine
from app.viewmodels.camera_memory import TIMERS_S
from app.views.camera_message import CameraMessage
from app.views.camera_words import advice_words, camera_words
from app.widgets.camera_preview import CameraPreview
from app.widgets.camera_tools import CameraTools, ReviewTools
from app.widgets.label import plane
from app.widgets.task_sheet import TaskSheet
from tests.views.gallery_page import Page

BUILT_IN = CameraInfo("usb:1", "Built-in camera", 0, "V4L2")
USB = CameraInfo("usb:2", "HD USB Camera", 1, "V4L2")
CAMERAS = tuple((one.key, one.name) for one in (BUILT_IN, USB))
PRICE = PriceLine(25, 1250)


def portrait(width: int = 960, height: int = 720, light: float = 1.0) -> NDArray[np.uint8]:
    """A head and shoulders of plain shapes, in blue, green, red."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.empty((height, width, 3), np.float64)
    slope = (x / width + y / height)[..., np.newaxis] / 2
    pixels[:] = np.array([190.0, 205.0, 184.0]) * (1 - slope) + np.array([214.0, 228.0, 236.0]) * slope
    scale = height / 720

    def disc(at_x: float, at_y: float, wide: float, high: float, colour: tuple[int, int, int]) -> None:
        inside = ((x - width / 2 - at_x * scale) / (wide * scale)) ** 2 + (
            (y - at_y * scale) / (high * scale)
        ) ** 2 < 1
        pixels[inside] = colour

    disc(-290, 270, 145, 145, (168, 192, 168))
    disc(310, 190, 195, 195, (190, 214, 200))
    disc(0, 760, 250, 200, (60, 86, 184))
    disc(0, 330, 140, 175, (28, 31, 42))
    disc(0, 520, 50, 100, (88, 124, 174))
    disc(0, 360, 105, 140, (102, 144, 200))
    return np.ascontiguousarray((pixels * light).clip(0, 255).astype(np.uint8))


def _sheet(content: QWidget, bar: QWidget, screen: QWidget) -> TaskSheet:
    sheet = TaskSheet("Take New Photo", screen)
    sheet.set_price(PRICE)
    sheet.body.addWidget(content, 1)
    sheet.body.addWidget(bar)
    return sheet


def _tools(parent: QWidget) -> CameraTools:
    tools = CameraTools(TIMERS_S, parent)
    tools.show_cameras(CAMERAS, BUILT_IN.key)
    tools.timer.choose(3)
    tools.mirror.setChecked(True)
    return tools


def camera_live() -> Page:
    """09."""
    screen = plane("window")
    preview, tools = CameraPreview(screen), _tools(screen)
    preview.set_mirrored(True)
    preview.set_lines(True)
    tools.lines.setChecked(True)
    tools.shutter.set_counting(True)
    sheet = _sheet(preview, tools, screen)

    def ready() -> None:
        sheet.open()
        preview.show_pixels(portrait(light=0.62))
        preview.show_count(2)
        preview.show_advice(advice_words(Advice.TOO_DARK), "sun")

    return Page("09-take-photo", screen, ready=ready)


def camera_busy() -> Page:
    """10."""
    screen = plane("window")
    message, tools = CameraMessage(screen), _tools(screen)
    words = camera_words(CameraStatus(CameraState.FAILED, CameraReason.IN_USE, camera=BUILT_IN))
    message.show_fault(words, USB, has_cameras=True)
    tools.show_fault(words.short)
    tools.offer_file(False)
    tools.shutter.set_why_off(words.title)
    sheet = _sheet(message, tools, screen)
    return Page("10-camera-busy", screen, ready=sheet.open)


def camera_review() -> Page:
    """The photo that was taken, in the smallest window."""
    screen = plane("window")
    preview, review = CameraPreview(screen), ReviewTools(screen)
    review.note.setText("This is how it will look. The file is not mirrored.")
    sheet = _sheet(preview, review, screen)

    def ready() -> None:
        sheet.open()
        preview.show_pixels(portrait())

    return Page("09-review", screen, (1024, 700), ready)


def editor_head() -> Page:
    """11, its head in the middle of the way."""
    screen = plane("window")
    sheet = TaskSheet(
        "Profile photo", screen, way_out="close", steps=("Brightness", "Crop", "Send"), has_undo=True
    )
    sheet.set_price(PriceLine(0, 1250))
    sheet.body.addWidget(QStackedWidget(sheet), 1)

    def ready() -> None:
        sheet.open()
        assert sheet.stepper is not None
        sheet.stepper.set_step(1)
        sheet.set_can_undo(True, False)

    return Page("11-head", screen, (1280, 200), ready)


PHOTO_PAGES: tuple[Callable[[], Page], ...] = (camera_live, camera_busy, camera_review, editor_head)
