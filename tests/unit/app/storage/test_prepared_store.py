"""Photos that were prepared and not shared: kept with title, edit and choice, through kills, damage and moves."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.domain.gallery import AudienceChoice, AudienceKind, PreparedChoice
from app.domain.photos import PhotoOrigin
from app.storage import rescue, schema
from app.storage.carry import carry_over
from app.storage.database import Database
from app.storage.lane import StorageLane
from app.storage.prepared_store import PreparedStore
from app.storage.sql import connect
from tests.scale import rounds
from tests.unit.app.storage.makers import KEY, prepared, review
from tests.unit.app.storage.test_photo_store import rescued, written_before

ROOT = Path(__file__).parents[4]
CHOICE = PreparedChoice(AudienceChoice(AudienceKind.CHOSEN, frozenset({"mateo"})), "g1", "")


def test_a_photo_comes_back_as_it_was_with_what_was_chosen(database: Database) -> None:
    store = PreparedStore(database)
    first, second = prepared(1, original=b"from the camera"), prepared(2)
    store.keep("a", first, CHOICE)
    store.keep("b", second, CHOICE)
    assert store.all() == ({"a": first, "b": second}, CHOICE)


def test_one_that_is_edited_again_keeps_its_place_and_lets_go_of_its_old_original(database: Database) -> None:
    store = PreparedStore(database)
    store.keep("a", prepared(1, original=b"from the camera"), CHOICE)
    store.keep("b", prepared(2), CHOICE)
    store.keep("a", prepared(3), CHOICE)
    assert list(store.all()[0].items()) == [("a", prepared(3)), ("b", prepared(2))]


def test_why_a_photo_was_not_approved_stays_with_it_through_a_restart_a_move_and_damage(
    lane: StorageLane, path: Path
) -> None:
    memory, database = Database.open(lane, None, None), Database.open(lane, path, KEY)
    mended = prepared(1, review=review())
    PreparedStore(memory).keep("a", mended, CHOICE)
    carry_over(memory, database)
    memory.close()
    again = rescued(lane, database, path)
    assert again.rescue is not None
    assert PreparedStore(again).all()[0] == {"a": mended}
    again.close()


def test_titles_are_kept_whatever_stands_in_them(database: Database) -> None:
    store = PreparedStore(database)
    store.keep("a", prepared(1), PreparedChoice())
    store.write({"a": "Our \ud83d porch\x00", "gone": "no such photo"}, CHOICE)
    found, choice = store.all()
    assert [photo.title for photo in found.values()] == ["Our \ud83d porch\x00"]
    assert choice == CHOICE


def test_what_was_left_out_or_thrown_away_is_gone(database: Database) -> None:
    store = PreparedStore(database)
    for key in ("a", "b", "c"):
        store.keep(key, prepared(1, original=b"from the camera"), CHOICE)
    store.drop("b")
    assert list(store.all()[0]) == ["a", "c"]
    store.clear()
    assert store.is_empty
    assert store.all() == ({}, PreparedChoice())
    rows = database.read(
        lambda connection: connection.execute("SELECT count(*) FROM prepared_original").fetchone()
    )
    assert rows is not None
    assert rows[0] == 0


def test_a_path_that_is_no_text_is_kept_as_no_path(database: Database) -> None:
    odd = msgspec.structs.replace(prepared(1), origin=PhotoOrigin("/home/\udcff.jpg", "\udcff.jpg", "0" * 64))
    PreparedStore(database).keep("a", odd, CHOICE)
    assert PreparedStore(database).all()[0]["a"].origin.path is None


def test_they_are_carried_from_memory_to_the_disk_once(lane: StorageLane, database: Database) -> None:
    memory = Database.open(lane, None, None)
    PreparedStore(memory).keep("a", prepared(1, original=b"from the camera"), CHOICE)
    carry_over(memory, database)
    carry_over(memory, database)
    assert PreparedStore(database).all() == ({"a": prepared(1, original=b"from the camera")}, CHOICE)
    memory.close()


def test_they_are_carried_out_of_a_damaged_database(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    PreparedStore(database).keep("a", prepared(1, original=b"from the camera"), CHOICE)
    again = rescued(lane, database, path)
    assert again.rescue is not None
    assert again.rescue.photos == 1
    assert PreparedStore(again).all()[0] == {"a": prepared(1, original=b"from the camera")}
    again.close()


def test_a_database_of_the_version_before_takes_them_too(lane: StorageLane, path: Path) -> None:
    database = written_before(lane, path, 6)
    PreparedStore(database).keep("a", prepared(1), CHOICE)
    assert not PreparedStore(database).is_empty
    database.close()


def test_photos_of_a_database_that_knew_no_reasons_are_rescued_and_taken_over(
    lane: StorageLane, path: Path
) -> None:
    path.parent.mkdir(parents=True)
    old = connect(path, KEY)
    schema.migrate(old, schema.MIGRATIONS[:8])
    photo = prepared(1)
    values = (photo.photo.data, photo.photo.sha256, b"title", msgspec.json.encode(photo.edits))
    old.execute(
        "INSERT INTO prepared VALUES (1, 'a', ?, ?, 40, 30, ?, ?, ?, NULL, ?)",
        (*values, msgspec.json.encode(photo.origin), msgspec.json.encode(CHOICE)),
    )
    old.close()
    rescue.rescue(path, KEY)
    database = Database.open(lane, path, KEY)
    assert PreparedStore(database).all() == ({"a": msgspec.structs.replace(photo, title="title")}, CHOICE)
    database.close()


def kill_often(lane: StorageLane, path: Path, times: int, *options: str) -> None:
    """Kill the writer at random moments: all it said is there, with its title and what was chosen."""
    chance = random.Random(3)
    for _ in range(times):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.app.storage.prepare_until_killed", str(path), *options],
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
        found, choice = PreparedStore(database).all()
        database.close()
        numbers = [int(line) for line in said if line.endswith("\n")]
        kept = [found[f"local-{number}"].title for number in numbers if f"local-{number}" in found]
        assert kept == [f"title {number}" for number in numbers], "lost"
        assert choice.gallery_name == "Summer" or not numbers


@pytest.mark.soak_scaled
def test_a_kill_loses_no_photo_title_or_choice(lane: StorageLane, path: Path) -> None:
    kill_often(lane, path, rounds(3, 100))


def test_a_client_that_says_kept_before_it_is_would_be_found_out(lane: StorageLane, path: Path) -> None:
    with pytest.raises(AssertionError, match="lost"):
        kill_often(lane, path, 10, "too-early")
