"""The cameras of this computer by name, found without opening one; calls block and may come from any thread."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Hashable

from app.camera import devices_linux, devices_macos, devices_windows
from app.camera.diagnosis import diagnose
from app.camera.facts import different_names, placed
from app.camera.info import CameraInfo, Diagnosis
from app.camera.watch import ListingWatch

log = logging.getLogger(__name__)


class SystemDevices:
    """The book of devices that the controller looks cameras up in; configured ones stand first."""

    def __init__(self, configured: tuple[CameraInfo, ...] = ()) -> None:
        self._configured = configured
        self._ambiguous: set[str] = set()
        self._listing = threading.Lock()
        self._is_supported = True

    def list_cameras(self) -> tuple[CameraInfo, ...]:
        """All cameras in a fixed order; only the configured ones where the system's can't be listed."""
        with self._listing:
            try:
                found = _list_system(self._ambiguous)
                self._is_supported = True
            except ImportError:  # Windows N has no Media Foundation until its pack is installed
                log.warning("the cameras of this system can't be listed", exc_info=True)
                found, self._is_supported = (), False
        return (*self._configured, *found)

    def watch(self, tell: Callable[[tuple[CameraInfo, ...]], None]) -> ListingWatch:
        """Tells on a thread of its own: at first, at every change, and whenever it is asked to look."""
        return ListingWatch(self.list_cameras, self.glance, tell)

    def diagnose(self, camera: CameraInfo | None) -> Diagnosis:
        """Why this camera gives no picture, or why there is none."""
        return diagnose(camera, is_supported=self._is_supported)

    def glance(self) -> Hashable | None:
        """Something cheap that changes with the list; None where only listing tells."""
        return devices_linux.glance() if sys.platform.startswith("linux") else None


def _list_system(ambiguous: set[str]) -> tuple[CameraInfo, ...]:
    if sys.platform == "darwin":
        return devices_macos.cameras(devices_macos.read_devices())
    if sys.platform == "win32":
        return devices_windows.cameras(
            _listed(devices_windows.MEDIA_FOUNDATION), _listed(devices_windows.DIRECT_SHOW), ambiguous
        )
    return _list_linux(ambiguous)


def _list_linux(ambiguous: set[str]) -> tuple[CameraInfo, ...]:
    nodes = sorted(
        (one for one in _listed("V4L2") if devices_linux.is_picture_node(one.index)),
        key=lambda one: one.index,
    )
    facts = placed([devices_linux.facts_of(one.index, one.name) for one in nodes], ambiguous)
    return tuple(
        CameraInfo(one.key, name, one.index, "V4L2")
        for one, name in zip(facts, different_names(facts), strict=True)
    )


def _listed(backend: str) -> list[devices_windows.Listed]:
    from app.imaging.cv import cv2  # first of all: the next line imports OpenCV too

    from cv2_enumerate_cameras import enumerate_cameras  # isort: skip

    return [
        devices_windows.Listed(one.index, one.name or "", one.path or "")
        for one in enumerate_cameras(getattr(cv2, f"CAP_{backend}"))
    ]
