"""Photos that are being edited: kept with their edit and what stood beside it, through kills, damage and moves."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.domain.left_edit import LeftEdit
from app.domain.photos import PhotoEdits, PhotoOrigin, Rect
from app.storage.carry import carry_over
from app.storage.database import Database
from app.storage.edit_store import EditStore
from app.storage.lane import StorageLane
from tests.scale import rounds
from tests.unit.app.storage.makers import KEY, edited
from tests.unit.app.storage.test_photo_store import rescued, written_before

ROOT = Path(__file__).parents[4]
BRIGHTER = PhotoEdits(
    brightness=44, turns=3, flipped=True, zoom=2.5, centre=(3.5, 4.25), crop=Rect(0, 0, 9, 9)
)


def damage_the_picture(database: Database, local_id: str) -> None:
    """As if its page had been cut off."""
    database.write(
        lambda connection: connection.execute(
            "UPDATE editing_picture SET content = zeroblob(length(content)) WHERE local_id = ?", (local_id,)
        )
    )


def test_a_photo_comes_back_with_its_edit_and_all_that_stood_beside_it(database: Database) -> None:
    store = EditStore(database)
    store.keep(edited(1))
    store.keep(edited(2))
    store.write("local-1", BRIGHTER)
    assert store.all() == tuple(LeftEdit(f"local-{n}", f"{n}.jpg", edited(n).task) for n in (1, 2))
    assert store.get("local-1") == msgspec.structs.replace(edited(1), edits=BRIGHTER)
    assert store.get("local-2") == edited(2)


def test_another_picture_takes_the_place_of_the_first(database: Database) -> None:
    store = EditStore(database)
    store.keep(edited(1))
    other = msgspec.structs.replace(edited(2), local_id="local-1")
    store.keep(other)
    assert store.get("local-1") == other
    assert len(store.all()) == 1


def test_what_was_thrown_away_is_gone_and_a_late_edit_does_not_bring_it_back(database: Database) -> None:
    store = EditStore(database)
    store.keep(edited(1))
    store.drop("local-1")
    store.write("local-1", BRIGHTER)
    assert store.is_empty
    assert store.get("local-1") is None
    rows = database.read(
        lambda connection: connection.execute("SELECT count(*) FROM editing_picture").fetchone()
    )
    assert rows is not None
    assert rows[0] == 0


def test_the_file_stands_in_for_a_damaged_picture_while_it_is_what_it_was(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "garden.jpg"
    photo = edited(1, str(file))
    file.write_bytes(photo.data)
    store = EditStore(database)
    store.keep(photo)
    damage_the_picture(database, photo.local_id)
    assert store.get(photo.local_id) == photo
    file.write_bytes(b"another photo")
    assert store.get(photo.local_id) is None


def test_a_path_that_is_no_text_is_kept_as_no_path(database: Database) -> None:
    store, photo = EditStore(database), edited(1)
    origin = PhotoOrigin("/home/\udcff.jpg", "\udcff.jpg", photo.origin.sha256)
    store.keep(msgspec.structs.replace(photo, origin=origin))
    found = store.get(photo.local_id)
    assert found is not None
    assert (found.origin.path, found.data) == (None, photo.data)


def test_they_are_carried_from_memory_to_the_disk_once_and_out_of_a_damaged_database(
    lane: StorageLane, path: Path
) -> None:
    memory, database = Database.open(lane, None, None), Database.open(lane, path, KEY)
    EditStore(memory).keep(edited(1))
    carry_over(memory, database)
    carry_over(memory, database)
    memory.close()
    again = rescued(lane, database, path)
    assert again.rescue is not None
    assert again.rescue.photos == 1
    assert EditStore(again).get("local-1") == edited(1)
    again.close()


def test_a_database_of_the_version_before_takes_them_too(lane: StorageLane, path: Path) -> None:
    database = written_before(lane, path, 10)
    EditStore(database).keep(edited(1))
    assert not EditStore(database).is_empty
    database.close()


def test_an_edit_that_changes_writes_no_picture_again(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    store = EditStore(database)
    store.keep(edited(1))
    log = path.with_name(path.name + "-wal")
    before = log.stat().st_size
    store.write("local-1", BRIGHTER)
    assert log.stat().st_size - before < len(edited(1).data) / 4
    database.close()


def kill_often(lane: StorageLane, path: Path, times: int, *options: str) -> None:
    """Kill the writer at random moments: each photo it spoke of is there, edited at least as far as it said."""
    chance = random.Random(9)
    for _ in range(times):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.app.storage.edit_until_killed", str(path), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(chance.randrange(1, 30))]
        process.kill()
        said += process.stdout.readlines()
        process.stdout.close()
        process.wait()
        database = Database.open(lane, path, KEY)
        store = EditStore(database)
        for local_id, number in (line.split() for line in said if line.endswith("\n")):
            found = store.get(local_id)
            assert found is not None, "lost"
            assert found.edits.zoom >= int(number), "lost"
        database.close()


@pytest.mark.soak_scaled
def test_a_kill_loses_no_picture_and_no_edit(lane: StorageLane, path: Path) -> None:
    kill_often(lane, path, rounds(3, 100))


def test_a_client_that_says_kept_before_it_is_would_be_found_out(lane: StorageLane, path: Path) -> None:
    with pytest.raises(AssertionError, match="lost"):
        kill_often(lane, path, 10, "too-early")
