"""Whenever the client is killed, a photo it kept is sent exactly once (promise R1)."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from contract.accounts import Credentials
from server.store.tables import profile_photos, submissions
from tests.scale import rounds
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.unit.app.live_photos import PhotoWorld

ROOT = Path(__file__).parents[4]


@pytest.fixture
def family(live: LiveServer) -> Family:
    return PhotoWorld(live).add_family()


def send_until_killed(live: LiveServer, token: str, database: Path, lines: int, *options: str) -> list[str]:
    """What the process had kept when it was killed, some way after so many lines."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.unit.app.services.photo_sender"),
            *(live.base_url, token, str(database), *options),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    process.kill()
    said += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    return [line.split()[1] for line in said if line.endswith("\n")]


def kill_often(live: LiveServer, family: Family, database: Path, times: int, *options: str) -> None:
    """Kill the sender at random moments; all it kept has arrived once, but for the one that was being sent."""
    credentials = Credentials(email=family.email, password=PASSWORD)
    token = live.services.accounts.sign_in(credentials).token
    chance = random.Random(5)
    said: list[str] = []
    for _ in range(times):
        said += send_until_killed(live, token, database, chance.randrange(1, 6), *options)
    last = send_until_killed(live, token, database, 2, *options)  # the first of these two means: all was sent
    said += last[:1]
    with live.services.store.read() as connection:
        arrived = Counter(connection.execute(select(profile_photos.c.local_id)).scalars())
        parts = Counter(connection.execute(select(submissions.c.profile_photo_id)).scalars())
    assert set(said) <= set(arrived), "lost"
    assert set(arrived.values()) == {1}, "doubled"
    assert set(parts.values()) == {1}, "submitted twice"


@pytest.mark.soak_scaled
@pytest.mark.timeout(600)
def test_a_kept_photo_is_sent_once_however_often_the_client_is_killed(
    live: LiveServer, family: Family, tmp_path: Path
) -> None:
    kill_often(live, family, tmp_path / "client.db", rounds(6, 300))


def test_a_client_that_says_kept_before_it_is_would_be_found_out(
    live: LiveServer, family: Family, tmp_path: Path
) -> None:
    def kill_again_and_again() -> None:
        for _ in range(8):
            kill_often(live, family, tmp_path / "client.db", 3, "too-early")

    with pytest.raises(AssertionError, match="lost"):
        kill_again_and_again()
