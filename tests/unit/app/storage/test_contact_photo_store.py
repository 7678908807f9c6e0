"""Photos that stand for contacts: one each, carried and rescued with what is unsent, a damaged one counts as none."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.domain.photos import ExportedPhoto, Size
from app.storage.cache_store import CacheStore
from app.storage.carry import carry_over
from app.storage.contact_photo_store import ContactPhotoStore
from app.storage.database import Database
from app.storage.lane import StorageLane
from tests.unit.app.storage.makers import KEY
from tests.unit.app.storage.test_photo_store import rescued, written_before


def photo(number: int) -> ExportedPhoto:
    data = b"\xff\xd8" + bytes([number]) * 20_000
    return ExportedPhoto(data, hashlib.sha256(data).hexdigest(), Size(512, 512))


def test_each_contact_has_the_newest_one_until_it_is_dropped(database: Database) -> None:
    store = ContactPhotoStore(database)
    assert store.all() == {}
    store.keep("mateo", photo(1))
    store.keep("linh", photo(2))
    store.keep("mateo", photo(3))
    assert store.all() == {"linh": photo(2).data, "mateo": photo(3).data}
    store.drop("linh")
    store.drop("nobody")
    assert store.all() == {"mateo": photo(3).data}


def test_a_damaged_picture_counts_as_none_and_leaves_the_others(database: Database) -> None:
    store = ContactPhotoStore(database)
    store.keep("mateo", photo(1))
    store.keep("linh", photo(2))
    database.write(
        lambda connection: connection.execute(
            "UPDATE contact_photo SET picture = zeroblob(length(picture)) WHERE contact_id = 'mateo'"
        )
    )
    assert store.all() == {"linh": photo(2).data}


def test_what_was_chosen_last_is_carried_to_the_disk_in_place_of_what_is_there(
    lane: StorageLane, database: Database
) -> None:
    memory = Database.open(lane, None, None)
    ContactPhotoStore(database).keep("mateo", photo(1))
    ContactPhotoStore(database).keep("linh", photo(2))
    ContactPhotoStore(memory).keep("mateo", photo(3))
    for _ in range(2):
        carry_over(memory, database)
    memory.close()
    assert ContactPhotoStore(database).all() == {"linh": photo(2).data, "mateo": photo(3).data}


def test_they_outlive_a_cleared_cache_and_a_damaged_database(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    ContactPhotoStore(database).keep("mateo", photo(1))
    CacheStore(database).wipe()
    again = rescued(lane, database, path)
    assert again.rescue is not None
    assert again.rescue.photos == 0  # nothing of it waits to be sent
    assert ContactPhotoStore(again).all() == {"mateo": photo(1).data}
    again.close()


def test_a_database_of_the_version_before_takes_them_too(lane: StorageLane, path: Path) -> None:
    database = written_before(lane, path, 11)
    ContactPhotoStore(database).keep("mateo", photo(1))
    assert ContactPhotoStore(database).all() == {"mateo": photo(1).data}
    database.close()
