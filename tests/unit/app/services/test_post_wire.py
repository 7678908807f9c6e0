"""Faults on the wire (promise R6) for a post with a photo: whatever happens, it is there once, and with its photo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import delete

from app.api.client import Api
from app.api.transport import Transport
from app.domain.gallery import PhotoProgress
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.domain.posts import EVERYBODY, PostFaultKind
from app.domain.values import Change, ChangeKind
from app.services.post_outbox import PostOutbox
from app.services.stores import Stores
from app.storage.post_photo_store import KeptPostPhoto
from app.storage.post_store import KeptPost
from contract.accounts import Credentials
from contract.photos import Upload
from contract.posts import NewPost, Post
from server.services.check import check
from server.store.tables import uploads
from tests.faulty_wire import Fault, FaultyWire
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.unit.app.live_photos import jpeg
from tests.unit.app.live_posts import news_family, posted

UPLOADS = b"PUT /v1/uploads/"
POSTS = b"POST /v1/posts "
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PRICE = 25 + 30 + 2 * 25
"""Two facilities with news and photos."""


@pytest.fixture
def home(live: LiveServer) -> tuple[Family, list[str]]:
    return news_family(live, 25, 30, with_photos=2)


@pytest.fixture
def family(home: tuple[Family, list[str]]) -> Family:
    return home[0]


@pytest.fixture
def wire(live: LiveServer, request: pytest.FixtureRequest) -> Iterator[FaultyWire]:
    wire = FaultyWire(live.port, getattr(request, "param", POSTS))
    yield wire
    wire.close()


@pytest.fixture
def api(wire: FaultyWire, family: Family) -> Iterator[Api]:
    """A client that is soon impatient; rebuilding a picture takes longer than an answer of JSON."""
    transport = Transport(f"http://127.0.0.1:{wire.port}", read_timeout_s=2.0, body_timeout_s=0.3)
    api = Api(transport)
    transport.set_token(api.accounts.sign_in(Credentials(email=family.email, password=PASSWORD)).token)
    yield api
    api.close()


class Calls:
    """The calls of the real client, as the outbox makes them."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
        /,
    ) -> Upload:
        return self._api.photos.upload(sha256, content, progress, is_cancelled)

    def send(self, local_id: str, post: NewPost, /) -> Post:
        return self._api.posts.send(local_id, post)


class Forgetful(Calls):
    """The seeded fault: a fresh key for every try."""

    def send(self, _local_id: str, post: NewPost, /) -> Post:
        return super().send(str(uuid4()), post)


def outbox_over(calls: Calls, stores: Stores) -> PostOutbox:
    return PostOutbox(calls, stores.posts, stores.post_photos, lambda _: None)


def queue(stores: Stores, facility_ids: list[str]) -> str:
    """Words and a real JPEG, as the composer leaves them."""
    local_id, photo = str(uuid4()), jpeg(1)
    stores.post_photos.put(EVERYBODY, KeptPostPhoto(photo, PhotoEdits(), PhotoOrigin(None, "snow.jpg", "")))
    kept = KeptPost(local_id, "Snow!", tuple(facility_ids), PRICE, NOW, photo=photo.sha256)
    stores.posts.queue(kept)
    return local_id


def drain(outbox: PostOutbox, stores: Stores, tries: int = 12) -> None:
    """Look at the outbox again and again, as the clock of the pauses does."""
    for _ in range(tries):
        if not stores.posts.waiting():
            return
        outbox.drain(at_once=True)
    raise AssertionError("the post still waits")


def assert_once(live: LiveServer, family: Family, local_id: str) -> None:
    (post,) = posted(live, family)
    assert (post.local_id, post.has_photo, len(post.parts)) == (local_id, True, 2)
    assert live.services.vouchers.balance(family.member_id).held_cents == PRICE
    assert check(live.services.store) == []


