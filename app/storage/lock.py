"""Makes a second copy of the program on the same profile visible, on every system, also after a crash."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.domain.errors import StorageFault, StorageFaultKind
from app.storage.disk import disk_fault


class ProfileLock:
    """A lock on a file beside the database; the system lets go of it when the process ends, however it ends.

    The file itself stays: deleting it would let two copies lock two files of one name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock or raise StorageFault: IN_USE if another copy holds it, FULL or IO if no file can be made."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise disk_fault(error, "lock file") from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise StorageFault(StorageFaultKind.IN_USE) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go of it; harmless if it was never taken."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
