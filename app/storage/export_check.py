"""Checks an exported file against the list of SHA-256 inside it; standard library only, for it lies in the file too."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
import zlib
from collections.abc import Sequence

LIST = "SHA256SUMS"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    RuntimeError,  # NotImplementedError, and what zipfile says of a password
)
CHUNK = 1 << 20


def faults_of(path: str | os.PathLike[str]) -> list[str]:
    """A sentence for everything that is wrong with the ZIP at `path`; empty when all is as it was written."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _faults(archive)
    except BROKEN as fault:
        return [f"The file can't be read as a ZIP: {fault}"]


def _faults(archive: zipfile.ZipFile) -> list[str]:
    names = [name for name in archive.namelist() if not name.endswith("/")]
    if LIST not in names:
        return [f"{LIST} is missing."]
    wanted: dict[str, str] = {}
    for line in archive.read(LIST).decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        wanted[name] = digest
    faults = [f"{name} is there twice." for name in sorted({one for one in names if names.count(one) > 1})]
    faults += [f"{name} is missing." for name in wanted if name not in names]
    faults += [f"{name} was added." for name in names if name not in wanted and name != LIST]
    for name in sorted(set(names) & set(wanted)):
        try:
            if _digest(archive, name) != wanted[name]:
                faults.append(f"{name} was changed.")
        except BROKEN:
            faults.append(f"{name} is damaged.")
    return faults


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Prints what it finds; the exit code is 0 for a whole file, 1 for any other, 2 for a wrong command line."""
    if len(arguments) != 1:
        sys.stderr.write("usage: verify.py FILE.zip\n")
        return 2
    faults = faults_of(arguments[0])
    for fault in faults:
        sys.stdout.write(fault + "\n")
    if not faults:
        sys.stdout.write("Every file is there and as it was written.\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
