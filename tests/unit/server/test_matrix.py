"""Who may do what (rule S4): every operation of the description × every role × whose thing it is.

A thing of somebody else is answered byte for byte like one that does not exist, and nothing changes by asking.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.accounts import Credentials
from contract.facilities import Feature
from contract.payments import NewPayment, NewRefund
from contract.problems import ProblemType
from contract.routes import IDEMPOTENCY_KEY
from server.services.check import check
from server.services.residents import ResidentCaller
from server.services.sizes import sizes_of
from server.services.standing import ResidentState
from tests.databases import copy_world, drop_worlds
from tests.unit.server.live import Answer, Live
from tests.unit.server.matrix_rows import ROWS, UNKNOWN, Row
from tests.unit.server.news import post, told
from tests.unit.server.offering import WAYS, offer_of, offered, part_of
from tests.unit.server.pictures import WITH_PHOTOS, name_of, photo_facility, send_photo, up
from tests.unit.server.sharing import gallery, share
from tests.unit.server.world import CODE_SECRET, OPERATOR, PASSWORD, PRICE, Pair, World

DESCRIPTION = json.loads((Path(__file__).parents[3] / "contract" / "openapi.json").read_text("utf-8"))
OPERATIONS = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}


@dataclass
class Cast:
    """Everybody and everything the matrix asks about."""

    tokens: dict[str, str]
    things: dict[str, dict[str, str]]

    @classmethod
    def of(cls, world: World) -> Cast:
        """Two facilities; a member, a neighbour at the same facility, a stranger at the other."""
        here, there = photo_facility(world), photo_facility(world)
        for facility_id in (here, there):
            world.services.facilities.set_features(facility_id, (*WITH_PHOTOS, Feature.NEWS), OPERATOR)
        own, neighbour = world.pair(facility_id=here), world.pair(facility_id=here)
        stranger, gone = world.pair(facility_id=there), world.pair(facility_id=here)
        services = world.services
        ended = world.send(gone)
        services.contacts.end(gone.member_id, gone.contact_id)
        released = world.resident(here)
        services.residents.set_state(OPERATOR, released.resident.id, ResidentState.RELEASED)
        unapproved = world.reply(own)
        refused = world.reply(own)
        world.refuse(world.reviewer(), refused)
        photos = {
            "own": _photo(world, own, 1),
            "foreign": _photo(world, neighbour, 2),
            "other facility": _photo(world, stranger, 3),
        }
        own_shared = share(world, own.member_id, 20)
        waiting = send_photo(world, own.member_id, 4)
        posted = {
            "own": post(world, own, [here], PRICE),
            "foreign": post(world, neighbour, [here], PRICE),
            "other facility": post(world, stranger, [there], PRICE),
        }
        sent = {"own": own, "foreign": neighbour, "other facility": stranger}
        not_approved = {name: world.send(pair).id for name, pair in sent.items()}
        for one in not_approved.values():
            world.refuse(world.reviewer(), one)
        asked = {
            name: {
                kind: offered(world, pair, world.reviewer(), way, 30 + place) for kind, way in WAYS.items()
            }
            for place, (name, pair) in enumerate(sent.items())
        }
        return cls(
            _tokens(world, own, stranger),
            {
                "device": {
                    "own": _session(world, own),
                    "foreign": _session(world, neighbour),
                    "other facility": _session(world, stranger),
                    "deleted": _ended_session(world, own),
                },
                "contact": {
                    "own": own.contact_id,
                    "foreign": neighbour.contact_id,
                    "other facility": stranger.contact_id,
                    "deleted": gone.contact_id,
                },
                "message": {
                    "own": world.send(own).id,
                    "foreign": world.send(neighbour).id,
                    "other facility": world.send(stranger).id,
                    "deleted": ended.id,
                    "a reply before its approval": unapproved,
                    "a reply that was not approved": refused,
                    "a reply to somebody else": world.reply(neighbour),
                },
                "refused": {**not_approved, "a reply that was not approved": refused},
                "offered": {whose: part_of(one["photo"]).submission_id for whose, one in asked.items()},
                "offered post": {whose: part_of(one["post"]).submission_id for whose, one in asked.items()},
                "upload": {
                    "own": up(world, own.member_id, 5).sent_sha256,
                    "foreign": up(world, neighbour.member_id, 6).sent_sha256,
                    "other facility": up(world, stranger.member_id, 7).sent_sha256,
                    "deleted": "f" * 64,
                },
                "profile photo": {
                    "own": waiting.id,
                    "foreign": send_photo(world, neighbour.member_id, 8).id,
                    "other facility": send_photo(world, stranger.member_id, 9).id,
                },
                "post": {whose: one.id for whose, one in posted.items()},
                "contact post": {
                    "own": told(world, own.resident),
                    "foreign": told(world, neighbour.resident),
                    "other facility": told(world, stranger.resident),
                    "before its approval": _untold(world, own.resident),
                },
                "post part": {whose: one.parts[0].submission_id for whose, one in posted.items()},
                "photo": {
                    **photos,
                    "own while it waits": up(world, own.member_id, 4).photo.sha256,
                    "a thumbnail of somebody else": _thumb(world, neighbour, 24),
                    "shared, while it waits": up(world, own.member_id, 20).photo.sha256,
                    "a thumbnail of that": _thumb_of(world, own, 20),
                    "what somebody else was offered": offer_of(asked["foreign"]["photo"]).photo.sha256,
                    "the same in a post": offer_of(asked["foreign"]["post"]).photo.sha256,
                    "only put up": up(world, own.member_id, 10).photo.sha256,
                },
                "gallery": {
                    "own": gallery(world, own.member_id).id,
                    "foreign": gallery(world, neighbour.member_id).id,
                    "other facility": gallery(world, stranger.member_id).id,
                    "deleted": _deleted_gallery(world, own),
                },
                "shared photo": {
                    "own": own_shared.id,
                    "foreign": share(world, neighbour.member_id, 21).id,
                    "other facility": share(world, stranger.member_id, 22).id,
                    "deleted": _deleted_photo(world, own),
                },
                "payment": {whose: _payment(world, one) for whose, one in sent.items()},
                "refund": {whose: _refund(world, one) for whose, one in sent.items()},
                "facility": {"own": here, "other facility": there},
                "resident": {
                    "own": world.resident(here).resident.id,
                    "other facility": world.resident(there).resident.id,
                    "deleted": released.resident.id,
                },
            },
        )


@pytest.fixture(scope="module")
def peopled(empty_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Cast]]:
    """A world with everybody in it, to be copied, and who they are: making it anew for each test takes seconds."""
    folder = copy_world(empty_world, tmp_path_factory.mktemp("peopled") / "data")
    with Live.start(folder) as live:
        cast = Cast.of(live.world)
    yield folder, cast
    drop_worlds(folder)


@pytest.fixture
def data(folder: Path, peopled: tuple[Path, Cast]) -> Path:
    """This test's own copy of the world with everybody in it."""
    return copy_world(peopled[0], folder / "data")


