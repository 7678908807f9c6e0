"""Photos in an object store instead of a folder: written, read, compared, listed, swept, scrubbed, and away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from server.config import load
from server.objects.store import ObjectDamaged, ObjectMissing, Objects, ObjectsAway
from server.services.sweeping import Sweeper, object_faults
from tests.unit.server.pictures import jpeg, photo_facility, send_photo
from tests.unit.server.s3_like import S3Like, s3_like
from tests.unit.server.world import World

NAME = hashlib.sha256(jpeg(1)).hexdigest()
KEY = f"family/{NAME[:2]}/{NAME}.jpg"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Like]:
    """A bucket, and the variables an operator sets for it."""
    with s3_like() as (kept, address):
        for name, value in {
            "AWS_ENDPOINT": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "NO_PROXY": "*",
        }.items():
            monkeypatch.setenv(name, value)
        yield kept


@pytest.fixture
def objects(bucket: S3Like, tmp_path: Path) -> Objects:
    settings = load(tmp_path, {"GETTINGOUT_OBJECTS_URL": "s3://photos/family"})
    return Objects(settings.objects_folder, settings.objects_url)


def test_an_object_is_kept_under_the_prefix_and_comes_back(bucket: S3Like, objects: Objects) -> None:
    assert objects.put(jpeg(1)) == NAME
    assert bucket.objects == {KEY: jpeg(1)}
    assert objects.get(NAME) == jpeg(1)
    assert objects.has(NAME)
    assert objects.written_at(NAME) == bucket.written_at[KEY]
    assert [(one.sha256, one.size_bytes) for one in objects.listed()] == [(NAME, len(jpeg(1)))]
    objects.delete(NAME)
    objects.delete(NAME)
    assert bucket.objects == {}
    assert not objects.has(NAME)
    with pytest.raises(ObjectMissing):
        objects.get(NAME)


def test_what_is_not_ours_there_is_neither_listed_nor_handed_out(bucket: S3Like, objects: Objects) -> None:
    objects.put(jpeg(1))
    for key in ("family/notes.txt", f"family/xx/{NAME}.jpg", "others/a.jpg"):
        bucket.objects[key] = b"not ours"
        bucket.written_at[key] = bucket.written_at[KEY]
    assert [one.sha256 for one in objects.listed()] == [NAME]
    bucket.objects[KEY] = b"\xff\xd8\xff other bytes \xff\xd9"
    with pytest.raises(ObjectDamaged):
        objects.get(NAME)


def test_sweep_and_scrub_work_there_as_in_a_folder(bucket: S3Like, objects: Objects, world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    world.services.uploads._objects = objects
    sent = send_photo(world, pair.member_id)
    orphan = objects.put(jpeg(99))
    sweeper = Sweeper(world.services.store, objects)
    assert sweeper.sweep() == 0, "it is young"
    for key in bucket.written_at:
        bucket.written_at[key] = world.clock.now - timedelta(days=2)
    assert sweeper.sweep() == 1
    assert not objects.has(orphan)
    assert object_faults(world.services.store, objects) == []
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    shown = world.services.profile_photos.state(pair.member_id).shown
    assert shown is not None
    del bucket.objects[f"family/{shown.sha256[:2]}/{shown.sha256}.jpg"]
    assert object_faults(world.services.store, objects) == [f"Photo {shown.sha256} is missing."]


@pytest.mark.parametrize("fault", ["is_away", "is_denying"])
def test_a_store_that_does_not_answer_or_denies_is_away(bucket: S3Like, objects: Objects, fault: str) -> None:
    setattr(bucket, fault, True)
    for ask in (lambda: objects.put(jpeg(1)), lambda: objects.get(NAME), lambda: list(objects.listed())):
        with pytest.raises(ObjectsAway):
            ask()
