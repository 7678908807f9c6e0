"""The storage thread does one thing after the other, and hands back what it returns or raises."""

import threading

import pytest

from app.domain.errors import StorageFault
from app.storage.lane import StorageLane


def test_work_runs_on_one_thread_named_storage(lane: StorageLane) -> None:
    names = {lane.run(lambda: threading.current_thread().name) for _ in range(3)}
    assert names == {"storage"}


def test_work_runs_in_the_order_it_was_handed_in(lane: StorageLane) -> None:
    seen: list[int] = []
    for future in [lane.submit(seen.append, number) for number in range(100)]:
        future.result()
    assert seen == list(range(100))


def test_work_may_ask_for_more_work_and_wait_for_it(lane: StorageLane) -> None:
    assert lane.run(lambda: lane.run(lambda: lane.run(lambda: 7))) == 7


def test_an_exception_comes_back_to_the_caller(lane: StorageLane) -> None:
    def fail() -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        lane.run(fail)


def test_a_closed_lane_refuses_with_a_storage_fault() -> None:
    lane = StorageLane()
    lane.close()
    with pytest.raises(StorageFault):
        lane.run(lambda: None)


def test_closing_finishes_what_was_handed_in() -> None:
    lane = StorageLane()
    gate = threading.Event()
    seen: list[int] = []
    lane.submit(gate.wait)
    lane.submit(seen.append, 1)
    gate.set()
    lane.close()
    assert seen == [1]
