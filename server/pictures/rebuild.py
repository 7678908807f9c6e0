"""Starts the child that rebuilds or changes a picture, gives it what it needs only, and reads its answer with care."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from contract.limits import PHOTO_BYTES, PHOTO_SIDE, THUMB_SIDES
from contract.photos import PictureReason
from server.pictures.child import UNCHANGED

WALL_S: Final = 10.0
ROLE: Final = "--picture"
"""The first argument that makes a bundle's program the child; `frozen.py` knows it too."""

NICE: Final = 15
_CREATION: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(
    subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0
)
_LINE_BYTES: Final = 96
_THUMB_BYTES: Final = 300_000
_LIMITS: Final = ((PHOTO_SIDE, PHOTO_BYTES), *((side, _THUMB_BYTES) for side in THUMB_SIDES))
"""The longest side and the most bytes of the picture and of each thumbnail."""

_MOST_BYTES: Final = sum(most for _, most in _LIMITS)
_START: Final = b"\xff\xd8\xff"
_END: Final = b"\xff\xd9"
_PASSED_ON: Final = ("SYSTEMROOT", "PATH", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class PictureRefused(Exception):
    """The bytes are no picture that can be taken; one of the contract's reasons says why."""

    def __init__(self, reason: PictureReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class PictureSlow(Exception):
    """The child was not done when its time was over, and had not used up its own: the machine is busy, try again."""


@dataclass(frozen=True)
class Rebuilt:
    """A picture made anew from pixels: its bytes, their SHA-256, its size, and its thumbnails, smallest first."""

    data: bytes
    sha256: str
    width: int
    height: int
    thumbs: tuple[Rebuilt, ...] = ()


def rebuild(given: bytes, wall_s: float = WALL_S, change: str = UNCHANGED) -> Rebuilt:
    """The picture, rebuilt in a child process, changed on the way if that is asked for (`changes.in_pixels`).

    Blocks for as long as that takes. Raises PictureRefused, PictureSlow.

    A child that its limits have ended, or that answers nonsense, means the picture is damaged.
    """
    if not given.startswith(_START):  # told here already: the cheapest answer to most of what is no picture
        raise PictureRefused(PictureReason.NOT_A_JPEG)
    return read(_ask(given, wall_s, change))


def read(answer: bytes) -> Rebuilt:
    """The picture that a child's answer holds. Raises PictureRefused, also for an answer that is nonsense."""
    line, _, data = answer.partition(b"\n")
    words = line[:_LINE_BYTES].decode("ascii", "replace").split(" ")
    if words[0] == "refused" and len(words) == 2:
        raise PictureRefused(_reason(words[1]))
    pictures = _cut(words[1:], data) if words[0] == "kept" else []
    if not (len(pictures) == 1 + len(THUMB_SIDES) and all(map(_is_sound, pictures, _LIMITS))):
        raise PictureRefused(PictureReason.DAMAGED)
    return replace(pictures[0], thumbs=tuple(pictures[1:]))


def command(change: str = UNCHANGED) -> list[str]:
    """The child's command line: our own program in a bundle, else the interpreter on the child's file alone."""
    limits = [change, str(PHOTO_SIDE), str(PHOTO_BYTES), ",".join(map(str, THUMB_SIDES))]
    if getattr(sys, "frozen", False):
        return [sys.executable, ROLE, *limits]
    return [sys.executable, "-I", str(Path(__file__).with_name("child.py")), *limits]


def _ask(given: bytes, wall_s: float, change: str) -> bytes:
    """What the child answers, never more than a picture may weigh; empty when it did not end well."""
    child = subprocess.Popen(
        command(change),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(os.environ),
        close_fds=True,
        creationflags=_CREATION,
    )
    _come_last(child)
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        child.kill()

    clock = threading.Timer(wall_s, end)
    clock.name = "picture-clock"
    clock.start()
    try:
        # It reads all before it writes anything, so neither side can wait for the other for ever.
        answer = _talk(child, given)
        if child.wait() == 0:
            return answer
        if is_over.is_set():
            raise PictureSlow
        return b""
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        clock.join()


def _come_last(child: subprocess.Popen[bytes]) -> None:
    """From its very start it gives way to those who answer requests; Windows is told so when it is created."""
    if sys.platform != "win32":
        with suppress(OSError):  # it may have ended already
            os.setpriority(os.PRIO_PROCESS, child.pid, NICE)


def _talk(child: subprocess.Popen[bytes], given: bytes) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout:
        try:
            child.stdin.write(given)
            child.stdin.close()
        except OSError:  # it ended while being written to
            return b""
        return child.stdout.read(_LINE_BYTES + _MOST_BYTES + 1)


def _cut(words: list[str], data: bytes) -> list[Rebuilt]:
    """The pictures that the line announces; none when it does not fit the bytes that came."""
    numbers = [int(word) for word in words if word.isdecimal() and len(word) < 8]
    if len(numbers) != len(words) or len(numbers) % 3 or sum(numbers[2::3]) != len(data):
        return []
    found, at = [], 0
    for width, height, length in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        one = data[at : at + length]
        found.append(Rebuilt(one, hashlib.sha256(one).hexdigest(), width, height))
        at += length
    return found


def _is_sound(made: Rebuilt, most: tuple[int, int]) -> bool:
    """Whether it keeps to the longest side and the bytes it may have, and looks like a JPEG from both ends."""
    side, size_bytes = most
    sizes = 0 < made.width <= side and 0 < made.height <= side and len(made.data) <= size_bytes
    return sizes and made.data.startswith(_START) and made.data.endswith(_END)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a program needs to start at all: no key, no secret, no address of a database."""
    return {name: environ[name] for name in _PASSED_ON if name in environ}


def _reason(word: str) -> PictureReason:
    reason = PictureReason(word)
    return PictureReason.DAMAGED if reason is PictureReason.UNKNOWN else reason
