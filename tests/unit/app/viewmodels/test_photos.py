"""The Photos tab against the real server: galleries, sharing, journeys, mending, what it says of money and uploads."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.domain.errors import GettingOutError
from app.domain.gallery import (
    AudienceChoice,
    AudienceKind,
    GalleryCard,
    GalleryPhoto,
    PhotoToMend,
    PictureSize,
    PreparedPhoto,
)
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.domain.values import Change, ChangeKind, StepKind
from app.viewmodels import open_gallery
from contract.messages import State
from server.services.check import check
from tests.e2e.slow_wire import SlowWire
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import MARK, GalleryWorld
from tests.unit.app.live_photos import jpeg
from tests.unit.app.photo_makers import sha
from tests.unit.app.windowless import Client

EDITS = PhotoEdits(brightness=15)
EVERYBODY = AudienceChoice(AudienceKind.EVERYBODY)


@pytest.fixture
def world(live: LiveServer) -> GalleryWorld:
    return GalleryWorld(live)


@pytest.fixture
def family(world: GalleryWorld) -> Family:
    """Two facilities, 25 cents each, and $10.00."""
    return world.add_family(facilities=2)


@pytest.fixture
def online(client: Client, family: Family) -> Client:
    """The member signed in, everything loaded, the Photos tab seen."""
    client.start()
    client.sign_in(family)
    client.wait_for(lambda: not client.app.photos.is_loading)
    return client


def prepared(seed: int, replaces: str | None = None) -> PreparedPhoto:
    """A photo as it comes from the editor, of a still that no file holds."""
    still = b"the still of a webcam" + bytes([seed])
    return PreparedPhoto(
        jpeg(seed), "", EDITS, PhotoOrigin(None, "still.jpg", sha(still)), still, replaces=replaces
    )


def heavy(seed: int) -> PreparedPhoto:
    """A photo of more than a megabyte."""
    side = 1_200
    image = Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(side * side * 3))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=75)
    data = buffer.getvalue()
    photo = ExportedPhoto(data, sha(data), Size(side, side))
    return PreparedPhoto(photo, "", PhotoEdits(), PhotoOrigin(None, "still.jpg", sha(data)), None)


def create(client: Client, name: str) -> str:
    """A gallery made on the spot; its key."""
    made: list[GalleryCard] = []
    client.app.photos.gallery_created.connect(made.append)
    client.app.photos.create_gallery(name)
    client.wait_for(lambda: bool(made))
    return made[0].gallery_id


def share(
    client: Client, gallery_id: str, *photos: PreparedPhoto, choice: AudienceChoice = EVERYBODY
) -> None:
    """Through the Share Photo task, once its prices are known."""
    task = client.app.share_photo
    told: list[bool] = []
    task.shared.connect(lambda: told.append(True))
    task.begin(photos)
    task.set_choice(choice)
    client.wait_for(lambda: task.reach.is_known)
    task.share(tuple(f"Photo {number}" for number in range(len(photos))), gallery_id)
    client.wait_for(lambda: bool(told))


def kinds(client: Client) -> list[StepKind | None]:
    """Of the photos of the open gallery, newest first."""
    return [photo.kind for photo in client.app.photos.photos]


def first(client: Client) -> GalleryPhoto:
    return client.app.photos.photos[0]


def shared(client: Client, world: GalleryWorld, family: Family, count: int = 1) -> str:
    """So many photos in an open gallery, at the server; the gallery's key."""
    gallery_id = create(client, "Winter")
    client.app.photos.open_gallery(gallery_id)
    share(client, gallery_id, *(prepared(seed) for seed in range(1, count + 1)))
    client.wait_for(lambda: len(world.photos(family)) == count)
    client.wait_for(lambda: kinds(client) == [StepKind.PENDING] * count)
    return gallery_id


