"""What the storage acknowledged is there after the process was killed, whenever that was."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxStore
from tests.scale import rounds
from tests.unit.app.storage.makers import KEY

ROOT = Path(__file__).parents[4]


def write_until_killed(path: Path, first: int, lines: int, *, too_early: bool) -> list[str]:
    """What the process had said when it was killed, some way after so many lines."""
    arguments = [str(path), str(first), *(["too-early"] if too_early else [])]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.app.storage.queue_until_killed", *arguments],
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
    return [line.strip() for line in said if line.endswith("\n")]


def kill_often(lane: StorageLane, path: Path, times: int, *, too_early: bool = False) -> None:
    """Kill the writer at random moments, and compare what it said with what is there each time."""
    chance = random.Random(9)
    queued: set[int] = set()
    settled: set[int] = set()
    unsure: set[int] = set()
    number = 0
    for _ in range(times):
        lines = write_until_killed(path, number, chance.randrange(1, 60), too_early=too_early)
        said = [line.split() for line in lines]
        queued |= {int(each) for word, each in said if word == "queued"}
        settled |= {int(each) for word, each in said if word == "settled"}
        unsure |= {int(each) for word, each in said if word == "settling"}

        database = Database.open(lane, path, KEY)
        waiting = [int(each.local_id.removeprefix("local-")) for each in OutboxStore(database).waiting()]
        kept = {message.sequence for message in CacheStore(database).thread_page("mateo", None, 100_000)}
        draft = DraftStore(database).get("mateo")
        report = database.rescue
        database.close()

        assert report is None
        assert waiting == sorted(set(waiting))
        assert settled <= kept
        assert not kept & set(waiting)
        assert queued - unsure <= set(waiting)
        assert queued <= set(waiting) | kept
        word, last = said[-1]
        if word == "draft":
            assert int(last) in waiting or (draft is not None and draft.text == f"draft {last}")
        number = max([int(last), *waiting, *kept])


@pytest.mark.soak_scaled
def test_every_acknowledged_row_survives_kill_9(lane: StorageLane, path: Path) -> None:
    kill_often(lane, path, rounds(12, 500))


def test_an_acknowledgement_before_the_commit_would_be_noticed(lane: StorageLane, path: Path) -> None:
    with pytest.raises(AssertionError):
        kill_often(lane, path, 60, too_early=True)
