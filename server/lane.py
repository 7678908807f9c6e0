"""One thread for the sends that come all at once: whatever waits is written in one commit.

A commit costs the same for one message as for ten, and one writing thread does not fight others for the interpreter.
Nobody is answered before the commit that holds their message.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

from server.store.work import Store

T = TypeVar("T")

TOGETHER_AT_MOST: Final = 16


class Job(Generic[T]):
    """A call, and what came of it."""

    def __init__(self, call: Callable[[], T]) -> None:
        self.future: Future[T] = Future()
        self._call = call
        self._tell: Callable[[], None] | None = None

    def run(self) -> None:
        """Makes the call and keeps its outcome for later; nobody is told yet."""
        try:
            result = self._call()
        except Exception as fault:  # noqa: BLE001 - whatever it is belongs to whoever waits for the future
            self._tell = self._failure(fault)
        else:
            self._tell = self._success(result)

    def tell(self) -> None:
        """The commit is done: hands the outcome over."""
        if self._tell is not None:
            self._tell()

    def fail(self, fault: BaseException) -> None:
        """The commit was not: nothing of the call was kept."""
        self.future.set_exception(fault)

    def _success(self, result: T) -> Callable[[], None]:
        return lambda: self.future.set_result(result)

    def _failure(self, fault: Exception) -> Callable[[], None]:
        return lambda: self.future.set_exception(fault)


class WriteLane:
    """A queue of writing calls and the thread that works it off."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[Job[object]] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="write-lane", daemon=True)
        self._thread.start()

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Queues a call whose writes go through `Store.write`; the future is done after their commit."""
        job = Job(call)
        with self._changed:
            if self._closing:
                raise RuntimeError("the lane is closed")
            self._waiting.append(job)  # type: ignore[arg-type]  # a queue of jobs of every kind
            self._changed.notify()
        return job.future

    def close(self) -> None:
        """Works off what waits, then ends the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while jobs := self._take():
            try:
                with self._store.together():
                    for job in jobs:
                        job.run()
            except Exception as fault:  # noqa: BLE001 - the commit's fault is the answer to all of them
                for job in jobs:
                    job.fail(fault)
            else:
                for job in jobs:
                    job.tell()

    def _take(self) -> list[Job[object]]:
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER_AT_MOST))]
