"""The one thread on which everything that touches the database runs, so it is never locked by ourselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from app.domain.errors import StorageFault, StorageFaultKind

P = ParamSpec("P")
T = TypeVar("T")


class StorageLane:
    """One thread named "storage"; work runs in the order it was handed in.

    Services on any lane call `run` and wait; the GUI comes only through `jobs`, which uses `submit`.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._executor = ThreadPoolExecutor(1, "storage", initializer=self._take_name)

    def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do it on the storage thread and wait for what it returns or raises; at once if already there."""
        if threading.current_thread() is self._thread:
            return work(*args, **kwargs)
        return self.submit(work, *args, **kwargs).result()

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do it on the storage thread, after everything handed in before."""
        try:
            return self._executor.submit(work, *args, **kwargs)
        except RuntimeError:
            raise StorageFault(StorageFaultKind.IO, "storage is closed") from None

    def close(self) -> None:
        """Finish what was handed in, then end the thread. Not to be called from that thread."""
        self._executor.shutdown(wait=True)

    def _take_name(self) -> None:
        self._thread = threading.current_thread()
        self._thread.name = "storage"
