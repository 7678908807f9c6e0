"""Runs the real camera without a window, for tests that start it in a world of its own: commands in, JSON lines out.

`start KEY` (or `start -` for the first camera), `choose KEY`, `still`, `stop`, `quit`; `nobody` gives up the rights
of root, to whom every device is open.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import time

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.camera.controller import CameraController
from app.camera.devices import SystemDevices
from app.camera.info import CameraInfo
from app.camera.states import CameraStatus, Still
from app.domain.errors import CameraFault

NOBODY = 65534


class Probe(QObject):
    """Says whatever the controller says, and how grey its pictures are when that changes."""

    command_came = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._controller = CameraController(SystemDevices(), parent=self)
        self._luma: int | None = None
        self._controller.status_changed.connect(self._on_status_changed)
        self._controller.cameras_changed.connect(self._on_cameras_changed)
        self._controller.frame_ready.connect(self._on_frame_ready)
        self._controller.still_taken.connect(self._on_still_taken)
        self._controller.still_failed.connect(self._on_still_failed)
        self.command_came.connect(self._on_command_came)
        threading.Thread(target=self._read_commands, name="commands", daemon=True).start()

    def _read_commands(self) -> None:
        for line in sys.stdin:
            self.command_came.emit(line.strip())
        self.command_came.emit("quit")

    def _on_command_came(self, line: str) -> None:
        command, _, key = line.partition(" ")
        if command == "start":
            self._controller.start(None if key == "-" else key)
        elif command == "choose":
            self._controller.choose(key)
        elif command == "still":
            self._controller.take_still()
        elif command == "stop":
            self._controller.stop()
        elif command == "nobody":
            give_up_rights()
            say("nobody")
        elif command == "quit":
            say("left", ended=self._controller.leave(3.0))
            QCoreApplication.quit()

    def _on_status_changed(self, status: CameraStatus) -> None:
        self._luma = None
        say(
            "status",
            state=status.state.value,
            reason=status.reason.value if status.reason else None,
            holder=status.holder,
            camera=status.camera.key if status.camera else None,
        )

    def _on_cameras_changed(self, cameras: tuple[CameraInfo, ...]) -> None:
        say("cameras", cameras=[[camera.key, camera.name, camera.index] for camera in cameras])

    def _on_frame_ready(self) -> None:
        frame = self._controller.take_frame()
        if frame is None:
            return
        luma = int(frame.pixels[0].mean())
        if luma != self._luma:
            self._luma = luma
            say("picture", luma=luma, size=list(frame.pixels.shape))

    def _on_still_taken(self, still: Still) -> None:
        say("still", luma=int(still.pixels[0].mean()), waited=still.at - still.clicked_at)

    def _on_still_failed(self, fault: CameraFault) -> None:
        say("no still", reason=fault.reason.value)


def give_up_rights() -> None:
    """For good; what is imported later must be loaded before, as it may lie where nobody may read."""
    for name in ("cv2_enumerate_cameras", "app.camera.opencv_source"):
        importlib.import_module(name)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def say(event: str, **values: object) -> None:
    """One line, with the monotonic time, which every process of a machine shares."""
    open_files = len(os.listdir("/proc/self/fd"))
    line = {"event": event, "at": time.monotonic(), "files": open_files, **values}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    application = QCoreApplication(sys.argv)
    probe = Probe()
    say("ready")
    application.exec()
