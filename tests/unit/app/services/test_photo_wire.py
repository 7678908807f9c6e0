"""Faults on the wire (promise R6) for a profile photo: whatever happens to upload or order, it is sent exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from msgspec.structs import replace

from app.api.client import Api
from app.api.transport import Transport
from app.domain.photos import PhotoOrigin
from app.domain.values import Change
from app.services.photo_outbox import PhotoOutbox
from app.services.stores import Stores
from contract.photos import NewProfilePhoto, ProfilePhoto
from server.services.check import check
from tests.faulty_wire import Fault, FaultyWire
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_photos import PhotoWorld, jpeg
from tests.unit.app.photo_makers import kept

UPLOADS = b"PUT /v1/uploads/"
ORDERS = b"POST /v1/profile-photo "


@pytest.fixture
def world(live: LiveServer) -> PhotoWorld:
    return PhotoWorld(live)


@pytest.fixture
def family(world: PhotoWorld) -> Family:
    """Two facilities: 25 and 10 cents."""
    return world.add_family(prices_cents=(25, 10))


@pytest.fixture
def wire(live: LiveServer, request: pytest.FixtureRequest) -> Iterator[FaultyWire]:
    wire = FaultyWire(live.port, getattr(request, "param", ORDERS))
    yield wire
    wire.close()


@pytest.fixture
def api(wire: FaultyWire, live: LiveServer, family: Family) -> Iterator[Api]:
    """A client that is soon impatient; rebuilding a picture takes longer than an answer of JSON."""
    transport = Transport(f"http://127.0.0.1:{wire.port}", read_timeout_s=2.0, body_timeout_s=0.3)
    api = Api(transport)
    transport.set_token(live.token_of(family))
    yield api
    api.close()


@pytest.fixture
def outbox(api: Api, stores: Stores) -> PhotoOutbox:
    changes: list[Change] = []
    return PhotoOutbox(lambda: api.photos, stores.photos, changes.append)


def queue(outbox: PhotoOutbox, seed: int = 1) -> str:
    """A real JPEG, to be sent for 35 cents."""
    local_id = str(uuid4())
    origin = PhotoOrigin(None, "", "")
    outbox.queue(replace(kept(local_id, price_cents=35), photo=jpeg(seed), origin=origin))
    return local_id


def drain(outbox: PhotoOutbox, stores: Stores, tries: int = 12) -> None:
    """Look at the outbox again and again, as the clock of the pauses does."""
    for _ in range(tries):
        if not stores.photos.is_waiting:
            return
        outbox.drain(at_once=True)
    raise AssertionError("the photo still waits")


def assert_once(live: LiveServer, family: Family, local_id: str) -> None:
    world = PhotoWorld(live)
    newest = world.state(family).newest
    assert newest is not None
    assert newest.local_id == local_id
    assert world.sent_count(family) == 1
    assert live.services.vouchers.balance(family.member_id).held_cents == 35
    assert check(live.services.store) == []


@pytest.mark.parametrize("wire", [UPLOADS, ORDERS], indirect=True, ids=["upload", "order"])
@pytest.mark.parametrize("fault", list(Fault))
def test_a_photo_arrives_once_whatever_happens_to_it(
    fault: Fault, wire: FaultyWire, outbox: PhotoOutbox, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_id = queue(outbox)
    wire.faults = [fault, fault] if fault is not Fault.STALL else [fault]
    drain(outbox, stores)
    assert_once(live, family, local_id)


def test_an_order_that_comes_again_much_later_changes_nothing(
    wire: FaultyWire, outbox: PhotoOutbox, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_id = queue(outbox)
    drain(outbox, stores)
    assert wire.replay(0).startswith(b"HTTP/1.1 201 ")
    assert_once(live, family, local_id)


def test_a_client_that_forgot_its_key_would_be_caught(
    wire: FaultyWire, api: Api, stores: Stores, live: LiveServer, family: Family
) -> None:
    """The seeded fault: a fresh key for every try."""

    class Forgetful:
        upload = staticmethod(api.photos.upload)
        withdraw = staticmethod(api.photos.withdraw)

        @staticmethod
        def submit(_local_id: str, photo: NewProfilePhoto, /) -> ProfilePhoto:
            return api.photos.submit(str(uuid4()), photo)

    forgetful = PhotoOutbox(lambda: Forgetful, stores.photos, lambda _: None)
    local_id = queue(forgetful)
    wire.faults = [Fault.REPLY_DROPPED]
    for _ in range(2):
        forgetful.drain(at_once=True)
    with pytest.raises(AssertionError):
        assert_once(live, family, local_id)
