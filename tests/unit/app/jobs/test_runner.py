"""Jobs: work goes to a lane, results come back in the GUI thread to whoever still wants them."""

import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.domain.errors import GettingOutError, NotFound, Offline
from app.jobs.job import Job
from app.jobs.runner import NETWORK_THREADS, JobRunner
from app.storage.lane import StorageLane


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    lane = StorageLane()
    runner = JobRunner()
    runner.attach_storage(lane)
    yield runner
    assert runner.shutdown(5_000)
    lane.close()


def test_results_arrive_in_the_gui_thread(qtbot: QtBot, runner: JobRunner) -> None:
    arrived: list[tuple[str, str]] = []
    owner = QObject()

    def done(worker: str) -> None:
        arrived.append((worker, threading.current_thread().name))

    runner.network(Job(owner, lambda: threading.current_thread().name, done))
    runner.storage(Job(owner, lambda: threading.current_thread().name, done))
    qtbot.waitUntil(lambda: len(arrived) == 2)
    gui = threading.current_thread().name
    assert sorted(arrived) == [("network-1", gui), ("storage", gui)]


def test_a_fault_of_the_world_goes_to_everybody_and_to_the_job(qtbot: QtBot, runner: JobRunner) -> None:
    heard: list[GettingOutError] = []
    owner = QObject()
    fault = Offline("no")

    def work() -> None:
        raise fault

    with qtbot.waitSignal(runner.job_failed) as told:
        runner.network(Job(owner, work, None, heard.append))
    assert told.args == [fault]
    assert heard == [fault]


def test_a_bug_of_ours_goes_to_the_crash_dialog_only(qtbot: QtBot, runner: JobRunner) -> None:
    heard: list[object] = []
    owner = QObject()

    def work() -> None:
        raise KeyError("words of a member")

    with qtbot.waitSignal(runner.unexpected) as told:
        runner.storage(Job(owner, work, heard.append, heard.append))
    assert told.args is not None
    assert isinstance(told.args[0], KeyError)
    assert heard == []


def test_results_are_dropped_when_the_owner_is_gone(qtbot: QtBot, runner: JobRunner) -> None:
    heard: list[str] = []
    go_on = threading.Event()
    owner = QObject()
    other = QObject()

    def work() -> str:
        go_on.wait(5)
        return "late"

    runner.storage(Job(owner, work, heard.append))
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _is_valid(owner))
    go_on.set()
    runner.storage(Job(other, lambda: "last", heard.append))
    qtbot.waitUntil(lambda: "last" in heard)
    assert heard == ["last"]


def test_a_cancelled_job_is_neither_run_nor_told(qtbot: QtBot, runner: JobRunner) -> None:
    heard: list[str] = []
    go_on = threading.Event()
    owner = QObject()
    waiting = Job(owner, lambda: heard.append("ran"))
    runner.storage(Job(owner, lambda: go_on.wait(5)))
    runner.storage(waiting)
    waiting.cancel()
    go_on.set()
    runner.storage(Job(owner, lambda: "last", heard.append))
    qtbot.waitUntil(lambda: "last" in heard)
    assert heard == ["last"]


def test_what_must_run_runs_though_nobody_waits_for_it(qtbot: QtBot, runner: JobRunner) -> None:
    ran = threading.Event()
    owner = QObject()
    job = Job(owner, ran.set, must_run=True)
    job.cancel()
    runner.storage(job)
    assert ran.wait(5)


def test_a_stale_fault_is_not_told(qtbot: QtBot, runner: JobRunner) -> None:
    told: list[object] = []
    heard: list[str] = []
    owner = QObject()
    wanted = True
    runner.job_failed.connect(told.append)
    go_on = threading.Event()

    def work() -> None:
        go_on.wait(5)
        raise NotFound

    runner.storage(Job(owner, work, None, None, lambda: wanted))
    wanted = False
    go_on.set()
    runner.storage(Job(owner, lambda: "last", heard.append))
    qtbot.waitUntil(lambda: heard == ["last"])
    assert told == []


def test_nothing_is_told_after_shutdown(qtbot: QtBot) -> None:
    runner = JobRunner()
    heard: list[str] = []
    owner = QObject()
    started, go_on = threading.Event(), threading.Event()

    def work() -> str:
        started.set()
        go_on.wait(5)
        return "late"

    runner.network(Job(owner, work, heard.append))
    assert started.wait(5)
    assert not runner.shutdown(0)
    go_on.set()
    assert runner.shutdown(5_000)
    assert heard == []


def _is_valid(owner: QObject) -> bool:
    import shiboken6

    return shiboken6.isValid(owner)


def _ends_in(qtbot: QtBot, runner: JobRunner) -> str:
    """The thread in which the owner of a job ends that nothing else holds any more."""
    ended: list[str] = []
    delivered: list[None] = []
    owner = QObject()
    weakref.finalize(owner, lambda: ended.append(threading.current_thread().name))
    runner.network(Job(owner, lambda: None, delivered.append))
    del owner
    qtbot.waitUntil(lambda: delivered == [None])
    others = QObject()
    for _ in range(NETWORK_THREADS * 4):  # a thread holds what it did until it does something else
        runner.network(Job(others, lambda: None, delivered.append))
    qtbot.waitUntil(lambda: len(delivered) == 1 + NETWORK_THREADS * 4)
    qtbot.waitUntil(lambda: ended != [])
    return ended[0]


def test_an_owner_that_only_its_job_held_ends_in_the_gui_thread(qtbot: QtBot, runner: JobRunner) -> None:
    assert _ends_in(qtbot, runner) == threading.current_thread().name


def test_without_being_let_go_it_would_end_in_a_lane(
    qtbot: QtBot, runner: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Job, "let_go", lambda job: None)
    assert _ends_in(qtbot, runner).startswith("network-")


def test_a_job_that_nobody_wanted_any_more_is_let_go_in_the_gui_thread_too(
    qtbot: QtBot, runner: JobRunner
) -> None:
    ended: list[str] = []
    go_on = threading.Event()
    owner = QObject()
    weakref.finalize(owner, lambda: ended.append(threading.current_thread().name))
    runner.storage(Job(QObject(), lambda: go_on.wait(5), must_run=True))
    job = Job(owner, lambda: ended.append("ran"))
    runner.storage(job)
    job.cancel()
    del owner, job
    go_on.set()
    qtbot.waitUntil(lambda: ended != [])
    assert ended == [threading.current_thread().name]
