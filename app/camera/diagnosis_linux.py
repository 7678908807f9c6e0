"""Why a V4L2 node can't be used, asked of the kernel itself, and which program has it."""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from pathlib import Path

from app.camera.devices_linux import capabilities, opened
from app.camera.info import Diagnosis
from app.domain.cameras import CameraReason

REQUEST_BUFFERS = 0xC0145608
"""VIDIOC_REQBUFS: count, type, memory, capabilities, flags. While one program streams, it is busy for all others."""
CAPTURE, CAPTURE_PLANES = 0x1, 0x1000
MEMORY_MAP = 1
GO_BETWEENS = frozenset({"pipewire", "wireplumber", "pipewire-media-session"})
"""They hold a camera for others; their names would help nobody."""
INTERPRETERS = ("python", "electron", "java", "node", "perl", "ruby")

_OF_ERROR = {
    errno.EACCES: CameraReason.NOT_ALLOWED,
    errno.EPERM: CameraReason.NOT_ALLOWED,
    errno.ENOENT: CameraReason.UNPLUGGED,
    errno.ENODEV: CameraReason.UNPLUGGED,
    errno.ENXIO: CameraReason.UNPLUGGED,
    errno.EBUSY: CameraReason.IN_USE,
}


def diagnose(node: Path, proc: Path = Path("/proc")) -> Diagnosis:
    """The reason, None if the node could be used now. STUCK means that a reader of our own still has it."""
    try:
        reason = _try(node)
    except OSError as error:
        reason = _OF_ERROR.get(error.errno or 0, CameraReason.BROKEN)
    if reason is not CameraReason.IN_USE:
        return Diagnosis(reason)
    pids = holders(node, proc)
    if os.getpid() in pids:
        return Diagnosis(CameraReason.STUCK)
    names = [program_name(pid, proc) for pid in pids]
    return Diagnosis(reason, next((name for name in names if name and name not in GO_BETWEENS), None))


def holders(node: Path, proc: Path = Path("/proc")) -> list[int]:
    """The processes that have the node open, as far as this user may see them."""
    try:
        wanted = os.stat(node)
    except OSError:
        return []
    found = []
    for process in sorted(int(name) for name in os.listdir(proc) if name.isdecimal()):
        folder = proc / str(process) / "fd"
        try:
            descriptors = os.listdir(folder)
        except OSError:  # of another user, or ended in between
            continue
        if any(_is_same(folder / name, wanted) for name in descriptors):
            found.append(process)
    return found


def program_name(pid: int, proc: Path = Path("/proc")) -> str | None:
    """What a person calls the program: its file's name, or its own word for itself under an interpreter."""
    try:
        name = os.path.basename(os.readlink(proc / str(pid) / "exe").removesuffix(" (deleted)"))
        if name.startswith(INTERPRETERS):
            name = (proc / str(pid) / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return None
    return name or None


def _try(node: Path) -> CameraReason | None:
    """Opens the node, asks what it is and asks for a buffer, which it gives back; raises the kernel's OSError."""
    with opened(node, os.O_RDWR) as descriptor:
        can = capabilities(descriptor)
        if not can & (CAPTURE | CAPTURE_PLANES):
            return CameraReason.BROKEN
        if sys.platform != "win32":
            import fcntl

            kind = 1 if can & CAPTURE else 9
            for count in (1, 0):
                request = bytearray(struct.pack("<IIIIB3x", count, kind, MEMORY_MAP, 0, 0))
                fcntl.ioctl(descriptor, REQUEST_BUFFERS, request)
    return None


def _is_same(descriptor: Path, wanted: os.stat_result) -> bool:
    """Only what is named like a video node is asked further: a file of a network that hangs would hold us."""
    try:
        if "video" not in os.readlink(descriptor):
            return False
        state = os.stat(descriptor)
    except OSError:
        return False
    if stat.S_ISCHR(wanted.st_mode):
        return state.st_rdev == wanted.st_rdev and stat.S_ISCHR(state.st_mode)
    return (state.st_dev, state.st_ino) == (wanted.st_dev, wanted.st_ino)
