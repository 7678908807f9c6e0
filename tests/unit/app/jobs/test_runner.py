"""Jobs: work goes to a lane, results come back in the GUI thread to whoever still wants them."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.domain.errors import GettingOutError, NotFound, Offline
from app.jobs.job import Job
from app.jobs.runner import JobRunner
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
