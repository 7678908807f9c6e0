"""What the camera needs of others: something to read pictures from, a book of devices, permission, a clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.camera.info import CameraInfo, Diagnosis
    from app.camera.states import Pixels, Wanted

Clock = Callable[[], float]
"""Seconds that only grow, such as time.monotonic."""


class CannotOpen(Exception):
    """A source can't be opened this way."""


class NoSupport(Exception):
    """The library behind every source can't be loaded on this system."""


class Source(Protocol):
    """One capture. All three are called on one and the same thread, never from outside, and may block there."""

    def open(self, camera: CameraInfo, wanted: Wanted | None) -> None:
        """Opens it, asking for that format or for none; raises CannotOpen."""

    def read(self) -> Pixels | None:
        """Waits for the next picture, an array of its own; None if none came."""

    def release(self) -> None:
        """Gives the device back; harmless on one that never opened."""


MakeSource = Callable[[], Source]
"""Called on the reading thread, where the libraries it needs may be loaded; raises NoSupport if they can't."""


class DeviceWatch(Protocol):
    """Lists the cameras on a daemon thread of its own, named "camera-…"."""

    def start(self) -> None:
        """Begins to list."""

    def look_now(self) -> None:
        """Lists once more, soon, and tells even if nothing changed. From any thread, returns at once."""

    def stop(self, timeout_s: float) -> bool:
        """Lists no more; whether the thread ended within that time, which may be 0."""


class DeviceBook(Protocol):
    """What is known of the devices of this computer and of the cameras from the configuration."""

    def watch(self, tell: Callable[[tuple[CameraInfo, ...]], None]) -> DeviceWatch:
        """A watch that tells on its own thread: at its first listing, at every change, after every `look_now`."""

    def diagnose(self, camera: CameraInfo | None) -> Diagnosis:
        """Why this camera can't be opened (None: why there is none). Blocks for a moment, on any thread."""


class Permission(Protocol):
    """Whether the system lets us use cameras; called in the GUI thread only."""

    def check(self) -> bool | None:
        """True if granted, False if denied, None if nobody was asked yet."""

    def request(self, answered: Callable[[bool], None]) -> None:
        """Lets the system ask; the answer comes later, in the GUI thread."""


class Granted:
    """The permission of systems that ask nobody."""

    def check(self) -> bool | None:
        """Always."""
        return True

    def request(self, answered: Callable[[bool], None]) -> None:
        """Answers at once."""
        answered(True)