def test_three_photos_are_shared_into_a_new_gallery_and_their_journey_is_followed(
    online: Client, world: GalleryWorld, family: Family, live: LiveServer
) -> None:
    gallery_id = shared(online, world, family, 3)
    assert world.galleries(family) == ["Winter"]
    assert world.held_cents(family) == 150
    (card,) = online.app.photos.galleries
    assert (card.gallery_id, card.count, card.kind, card.kind_count) == (gallery_id, 3, StepKind.PENDING, 3)
    assert sorted(card.shared_with) == ["Resident 1", "Resident 2"]
    photo = online.app.photos.photos[-1]
    assert photo.is_sealed
    assert online.app.photos.picture(photo.key, PictureSize.TILE) is None
    sent = world.photos(family)[-1]
    world.approve(sent, 0)
    world.approve(sent, 1)
    online.wait_for(lambda: kinds(online)[-1] in (StepKind.APPROVED, StepKind.DELIVERED))
    online.app.photos.want_pictures(((photo.key, PictureSize.TILE), (photo.key, PictureSize.FULL)))
    for size in (PictureSize.TILE, PictureSize.FULL):
        online.wait_for(lambda size=size: online.app.photos.picture(photo.key, size) is not None)  # type: ignore[misc]
    assert check(live.services.store) == []


def test_a_task_asked_for_after_sign_in_knows_the_people_their_places_and_the_sum(online: Client) -> None:
    task = online.app.share_photo
    task.begin((prepared(1), prepared(2)))
    online.wait_for(lambda: len(task.people) == 2)
    assert all(person.can_get for person in task.people)
    assert [place.price_cents for place in task.facilities] == [50, 50]
    assert task.reach.total_cents == 0
    chosen = AudienceChoice(contact_ids=frozenset({task.people[0].contact_id}))
    task.set_choice(chosen)
    assert (task.reach.total_cents, task.reach.people) == (50, 1)
    task.begin((prepared(1),))
    assert task.choice == chosen
    assert online.app.photos.price_line.price_cents == 25
    assert online.app.photos.takes_photos


def test_offline_everything_is_kept_and_goes_out_by_itself(
    client: Client, world: GalleryWorld, family: Family, live: LiveServer, tmp_path: Path
) -> None:
    client.start()
    client.sign_in(family)
    live.stop()
    client.wait_for(lambda: not client.app.photos.is_online)
    gallery_id = create(client, "Winter")
    share(client, gallery_id, prepared(1), prepared(2))
    client.app.photos.open_gallery(gallery_id)
    client.wait_for(lambda: kinds(client) == [StepKind.QUEUED, StepKind.QUEUED])
    client.wait_for(lambda: client.app.hub.tally.waiting_photos == 2)
    assert client.app.hub.tally.claimed_cents == 100
    assert client.app.hub.tally.has_unsent
    assert client.app.photos.uploads.total == 2
    key = first(client).key
    client.app.photos.want_pictures(((key, PictureSize.TILE),))
    client.wait_for(lambda: client.app.photos.picture(key, PictureSize.TILE) is not None)
    client.stop()
    live.start()
    client.start()
    client.wait_online()
    client.wait_for(lambda: len(world.photos(family)) == 2)
    client.wait_for(lambda: client.app.hub.tally.waiting_photos == 0)
    assert world.galleries(family) == ["Winter"]
    assert world.held_cents(family) == 100
    assert client.app.photos.uploads.total == 0


def test_a_refused_photo_comes_back_with_its_edit_and_mark_and_is_shared_again(
    online: Client, world: GalleryWorld, family: Family, live: LiveServer
) -> None:
    gallery_id = shared(online, world, family)
    old = first(online).key
    world.refuse(world.photos(family)[0], 0)
    world.refuse(world.photos(family)[0], 1)
    online.wait_for(lambda: kinds(online) == [StepKind.REFUSED])
    ready: list[PhotoToMend] = []
    online.app.photos.mend_ready.connect(ready.append)
    online.app.photos.mend(old)
    online.wait_for(lambda: bool(ready))
    assert (ready[0].edits, ready[0].data) == (EDITS, prepared(1).original)
    review = ready[0].review
    assert review is not None
    assert [mark.x for mark in review.marks] == [MARK.x]
    assert review.edits == EDITS
    assert [(refusal.rule, refusal.marks_photo) for refusal in review.refusals] == [("11", True)] * 2
    assert len(ready[0].audience.contact_ids) == 2
    share(online, gallery_id, prepared(9, replaces=old), choice=ready[0].audience)
    online.wait_for(lambda: kinds(online) == [StepKind.PENDING] and first(online).key != old)
    assert len(world.photos(family)) == 1
    assert check(live.services.store) == []


