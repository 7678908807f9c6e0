"""Sends jobs to the lanes and brings their results back into the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.errors import GettingOutError
from app.jobs.job import Job
from app.jobs.pool import Pool

NETWORK_THREADS = 4


class StorageLane(Protocol):
    """What the runner needs of the storage lane, which belongs to app.storage."""

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Do it on the one storage thread, after everything submitted before."""


class JobRunner(QObject):
    """The only door between Qt and threads.

    `job_failed` carries every fault of the world (a GettingOutError) before the job's own `failed` hears it, so that
    a session that ended is noticed wherever it shows first. `unexpected` carries everything else: a bug of ours.
    """

    job_failed = Signal(object)
    unexpected = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = Pool("network", NETWORK_THREADS)
        self._lane: StorageLane | None = None
        self._closed = threading.Event()
        self._held: set[Job[Any]] = set()  # until they are let go in the GUI thread
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def attach_storage(self, lane: StorageLane) -> None:
        """From now on there is a storage lane; it is not the runner's to close."""
        self._lane = lane

    def network(self, job: Job[Any]) -> None:
        """Run it on one of the network threads."""
        self._pool.submit(lambda: self._run(job))
        self._held.add(job)

    def storage(self, job: Job[Any]) -> None:
        """Run it on the storage thread, in the order of the calls."""
        if self._lane is None:
            raise RuntimeError("no storage lane yet")
        self._lane.submit(self._run, job)
        self._held.add(job)

    def shutdown(self, timeout_ms: int) -> bool:
        """Drop what waits and every result; whether all network threads ended in time."""
        self._closed.set()
        return self._pool.close(timeout_ms / 1000)

    def _run(self, job: Job[Any]) -> None:
        """In a lane."""
        if job.must_run or (not self._closed.is_set() and job.is_wanted):
            job.run()
        if not self._closed.is_set():
            self._finished.emit(job)

    def _on_finished(self, finished: object) -> None:
        """In the GUI thread."""
        if not isinstance(finished, Job):
            return
        try:
            if finished.has_run and not self._closed.is_set():
                self._tell(finished)
        finally:
            self._held.discard(finished)
            finished.let_go()

    def _tell(self, finished: Job[Any]) -> None:
        if finished.fault is not None and not isinstance(finished.fault, GettingOutError):
            self.unexpected.emit(finished.fault)
            return
        if finished.fault is not None and (finished.is_wanted or finished.must_run):
            self.job_failed.emit(finished.fault)
        if finished.is_wanted:
            finished.deliver()