@pytest.fixture
def cast(live: Live, peopled: tuple[Path, Cast]) -> Iterator[Cast]:
    """Everybody, on a running server."""
    yield peopled[1]
    assert check(live.world.services.store) == []


def test_every_operation_has_its_row() -> None:
    assert set(OPERATIONS) == set(ROWS)


def test_an_operation_without_a_row_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPERATIONS, "read_everything", ("GET", "/v1/everything"))
    with pytest.raises(AssertionError):
        test_every_operation_has_its_row()


@pytest.mark.parametrize("role", ["anonymous", "signed out", "resident", "reviewer", "manager", "invented"])
def test_only_members_get_beyond_the_door(live: Live, cast: Cast, role: str) -> None:
    for operation, row in ROWS.items():
        things = cast.things[row.about] if row.about else {"": ""}
        answers = {_ask(live, operation, cast.tokens[role], one) for one in [*things.values(), _unknown(row)]}
        if row.is_open:
            assert {status for status, _ in answers} == {row.success}, operation
        else:
            ((status, body),) = answers
            assert (status, json.loads(body)["type"].rsplit(":", 1)[1]) == (
                401,
                ProblemType.SIGNED_OUT.value,
            ), operation


@pytest.mark.parametrize("operation", [name for name, row in ROWS.items() if row.about])
def test_a_thing_of_somebody_else_is_exactly_as_unknown_as_none(
    live: Live, cast: Cast, operation: str
) -> None:
    row, token = ROWS[operation], cast.tokens["member"]
    assert row.about is not None
    things = cast.things[row.about]
    unknown = _ask(live, operation, token, _unknown(row))
    assert unknown[0] == row.unknown
    before = live.world.services.events.newest()
    for whose, one in things.items():
        if whose == "own" or (row.others_may and whose == "other facility"):
            continue
        assert _ask(live, operation, token, one) == unknown, whose
    assert live.world.services.events.newest() == before
    assert _ask(live, operation, token, things["own"])[0] == row.success
    if row.others_may:
        assert _ask(live, operation, token, things["other facility"])[0] == row.success


@pytest.mark.parametrize("operation", [name for name, row in ROWS.items() if not row.about])
def test_a_member_can_do_what_needs_nothing_of_anybody(live: Live, cast: Cast, operation: str) -> None:
    assert _ask(live, operation, cast.tokens["member"], "")[0] == ROWS[operation].success


def test_a_list_shows_ones_own_only(live: Live, cast: Cast) -> None:
    foreign = [
        one
        for kind in ("device", "contact", "message", "profile photo", "photo", "post", "post part")
        for whose, one in cast.things[kind].items()
        if whose != "own"
    ]
    for operation in ("devices", "contacts", "movements", "account", "balance", "profile_photos", "posts"):
        _, body = _ask(live, operation, cast.tokens["member"], "")
        assert not [one for one in foreign if one.encode() in body], operation
    everything = live.call("GET", OPERATIONS["messages"][1], token=cast.tokens["member"]).body
    assert not [one for one in foreign if one.encode() in everything]
    assert cast.things["message"]["own"].encode() in everything