@pytest.mark.parametrize("wire", [UPLOADS, POSTS], indirect=True, ids=["upload", "post"])
@pytest.mark.parametrize("fault", [Fault.REPLY_DROPPED, Fault.RESET])
def test_a_post_with_a_photo_is_there_once_whatever_happens_to_it(
    fault: Fault,
    wire: FaultyWire,
    api: Api,
    stores: Stores,
    live: LiveServer,
    home: tuple[Family, list[str]],
) -> None:
    local_id = queue(stores, home[1])
    wire.faults = [fault, fault]
    drain(outbox_over(Calls(api), stores), stores)
    assert_once(live, home[0], local_id)


@pytest.mark.parametrize("wire", [UPLOADS], indirect=True)
@pytest.mark.parametrize("faults", [[], [Fault.RESET]], ids=["sound", "cut"])
def test_how_far_the_photo_is_is_told_while_it_goes_up_and_no_longer(
    faults: list[Fault], wire: FaultyWire, api: Api, stores: Stores, home: tuple[Family, list[str]]
) -> None:
    local_id = queue(stores, home[1])
    told: list[PhotoProgress | None] = []

    def hear(change: Change) -> None:
        if change.kind is ChangeKind.POST_UPLOAD:
            assert change.keys == (local_id,)
            told.append(outbox.progress)

    outbox = PostOutbox(Calls(api), stores.posts, stores.post_photos, hear)
    wire.faults = list(faults)
    outbox.drain(at_once=True)
    *on_the_way, after = told
    shares = [each.share for each in on_the_way if each is not None]
    assert len(shares) == len(on_the_way) > 0
    assert shares == sorted(shares)
    assert (shares[0], after, outbox.progress) == (0.0, None, None)
    assert (stores.posts.waiting() == []) is not bool(faults)


def test_a_photo_the_server_has_no_more_is_put_up_again(
    api: Api, stores: Stores, live: LiveServer, home: tuple[Family, list[str]]
) -> None:
    """It was put up, then this computer was away for longer than the server keeps what nothing was made of."""
    local_id = queue(stores, home[1])
    photo = jpeg(1)
    api.photos.upload(photo.sha256, photo.data, lambda _: None, lambda: False)
    stores.post_photos.set_uploaded(local_id, True)
    with live.services.store.write() as work:
        work.connection.execute(delete(uploads))
    drain(outbox_over(Calls(api), stores), stores)
    assert_once(live, home[0], local_id)


def test_a_photo_that_is_no_picture_stays_with_its_words(
    api: Api, stores: Stores, live: LiveServer, home: tuple[Family, list[str]]
) -> None:
    content = b"no picture at all"
    photo = ExportedPhoto(content, hashlib.sha256(content).hexdigest(), Size(1, 1))
    stores.post_photos.put(EVERYBODY, KeptPostPhoto(photo, PhotoEdits(), PhotoOrigin(None, "x", "")))
    kept = KeptPost(
        "3f1f7c1e-6f1d-4c56-9d40-0d5a2f6f9f11", "Snow!", tuple(home[1]), PRICE, NOW, photo=photo.sha256
    )
    stores.posts.queue(kept)
    outbox_over(Calls(api), stores).drain(at_once=True)
    (waits,) = stores.posts.waiting()
    assert waits.fault is not None
    assert (waits.fault.kind, waits.fault.reason) == (PostFaultKind.PICTURE, "not_a_jpeg")
    assert posted(live, home[0]) == ()
    assert stores.posts.take_back(waits.local_id) == EVERYBODY
    assert stores.post_photos.get(EVERYBODY) is not None


def test_a_client_that_forgot_its_key_would_be_caught(
    wire: FaultyWire, api: Api, stores: Stores, live: LiveServer, home: tuple[Family, list[str]]
) -> None:
    local_id = queue(stores, home[1])
    outbox = outbox_over(Forgetful(api), stores)
    wire.faults = [Fault.REPLY_DROPPED]
    for _ in range(2):
        outbox.drain(at_once=True)
    with pytest.raises((AssertionError, ValueError)):
        assert_once(live, home[0], local_id)
