"""The one door to OpenCV: what it reads from the environment is set before its first import."""

from __future__ import annotations

import os


def _set_environment() -> None:
    """A value that is already there was set on purpose and stays."""
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")  # reasons are found and told by us, not on the console
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    # Whole seconds, read once at the first use; its own 10 would hide for long that a camera went quiet.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
    # Opening a camera on Windows takes tens of seconds with them.
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
    # On macOS the camera is asked for by Qt; OpenCV would block its thread with the question.
    os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")


def _restore(places: dict[str, str | None]) -> None:
    """Undo what the wheel with windows does at import: it points Qt to plugins and fonts of its own."""
    for name, value in places.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


_set_environment()
_QT_PLACES = {name: os.environ.get(name) for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")}

import cv2  # noqa: E402 - only now

_restore(_QT_PLACES)

__all__ = ["cv2"]
