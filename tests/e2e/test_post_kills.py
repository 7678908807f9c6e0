"""A post with a photo, with client, server or wire killed at any moment: it is there once, with its photo (R1)."""

from __future__ import annotations

import random
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.services.stores import Stores
from app.storage.lane import StorageLane
from benchmarks._world import populate
from contract.facilities import Feature
from server.services.bundle import build_services
from server.services.check import check
from server.store.tables import pictures, posts, submissions, uploads
from tests.e2e.killable import Killable
from tests.e2e.poster import PRICE_CENTS, original_of
from tests.e2e.slow_wire import SlowWire
from tests.e2e.test_photo_kills import assert_no_orphans
from tests.scale import rounds

MOST_BYTES = 75_000
"""Of a photo, its post and both answers, in both directions: a point beyond falls into the pause after it."""
MOST_LINES = 4
"""What the client says of one post, and of the one after it."""
DEPOSIT_CENTS = 1_000_000
KILLS = 24
"""In one world: its member puts up fewer photos than the server takes in a day."""


@contextmanager
def world_in(folder: Path) -> Iterator[Killable]:
    """A fresh world whose backend listens."""
    key = secrets.token_bytes(32)
    (writer,) = populate(folder, key, 1, features=(Feature.NEWS, Feature.PHOTOS))
    world = Killable(folder, writer, key, client="tests.e2e.poster")
    try:
        world.start_server()
        yield world
    finally:
        world.close()


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Killable]:
    with world_in(tmp_path) as world:
        yield world


def assert_whole(killable: Killable) -> None:
    """Every post that was kept is there once, with its own photo, which is there once, held for once; all adds up.

    One that was killed between the disk and its own word that it is kept is there too.
    """
    services = build_services(killable.settings)
    try:
        with services.store.read() as connection:
            rows = connection.execute(select(posts.c.id, posts.c.sent_sha256, posts.c.sha256)).all()
            parts = connection.execute(select(submissions.c.post_id, submissions.c.text)).all()
            put_up = connection.execute(select(uploads.c.sent_sha256, uploads.c.sha256)).all()
            picture_count = connection.execute(select(func.count()).select_from(pictures)).scalar_one()
        named = {row.id: row.sent_sha256 for row in rows}
        arrived = Counter(part.text for part in parts)
        assert not killable.kept - set(arrived), "lost"
        assert arrived.total() == len(rows) == len(arrived), "doubled"
        assert all(named[part.post_id] == part.text for part in parts), "with another photo, or without"
        assert {(row.sent_sha256, row.sha256) for row in rows} == {tuple(each) for each in put_up}
        assert picture_count == len(rows), "a photo doubled"
        assert check(services.store) == []
        assert_no_orphans(services)
        member_id = services.accounts.caller(killable.writer.token).member_id
        balance = services.vouchers.balance(member_id)
    finally:
        services.close()
    assert balance.held_cents == PRICE_CENTS * arrived.total()
    assert balance.available_cents == DEPOSIT_CENTS - balance.held_cents


def assert_originals(killable: Killable) -> None:
    """Of every photo that waits for its decision, the client still has what it was made of."""
    lane = StorageLane()
    stores = Stores.open(lane, killable.folder / "client.db", killable.client_key)
    try:
        for post in stores.cache.posts(limit=10_000):
            kept = stores.post_photos.get(post.local_id)
            assert kept is not None, "the photo is lost"
            assert stores.post_photos.original(kept) == original_of(kept.photo.sha256), "its original"
    finally:
        stores.database.close()
        lane.close()


@pytest.mark.soak_scaled
@pytest.mark.timeout(3600)
def test_a_post_with_its_photo_is_there_once_whatever_is_killed_at_whatever_moment(tmp_path: Path) -> None:
    dice = random.Random(13)
    for number in range(rounds(1, 42)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with world_in(folder) as killable:
            kill_again_and_again(killable, dice)
            assert_whole(killable)
            assert_originals(killable)
        shutil.rmtree(folder)


def kill_again_and_again(killable: Killable, dice: random.Random) -> None:
    """Half of the kills fall on a byte of the line, the others on the way of words and photo through the disk."""
    wire = SlowWire(killable.port)
    killable.client_port = wire.port
    stopped = 0
    try:
        killable.start_client()
        for number in range(KILLS):
            victim = dice.choice(("client", "client", "server", "wire")) if number % 2 else "client"
            if number % 2:
                while (line := killable.read()) != "sent\n":
                    assert line, "the client ended by itself"
                wire.stop_after(dice.randrange(MOST_BYTES))
                assert killable.read().startswith("kept ")
                stopped += wire.wait_stopped(2.0)
            else:
                killable.read(dice.randint(1, MOST_LINES))
                _burn(dice.randrange(200_000))
            if victim == "client":
                killable.kill_client()
            elif victim == "server":
                killable.kill_server()
                killable.start_server()
            wire.cut()
            wire.go_on()
            if victim == "client":
                killable.start_client()
        killable.kill_client()
        killable.finish()
    finally:
        killable.close()
        wire.close()
    assert stopped >= KILLS // 4, "most points on the line fall into a post that is under way"
    assert len(killable.kept) >= KILLS // 2


@pytest.mark.timeout(120)
def test_a_client_killed_between_the_answer_and_its_own_note_posts_nothing_twice(killable: Killable) -> None:
    killable.die_after_acceptance()
    assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_that_took_a_new_key_for_each_try_would_be_found_out(killable: Killable) -> None:
    killable.die_after_acceptance("--fault", "new-key-each-time")
    with pytest.raises(AssertionError, match="doubled"):
        assert_whole(killable)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("fault", "said"), [("says-too-early", "kept "), ("photo-apart", "apart")])
def test_a_client_that_says_kept_before_it_is_or_lets_the_photo_follow_its_words_would_be_found_out(
    killable: Killable, fault: str, said: str
) -> None:
    killable.start_client("--fault", fault)
    while not killable.read().startswith(said):
        pass
    killable.kill_client()
    killable.finish()
    with pytest.raises(AssertionError, match="lost"):
        assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_that_let_words_go_without_their_photo_would_be_found_out(killable: Killable) -> None:
    killable.start_client("--fault", "goes-without-photo")
    while killable.read() != "queued\n":
        pass
    killable.kill_client()
    killable.finish()
    with pytest.raises(AssertionError, match=r"another photo|doubled"):
        assert_whole(killable)


@pytest.mark.timeout(120)
def test_a_client_that_had_the_original_in_memory_only_would_be_found_out(killable: Killable) -> None:
    killable.start_client("--fault", "original-in-memory")
    while not killable.read().startswith("kept "):
        pass
    killable.kill_client()
    killable.finish()
    assert_whole(killable)
    with pytest.raises(AssertionError, match="its original"):
        assert_originals(killable)


def _burn(steps: int) -> None:
    """Let a chance moment pass, so that the kill falls anywhere between two lines."""
    for _ in range(steps):
        pass