def test_what_lacks_money_waits_for_it_and_is_sent_when_it_is_there(
    client: Client, world: GalleryWorld, live: LiveServer
) -> None:
    poor = world.add_family("poor@example.org", funds_cents=10)
    client.start()
    client.sign_in(poor)
    gallery_id = create(client, "Winter")
    client.app.photos.open_gallery(gallery_id)
    share(client, gallery_id, prepared(1))
    client.wait_for(lambda: kinds(client) == [StepKind.FAILED])
    fault = first(client).fault
    assert fault is not None
    assert fault.missing_cents == 15
    live.pay_in(poor.member_id, 15)
    client.wait_for(lambda: kinds(client) == [StepKind.PENDING])
    assert world.ever_submitted(poor) == 1


def test_a_changed_price_is_asked_about_before_it_is_paid(
    online: Client, world: GalleryWorld, family: Family, live: LiveServer
) -> None:
    live.stop()
    gallery_id = create(online, "Winter")
    online.app.photos.open_gallery(gallery_id)
    share(online, gallery_id, prepared(1))
    live.start(before=lambda: world.set_price(family, 40))
    online.wait_for(lambda: kinds(online) == [StepKind.FAILED])
    assert world.held_cents(family) == 0
    online.app.photos.send_anyway(first(online).key)
    online.wait_for(lambda: kinds(online) == [StepKind.PENDING])
    assert world.held_cents(family) == 80


def test_photos_are_renamed_moved_withdrawn_and_deleted(
    online: Client, world: GalleryWorld, family: Family, live: LiveServer
) -> None:
    shared(online, world, family, 2)
    photos = online.app.photos
    key, other = (photo.key for photo in photos.photos)
    photos.rename(key, "Sofi in the snow")
    online.wait_for(lambda: first(online).title == "Sofi in the snow")
    photos.set_cover(photos.gallery_id or "", other)
    online.wait_for(lambda: photos.galleries[0].covers[0] == other)
    spring = create(online, "Spring")
    photos.move((other,), spring)
    online.wait_for(lambda: [photo.key for photo in photos.photos] == [key])
    photos.withdraw(key)
    online.wait_for(lambda: kinds(online) == [StepKind.WITHDRAWN])
    assert world.held_cents(family) == 50
    photos.delete((key,))
    online.wait_for(lambda: photos.photos == ())
    photos.delete_gallery(spring)
    online.wait_for(lambda: [card.name for card in photos.galleries] == ["Winter"])
    assert world.photos(family) == ()
    assert world.held_cents(family) == 0
    photos.rename_gallery(photos.galleries[0].gallery_id, "Last winter")
    online.wait_for(lambda: world.galleries(family) == ["Last winter"])
    assert check(live.services.store) == []


def test_a_photo_is_shared_further_at_no_price_where_it_was_approved(
    client: Client, world: GalleryWorld, live: LiveServer
) -> None:
    family = world.add_family("two@example.org")
    place = live.services.contacts.page(family.member_id).items[0].facility_id
    live.connect(family.member_id, live.add_resident(place, "Their cousin"))
    client.start()
    client.sign_in(family)
    gallery_id = create(client, "Winter")
    client.app.photos.open_gallery(gallery_id)
    share(client, gallery_id, prepared(1), choice=AudienceChoice(contact_ids=frozenset({family.contact_id})))
    client.wait_for(lambda: kinds(client) == [StepKind.PENDING])
    world.approve(world.photos(family)[0])
    client.wait_for(lambda: kinds(client) == [StepKind.DELIVERED])
    task = client.app.share_photo
    told: list[bool] = []
    task.shared.connect(lambda: told.append(True))
    task.begin_further(first(client).key)
    client.wait_for(lambda: len(task.people) == 2)
    assert [person.has_it for person in task.people if person.contact_id == family.contact_id] == [True]
    task.set_choice(EVERYBODY)
    (reached,) = task.reach.places
    assert (reached.names, reached.price_cents, reached.is_approved) == (("Their cousin",), 0, True)
    task.share((), "")
    client.wait_for(lambda: bool(told))
    client.wait_for(lambda: len(first(client).shares[0].names) == 2)
    assert world.ever_submitted(family) == 1
    assert world.states(family) == [State.DELIVERED]


