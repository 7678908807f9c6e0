"""Who may do what (rule S4): every operation of the description × every role × whose thing it is.

A thing of somebody else is answered byte for byte like one that does not exist, and nothing changes by asking.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.accounts import Credentials
from contract.problems import ProblemType
from contract.routes import IDEMPOTENCY_KEY
from server.services.check import check
from server.services.standing import ResidentState
from tests.unit.server.live import Answer, Live
from tests.unit.server.world import OPERATOR, PASSWORD, PRICE, Pair, World

DESCRIPTION = json.loads((Path(__file__).parents[3] / "contract" / "openapi.json").read_text("utf-8"))
OPERATIONS = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}
UNKNOWN = "3f1f7c1e-6f1d-4c56-9d40-0d5a2f6f9f11"

Body = Callable[[str], dict[str, object]]


@dataclass(frozen=True)
class Row:
    """How an operation is asked: open to anybody or not, which kind of thing it is about, its body, its success."""

    success: int
    about: str | None = None
    body: Body | None = None
    query: str = ""
    is_open: bool = False
    is_stream: bool = False
    others_may: bool = False
    """The thing is nobody's own: every member may see it."""


ROWS = {
    "server_info": Row(200, is_open=True),
    "register": Row(
        201,
        body=lambda _: {"name": "N", "email": f"{uuid.uuid4()}@example.org", "password": PASSWORD},
        is_open=True,
    ),
    "sign_in": Row(
        401, body=lambda _: {"email": "nobody@example.org", "password": "wrong password"}, is_open=True
    ),
    "sign_out": Row(204),
    "account": Row(200),
    "change_password": Row(204, body=lambda _: {"current": PASSWORD, "new": PASSWORD}),
    "devices": Row(200),
    "revoke_device": Row(204, about="device"),
    "facilities": Row(200),
    "facility": Row(200, about="facility", others_may=True),
    "find_residents": Row(200, about="facility", query="?q=linh", others_may=True),
    "contacts": Row(200),
    "request_contact": Row(
        201, about="resident", body=lambda one: {"resident_id": one, "relationship": "aunt"}, others_may=True
    ),
    "contact": Row(200, about="contact"),
    "end_contact": Row(200, about="contact"),
    "block_contact": Row(200, about="contact"),
    "unblock_contact": Row(200, about="contact"),
    "mark_read": Row(200, about="contact", body=lambda _: {"sequence": 1}),
    "messages": Row(200, about="contact", query="?contact_id={}"),
    "send_message": Row(
        201, about="contact", body=lambda one: {"contact_id": one, "text": "Hello", "price_cents": PRICE}
    ),
    "message": Row(200, about="message"),
    "withdraw_message": Row(201, about="message"),
    "balance": Row(200),
    "movements": Row(200),
    "redeem_voucher": Row(422, body=lambda _: {"code": "AAAAAAAAAAAA"}),
    "events": Row(200, is_stream=True),
}


@dataclass
class Cast:
    """Everybody and everything the matrix asks about."""

    world: World
    own: Pair
    tokens: dict[str, str]
    things: dict[str, dict[str, str]]

    @classmethod
    def of(cls, world: World) -> Cast:
        """Two facilities; a member, a neighbour at the same facility, a stranger at the other."""
        here, there = world.facility(), world.facility()
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
        return cls(
            world,
            own,
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
                "facility": {"own": here, "other facility": there},
                "resident": {
                    "own": world.resident(here).resident.id,
                    "other facility": world.resident(there).resident.id,
                    "deleted": released.resident.id,
                },
            },
        )


@pytest.fixture
def cast(live: Live) -> Iterator[Cast]:
    """Everybody, on a running server."""
    cast = Cast.of(live.world)
    yield cast
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
        answers = {_ask(live, operation, cast.tokens[role], one) for one in [*things.values(), UNKNOWN]}
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
    unknown = _ask(live, operation, token, UNKNOWN)
    assert unknown[0] == 404
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
        for kind in ("device", "contact", "message")
        for whose, one in cast.things[kind].items()
        if whose != "own"
    ]
    for operation in ("devices", "contacts", "movements", "account", "balance"):
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
    for part in ("device_id", "facility_id", "contact_id", "message_id"):
        path = path.replace("{" + part + "}", _quoted(target))
    path += row.query.format(_quoted(target))
    if row.is_stream and live.call("GET", OPERATIONS["account"][1], token=token).status == 200:
        with live.events(token):
            return 200, b""
    answer: Answer = live.call(
        method,
        path,
        token=token,
        json=row.body(target) if row.body else None,
        headers={IDEMPOTENCY_KEY: str(uuid.uuid4())},
    )
    return answer.status, answer.body


def _quoted(target: str) -> str:
    return target if target.isascii() and " " not in target else "%C3%A9%20"


def _tokens(world: World, own: Pair, stranger: Pair) -> dict[str, str]:
    staff = world.services.staff
    staff.add("matrix-reviewer", "Ruth", "reviewer", PASSWORD)
    staff.add("matrix-manager", "Grace", "manager", PASSWORD)
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
        "reviewer": staff.sign_in("matrix-reviewer", PASSWORD).token,
        "manager": staff.sign_in("matrix-manager", PASSWORD).token,
    }


def _session(world: World, pair: Pair) -> str:
    """Another open session of the member."""
    accounts = world.services.accounts
    email = accounts.account(pair.member).email
    return accounts.sign_in(Credentials(email=email, password=PASSWORD)).device_id


def _ended_session(world: World, pair: Pair) -> str:
    session = _session(world, pair)
    world.services.accounts.revoke(pair.member, session)
    return session
