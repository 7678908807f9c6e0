"""Cameras of macOS in the order in which OpenCV counts them, told apart by the system's own unique id."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

from app.camera.facts import CameraFacts, different_names
from app.camera.info import CameraInfo

BACKEND = "AVFOUNDATION"


@dataclass(frozen=True, slots=True)
class Device:
    """What AVFoundation says of one device."""

    unique_id: str
    name: str


def read_devices() -> list[Device]:
    """Video devices, then muxed ones: the two calls whose answers OpenCV puts together and sorts."""
    foundation = av_foundation()
    # News of hardware arrives through the run loop, which a thread of ours does not turn.
    foundation.NSRunLoop.currentRunLoop().runUntilDate_(foundation.NSDate.dateWithTimeIntervalSinceNow_(0))
    listed = [
        *foundation.AVCaptureDevice.devicesWithMediaType_(foundation.AVMediaTypeVideo),
        *foundation.AVCaptureDevice.devicesWithMediaType_(foundation.AVMediaTypeMuxed),
    ]
    return [Device(str(device.uniqueID()), str(device.localizedName())) for device in listed]


def cameras(devices: Iterable[Device]) -> tuple[CameraInfo, ...]:
    """The index is the rank by unique id (OpenCV, modules/videoio/src/cap_avfoundation_mac.mm)."""
    ranked = sorted(devices, key=lambda device: device.unique_id)
    facts = [CameraFacts(device.unique_id, name=device.name, index=n) for n, device in enumerate(ranked)]
    names = different_names(facts)
    return tuple(
        CameraInfo(one.key, name, one.index, BACKEND) for one, name in zip(facts, names, strict=True)
    )


def is_used_elsewhere(unique_id: str) -> bool:
    """Whether another program has this camera."""
    device = av_foundation().AVCaptureDevice.deviceWithUniqueID_(unique_id)
    return device is not None and bool(device.isInUseByAnotherApplication())


def av_foundation() -> ModuleType:
    """The bridge, which exists on macOS only."""
    return importlib.import_module("AVFoundation")
