"""Cameras made in software: a device whose every mood a test sets, and a book in which such devices are listed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from app.camera.info import CameraInfo, Diagnosis
from app.camera.ports import CannotOpen
from app.camera.states import CameraReason, Wanted

if TYPE_CHECKING:
    from app.camera.states import Pixels


class Mood(Enum):
    """What a software camera does when it is opened or read."""

    LIVE = "live"
    FROZEN = "frozen"
    SILENT = "silent"
    """A read blocks, as in a driver that hangs, until the mood is another."""
    DEAD = "dead"
    """A read gives nothing, at once."""
    REFUSING = "refusing"
    """It can't be opened."""
    HANGING = "hanging"
    """Opening blocks until the mood is another."""


def camera_info(name: str = "Camera A", key: str = "usb:1:2:A#0", index: int = 0) -> CameraInfo:
    """A device as a list names it."""
    return CameraInfo(key, name, index, "V4L2")


class SoftwareCamera:
    """Paced like a device, in any mood; `make_source` is what a CameraController takes.

    Each picture is one colour, `light`, with the number of the picture in its first row as 0 and 255, lowest bit
    first; so no two in a row are the same, unless there is no light at all.
    """

    def __init__(self, width: int = 64, height: int = 48, fps: int = 100, light: int = 120) -> None:
        self.width, self.height, self.fps, self.light = width, height, fps, light
        self.made = 0
        self.asked: list[Wanted | None] = []
        self.open_now = 0
        self.opened = 0
        self.blocked = 0
        self.threads: set[str] = set()
        self._mood = Mood.LIVE
        self._changed = threading.Condition()

    @property
    def mood(self) -> Mood:
        """What it does now."""
        return self._mood

    def set_mood(self, mood: Mood) -> None:
        """From now on, also for whoever is blocked in it."""
        with self._changed:
            self._mood = mood
            self._changed.notify_all()

    def make_source(self) -> SoftwareSource:
        """One more capture of this camera."""
        return SoftwareSource(self)

    def number_of(self, pixels: Pixels) -> int:
        """The number of a picture."""
        return sum(1 << bit for bit in range(16) if pixels[0, bit, 0] > 128)

    def picture(self) -> Pixels:
        """The next one."""
        if self._mood is not Mood.FROZEN or not self.made:
            with self._changed:
                self.made += 1
                self._changed.notify_all()
        pixels = np.full((self.height, self.width, 3), self.light, np.uint8)
        for bit in range(16):
            pixels[0, bit] = 255 if self.light and self.made >> bit & 1 else 0
        return pixels

    def wait_while(self, mood: Mood) -> None:
        """Blocks as a driver does."""
        with self._changed:
            self.blocked += 1
            self._changed.wait_for(lambda: self._mood is not mood)
            self.blocked -= 1

    def wait_made(self, number: int, timeout_s: float = 10.0) -> None:
        """Until the picture with that number was made."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.made >= number, timeout_s), "no picture was asked for"

    def pace(self) -> None:
        """Until the next picture is due, or the mood changes."""
        with self._changed:
            mood = self._mood
            self._changed.wait_for(lambda: self._mood is not mood, 1 / self.fps)


class SoftwareSource:
    """A capture of a SoftwareCamera."""

    def __init__(self, camera: SoftwareCamera) -> None:
        self._camera = camera
        self._is_open = False

    def open(self, camera: CameraInfo, wanted: Wanted | None) -> None:
        """As the mood is."""
        self._camera.asked.append(wanted)
        self._camera.threads.add(threading.current_thread().name)
        self._camera.wait_while(Mood.HANGING)
        if self._camera.mood is Mood.REFUSING:
            raise CannotOpen(camera.name)
        self._is_open = True
        self._camera.open_now += 1
        self._camera.opened += 1

    def read(self) -> Pixels | None:
        """As the mood is."""
        self._camera.wait_while(Mood.SILENT)
        if self._camera.mood is Mood.DEAD or not self._is_open:
            return None
        self._camera.pace()
        return self._camera.picture()

    def release(self) -> None:
        """Gives it back."""
        self._camera.threads.add(threading.current_thread().name)
        if self._is_open:
            self._is_open = False
            self._camera.open_now -= 1


class SoftwareBook:
    """A DeviceBook whose list and reasons a test sets; tells in the thread of whoever changes it."""

    def __init__(self, *cameras: CameraInfo) -> None:
        self.cameras = cameras
        self.diagnosis = Diagnosis(None)
        self.looks = 0
        self._tellers: list[Callable[[tuple[CameraInfo, ...]], None]] = []

    def watch(self, tell: Callable[[tuple[CameraInfo, ...]], None]) -> SoftwareWatch:
        """One that tells the present list when it is asked to look."""
        return SoftwareWatch(self, tell)

    def diagnose(self, info: CameraInfo | None) -> Diagnosis:
        """What the test set."""
        return Diagnosis(CameraReason.NONE_PLUGGED_IN) if info is None else self.diagnosis

    def plug(self, *cameras: CameraInfo) -> None:
        """These are plugged in now, and no others."""
        self.cameras = cameras
        for tell in tuple(self._tellers):
            tell(cameras)

    @property
    def watchers(self) -> int:
        """How many watches hear of changes."""
        return len(self._tellers)

    def listen(self, tell: Callable[[tuple[CameraInfo, ...]], None], *, is_on: bool) -> None:
        """A watch begins or ends."""
        if is_on:
            self._tellers.append(tell)
        elif tell in self._tellers:
            self._tellers.remove(tell)


class SoftwareWatch:
    """The watch of a SoftwareBook."""

    def __init__(self, book: SoftwareBook, tell: Callable[[tuple[CameraInfo, ...]], None]) -> None:
        self._book = book
        self._tell = tell

    def start(self) -> None:
        """Hears changes from now on."""
        self._book.listen(self._tell, is_on=True)

    def look_now(self) -> None:
        """Tells at once."""
        self._book.looks += 1
        self._tell(self._book.cameras)

    def stop(self, timeout_s: float) -> bool:
        """Hears nothing more."""
        self._book.listen(self._tell, is_on=False)
        return True
