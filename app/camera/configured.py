"""Cameras from the configuration: a stream's address or a film, for kiosks, the tour and tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from app.camera.info import CameraInfo
from app.config import CameraSetting

BACKEND = "FFMPEG"


def configured_cameras(settings: Iterable[CameraSetting]) -> tuple[CameraInfo, ...]:
    """One camera for each setting. The key is a digest: addresses may hold a password, and keys are kept on disk."""
    return tuple(
        CameraInfo(_key(one.address), one.name or _name(one.address), None, BACKEND, address=one.address)
        for one in settings
    )


def is_stream(address: str) -> bool:
    """A stream from the network, else the path of a film."""
    return "://" in address


def _key(address: str) -> str:
    kind = "stream" if is_stream(address) else "film"
    return f"{kind}:{hashlib.sha256(address.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _name(address: str) -> str:
    return (urlsplit(address).hostname or address) if is_stream(address) else Path(address).stem
