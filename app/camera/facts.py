"""Tells cameras apart: a stable key for each, and a name that differs from its twin's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from app.camera.info import CameraInfo

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What a system says of one camera; empty where it says nothing.

    `place` is where it is plugged in, good for telling twins of one serial apart; `port` is the part of it that a
    person could follow.
    """

    key: str
    name: str
    place: str = ""
    port: str = ""
    serial: str = ""
    index: int = 0


def tidy_name(name: str) -> str:
    """A device's own name without what can't be seen, and said once: drivers write "Camera A: Camera A"."""
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    first, colon, second = clean.partition(": ")
    # The second half is cut where the 32 bytes of the driver end.
    return first if colon and first.startswith(second) else clean


def place_in_key(key: str, place: str) -> str:
    """The key with the place before its part, for cameras of one make that carry one serial."""
    head, sign, part = key.rpartition("#")
    return f"{head}@{place}#{part}" if sign else f"{key}@{place}"


def placed(cameras: Sequence[CameraFacts], ambiguous: set[str]) -> list[CameraFacts]:
    """The same with different keys. `ambiguous` remembers keys that were once met twice, so that the camera that
    stays does not take the key of the twin that goes."""
    ambiguous |= {key for key, times in Counter(camera.key for camera in cameras).items() if times > 1}
    return [
        replace(camera, key=place_in_key(camera.key, camera.place or str(camera.index)))
        if camera.key in ambiguous
        else camera
        for camera in cameras
    ]


def different_names(cameras: Sequence[CameraFacts]) -> list[str]:
    """The name of each; twins get the end of their serial, else their port, else a number."""
    names = [
        tidy_name(camera.name) or translate("CameraNames", "Camera {number}").format(number=camera.index + 1)
        for camera in cameras
    ]
    for name in {name for name in names if names.count(name) > 1}:
        twins = [n for n, other in enumerate(names) if other == name]
        for place, label in zip(twins, _labels([cameras[n] for n in twins]), strict=True):
            names[place] = translate("CameraNames", "{camera} ({mark})").format(camera=name, mark=label)
    return names


def _labels(twins: Sequence[CameraFacts]) -> list[str]:
    serials = [tidy_name(twin.serial)[-4:] for twin in twins]
    if _all_differ(serials):
        return serials
    ports = [twin.port for twin in twins]
    if _all_differ(ports):
        return [translate("CameraNames", "port {port}").format(port=port) for port in ports]
    return [str(number) for number in range(1, len(twins) + 1)]


def _all_differ(words: Sequence[str]) -> bool:
    return all(words) and len(set(words)) == len(words)


def find_camera(cameras: Iterable[CameraInfo], key: str) -> CameraInfo | None:
    """The camera that was remembered by `key`, None when it is not there or can't be told from another.

    The key of one of two twins names its place; alone, after another start, it is found without.
    """
    listed = tuple(cameras)
    exact = next((camera for camera in listed if camera.key == key), None)
    if exact is not None:
        return exact
    alike = [
        camera
        for camera in listed
        if _without_place(camera.key) == _without_place(key) and (("@" in camera.key) != ("@" in key))
    ]
    return alike[0] if len(alike) == 1 else None


def _without_place(key: str) -> str:
    """A key with a serial in front of its place, else the whole: the place is all that such a key says."""
    head, _, part = key.rpartition("#")
    name, sign, _ = head.partition("@")
    has_serial = name.startswith("usb:") and len(name.split(":")) == len(
        ("usb", "vendor", "product", "serial")
    )
    return f"{name}#{part}" if sign and has_serial else key
