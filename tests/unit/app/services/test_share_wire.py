"""Faults on the wire (promise R6) for a photo that is shared: whatever happens to any request, it is shared once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from app.api.client import Api
from app.api.transport import Transport
from app.domain.photos import PhotoEdits, PhotoOrigin
from app.services.share_outbox import ShareOutbox
from app.services.stores import Stores
from app.storage.share_store import KeptGallery, KeptShare
from contract.audience import Audience, AudienceKind
from contract.galleries import NewSharedPhoto, SharedPhoto
from server.services.check import check
from tests.faulty_wire import Fault, FaultyWire
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import GalleryWorld
from tests.unit.app.live_photos import jpeg

UPLOADS = b"PUT /v1/uploads/"
GALLERIES = b"POST /v1/galleries "
ORDERS = b"POST /v1/shared-photos "
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def family(live: LiveServer) -> Family:
    """Two facilities, 25 cents each."""
    return GalleryWorld(live).add_family(facilities=2)


@pytest.fixture
def wire(live: LiveServer, request: pytest.FixtureRequest) -> Iterator[FaultyWire]:
    wire = FaultyWire(live.port, getattr(request, "param", ORDERS))
    yield wire
    wire.close()


class Calls:
    """The calls of the real client, as the outbox makes them."""

    share: Callable[[str, NewSharedPhoto], SharedPhoto]

    def __init__(self, api: Api) -> None:
        self.upload = api.photos.upload
        self.make = api.galleries.make
        self.page = api.galleries.page
        self.change = api.galleries.change
        self.share = api.galleries.share
        self.delete_photo = api.galleries.delete_photo


class Forgetful(Calls):
    """The seeded fault: a fresh key for every try."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)

        def share(_local_id: str, photo: NewSharedPhoto) -> SharedPhoto:
            return api.galleries.share(str(uuid4()), photo)

        self.share = share


@pytest.fixture
def api(wire: FaultyWire, live: LiveServer, family: Family) -> Iterator[Api]:
    """A client that is soon impatient; rebuilding a picture takes longer than an answer of JSON."""
    transport = Transport(f"http://127.0.0.1:{wire.port}", read_timeout_s=2.0, body_timeout_s=0.3)
    api = Api(transport)
    transport.set_token(live.token_of(family))
    yield api
    api.close()


def outbox_over(calls: Calls, stores: Stores) -> ShareOutbox:
    return ShareOutbox(lambda: calls, stores.shares, stores.galleries, lambda _: None)


def queue(stores: Stores, family: Family) -> str:
    """A real JPEG for everybody, in a gallery that has to be made first."""
    local_id, gallery_id = str(uuid4()), str(uuid4())
    stores.shares.add_gallery(KeptGallery(gallery_id, "Winter", NOW))
    stores.shares.queue(
        [
            KeptShare(
                local_id=local_id,
                photo=jpeg(1),
                title="Snow",
                gallery=gallery_id,
                gallery_name="Winter",
                audience=Audience(kind=AudienceKind.EVERYBODY),
                price_cents=50,
                edits=PhotoEdits(),
                origin=PhotoOrigin(None, "snow.jpg", ""),
                created_at=NOW,
            )
        ]
    )
    return local_id


def drain(outbox: ShareOutbox, stores: Stores, tries: int = 12) -> None:
    """Look at the outbox again and again, as the clock of the pauses does."""
    for _ in range(tries):
        if stores.shares.is_empty:
            return
        outbox.drain(at_once=True)
    raise AssertionError("the photo still waits")


def assert_once(live: LiveServer, family: Family, local_id: str) -> None:
    world = GalleryWorld(live)
    assert [photo.local_id for photo in world.photos(family)] == [local_id]
    assert (world.ever_taken(family), world.ever_submitted(family)) == (1, 2)
    assert world.galleries(family) == ["Winter"]
    assert world.held_cents(family) == 50
    assert check(live.services.store) == []


@pytest.mark.parametrize(
    "wire", [UPLOADS, GALLERIES, ORDERS], indirect=True, ids=["upload", "gallery", "order"]
)
@pytest.mark.parametrize("fault", list(Fault))
def test_a_photo_is_shared_once_whatever_happens_to_it(
    fault: Fault, wire: FaultyWire, api: Api, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_id = queue(stores, family)
    wire.faults = [fault, fault] if fault is not Fault.STALL else [fault]
    drain(outbox_over(Calls(api), stores), stores)
    assert_once(live, family, local_id)


def test_an_order_that_comes_again_much_later_changes_nothing(
    wire: FaultyWire, api: Api, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_id = queue(stores, family)
    drain(outbox_over(Calls(api), stores), stores)
    assert wire.replay(0).startswith(b"HTTP/1.1 201 ")
    assert_once(live, family, local_id)


def test_what_is_cancelled_while_its_order_was_lost_on_the_way_is_taken_out_again(
    wire: FaultyWire, api: Api, stores: Stores, live: LiveServer, family: Family
) -> None:
    """The order arrived, its answer did not, and then the member does not want it any more."""
    local_id = queue(stores, family)
    outbox = outbox_over(Calls(api), stores)
    wire.faults = [Fault.REPLY_DROPPED]
    outbox.drain(at_once=True)
    world = GalleryWorld(live)
    assert len(world.photos(family)) == 1
    outbox.cancel(local_id)
    outbox.drain(at_once=True)
    assert world.photos(family) == ()
    assert world.held_cents(family) == 0
    assert stores.shares.note(local_id) is None
    assert check(live.services.store) == []


def test_a_client_that_forgot_its_key_would_be_caught(
    wire: FaultyWire, api: Api, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_id = queue(stores, family)
    outbox = outbox_over(Forgetful(api), stores)
    wire.faults = [Fault.REPLY_DROPPED]
    for _ in range(2):
        outbox.drain(at_once=True)
    with pytest.raises(AssertionError):
        assert_once(live, family, local_id)
