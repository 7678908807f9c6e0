"""Reads pictures with OpenCV: a device, a stream (MJPEG over HTTP) or a film. Imported on a reading thread only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from app.camera.configured import is_stream
from app.camera.ports import CannotOpen
from app.imaging.cv import cv2

if TYPE_CHECKING:
    from app.camera.info import CameraInfo
    from app.camera.states import Pixels, Wanted

OPEN_WITHIN_MS = 6_000
READ_WITHIN_MS = 3_000
"""Below the controller's own time-outs, so that a stream that stalls gives its thread back. Streams only."""
FILM_FPS = 25.0
"""For a film that does not say."""
FILM_FPS_AT_MOST = 60.0
GREY, COLOUR, WITH_ALPHA = 2, 3, 4
"""What numpy's shape says: dimensions of a grey picture, channels of the others."""


class OpenCvSource:
    """One cv2.VideoCapture. OpenCV's own errors become "no picture"; what they mean is found out elsewhere."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._capture = cv2.VideoCapture()
        self._sleep = sleep
        self._interval_s: float | None = None  # of a film, which has no pace of its own
        self._due = 0.0

    def open(self, camera: CameraInfo, wanted: Wanted | None) -> None:
        """By the backend that is named, never by any that happens to answer. Raises CannotOpen."""
        try:
            is_open = self._open(camera, wanted)
        except cv2.error as fault:
            raise CannotOpen(str(fault)) from fault
        if not is_open:
            raise CannotOpen(f"{camera.backend} {camera.index if camera.address is None else 'address'}")

    def read(self) -> Pixels | None:
        """As it comes, in blue, green, red; grey becomes colour, so that all the rest knows one shape only."""
        try:
            if self._interval_s is not None:
                self._keep_pace(self._interval_s)
            is_there, pixels = self._capture.read()
            if not is_there and self._interval_s is not None:
                self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
                is_there, pixels = self._capture.read()
            return _in_colour(pixels) if is_there and pixels is not None else None
        except cv2.error:
            return None

    def release(self) -> None:
        """On the thread that opened it."""
        self._interval_s = None
        self._capture.release()

    def _open(self, camera: CameraInfo, wanted: Wanted | None) -> bool:
        backend: int = getattr(cv2, f"CAP_{camera.backend}")
        if camera.address is None:
            return self._open_device(camera.index or 0, backend, wanted)
        if is_stream(camera.address):
            limits = [
                *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_WITHIN_MS),
                *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_WITHIN_MS),
            ]
            return self._capture.open(camera.address, backend, limits)
        if not self._capture.open(camera.address, backend):
            return False
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self._interval_s = 1 / min(fps if fps > 0 else FILM_FPS, FILM_FPS_AT_MOST)
        self._due = time.monotonic()
        return True

    def _open_device(self, index: int, backend: int, wanted: Wanted | None) -> bool:
        if wanted is None:
            return self._capture.open(index, backend)
        if backend == cv2.CAP_MSMF:
            # There each later change of size costs as much as opening.
            size = [cv2.CAP_PROP_FRAME_WIDTH, wanted.width, cv2.CAP_PROP_FRAME_HEIGHT, wanted.height]
            return self._capture.open(index, backend, size)
        if not self._capture.open(index, backend):
            return False
        self._ask(wanted)
        if backend == cv2.CAP_DSHOW and not self._has(wanted):
            # It forgets the format when the size changes.
            self._capture.set(cv2.CAP_PROP_FOURCC, _code(wanted.fourcc))
        return self._capture.isOpened()

    def _ask(self, wanted: Wanted) -> None:
        """In this order: the sizes that are offered depend on the format, the rates on both."""
        self._capture.set(cv2.CAP_PROP_FOURCC, _code(wanted.fourcc))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height)
        self._capture.set(cv2.CAP_PROP_FPS, wanted.fps)

    def _has(self, wanted: Wanted) -> bool:
        """`set` answers True for a format that the device does not have, so it is asked."""
        return int(self._capture.get(cv2.CAP_PROP_FOURCC)) == _code(wanted.fourcc)

    def _keep_pace(self, interval_s: float) -> None:
        """Waits until the next frame is due; a film is never run faster to catch up."""
        now = time.monotonic()
        if self._due > now:
            self._sleep(self._due - now)
        self._due = max(now, self._due) + interval_s


def _code(fourcc: str) -> int:
    return cv2.VideoWriter.fourcc(*fourcc)


def _in_colour(pixels: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Pixels | None:
    if pixels.dtype != np.uint8 or pixels.size == 0:
        return None
    picture = pixels.view(np.uint8)
    if picture.ndim == GREY:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    if picture.shape[2] == WITH_ALPHA:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR), np.uint8)
    return picture if picture.shape[2] == COLOUR else None
