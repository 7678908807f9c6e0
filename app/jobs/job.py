"""One piece of background work as an object: whose it is, what to do, and who hears how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from app.domain.errors import GettingOutError

T = TypeVar("T")


class Job(Generic[T]):
    """Work for a lane. `done` and `failed` run in the GUI thread, unless nobody waits for the result any more:

    the owner is gone, it was cancelled, or `still_wanted` (asked on any thread) says no. The work itself is then left
    out too if it has not begun, unless it `must_run`: a member's words are kept even if nobody looks at them any more.
    """

    def __init__(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[GettingOutError], None] | None = None,
        still_wanted: Callable[[], bool] | None = None,
        *,
        must_run: bool = False,
    ) -> None:
        self._owner: QObject | None = owner
        self._work: Callable[[], T] | None = work
        self._done = done
        self._failed = failed
        self._still_wanted = still_wanted
        self._cancelled = False
        self._has_run = False
        self.must_run = must_run
        self._result: T | None = None
        self._fault: BaseException | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether anybody still waits for the result."""
        if self._cancelled or self._owner is None or not shiboken6.isValid(self._owner):
            return False
        return self._still_wanted is None or self._still_wanted()

    @property
    def has_run(self) -> bool:
        """Whether the work was done, well or not."""
        return self._has_run

    @property
    def fault(self) -> BaseException | None:
        """What went wrong, once it ran."""
        return self._fault

    def cancel(self) -> None:
        """Do not start it if it waits; drop its result if it runs."""
        self._cancelled = True

    def run(self) -> None:
        """Do the work; called once, in a lane. Whatever it raises is kept for the GUI thread to judge."""
        self._has_run = True
        try:
            self._result = self._work() if self._work is not None else None
        except BaseException as fault:  # noqa: BLE001 - kept and judged in the GUI thread, never swallowed
            self._fault = fault

    def deliver(self) -> None:
        """Tell the owner; called once, in the GUI thread."""
        if self._fault is None:
            if self._done is not None:
                self._done(self._result)  # type: ignore[arg-type] # T, since it ran without a fault
        elif isinstance(self._fault, GettingOutError) and self._failed is not None:
            self._failed(self._fault)

    def let_go(self) -> None:
        """Forgets whose it was and what came of it; called last, in the GUI thread.

        The lane may hold the job a moment longer, and must never be the last to hold an object of Qt: that would end on
        a thread it does not belong to.
        """
        self._owner = self._work = self._done = self._failed = self._still_wanted = self._result = None
