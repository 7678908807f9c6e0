"""A program of its own for a test: shows a camera, is told to leave, and leaves as the client does."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QTimer

from app.bootstrap import see_off
from app.camera.controller import CameraController
from app.camera.info import CameraInfo
from tests.cameras import SoftwareBook


def main(address: str) -> int:
    """Says "live", waits for a line, says "leaving"; the exit code is 7."""
    app = QCoreApplication([])
    controller = CameraController(
        SoftwareBook(CameraInfo("stream", "Stream", None, "FFMPEG", address=address))
    )
    end = QTimer()
    end.timeout.connect(app.quit)

    def on_frame_ready() -> None:
        controller.frame_ready.disconnect(on_frame_ready)
        sys.stdout.write("live\n")
        sys.stdout.flush()
        sys.stdin.readline()
        end.start(100)  # the line is dead by now, and the reading waits

    controller.frame_ready.connect(on_frame_ready)
    controller.start()
    app.exec()
    sys.stdout.write("leaving\n")
    sys.stdout.flush()
    controller.stop()
    sys.stdout.write("kept\n")  # not flushed: that is for whoever leaves
    see_off(7)
    return 7


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
