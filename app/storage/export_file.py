"""Builds the ZIP of an export: pieces are kept beside it while they come in, so that a cut costs nothing twice."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.storage import export_check
from app.storage.disk import disk_fault

WORK_SUFFIX: Final = ".part"
OWNER: Final = "owner"
LIST: Final = export_check.LIST
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)
"""One date for every file of the ZIP: when each was fetched tells nothing."""


class ExportFile:
    """One target file and its folder of pieces. Every method raises StorageFault when the disk does not let it."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self._work = target.with_name(target.name + WORK_SUFFIX)

    def begin(self, owner: str) -> bool:
        """Makes the folder; whether pieces of the same `owner` are there to go on with. Another's are thrown away."""
        with _disk():
            goes_on = self.piece(OWNER) == owner.encode()
            if not goes_on:
                self._throw_away()
                self._work.mkdir(mode=0o700)
                self.keep(OWNER, owner.encode())
            return goes_on

    def piece(self, name: str) -> bytes | None:
        """A piece that was kept whole, or None."""
        with _disk():
            try:
                return (self._work / name).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def has(self, name: str) -> bool:
        """Whether this piece was kept."""
        return (self._work / name).is_file()

    def keep(self, name: str, content: bytes) -> None:
        """Keeps a piece; one that is there is there whole."""
        with _disk():
            fresh = self._work / f"{name}.new"
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "wb") as file:
                file.write(content)
            fresh.replace(self._work / name)

    def finish(self, files: Mapping[str, bytes], pieces: Mapping[str, str]) -> int:
        """Writes the ZIP in one go: `files` by content, `pieces` by the name they were kept under; its size in bytes.

        The list of SHA-256 and the script that checks it come with it. An older file of the name is replaced.
        """
        with _disk():
            fresh = self._work / "whole.zip"
            # In a bundle the module comes out of an archive; its source lies where it would be.
            script = Path(export_check.__file__).with_suffix(".py").read_bytes()
            whole = {**files, "verify.py": script}
            sums: list[str] = []
            descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w+b") as file, zipfile.ZipFile(file, "w") as archive:
                for name in sorted({*whole, *pieces}):
                    content = whole[name] if name in whole else (self._work / pieces[name]).read_bytes()
                    sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
                    _add(archive, name, content)
                _add(archive, LIST, ("\n".join(sums) + "\n").encode())
            os.replace(fresh, self.target)
            size = self.target.stat().st_size
            self._throw_away()
            return size

    def _throw_away(self) -> None:
        if self._work.is_dir():
            shutil.rmtree(self._work)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o600 << 16
    is_packed_already = name.endswith(".jpg")
    kind = zipfile.ZIP_STORED if is_packed_already else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content, kind)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_fault(error, "export") from error
