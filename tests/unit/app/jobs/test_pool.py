"""The NETWORK lane: a few threads, started when needed, ended when asked."""

import threading

from app.jobs.pool import Pool


def test_work_runs_on_at_most_so_many_threads() -> None:
    pool = Pool("lane", 2)
    names: set[str] = set()
    both = threading.Barrier(2)
    done = threading.Semaphore(0)

    def work() -> None:
        both.wait(5)
        names.add(threading.current_thread().name)
        done.release()

    for _ in range(4):
        pool.submit(work)
    for _ in range(4):
        assert done.acquire(timeout=5)
    assert names == {"lane-1", "lane-2"}
    assert pool.close(5)


def test_a_pool_without_work_has_no_threads() -> None:
    before = threading.active_count()
    pool = Pool("lane", 4)
    assert threading.active_count() == before
    assert pool.close(0)


def test_closing_forgets_what_waits_and_waits_for_what_runs() -> None:
    pool = Pool("lane", 1)
    started, go_on = threading.Event(), threading.Event()
    ran: list[str] = []

    def first() -> None:
        started.set()
        go_on.wait(5)
        ran.append("first")

    pool.submit(first)
    pool.submit(lambda: ran.append("second"))
    assert started.wait(5)
    assert not pool.close(0)
    go_on.set()
    assert pool.close(5)
    pool.submit(lambda: ran.append("third"))
    assert ran == ["first"]
