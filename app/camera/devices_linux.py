"""Which V4L2 nodes are cameras, and which camera a node is: asked of the kernel and read from /sys."""

from __future__ import annotations

import contextlib
import os
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from app.camera.facts import CameraFacts

DEV, SYSFS = Path("/dev"), Path("/sys")
QUERY_CAPABILITIES = 0x80685600
"""VIDIOC_QUERYCAP of videodev2.h; the structure has 104 bytes, its capabilities stand at 84."""
HAS_OWN_CAPABILITIES, NEEDS_ROUTING = 0x80000000, 0x20000000
"""The second is V4L2_CAP_IO_MC: raw parts of a camera (some laptops show dozens) that others have to put together."""
_NODE = re.compile(r"video(\d+)", re.ASCII)
_BUS_NUMBER = re.compile(r"/usb\d+(?=/|$)")
_BUS_IN_PORT = re.compile(r"/\d+-(?=[\d.]+(?:$|:|/))")


def facts_of(index: int, name: str, sysfs: Path = SYSFS) -> CameraFacts:
    """What /sys says of /dev/video`index`.

    The identity is `usb:vendor:product:serial#part`; without a serial the port takes its place, and off the USB the
    place on the bus. The part tells the nodes of one device apart, 0 is the picture.
    """
    node = sysfs / "class/video4linux" / f"video{index}"
    part = _line(node / "index") or "0"
    device = Path(os.path.realpath(node / "device"))
    if not (node / "device").exists():
        return CameraFacts(f"name:{name}#{part}", place=f"video{index}", index=index, name=name)
    usb = device if (device / "idVendor").exists() else device.parent
    place = _place(device, sysfs)
    if not (usb / "idVendor").exists():
        return CameraFacts(f"bus:{place}#{part}", place=place, index=index, name=name)
    place = _place(usb, sysfs)
    serial = re.sub(r"[^\w.-]", "_", _line(usb / "serial"))
    model = f"usb:{_line(usb / 'idVendor')}:{_line(usb / 'idProduct')}"
    key = f"{model}:{serial}#{part}" if serial else f"{model}@{place}#{part}"
    return CameraFacts(
        key, place=place, port=usb.name.partition("-")[2], serial=serial, index=index, name=name
    )


def is_picture_node(index: int, dev: Path = DEV, sysfs: Path = SYSFS) -> bool:
    """Whether it gives pictures by itself. One that can't be asked and is not its device's first has metadata."""
    try:
        with opened(dev / f"video{index}", os.O_RDONLY) as descriptor:
            return not capabilities(descriptor) & NEEDS_ROUTING
    except OSError:
        return (_line(sysfs / "class/video4linux" / f"video{index}" / "index") or "0") == "0"


@contextlib.contextmanager
def opened(node: Path, way: int) -> Iterator[int]:
    """A descriptor that waits for nothing; raises the kernel's OSError."""
    descriptor = os.open(node, way | (os.O_NONBLOCK | os.O_CLOEXEC if sys.platform != "win32" else 0))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def capabilities(descriptor: int) -> int:
    """What the node can do, by the flags of videodev2.h; raises the kernel's OSError."""
    if sys.platform == "win32":
        raise OSError("no V4L2 here")
    import fcntl

    answer = bytearray(104)
    fcntl.ioctl(descriptor, QUERY_CAPABILITIES, answer)
    of_all, of_node = struct.unpack_from("<II", answer, 84)
    return int(of_node if of_all & HAS_OWN_CAPABILITIES else of_all)


def glance(dev: Path = DEV) -> tuple[tuple[str, int, int, int], ...]:
    """Changes whenever a video node comes, goes or gets another owner or mode; costs a tenth of a millisecond."""
    seen = []
    for name in os.listdir(dev):
        if _NODE.fullmatch(name):
            try:
                state = os.lstat(dev / name)
            except OSError:  # gone in between
                continue
            seen.append((name, state.st_ino, state.st_mode, state.st_ctime_ns))
    return tuple(sorted(seen))


def _place(device: Path, sysfs: Path) -> str:
    """The way through the buses, without the number that a USB controller happened to get at this start."""
    way = _BUS_NUMBER.sub("", "/" + os.path.relpath(device, os.path.realpath(sysfs / "devices")))
    return _BUS_IN_PORT.sub("/", way).lstrip("/")


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").partition("\n")[0].strip()
    except OSError:
        return ""
