"""Keeps objects under their own SHA-256 in a folder or, by URL, wherever obstore can; loaded at first use.

An object is written before the row that names it, so a row never points at nothing; what no row names is an orphan,
and `server.services.sweeping` takes it away after a while.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from obstore.store import ObjectStore, RetryConfig

_RETRIES: Final[RetryConfig] = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
"""Its own would try for three minutes, and a thread that answers requests is not there to wait so long."""

_SUFFIX: Final = ".jpg"
_STRIPES: Final = 64


class ObjectMissing(Exception):
    """There is no object under this name."""


class ObjectDamaged(Exception):
    """The object's bytes are not those it is named after; they are never handed out."""


@dataclass(frozen=True)
class Listed:
    """One object that lies there, with when it was written last."""

    sha256: str
    size_bytes: int
    written_at: datetime


class ObjectsAway(Exception):
    """The folder or service does not answer, or has no room; nothing was kept, trying again is right."""


class Objects:
    """Bytes by their SHA-256; the same bytes are kept once, whoever sent them."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._folder = folder
        self._url = url
        self._guard = threading.Lock()
        self._store: ObjectStore | None = None
        self._stripes = tuple(threading.Lock() for _ in range(_STRIPES))

    @contextmanager
    def held(self, *names: str) -> Iterator[None]:
        """Whoever writes objects and their rows, or takes one away because it has none, holds their names meanwhile."""
        with ExitStack() as stack:
            # Each once and always in the same order: two who hold several can't wait for each other.
            for stripe in sorted({int(name[:8], 16) % _STRIPES for name in names}):
                stack.enter_context(self._stripes[stripe])
            yield

    def put(self, data: bytes) -> str:
        """Writes bytes, whole and for good, and gives their name; again is harmless."""
        import obstore

        sha256 = hashlib.sha256(data).hexdigest()
        with _asking():
            obstore.put(self._open(), _path(sha256), data)
            if self._url is None:
                _reach_the_disk(self._folder / _path(sha256))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of this very name. Raises ObjectMissing, ObjectDamaged, ObjectsAway."""
        import obstore

        try:
            with _asking():
                data = bytes(obstore.get(self._open(), _path(sha256)).bytes())
        except FileNotFoundError:
            raise ObjectMissing(sha256) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ObjectDamaged(sha256)
        return data

    def has(self, sha256: str) -> bool:
        """Whether there is an object of this name."""
        return self.written_at(sha256) is not None

    def written_at(self, sha256: str) -> datetime | None:
        """When it was written last; None where there is none."""
        import obstore

        try:
            with _asking():
                return obstore.head(self._open(), _path(sha256))["last_modified"]
        except FileNotFoundError:
            return None

    def delete(self, sha256: str) -> None:
        """Takes it away; one that is gone already is gone."""
        import obstore

        with suppress(FileNotFoundError), _asking():
            obstore.delete(self._open(), _path(sha256))

    def listed(self) -> Iterator[Listed]:
        """Everything that lies there under a name of ours."""
        import obstore

        with _asking():
            for page in obstore.list(self._open()):
                for found in page:
                    name = found["path"].rpartition("/")[2].removesuffix(_SUFFIX)
                    if found["path"] == _path(name):
                        yield Listed(name, found["size"], found["last_modified"])

    def _open(self) -> ObjectStore:
        with self._guard:
            if self._store is None:
                from obstore import store

                if self._url is None:
                    self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                    self._store = store.LocalStore(self._folder)
                elif self._url.startswith("file:"):
                    self._store = store.from_url(self._url)
                else:
                    self._store = store.from_url(self._url, retry_config=_RETRIES)
            return self._store


@contextmanager
def _asking() -> Iterator[None]:
    """Everything that obstore and the disk can say becomes ObjectsAway, but that there is no such object."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as fault:
        raise ObjectsAway(type(fault).__name__) from fault


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}{_SUFFIX}"


def _reach_the_disk(file: Path) -> None:
    """A row that is durable must not name bytes that a power cut takes away."""
    handle = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    if os.name == "nt":  # where a folder can't be opened, and its entry is written with the file
        return
    for folder in (file.parent, file.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
