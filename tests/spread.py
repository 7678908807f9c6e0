"""How tests are spread over processes: file by file, going on soundly where a process of tests has crashed.

Where one crashes under `--dist=loadfile`, a run by xdist 3.8 may wait for ever. All files it ever had are handed to the
others again, and nothing is ever reported of those that were done; and the process that takes its place may be given a
single test, which it begins only once it knows the next. The test that crashed is run once more, and may pass then.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Protocol

Files = dict[str, dict[str, bool]]


class Worker(Protocol):
    """What is used of xdist's `WorkerController`."""

    @property
    def shutting_down(self) -> bool: ...


class Spread(Protocol):
    """What is used of xdist's `LoadScopeScheduling`, which has no types: of each file, whether each test is done."""

    assigned_work: dict[Worker, Files]
    workqueue: Files
    registered_collections: dict[Worker, list[str]]

    def _reschedule(self, node: Worker) -> None: ...
    def _pending_of(self, workload: Files) -> int: ...


def feed(spread: Spread, give: Callable[[Worker], None], node: Worker) -> None:
    """Gives a process its next file: at least two tests, or the word that there is nothing more."""
    if node not in spread.registered_collections:
        return  # it does not know the tests yet, and is fed once it does
    try:
        give(node)
        while not node.shutting_down and spread._pending_of(spread.assigned_work[node]) < 2:
            give(node)
    except OSError:
        pass  # it has crashed, which is about to be told; what it was given goes to others then


def take_away(spread: Spread, node: Worker) -> str | None:
    """Gives what a process has left to the others; the test it crashed in, None if it had none left."""
    left = {file: tests for file, tests in spread.assigned_work.pop(node).items() if not all(tests.values())}
    if not left:
        return None
    tests = next(iter(left.values()))
    crashed = next(name for name, is_done in tests.items() if not is_done)
    tests[crashed] = True
    spread.workqueue.update({file: rest for file, rest in left.items() if not all(rest.values())})
    for other in spread.assigned_work:
        spread._reschedule(other)
    return crashed


def make_spread(config: Any, log: Any) -> Any:
    """For `pytest_xdist_make_scheduler`: None for any other way to spread than by file."""
    if config.getoption("dist") != "loadfile":
        return None
    spread = import_module("xdist.scheduler").LoadFileScheduling(config, log)
    spread._reschedule = partial(feed, spread, spread._reschedule)
    spread.remove_node = partial(take_away, spread)
    return spread
