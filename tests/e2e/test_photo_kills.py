"""A photo on a slow line, with client, server or wire killed at any byte: it is shared once and held for once (R1)."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks._world import PRICE_CENTS, populate
from contract.facilities import Feature
from server.services.bundle import Services, build_services
from server.services.check import check
from server.services.sweeping import Sweeper, object_faults
from server.store.tables import galleries, pictures, shared_photos, submissions, thumbs
from tests.e2e.killable import Killable
from tests.e2e.sharer import GALLERY
from tests.e2e.slow_wire import SlowWire

POINTS = 30
MOST_BYTES = 75_000
"""Of a photo, its order and both answers, in both directions: a point beyond falls into the pause after it."""
DEPOSIT_CENTS = 1_000_000
LONG = timedelta(days=40_000)


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Killable]:
    """A fresh world whose backend listens."""
    key = secrets.token_bytes(32)
    (writer,) = populate(tmp_path, key, 1, features=(Feature.PHOTOS,))
    world = Killable(tmp_path, writer, key, client="tests.e2e.sharer")
    world.start_server()
    yield world
    world.close()


@pytest.fixture
def wire(killable: Killable) -> Iterator[SlowWire]:
    wire = SlowWire(killable.port)
    killable.client_port = wire.port
    yield wire
    wire.close()


def assert_whole(killable: Killable) -> None:
    """Every photo that was kept is there once, submitted once, held for once; there is one gallery; all adds up."""
    services = build_services(killable.settings)
    try:
        with services.store.read() as connection:
            arrived = Counter(connection.execute(select(shared_photos.c.local_id)).scalars())
            parts = Counter(connection.execute(select(submissions.c.photo_id)).scalars())
            names = list(connection.execute(select(galleries.c.name)).scalars())
        assert not killable.kept - set(arrived), "lost"
        assert arrived.total() == len(killable.kept), "doubled"
        assert set(parts.values()) == {1}, "submitted twice"
        assert len(parts) == len(arrived)
        assert names == [GALLERY]
        assert check(services.store) == []
        assert_no_orphans(services)
        member_id = services.accounts.caller(killable.writer.token).member_id
        balance = services.vouchers.balance(member_id)
    finally:
        services.close()
    assert balance.held_cents == PRICE_CENTS * arrived.total()
    assert balance.available_cents == DEPOSIT_CENTS - balance.held_cents


def assert_no_orphans(services: Services) -> None:
    """A sweep whose time of grace is over leaves exactly the objects that rows name, each of them whole."""
    Sweeper(services.store, services.objects, -LONG).sweep()
    with services.store.read() as connection:
        named = {
            str(name)
            for column in (pictures.c.sha256, thumbs.c.sha256)
            for name in connection.execute(select(column)).scalars()
        }
    assert {one.sha256 for one in services.objects.listed()} == named
    assert object_faults(services.store, services.objects) == []


@pytest.mark.timeout(600)
def test_a_photo_is_shared_once_whatever_is_killed_at_whatever_byte(
    killable: Killable, wire: SlowWire
) -> None:
    dice = random.Random(11)
    whom = ["client", "server", "wire"] * (POINTS // 3)
    dice.shuffle(whom)
    stopped = 0
    killable.start_client()
    for victim in whom:
        while killable.read() != "sent\n":
            pass
        wire.stop_after(dice.randrange(MOST_BYTES))
        assert killable.read().startswith("kept ")
        stopped += wire.wait_stopped(2.0)
        if victim == "client":
            killable.kill_client()
        elif victim == "server":
            killable.kill_server()
            killable.start_server()
        wire.cut()
        wire.go_on()
        if victim == "client":
            killable.start_client()
    assert stopped >= POINTS * 2 // 3, "most points fall into a photo that is under way"
    killable.kill_client()
    killable.finish()
    assert len(killable.kept) >= POINTS
    assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_killed_between_the_answer_and_its_own_note_shares_nothing_twice(killable: Killable) -> None:
    killable.die_after_acceptance()
    assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_that_took_a_new_key_for_each_try_would_be_found_out(killable: Killable) -> None:
    killable.die_after_acceptance("--fault", "new-key-each-time")
    with pytest.raises(AssertionError, match=r"lost|doubled"):
        assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_that_says_kept_before_it_is_would_be_found_out(killable: Killable) -> None:
    killable.start_client("--fault", "says-too-early")
    while not killable.read().startswith("kept "):
        pass
    killable.kill_client()
    killable.finish()
    with pytest.raises(AssertionError, match="lost"):
        assert_whole(killable)
