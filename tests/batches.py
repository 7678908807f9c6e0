"""Many pictures through one child process after the other: what came of each, and which one a child died of.

The child is a program that calls `work` with what is to be tried. It reads its whole batch, then answers picture by
picture with the processor's seconds and the memory it took, so that whatever ends it too early is known by its place.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[1]
IN_A_BATCH = 1_000
BATCH_MAY_TAKE_S = 100.0
_HEAD = struct.Struct(">dQI")
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Outcome:
    """What a child answered to one picture, the processor's time it took, and the most memory up to then."""

    picture: bytes
    answer: bytes
    cpu_s: float
    memory_bytes: int


@dataclass
class Tally:
    """What became of many: how many were taken, how many declined, and the most that one of them cost."""

    taken: int = 0
    declined: int = 0
    longest_s: float = 0.0
    most_bytes: int = 0

    def add(self, outcome: Outcome, was_taken: bool) -> None:
        """One more."""
        self.taken += was_taken
        self.declined += not was_taken
        self.longest_s = max(self.longest_s, outcome.cpu_s)
        self.most_bytes = max(self.most_bytes, outcome.memory_bytes)

    def __str__(self) -> str:
        return (
            f"{self.taken + self.declined:,} pictures: {self.taken:,} taken, {self.declined:,} declined, 0 crashes, "
            f"0 hangs; the longest {self.longest_s:.3f} s, the most memory {self.most_bytes / 2**20:.0f} MB"
        )


class ChildDied(AssertionError):
    """A child crashed or hung; the text has the picture it was at."""


def through(
    module: str, pictures: Iterable[bytes], *options: str, may_take_s: float = BATCH_MAY_TAKE_S
) -> Iterator[Outcome]:
    """What became of each picture, in their order; `options` seed a fault in the child. Raises ChildDied."""
    waiting = iter(pictures)
    while batch := list(islice(waiting, IN_A_BATCH)):
        yield from _one_batch([sys.executable, "-m", module, *options], batch, may_take_s)


def work(answer: Callable[[bytes], bytes], memory: Memory | None = None) -> None:
    """The child's whole life: reads, answers, ends. A child that may open no file any more has its `memory` already."""
    given, said = sys.stdin.buffer, sys.stdout.buffer
    pictures = list(_read(given))
    memory = memory or Memory()
    for picture in pictures:
        memory.begin()
        started = time.process_time()
        told = answer(picture)
        took = time.process_time() - started
        said.write(_HEAD.pack(took, memory.most_bytes(), len(told)) + told)
        said.flush()


class Memory:
    """The most that this process takes beyond what it had; only Linux tells it, elsewhere it is 0.

    `getrusage` would not do: what the parent had before it started this program counts there.
    """

    def __init__(self) -> None:
        self._status = self._peak = None
        if sys.platform == "linux":
            self._status = os.open("/proc/self/status", os.O_RDONLY)
            self._peak = os.open("/proc/self/clear_refs", os.O_WRONLY)
        self._before = self.most_bytes(0)

    def begin(self) -> None:
        """Forgets what was the most up to now."""
        if self._peak is not None:
            os.pwrite(self._peak, b"5", 0)

    def most_bytes(self, before: int | None = None) -> int:
        """The most since `begin`, less what there was at first."""
        if self._status is None:
            return 0
        found = re.search(rb"VmHWM:\s*(\d+) kB", os.pread(self._status, 4_096, 0))
        assert found is not None
        return max(0, int(found[1]) * 1_024 - (self._before if before is None else before))


def _one_batch(command: list[str], batch: list[bytes], may_take_s: float) -> list[Outcome]:
    given = b"".join(_LENGTH.pack(len(picture)) + picture for picture in batch)
    try:
        ended = subprocess.run(
            command, input=given, capture_output=True, cwd=ROOT, timeout=may_take_s, check=False
        )
        said, code, complaint = ended.stdout, ended.returncode, ended.stderr
    except subprocess.TimeoutExpired as late:
        said, code, complaint = late.stdout or b"", -1, b"it hung"
    found = list(_answers(said))
    if code == 0 and len(found) == len(batch):
        return [Outcome(picture, *one) for picture, one in zip(batch, found, strict=True)]
    place = min(len(found), len(batch) - 1)
    raise ChildDied(
        f"the child ended with {code} at picture {place} of its batch: {batch[place].hex()[:4000]}\n"
        f"{complaint.decode(errors='replace')[-2000:]}"
    )


def _answers(said: bytes) -> Iterator[tuple[bytes, float, int]]:
    at = 0
    while at + _HEAD.size <= len(said):
        took, memory, length = _HEAD.unpack_from(said, at)
        at += _HEAD.size + length
        if at <= len(said):
            yield said[at - length : at], took, memory


def _read(file: BinaryIO) -> Iterator[bytes]:
    while head := file.read(_LENGTH.size):
        yield file.read(_LENGTH.unpack(head)[0])
