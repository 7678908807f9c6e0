"""Finds out why a camera gives no picture, which OpenCV does not say; every call blocks for a moment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.camera import diagnosis_linux, diagnosis_macos, diagnosis_windows
from app.camera.configured import is_stream
from app.camera.info import CameraInfo, Diagnosis
from app.domain.cameras import CameraReason


def diagnose(camera: CameraInfo | None, *, is_supported: bool = True) -> Diagnosis:
    """The reason for this camera, or with None why there is none; a reason of None means that nothing was found."""
    if camera is None:
        return Diagnosis(CameraReason.NONE_PLUGGED_IN if is_supported else CameraReason.NO_SUPPORT)
    if camera.address is not None:
        return _of_address(camera.address)
    if sys.platform == "win32":
        return diagnosis_windows.diagnose(diagnosis_windows.SystemRegistry(), sys.executable)
    if sys.platform == "darwin":
        return diagnosis_macos.diagnose(camera.key)
    return diagnosis_linux.diagnose(Path(f"/dev/video{camera.index}"))


def _of_address(address: str) -> Diagnosis:
    if not is_stream(address) and os.path.exists(address) and not os.access(address, os.R_OK):
        return Diagnosis(CameraReason.NOT_ALLOWED)
    return Diagnosis(CameraReason.NO_PICTURE)
