"""Writes a file that the member asked for, where they asked for it: whole, or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from app.storage.disk import disk_fault


def write_file(path: Path, data: bytes) -> None:
    """Puts `data` at `path`; what stood there is replaced only by the whole. Raises StorageFault."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as fault:
        with suppress(OSError):
            beside.unlink()
        raise disk_fault(fault, "a file to be saved") from fault
