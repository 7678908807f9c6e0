"""Notices that a camera was plugged in or out, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from app.camera.info import CameraInfo

GLANCE_EVERY_S = 0.25
LIST_EVERY_S = 1.0


class ListingWatch:
    """Tells the cameras at first, at every change and after every `look_now`, until it is stopped.

    Where `glance` gives a value, cameras are listed only when it changed: on Linux listing opens every node, which
    wakes sleeping devices. Where it gives None, they are listed once a second.
    """

    def __init__(
        self,
        list_cameras: Callable[[], tuple[CameraInfo, ...]],
        glance: Callable[[], Hashable | None],
        tell: Callable[[tuple[CameraInfo, ...]], None],
    ) -> None:
        self._list_cameras = list_cameras
        self._glance = glance
        self._tell = tell
        self._wake = threading.Event()
        self._is_asked = False
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="camera-devices", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def look_now(self) -> None:
        """List again, soon, and tell even if nothing changed. From any thread."""
        self._is_asked = True
        self._wake.set()

    def stop(self, timeout_s: float) -> bool:
        """Tell nothing more; whether the thread ended within that time."""
        self._is_stopped = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        told: tuple[CameraInfo, ...] | None = None
        seen: Hashable | None = None
        while not self._is_stopped:
            self._wake.clear()
            is_asked = self._is_asked
            if is_asked:  # never taken back unseen: who asks meanwhile is served by the listing below
                self._is_asked = False
            sight = self._glance()
            if is_asked or told is None or sight is None or sight != seen:
                seen = sight
                cameras = self._list_cameras()
                if (is_asked or cameras != told) and not self._is_stopped:
                    told = cameras
                    self._tell(cameras)
            if not self._is_asked and not self._is_stopped:
                self._wake.wait(LIST_EVERY_S if sight is None else GLANCE_EVERY_S)
