"""Notices acknowledged writes in a write-ahead log that SQLite can no longer read."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from app.storage.sql import Connection

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}


def committed_frames(wal: Path) -> int:
    """How many frames of the log's present generation lead up to its last commit, damaged or not; 0 without a log.

    SQLite ends its recovery silently at the first frame whose checksum is wrong, and forgets what was committed
    behind it. Comparing this number with what it recovered tells that something is missing. Only frame headers are
    read. Format: https://sqlite.org/fileformat2.html#walformat
    """
    try:
        with wal.open("rb") as file:
            return _last_commit(file, wal.stat().st_size)
    except FileNotFoundError:
        return 0


def recovered_frames(connection: Connection) -> int:
    """How many frames SQLite read from the log it found; they are in the database file afterwards."""
    row = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return max(0, int(row[1] or 0)) if row else 0


def _last_commit(file: BinaryIO, size: int) -> int:
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return 0
    page_size = _HEADER.unpack(header)[2]
    frame_size = _FRAME.size + (page_size if page_size in (512 << shift for shift in range(8)) else 4096)
    generation = _HEADER.unpack(header)[4:6] if _is_whole(header) else None
    last = 0
    for number in range((size - _HEADER.size) // frame_size):
        file.seek(_HEADER.size + number * frame_size)
        frame = _FRAME.unpack(file.read(_FRAME.size))
        if generation is None:
            generation = frame[2:4]
        if frame[2:4] == generation and frame[1]:
            last = number + 1
    return last


def _is_whole(header: bytes) -> bool:
    """Whether the log's own header has the right checksum; if not, the first frame says which generation it is."""
    order = _MAGICS.get(_HEADER.unpack(header)[0])
    if order is None:
        return False
    first = second = 0
    words = struct.unpack(f"{order}6I", header[:24])
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return (first, second) == _HEADER.unpack(header)[6:8]