def test_a_gallery_of_many_photos_is_read_in_pieces_and_is_whole(
    online: Client, world: GalleryWorld, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery_id = shared(online, world, family, 5)
    photos = online.app.photos
    keys = [photo.key for photo in photos.photos]
    monkeypatch.setattr(open_gallery, "FIRST_PIECE", 2)
    monkeypatch.setattr(open_gallery, "PIECE", 2)
    photos.close_gallery()
    shown: list[int] = []
    photos.photos_changed.connect(lambda: shown.append(len(photos.photos)))
    photos.open_gallery(gallery_id)
    online.app.hub.tell(Change(ChangeKind.PHOTOS, keys=(keys[4],)))
    online.wait_for(lambda: [photo.key for photo in photos.photos] == keys)
    assert shown == [2, 5]
    photos.rename(keys[4], "The first of all")
    online.wait_for(lambda: photos.photos[4].title == "The first of all")


def test_waiting_photos_are_cancelled_before_they_leave(
    online: Client, world: GalleryWorld, family: Family, live: LiveServer
) -> None:
    live.stop()
    gallery_id = create(online, "Winter")
    online.app.photos.open_gallery(gallery_id)
    share(online, gallery_id, prepared(1), prepared(2), prepared(3))
    online.wait_for(lambda: len(online.app.photos.photos) == 3)
    online.app.photos.cancel((first(online).key,))
    online.wait_for(lambda: len(online.app.photos.photos) == 2)
    online.app.photos.cancel_all()
    online.wait_for(lambda: online.app.photos.photos == ())
    live.start()
    online.wait_online()
    online.wait_for(lambda: world.galleries(family) == ["Winter"])
    assert world.ever_taken(family) == 0


def test_on_a_slow_line_the_progress_is_told_and_what_is_on_the_wire_can_be_stopped(
    qtbot: QtBot, world: GalleryWorld, family: Family, live: LiveServer, tmp_path: Path
) -> None:
    wire = SlowWire(live.port)
    client = Client(qtbot, tmp_path / "slow", f"http://127.0.0.1:{wire.port}")
    try:
        client.start()
        client.sign_in(family)
        gallery_id = create(client, "Winter")
        client.app.photos.open_gallery(gallery_id)
        client.wait_for(lambda: world.galleries(family) == ["Winter"])
        told: list[float] = []
        client.app.photos.progress_changed.connect(lambda progress: told.append(progress.share))
        wire.stop_after(600_000)
        share(client, gallery_id, heavy(1), heavy(2))
        assert wire.wait_stopped(10)
        client.wait_for(lambda: 0 < client.app.photos.uploads.share < 1)
        assert (client.app.photos.uploads.total, client.app.photos.uploads.waiting) == (2, 1)
        key = next(each.key for each in client.app.photos.photos if client.app.photos.progress(each.key))
        assert 0 < (client.app.photos.progress(key) or 0) < 1
        assert len([share for share in told if 0 < share < 1]) > 2
        client.app.photos.cancel((key,))
        client.wait_for(lambda: len(client.app.photos.photos) == 1)
        wire.go_on()
        client.wait_for(lambda: kinds(client) == [StepKind.PENDING], 20_000)
        assert world.ever_taken(family) == 1
        assert client.app.photos.uploads.total == 0
    finally:
        client.stop()
        wire.close()


def test_another_computers_changes_come_by_themselves_and_its_end_of_a_gallery_loses_nothing(
    online: Client, world: GalleryWorld, family: Family, live: LiveServer
) -> None:
    gallery_id = shared(online, world, family)
    faults: list[GettingOutError] = []
    online.app.photos.failed.connect(faults.append)
    world.set_price(family, 5_000)
    share(online, gallery_id, prepared(2))
    online.wait_for(lambda: StepKind.FAILED in kinds(online))
    live.services.galleries.delete(family.member_id, world.photos(family)[0].gallery_id)
    online.wait_for(lambda: online.app.photos.gallery_id is None)
    (card,) = online.app.photos.galleries
    assert (card.name, card.count, card.kind) == ("Winter", 1, StepKind.FAILED)
    assert card.gallery_id != gallery_id
    assert faults == []
