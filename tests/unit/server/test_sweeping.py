"""Objects and rows keep step: orphans go after their time, live ones never; what is damaged or missing is found."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from contract.photos import NewProfilePhoto
from server.__main__ import main
from server.config import SettingFault, load
from server.objects.store import Objects, ObjectsAway
from server.services.faults import UploadMissing
from server.services.sweeping import GRACE, Sweeper, object_faults
from server.store.tables import pictures, uploads
from tests.unit.server.pictures import jpeg, photo_facility, send_photo, up
from tests.unit.server.world import World, as_a_program

OBJECTS = 3
"""Of one picture: its bytes and two thumbnails."""


def sweep(world: World) -> int:
    """Sweeps with the files' own time moved back to the world's clock."""
    for listed in world.services.objects.listed():
        file = world.services.settings.objects_folder / listed.sha256[:2] / f"{listed.sha256}.jpg"
        at = (world.clock.now - GRACE - timedelta(hours=1)).timestamp()
        os.utime(file, (at, at))
    return world.services.sweeper.sweep()


def test_what_nothing_was_made_of_goes_after_a_day(world: World) -> None:
    member, _ = world.member()
    kept = up(world, member.member_id)
    world.clock.move(hours=23)
    assert sweep(world) == 0
    world.clock.move(hours=2)
    assert sweep(world) == OBJECTS
    assert not world.services.objects.has(kept.photo.sha256)
    with pytest.raises(UploadMissing):
        world.services.profile_photos.send(
            member.member_id,
            "9f8e7d6c-5b4a-4938-a716-05f4e3d2c1b0",
            NewProfilePhoto(sent_sha256=kept.sent_sha256, price_cents=0),
        )
    assert up(world, member.member_id) == kept


def test_what_is_live_stays_whatever_became_of_it(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    for seed in range(3):
        send_photo(world, pair.member_id, seed)
    world.approve(world.reviewer(), world.services.review.queue(world.reviewer())[0].id)
    world.clock.move(days=400)
    assert sweep(world) == 0
    assert object_faults(world.services.store, world.services.objects) == []


def test_a_picture_of_two_members_stays_for_the_one_who_uses_it(world: World) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    up(world, world.member()[0].member_id, 5)
    send_photo(world, pair.member_id, 5)
    world.clock.move(days=3)
    assert sweep(world) == 0


def test_a_young_orphan_waits_for_its_row(world: World) -> None:
    world.services.objects.put(jpeg(1))
    assert Sweeper(world.services.store, world.services.objects).sweep() == 0
    assert Sweeper(world.services.store, world.services.objects, timedelta(days=-40_000)).sweep() == 1


def test_a_sweep_that_does_not_look_for_rows_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = world.pair(facility_id=photo_facility(world))
    send_photo(world, pair.member_id)
    monkeypatch.setattr("server.services.sweeping._is_named", lambda *_: False)
    world.clock.move(days=3)
    assert sweep(world) == OBJECTS
    faults = object_faults(world.services.store, world.services.objects)
    assert [fault.split(" ")[0] for fault in faults] == ["Photo", "Thumbnail", "Thumbnail"]
    assert all(fault.endswith("is missing.") for fault in faults)


def test_the_check_names_what_is_damaged_or_missing(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World.open(data)
    member, _ = world.member()
    first, second = (up(world, member.member_id, seed).photo.sha256 for seed in (1, 2))
    world.close()
    as_a_program(monkeypatch, data)
    assert main(["check", "--data", str(data)]) == 0
    (data / "photos" / first[:2] / f"{first}.jpg").write_bytes(b"other")
    (data / "photos" / second[:2] / f"{second}.jpg").unlink()
    assert main(["check", "--data", str(data)]) == 1
    told = capsys.readouterr().out
    assert f"Photo {first} is damaged." in told
    assert f"Photo {second} is missing." in told


def test_no_row_is_written_for_bytes_that_could_not_be_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, _ = world.member()
    monkeypatch.setattr("server.objects.store._reach_the_disk", _full)
    with pytest.raises(ObjectsAway):
        up(world, member.member_id)
    with world.services.store.read() as connection:
        assert connection.execute(uploads.select()).all() == []
        assert connection.execute(pictures.select()).all() == []


def test_bytes_are_kept_whose_row_failed_and_a_repeat_mends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, _ = world.member()
    with monkeypatch.context() as broken:
        broken.setattr("server.services.uploads._within_quota", _broken)
        with pytest.raises(ArithmeticError):
            up(world, member.member_id)
    assert len(list(world.services.objects.listed())) == OBJECTS
    assert up(world, member.member_id).photo.sha256 in {one.sha256 for one in world.services.objects.listed()}
    with world.services.store.write() as work:
        work.connection.execute(delete(uploads))


@pytest.mark.parametrize("url", ["memory:///", "/var/photos", "ftp://example.org/x", "s3"])
def test_an_address_that_keeps_nothing_is_refused_by_name(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingFault, match="GETTINGOUT_OBJECTS_URL must begin with s3://"):
        load(tmp_path, {"GETTINGOUT_OBJECTS_URL": url})


def test_objects_lie_where_the_address_says(tmp_path: Path) -> None:
    settings = load(tmp_path, {"GETTINGOUT_OBJECTS_URL": f"file://{tmp_path}"})
    objects = Objects(settings.objects_folder, settings.objects_url)
    sha256 = objects.put(jpeg(1))
    assert objects.get(sha256) == jpeg(1)
    assert (tmp_path / sha256[:2] / f"{sha256}.jpg").is_file()
    assert not settings.objects_folder.exists()


def _full(_: Path) -> None:
    raise OSError("no space left on device")


def _broken(*_: object) -> None:
    raise ArithmeticError
