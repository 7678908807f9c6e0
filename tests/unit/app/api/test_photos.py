"""Pictures up and down the wire: piece by piece, told, stopped, ended with the program, and proved on arrival."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from app.api.client import Api
from app.domain.errors import (
    Cancelled,
    NotFound,
    Offline,
    PictureRefused,
    ServerFault,
    UploadMissing,
    WrongState,
)
from contract.accounts import Credentials
from contract.messages import State
from contract.photos import NewProfilePhoto, Photo, Upload
from tests.unit.app.api.raw_server import Connection, RawServer, Request
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.unit.app.live_photos import PhotoWorld, jpeg

Serve = Callable[..., RawServer]
Client = Callable[..., Api]
CONTENT = bytes(range(256)) * 4_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TAKEN = msgspec.json.encode(
    Upload(sent_sha256=SHA256, photo=Photo(sha256="0" * 64, width=1, height=1, size_bytes=1))
)


def never() -> bool:
    return False


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path / "server")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def family(live: LiveServer) -> Family:
    return PhotoWorld(live).add_family()


def signed_in(client: Client, live: LiveServer, family: Family) -> Api:
    api = client(live.base_url)
    token = api.accounts.sign_in(Credentials(email=family.email, password=PASSWORD)).token
    api.transport.set_token(token)
    return api


def test_an_upload_goes_piece_by_piece_with_its_length_and_tells_how_far_it_is(
    serve: Serve, client: Client
) -> None:
    server = serve(lambda _, each: each.reply(TAKEN))
    shares: list[float] = []
    upload = client(server).photos.upload(SHA256, CONTENT, shares.append, never)
    assert upload.sent_sha256 == SHA256
    [request] = server.requests
    assert (request.method, request.target) == ("PUT", f"/v1/uploads/{SHA256}")
    assert request.headers["content-type"] == "image/jpeg"
    assert request.headers["content-length"] == str(len(CONTENT))
    assert request.body == CONTENT
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len(shares) > 50


def test_an_upload_nobody_wants_any_more_stops_in_the_middle(serve: Serve, client: Client) -> None:
    server = serve(lambda _, each: each.reply(TAKEN))
    shares: list[float] = []
    with pytest.raises(Cancelled):
        client(server).photos.upload(SHA256, CONTENT, shares.append, lambda: len(shares) > 10)
    assert len(shares) == 11


def test_closing_ends_an_upload_that_gets_no_answer(serve: Serve, client: Client) -> None:
    arrived = threading.Event()

    def stall(_: Request, each: Connection) -> bool:
        arrived.set()
        each.stall()
        return False

    api = client(serve(stall))
    ended: list[BaseException] = []

    def upload() -> None:
        try:
            api.photos.upload(SHA256, CONTENT, lambda _: None, never)
        except Offline as fault:
            ended.append(fault)

    thread = threading.Thread(target=upload)
    thread.start()
    assert arrived.wait(10)
    api.close()
    thread.join(5)
    assert not thread.is_alive()
    assert len(ended) == 1


def test_a_picture_with_another_content_than_its_name_is_not_shown(serve: Serve, client: Client) -> None:
    server = serve(lambda _, each: each.reply(CONTENT + b"!", 200, "image/jpeg"))
    with pytest.raises(ServerFault):
        client(server).photos.picture(SHA256)


def test_what_is_no_picture_is_not_taken_for_one(serve: Serve, client: Client) -> None:
    server = serve(lambda _, each: each.reply(CONTENT, 200, "text/html"))
    with pytest.raises(ServerFault):
        client(server).photos.picture(SHA256)


def test_a_photo_goes_up_is_withdrawn_and_comes_back_from_the_real_server(
    live: LiveServer, family: Family, client: Client
) -> None:
    api = signed_in(client, live, family)
    photo, local_id = jpeg(2), str(uuid4())
    wanted = NewProfilePhoto(sent_sha256=photo.sha256, price_cents=0)
    with pytest.raises(UploadMissing):
        api.photos.submit(local_id, wanted)
    kept = api.photos.upload(photo.sha256, photo.data, lambda _: None, never).photo
    assert api.photos.upload(photo.sha256, photo.data, lambda _: None, never).photo == kept
    sent = api.photos.submit(local_id, wanted)
    assert api.photos.submit(local_id, wanted).id == sent.id
    assert sent.photo is None  # its facility hides what waits
    with pytest.raises(NotFound):
        api.photos.picture(kept.sha256)
    back = api.photos.withdraw(sent.id)
    assert [part.state for part in back.parts] == [State.WITHDRAWN]
    assert back.photo == kept
    content = api.photos.picture(kept.sha256)
    assert len(content) == kept.size_bytes
    told = api.photos.profile_photos()
    assert told.newest == back
    assert [place.price_cents for place in told.reached] == [0]


def test_the_server_takes_no_picture_that_is_none_and_withdraws_nothing_decided(
    live: LiveServer, family: Family, client: Client
) -> None:
    api = signed_in(client, live, family)
    with pytest.raises(PictureRefused):
        api.photos.upload(SHA256, CONTENT, lambda _: None, never)
    photo = jpeg(2)
    api.photos.upload(photo.sha256, photo.data, lambda _: None, never)
    sent = api.photos.submit(str(uuid4()), NewProfilePhoto(sent_sha256=photo.sha256, price_cents=0))
    PhotoWorld(live).approve(family)
    with pytest.raises(WrongState):
        api.photos.withdraw(sent.id)
