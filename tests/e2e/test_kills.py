"""Whatever is killed, and whenever: no message is lost, none is sent or paid twice (promise R1)."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks._world import PRICE_CENTS, populate
from server.services.bundle import build_services
from server.services.check import check
from server.store.tables import submissions
from tests.e2e.killable import Killable
from tests.scale import rounds

DEPOSIT_CENTS = 1_000_000


def arrived_at(killable: Killable) -> Counter[str]:
    """How often each text stands on the server."""
    services = build_services(killable.settings)
    try:
        with services.store.read() as connection:
            return Counter(connection.execute(select(submissions.c.text)).scalars())
    finally:
        services.close()


def assert_whole(killable: Killable) -> None:
    """Nothing lost, nothing twice, nothing charged twice, the ledger whole."""
    arrived = arrived_at(killable)
    assert not killable.kept - set(arrived), "lost"
    assert set(arrived.values()) == {1}, "doubled"
    services = build_services(killable.settings)
    try:
        assert check(services.store) == []
        member_id = services.accounts.caller(killable.writer.token).member_id
        balance = services.vouchers.balance(member_id)
    finally:
        services.close()
    assert balance.held_cents == PRICE_CENTS * arrived.total()
    assert balance.available_cents == DEPOSIT_CENTS - balance.held_cents


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Killable]:
    """A fresh world whose backend listens."""
    key = secrets.token_bytes(32)
    world = Killable(tmp_path, populate(tmp_path, key, 1)[0], key)
    world.start_server()
    yield world
    world.close()


@pytest.mark.soak_scaled
@pytest.mark.timeout(3600)
def test_nothing_is_lost_or_doubled_however_often_client_and_server_are_killed(killable: Killable) -> None:
    dice = random.Random(7)
    killable.start_client()
    for number in range(rounds(200, 1_000)):
        killable.read(dice.randint(1, 4))
        _burn(dice.randrange(0, 20_000))
        if number % 2:
            killable.kill_server()
            killable.start_server()
        else:
            killable.kill_client()
            killable.start_client()
    killable.kill_client()
    killable.finish()
    assert len(killable.kept) > 100
    assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_killed_between_the_answer_and_its_own_note_sends_nothing_twice(killable: Killable) -> None:
    killable.die_after_acceptance()
    assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_that_took_a_new_key_for_each_try_would_be_found_out(killable: Killable) -> None:
    killable.die_after_acceptance("--fault", "new-key-each-time")
    with pytest.raises(AssertionError, match="doubled"):
        assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_that_says_kept_before_it_is_would_be_found_out(killable: Killable) -> None:
    for _ in range(20):
        killable.start_client("--fault", "says-too-early")
        killable.read()
        killable.kill_client()
    killable.finish()
    with pytest.raises(AssertionError, match="lost"):
        assert_whole(killable)


def _burn(steps: int) -> None:
    """Let a chance moment pass, so that the kill falls anywhere between two lines."""
    for _ in range(steps):
        pass
