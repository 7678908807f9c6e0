"""What macOS says about a camera that can't be used."""

from __future__ import annotations

from app.camera.devices_macos import av_foundation, is_used_elsewhere
from app.camera.info import Diagnosis
from app.domain.cameras import CameraReason

RESTRICTED, DENIED = 1, 2
"""Of AVAuthorizationStatus; 0 is not asked yet, 3 is granted."""


def diagnose(unique_id: str) -> Diagnosis:
    """Not allowed, in use elsewhere, or nothing that is known; macOS names no program."""
    foundation = av_foundation()
    status = foundation.AVCaptureDevice.authorizationStatusForMediaType_(foundation.AVMediaTypeVideo)
    if status in (RESTRICTED, DENIED):
        return Diagnosis(CameraReason.NOT_ALLOWED)
    return Diagnosis(CameraReason.IN_USE if is_used_elsewhere(unique_id) else None)