@pytest.mark.parametrize("odd", ["..", "%2e%2e", "x" * 3_000, "%00", "é", "' OR 1=1 --", "%F0%9F", "a%2Fb"])
def test_odd_identifiers_are_unknown_too(live: Live, cast: Cast, odd: str) -> None:
    for operation, row in ROWS.items():
        if row.about and "{" in OPERATIONS[operation][1]:
            status, body = _ask(live, operation, cast.tokens["member"], odd)
            assert status in (404, 405), (operation, body)


def _ask(live: Live, operation: str, token: str, target: str) -> tuple[int, bytes]:
    """Status and body of an operation on a target; of a stream that opens, only its status."""
    row = ROWS[operation]
    method, path = OPERATIONS[operation]
    if row.data is not None:
        target = name_of(row.data)
    path = re.sub(r"\{\w+\}", lambda _: _quoted(target), path)
    path += row.query.format(_quoted(target))
    if row.is_stream and live.call("GET", OPERATIONS["account"][1], token=token).status == 200:
        with live.events(token):
            return 200, b""
    answer: Answer = live.call(
        method,
        path,
        token=token,
        json=row.body(target) if row.body else None,
        body=row.data,
        headers={IDEMPOTENCY_KEY: str(uuid.uuid4())},
    )
    return answer.status, answer.body


def _unknown(row: Row) -> str:
    """The name of a thing that does not exist, in the form such names have."""
    return "e" * 64 if row.about == "upload" else UNKNOWN


def _quoted(target: str) -> str:
    return target if target.isascii() and " " not in target else "%C3%A9%20"


def _tokens(world: World, own: Pair, stranger: Pair) -> dict[str, str]:
    staff = world.services.staff
    staff.add("matrix-reviewer", "Ruth", "reviewer", PASSWORD, code_secret=CODE_SECRET)
    staff.add("matrix-manager", "Grace", "manager", PASSWORD, code_secret=CODE_SECRET)
    ended, token = world.member()
    world.services.accounts.sign_out(ended)
    number = "770077"
    world.services.residents.add(stranger.resident.resident.facility_id, "Isaac", number, "2468", OPERATOR)
    return {
        "member": own.token,
        "anonymous": "",
        "signed out": token,
        "invented": "a" * 43,
        "resident": world.services.residents.sign_in(number, "2468").token,
        "reviewer": staff.sign_in("matrix-reviewer", PASSWORD, world.code()).token,
        "manager": staff.sign_in("matrix-manager", PASSWORD, world.code()).token,
    }


def _photo(world: World, pair: Pair, seed: int) -> str:
    """An approved profile photo; the SHA-256 of its bytes."""
    sent = send_photo(world, pair.member_id, seed)
    world.approve(world.reviewer(), sent.parts[0].submission_id)
    return up(world, pair.member_id, seed).photo.sha256


def _thumb(world: World, pair: Pair, seed: int) -> str:
    """The smaller thumbnail of a photo that was approved."""
    shared = share(world, pair.member_id, seed)
    world.approve(world.reviewer(), shared.parts[0].submission_id)
    return _thumb_of(world, pair, seed)


def _thumb_of(world: World, pair: Pair, seed: int) -> str:
    put_up = up(world, pair.member_id, seed)
    with world.services.store.read() as connection:
        return sizes_of(connection, [put_up.photo.sha256])[put_up.photo.sha256][1].sha256


def _payment(world: World, pair: Pair) -> str:
    new = NewPayment(amount_cents=500)
    return world.services.payments.begin(pair.member_id, str(uuid.uuid4()), new, "http://here").id


def _refund(world: World, pair: Pair) -> str:
    refunds = world.services.refunds
    asked = refunds.ask(pair.member_id, str(uuid.uuid4()), NewRefund(amount_cents=1))
    return refunds.withdraw(pair.member_id, asked.id).id


def _deleted_gallery(world: World, pair: Pair) -> str:
    made = gallery(world, pair.member_id)
    world.services.galleries.delete(pair.member_id, made.id)
    return made.id


def _deleted_photo(world: World, pair: Pair) -> str:
    shared = share(world, pair.member_id, 23)
    world.services.shared_photos.delete(pair.member_id, shared.id)
    return shared.id


def _session(world: World, pair: Pair) -> str:
    """Another open session of the member."""
    accounts = world.services.accounts
    email = accounts.account(pair.member).email
    return accounts.sign_in(Credentials(email=email, password=PASSWORD)).device_id


def _untold(world: World, resident: ResidentCaller) -> str:
    world.services.resident_posts.post(resident, "Nobody has read this yet.", str(uuid.uuid4()))
    return world.services.resident_posts.own(resident).items[0].id


def _ended_session(world: World, pair: Pair) -> str:
    session = _session(world, pair)
    world.services.accounts.revoke(pair.member, session)
    return session
