"""A photo that was accepted is on this computer until it is decided, whatever happens in between."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.photos import PhotoOrigin
from app.domain.profile_photo import PhotoFault, PhotoFaultKind
from app.storage import schema
from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxStore
from app.storage.photo_rows import PhotoState
from app.storage.photo_store import PhotoStore
from app.storage.sql import connect
from contract.messages import State
from contract.photos import ProfilePhotos
from tests.unit.app.photo_makers import kept, part, refusal, sent, sha, told
from tests.unit.app.storage.makers import KEY, entry

CAMERA = b"the still of a webcam " * 5_000


@pytest.fixture
def photos(database: Database) -> PhotoStore:
    return PhotoStore(database)


@pytest.fixture
def cache(database: Database) -> CacheStore:
    return CacheStore(database)


def test_a_photo_comes_back_as_it_was_kept_also_after_a_restart(
    lane: StorageLane, path: Path, database: Database, photos: PhotoStore
) -> None:
    photos.queue(kept(original=CAMERA, price_cents=50))
    database.close()
    again = Database.open(lane, path, KEY)
    found = PhotoStore(again).waiting()
    assert found == replace(kept(original=CAMERA, price_cents=50), original=None)
    assert PhotoStore(again).original("photo-1") == CAMERA
    again.close()


def test_how_a_photo_stands_is_known_without_reading_its_picture(photos: PhotoStore) -> None:
    photos.queue(kept(price_cents=50))
    facts = photos.facts()
    assert facts is not None
    assert (facts.local_id, facts.state, facts.price_cents) == ("photo-1", PhotoState.WAITING, 50)
    assert facts.photo.sha256 == kept().photo.sha256
    assert facts.photo.data == b""


def test_taking_a_photo_in_twice_does_it_once(photos: PhotoStore, cache: CacheStore) -> None:
    assert photos.queue(kept())
    assert not photos.queue(kept(content=b"another"))
    photos.settle(sent("photo-1", part(State.APPROVED)))
    assert not photos.queue(kept())
    assert photos.kept() is None


def test_a_newer_photo_takes_the_place_of_the_one_that_waits(photos: PhotoStore) -> None:
    photos.queue(kept("old", original=CAMERA))
    photos.queue(kept("new"))
    assert photos.get("old") is None
    assert photos.original("old") is None
    found = photos.waiting()
    assert found is not None
    assert found.local_id == "new"


def test_what_was_sent_stays_until_it_is_approved_everywhere(photos: PhotoStore, cache: CacheStore) -> None:
    photos.queue(kept(original=CAMERA))
    photos.settle(sent("photo-1", part(State.PENDING), part(State.PENDING, number=2)))
    assert not photos.is_waiting
    one_approved = sent("photo-1", part(State.APPROVED, steps=2), part(State.PENDING, number=2))
    cache.put_profile_photos(told(one_approved), 5)
    found = photos.kept()
    assert found is not None
    assert found.state is PhotoState.SENT
    both = sent("photo-1", part(State.APPROVED, steps=2), part(State.DELIVERED, steps=3, number=2))
    cache.put_profile_photos(told(both), 6)
    assert photos.kept() is None
    assert photos.original("photo-1") is None


def test_a_refused_one_keeps_its_edit_and_its_original(photos: PhotoStore, cache: CacheStore) -> None:
    photos.queue(kept(original=CAMERA))
    refused = part(State.REFUSED, steps=2, refusal=refusal())
    cache.put_profile_photos(told(sent("photo-1", refused)), 5)  # the event was quicker than the answer
    found = photos.kept()
    assert found is not None
    assert (found.state, found.edits) == (PhotoState.SENT, kept().edits)
    assert photos.original("photo-1") == CAMERA


def test_an_older_standing_never_replaces_a_newer_one(photos: PhotoStore, cache: CacheStore) -> None:
    cache.put_profile_photos(told(sent("photo-1", part(State.APPROVED, steps=2)), b"new"))
    photos.settle(sent("photo-1", part(State.PENDING)))
    standing = cache.profile_photos()
    assert standing is not None
    assert standing.newest is not None
    assert standing.newest.parts[0].state is State.APPROVED


def test_what_the_server_has_is_never_sent_again_even_if_a_newer_one_is_known(
    photos: PhotoStore, cache: CacheStore
) -> None:
    photos.queue(kept("mine"))
    cache.put_profile_photos(told(sent("theirs", part(State.PENDING), sequence=2)))
    photos.settle(sent("mine", part(State.PENDING), sequence=1))
    assert not photos.is_waiting
    standing = cache.profile_photos()
    assert standing is not None
    assert standing.newest is not None
    assert standing.newest.local_id == "theirs"


def test_a_newer_photo_of_another_computer_ends_the_keeping_of_the_sent_one_only(
    photos: PhotoStore, cache: CacheStore
) -> None:
    photos.queue(kept("mine"))
    cache.put_profile_photos(told(sent("theirs", part(State.PENDING), sequence=2)))
    assert photos.is_waiting
    photos.settle(sent("mine", part(State.PENDING), sequence=3))
    cache.put_profile_photos(told(sent("theirs-again", part(State.PENDING), sequence=4)))
    assert photos.kept() is None


def test_a_photo_that_was_taken_back_stays_and_can_be_sent_after_all(photos: PhotoStore) -> None:
    photos.queue(kept())
    photos.fail("photo-1", PhotoFault(PhotoFaultKind.FUNDS, 25, 10, 15))
    photos.take_back("photo-1")
    assert not photos.is_waiting
    assert photos.waiting() is None
    photos.retry("photo-1", 25)
    found = photos.waiting()
    assert found is not None
    assert (found.price_cents, found.fault) == (25, None)


def test_pictures_are_kept_as_long_as_somebody_shows_them(cache: CacheStore) -> None:
    newest = sent("photo-1", part(State.REFUSED, refusal=refusal()), picture=b"refused")
    cache.put_profile_photos(told(newest, b"old"))
    assert cache.missing_pictures() == [sha(b"old"), sha(b"refused")]
    cache.put_picture(sha(b"old"), b"old")
    cache.put_picture(sha(b"refused"), b"refused")
    assert cache.missing_pictures() == []
    cache.put_profile_photos(told(sent("photo-2", part(State.PENDING), sequence=2), b"old"))
    assert cache.picture(sha(b"refused")) is None
    assert cache.picture(sha(b"old")) == b"old"


def test_forgetting_what_the_server_said_keeps_the_photo(photos: PhotoStore, cache: CacheStore) -> None:
    photos.queue(kept())
    cache.put_profile_photos(told(None, b"old"))
    cache.put_picture(sha(b"old"), b"old")
    cache.wipe()
    assert cache.profile_photos() is None
    assert cache.picture(sha(b"old")) is None
    assert photos.is_waiting


def test_a_path_that_is_no_text_is_kept_as_no_path(photos: PhotoStore) -> None:
    odd = PhotoOrigin("/home/\udcff.jpg", "\udcff.jpg", sha(b"a file"))
    photos.queue(replace(kept(), origin=odd))
    found = photos.waiting()
    assert found is not None
    assert (found.origin.path, found.origin.sha256) == (None, odd.sha256)


def test_a_database_of_the_first_version_goes_on_with_what_it_holds(lane: StorageLane, path: Path) -> None:
    database = written_before(lane, path, 1)
    OutboxStore(database).queue(entry(1))
    assert PhotoStore(database).queue(kept())
    assert len(OutboxStore(database).waiting()) == 1
    assert database.rescue is None
    database.close()


def test_a_photo_is_carried_out_of_a_damaged_database(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    PhotoStore(database).queue(kept(content=b"\xff\xd8" + bytes(200_000), original=CAMERA))
    CacheStore(database).put_profile_photos(told(None, b"old"))
    database.close()
    damage_the_cache(path)
    again = Database.open(lane, path, KEY)
    CacheStore(again).missing_pictures()  # the damaged page is met when it is read
    report = again.rescue
    found = PhotoStore(again).waiting()
    assert report is not None
    assert report.photos == 1
    assert found is not None
    assert found.photo.data == b"\xff\xd8" + bytes(200_000)
    assert PhotoStore(again).original("photo-1") == CAMERA
    again.close()


def test_half_a_picture_is_never_taken_for_the_whole(lane: StorageLane, path: Path) -> None:
    database = Database.open(lane, path, KEY)
    OutboxStore(database).queue(entry(1))
    PhotoStore(database).queue(kept(content=b"\xff\xd8" + bytes(range(256)) * 400))
    CacheStore(database).put_profile_photos(told(None, b"old"))
    database.write(lambda connection: connection.execute("UPDATE photo SET picture = zeroblob(300)"))
    database.close()
    damage_the_cache(path)
    again = Database.open(lane, path, KEY)
    CacheStore(again).missing_pictures()
    assert again.rescue is not None
    assert not again.rescue.complete
    assert PhotoStore(again).kept() is None
    assert len(OutboxStore(again).waiting()) == 1
    again.close()


def rescued(lane: StorageLane, database: Database, path: Path) -> Database:
    """The database of this path opened again, after the damage of a page that only the server's words need."""
    CacheStore(database).put_profile_photos(ProfilePhotos(shown=None, newest=None))
    database.close()
    damage_the_cache(path)
    again = Database.open(lane, path, KEY)
    CacheStore(again).missing_pictures()  # the damaged page is met when it is read
    return again


def written_before(lane: StorageLane, path: Path, migrations: int) -> Database:
    """A database that a program of so many migrations made, opened by this one."""
    path.parent.mkdir(parents=True)
    old = connect(path, KEY)
    schema.migrate(old, schema.MIGRATIONS[:migrations])
    old.close()
    return Database.open(lane, path, KEY)


def damage_the_cache(path: Path) -> None:
    """One wrong bit in the page that says what the server said last."""
    connection = connect(path, KEY)
    row = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cache_value'").fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    connection.close()
    content = bytearray(path.read_bytes())
    content[(row[0] - 1) * 4096 + 100] ^= 1
    path.write_bytes(bytes(content))
