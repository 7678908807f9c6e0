"""The gate of the decoders: so many at once, so many waiting, in order, and never a turn that is lost."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from server.pictures.gate import COME_BACK_AFTER, OF_ONE_MEMBER, Gate
from server.services.faults import Throttled
from tests.unit.server.world import START, Clock


def test_so_many_work_at_once_and_all_get_their_turn() -> None:
    async def play() -> tuple[int, list[int]]:
        gate, working, most, done = Gate(Clock(), at_once=2), 0, 0, []

        async def work(number: int) -> None:
            nonlocal working, most
            async with gate.turn():
                working += 1
                most = max(most, working)
                await asyncio.sleep(0)
                working -= 1
                done.append(number)

        await asyncio.gather(*(work(number) for number in range(20)))
        return most, done

    most, done = asyncio.run(play())
    assert (most, done) == (2, list(range(20)))


def test_whoever_comes_on_top_is_asked_to_come_back() -> None:
    async def play() -> None:
        gate, end = Gate(Clock(), at_once=1, waiting_at_most=1), asyncio.Event()

        async def work() -> None:
            async with gate.turn():
                await end.wait()

        first, second = asyncio.create_task(work()), asyncio.create_task(work())
        await asyncio.sleep(0)
        with pytest.raises(Throttled) as busy:
            async with gate.turn():
                pass
        assert busy.value.retry_at == START + COME_BACK_AFTER
        end.set()
        await asyncio.gather(first, second)
        async with gate.turn():
            pass

    asyncio.run(play())


def test_a_turn_comes_back_from_whoever_fails_or_leaves() -> None:
    async def play() -> None:
        gate, never = Gate(Clock(), at_once=1), asyncio.Event()

        async def work(fails: bool) -> None:
            async with gate.turn():
                if fails:
                    raise ArithmeticError
                await never.wait()

        with pytest.raises(ArithmeticError):
            await work(True)
        holds = asyncio.create_task(work(False))
        await asyncio.sleep(0)
        waits = asyncio.create_task(work(False))
        await asyncio.sleep(0)
        for task in (waits, holds):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        async with gate.turn():
            pass

    asyncio.run(play())


def test_nobody_keeps_the_others_out() -> None:
    gate = Gate(Clock(), inside_at_most=OF_ONE_MEMBER + 1)
    with ExitStack() as flood:
        for _ in range(OF_ONE_MEMBER):
            flood.enter_context(gate.inside("one"))
        with pytest.raises(Throttled), gate.inside("one"):
            pass
        with gate.inside("another"), pytest.raises(Throttled), gate.inside("a third"):
            pass
    with gate.inside("one"):
        pass
    gate.close()


def test_those_who_are_sent_away_come_back_one_after_the_other() -> None:
    clock = Clock()
    gate = Gate(clock, inside_at_most=0)
    told = [_told(gate) for _ in range(200)]
    assert told[0] == START + COME_BACK_AFTER
    assert told[20] - told[0] == timedelta(seconds=10)
    assert max(told) == START + timedelta(seconds=60)
    clock.move(minutes=5)
    assert _told(gate) == clock.now + COME_BACK_AFTER
    gate.close()


def test_what_is_called_runs_on_a_thread_of_its_own() -> None:
    gate = Gate(Clock())
    assert asyncio.run(gate.run(lambda: threading.current_thread().name)).startswith("picture")
    gate.close()


def _told(gate: Gate) -> datetime:
    with pytest.raises(Throttled) as busy, gate.inside("somebody"):
        pass
    return busy.value.retry_at
