"""A photo over HTTP: fixed type and headers, conditional requests and ranges, and who gets the bytes."""

from __future__ import annotations

import uuid

import pytest

from contract import routes
from contract.messages import State
from contract.problems import ProblemType
from server.objects.store import ObjectDamaged
from tests.unit.server.live import Answer, Live
from tests.unit.server.pictures import jpeg, name_of, photo_facility, put, send_photo, state, up
from tests.unit.server.world import Pair


@pytest.fixture
def pair(live: Live) -> Pair:
    """A member whose profile photo was approved."""
    pair = live.world.pair(facility_id=photo_facility(live.world))
    sent = send_photo(live.world, pair.member_id)
    live.world.approve(live.world.reviewer(), sent.parts[0].submission_id)
    return pair


def fetch(live: Live, pair: Pair, **headers: str) -> Answer:
    """The photo, asked for with these headers (`_` for `-`)."""
    sha256 = up(live.world, pair.member_id).photo.sha256
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return live.call("GET", routes.path(routes.PHOTO, sha256=sha256), token=pair.token, headers=sent)


def test_it_comes_as_a_picture_and_as_nothing_else(live: Live, pair: Pair) -> None:
    answer = fetch(live, pair)
    shown = state(live.world, pair).shown
    assert shown is not None
    assert (answer.status, name_of(answer.body), len(answer.body)) == (200, shown.sha256, shown.size_bytes)
    wanted = {
        "content-type": "image/jpeg",
        "x-content-type-options": "nosniff",
        "content-disposition": f'inline; filename="photo-{shown.sha256[:12]}.jpg"',
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-cache",
        "etag": f'"{shown.sha256}"',
        "accept-ranges": "bytes",
    }
    assert {name: answer.headers[name] for name in wanted} == wanted


def test_whoever_has_it_gets_it_only_once(live: Live, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = fetch(live, pair).headers["etag"]
    monkeypatch.setattr(live.world.services.objects, "get", _never)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = fetch(live, pair, If_None_Match=known)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)


def test_a_tag_opens_nothing_that_may_not_be_seen(live: Live, pair: Pair) -> None:
    sha256 = up(live.world, pair.member_id).photo.sha256
    stranger = live.world.pair(facility_id=pair.resident.resident.facility_id)
    path = routes.path(routes.PHOTO, sha256=sha256)
    answer = live.call("GET", path, token=stranger.token, headers={"If-None-Match": f'"{sha256}"'})
    assert answer.problem.kind is ProblemType.NOT_FOUND


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=100-", 100, None),
        ("bytes=-7", -7, None),
        ("bytes=-999999999", 0, None),
        ("bytes=5-999999999", 5, None),
    ],
)
def test_one_range_is_a_part(live: Live, pair: Pair, wanted: str, first: int, last: int | None) -> None:
    whole = fetch(live, pair).body
    answer = fetch(live, pair, Range=wanted)
    start = first % len(whole) if first < 0 else first
    part = whole[first:last]
    assert (answer.status, answer.body) == (206, part)
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    assert answer.headers["content-length"] == str(len(part))


@pytest.mark.parametrize(
    "wanted", ["bytes=a-b", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "pages=1-2", "0-1", "bytes=0-1-2"]
)
def test_a_range_that_can_not_be_read_is_passed_over(live: Live, pair: Pair, wanted: str) -> None:
    assert fetch(live, pair, Range=wanted).status == 200


@pytest.mark.parametrize("wanted", ["bytes=999999999-", "bytes=-0", "bytes=999999999-1000000000"])
def test_a_range_beyond_the_end_is_said_so(live: Live, pair: Pair, wanted: str) -> None:
    answer = fetch(live, pair, Range=wanted)
    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{state(live.world, pair).shown.size_bytes}"  # type: ignore[union-attr]


def test_a_range_of_other_bytes_is_the_whole(live: Live, pair: Pair) -> None:
    tag = fetch(live, pair).headers["etag"]
    assert fetch(live, pair, Range="bytes=0-9", If_Range=tag).status == 206
    assert fetch(live, pair, Range="bytes=0-9", If_Range='"other"').status == 200


def test_damaged_bytes_are_never_handed_out(live: Live, pair: Pair) -> None:
    sha256 = up(live.world, pair.member_id).photo.sha256
    file = live.world.services.settings.objects_folder / sha256[:2] / f"{sha256}.jpg"
    file.write_bytes(b"\xff\xd8\xff other bytes \xff\xd9")
    path = routes.path(routes.PHOTO, sha256=sha256)
    assert live.call("GET", path, token=pair.token).problem.kind is ProblemType.UNAVAILABLE
    with pytest.raises(ObjectDamaged):
        live.world.services.objects.get(sha256)
    file.unlink()
    assert live.call("GET", path, token=pair.token).problem.kind is ProblemType.UNAVAILABLE


def test_the_whole_way_over_http(live: Live) -> None:
    pair = live.world.pair(facility_id=photo_facility(live.world, 10))
    data, key = jpeg(30), {routes.IDEMPOTENCY_KEY: str(uuid.uuid4())}
    body = {"sent_sha256": name_of(data), "price_cents": 10}

    def send() -> Answer:
        return live.call("POST", routes.PROFILE_PHOTO, token=pair.token, json=body, headers=key)

    assert send().problem.kind is ProblemType.UPLOAD_MISSING
    kept = put(live, pair.token, data).json["photo"]
    first, again = send(), send()
    assert (first.status, again.status, first.body) == (201, 201, again.body)
    part = first.json["parts"][0]
    assert (part["state"], part["held_cents"], first.json["photo"]) == (State.PENDING.value, 10, None)
    live.world.approve(live.world.reviewer(), part["submission_id"])
    present = live.call("GET", routes.PROFILE_PHOTO, token=pair.token).json
    assert present["shown"] == present["newest"]["photo"] == kept
    late = live.call(
        "POST",
        routes.path(routes.PROFILE_PHOTO_WITHDRAWAL, photo_id=first.json["id"]),
        token=pair.token,
    ).problem
    assert (late.kind, late.state) == (ProblemType.WRONG_STATE, State.DELIVERED)
    assert late.profile_photos is not None
    assert late.profile_photos.shown is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [("sent_sha256", "x"), ("sent_sha256", "A" * 64), ("price_cents", -1), ("price_cents", "10")],
)
def test_a_wrong_field_is_named(live: Live, pair: Pair, field: str, value: object) -> None:
    body = {"sent_sha256": "0" * 64, "price_cents": 0, field: value}
    headers = {routes.IDEMPOTENCY_KEY: str(uuid.uuid4())}
    problem = live.call("POST", routes.PROFILE_PHOTO, token=pair.token, json=body, headers=headers).problem
    assert (problem.kind, problem.field) == (ProblemType.INVALID_FIELD, field)


def _never(_: str) -> bytes:
    raise AssertionError("nothing is read for whoever has it")
