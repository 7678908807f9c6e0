"""The chain that seals the audit: each row's HMAC covers the row before it, and the last is anchored outside.

Rule S8: change, delete, reorder, truncate and insert are all found, and the first bad row is named. The key and the
anchor lie outside the database, so whoever can write to the database alone can neither forge a row nor cut the end.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GENESIS: Final = "0" * 64
_SLOT: Final = struct.Struct(">Q32s32s")


@dataclass(frozen=True)
class Head:
    """The number and hash of the last row."""

    number: int
    hash: str


@dataclass(frozen=True)
class AuditFields:
    """What a row's hash covers besides the row before it."""

    number: int
    at_micros: int
    actor_kind: str
    actor_id: str
    action: str
    subject_kind: str
    subject_id: str
    facility_id: str
    details: str


def row_hash(key: bytes, previous: str, row: AuditFields) -> str:
    """The hash of a row after one with the hash `previous`; every field goes in with its length before it."""
    parts = (
        previous,
        str(row.number),
        str(row.at_micros),
        row.actor_kind,
        row.actor_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.facility_id,
        row.details,
    )
    encoded = [part.encode() for part in parts]
    return hmac.digest(key, b"".join(b"%d:%s" % (len(part), part) for part in encoded), "sha256").hex()


class Anchor:
    """A small file outside the database that knows the last audit row.

    Two slots are written in turn, so that a write cut short by a power failure leaves the one before it. It is
    written after each commit, so it may lag by what was committed while the process was killed, never lead.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._lock = threading.Lock()
        self._file = os.fdopen(
            os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "r+b", 0
        )

    def write(self, head: Head) -> None:
        """Remembers `head`; one older than what stands there is passed over."""
        record = self._record(head)
        with self._lock:
            self._file.seek((head.number % 2) * _SLOT.size)
            self._file.write(record)

    def read(self) -> Head | None:
        """The newest head whose HMAC is right; None for an empty file. Raises `AnchorForged` if none is right."""
        with self._lock:
            self._file.seek(0)
            content = self._file.read(2 * _SLOT.size)
        if not content.strip(b"\0"):
            return None
        heads = [
            head for start in (0, _SLOT.size) if (head := self._parse(content[start : start + _SLOT.size]))
        ]
        if not heads:
            raise AnchorForged
        return max(heads, key=lambda head: head.number)

    def close(self) -> None:
        """Puts the file on the disk and lets go of it."""
        with self._lock:
            os.fsync(self._file.fileno())
            self._file.close()

    def _record(self, head: Head) -> bytes:
        body = struct.pack(">Q32s", head.number, bytes.fromhex(head.hash))
        return body + hmac.digest(self._key, b"anchor" + body, "sha256")

    def _parse(self, record: bytes) -> Head | None:
        if len(record) != _SLOT.size:
            return None
        number, digest, _ = _SLOT.unpack(record)
        head = Head(number, digest.hex())
        return head if hmac.compare_digest(self._record(head), record) else None


class AnchorForged(Exception):
    """The anchor file was changed by somebody without the key, or both its slots are damaged."""


def read_key(path: Path) -> bytes:
    """The sealing key that is there already. Raises OSError, ValueError."""
    key = path.read_bytes()
    if len(key) != hashlib.sha256().digest_size:
        raise ValueError(f"{path} is not a sealing key")
    return key


def load_anchor(folder: Path, key: bytes) -> Head | None:
    """The head that is anchored in a folder now; None where nothing is. Raises OSError, AnchorForged."""
    if not (folder / "audit.anchor").exists():
        return None
    anchor = Anchor(folder / "audit.anchor", key)
    try:
        return anchor.read()
    finally:
        anchor.close()


def load_key(path: Path) -> bytes:
    """The sealing key in `path`, made at the first start; readable by the service's own user only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != hashlib.sha256().digest_size:
            raise ValueError(f"{path} is not a sealing key") from None
        return key
    with os.fdopen(handle, "wb") as file:
        key = os.urandom(hashlib.sha256().digest_size)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
