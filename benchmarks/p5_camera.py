"""P5: what the camera's preview costs per shown frame, against reading and painting alone; its memory; its age.

Memory is watched for 20 seconds; `GETTINGOUT_P5_SECONDS=300` watches it as long as was promised.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks._client import wait_for
from benchmarks._memory import resident_mib
from benchmarks._report import report
from benchmarks._stream import FPS, HEIGHT, KINDS, WIDTH, stream

# isort: split
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from app.camera.controller import CameraController
from app.camera.info import CameraInfo
from app.imaging.cv import cv2
from app.widgets.camera_preview import CameraPreview, image_over
from app.widgets.theme import ThemeController
from tests.cameras import SoftwareBook
from tests.mjpeg_camera import MjpegCamera

ROUNDS = 3
FRAMES = 120
SETTLE_FRAMES = 60
SIZE = 1024, 620
"""Of the preview in the usual window."""
SECONDS = int(os.environ.get("GETTINGOUT_P5_SECONDS", "20"))
FULL_SECONDS = 300
FLAT_MIB = 8.0
"""Three pictures of this size; a box that keeps more than one, or a leak, is far above it within seconds."""
AGE_MS = 1000 / FPS + 10


class WatchedPreview(CameraPreview):
    """The real one; it notes when it has painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = 0
        self.painted_at = 0.0

    def wait_painted(self, more: int) -> None:
        """Until it has painted so many times more."""
        wanted = self.painted + more
        wait_for(lambda: self.painted >= wanted, "painting")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """As always."""
        super().paintEvent(event)
        self.painted += 1
        self.painted_at = time.monotonic()


class BarePreview(QWidget):
    """Paints one picture, as large as the real one does, and nothing else."""

    def __init__(self, place: QRectF) -> None:
        super().__init__()
        self.image = QImage()
        self._place = place

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Smoothly scaled."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._place, self.image)


class Preview:
    """A camera's controller and the preview that shows it, wired as the sheet does."""

    def __init__(self, address: str) -> None:
        self.widget = WatchedPreview()
        self.widget.set_mirrored(True)
        self.widget.resize(*SIZE)
        self.widget.show()
        self.shown = 0
        info = CameraInfo("stream", "Stream", None, "FFMPEG", address=address)
        self._controller = CameraController(SoftwareBook(info))
        self._controller.frame_ready.connect(self._on_frame_ready)
        self._controller.start()
        self.wait_shown(SETTLE_FRAMES)

    def wait_shown(self, more: int) -> None:
        """Until so many further frames were handed to the widget."""
        wanted = self.shown + more
        wait_for(lambda: self.shown >= wanted, "the picture of the camera")

    def close(self) -> None:
        """Off, and gone."""
        if not self._controller.leave(5):
            raise SystemExit("the camera did not end")
        self.widget.close()
        self.widget.deleteLater()

    def _on_frame_ready(self) -> None:
        if (frame := self._controller.take_frame()) is not None:
            self.shown += 1
            self.newest = frame
            self.widget.show_pixels(frame.pixels)


@contextmanager
def preview(address: str) -> Iterator[Preview]:
    """On, and settled."""
    made = Preview(address)
    yield made
    made.close()


def main() -> None:
    """Ours and bare in turns, so that whatever else the machine does falls on both alike."""
    app = QApplication([])
    theme = ThemeController(app, "light")
    with stream() as address:
        _report_cost(app, address)
        _report_memory(address)
    _report_age()
    theme.deleteLater()


def _report_cost(app: QApplication, address: str) -> None:
    bare_s: list[float] = []
    ours_s: list[float] = []
    for _ in range(ROUNDS):
        with preview(address) as ours:
            place = ours.widget.picture_rect
            began, painted = time.process_time(), ours.widget.painted
            ours.widget.wait_painted(FRAMES)
            ours_s.append((time.process_time() - began) / (ours.widget.painted - painted))
        bare_s.append(_bare_cost(app, address, place))
    ratio = statistics.median(ours_s) / statistics.median(bare_s)
    report("P5 CPU per shown frame, against bare read and paint", ratio, "x", "<= 1.5", ratio <= 1.5)
    report("P5 CPU per shown frame", statistics.median(ours_s) * 1000, "ms", "told, not promised", True)


def _bare_cost(app: QApplication, address: str, place: QRectF) -> float:
    """Seconds of CPU per frame that is read and painted on one thread."""
    widget = BarePreview(place)
    widget.resize(*SIZE)
    widget.show()
    capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG)
    began = 0.0
    for index in range(SETTLE_FRAMES + FRAMES):
        if index == SETTLE_FRAMES:
            began = time.process_time()
        is_there, pixels = capture.read()
        if not is_there:
            raise SystemExit("the camera gave no picture")
        widget.image = image_over(pixels.view("uint8"))
        widget.repaint()
        app.processEvents()
    cost = (time.process_time() - began) / FRAMES
    capture.release()
    widget.image = QImage()
    widget.close()
    widget.deleteLater()
    return cost


def _report_memory(address: str) -> None:
    with preview(address) as ours:
        ours.wait_shown(2 * SETTLE_FRAMES)
        before, end = resident_mib(), time.monotonic() + SECONDS
        while time.monotonic() < end:
            ours.wait_shown(FPS)
        more = resident_mib() - before
    is_full = SECONDS >= FULL_SECONDS
    name = f"P5 memory gained over {SECONDS} s of preview" + (
        "" if is_full else f", not yet {FULL_SECONDS} s"
    )
    report(name, more, "MiB", f"<= {FLAT_MIB:.0f}", more <= FLAT_MIB)


def _report_age() -> None:
    """From the moment the camera sends a picture until it is painted; the camera shares our process and its clock."""
    ages_ms: list[float] = []
    with MjpegCamera(WIDTH, HEIGHT, FPS, kinds=KINDS) as camera, preview(camera.address) as ours:
        while len(ages_ms) < 2 * FRAMES:
            ours.widget.wait_painted(1)
            kind = camera.number_of(ours.newest.pixels)
            sent = max(number for number in tuple(camera.drawn_at)[-KINDS:] if number % KINDS == kind)
            ages_ms.append((ours.widget.painted_at - camera.drawn_at[sent]) * 1000)
    report("P5 age of the shown frame, median", statistics.median(ages_ms), "ms", "told, not promised", True)
    high = statistics.quantiles(ages_ms, n=100)[94]
    report("P5 age of the shown frame, 95 of 100", high, "ms", f"<= {AGE_MS:.0f}", high <= AGE_MS)


if __name__ == "__main__":
    main()
