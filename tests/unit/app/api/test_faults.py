"""Every problem the server may name has its error, with what the client needs to act."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from app.api.client import Api
from app.domain import errors
from contract.contacts import CannotWrite
from contract.messages import NewMessage, State
from contract.photos import PictureReason
from contract.problems import MEDIA_TYPE, PREFIX, FieldReason, Problem, ProblemType
from contract.server_info import ServerInfo
from tests.unit.app.api.raw_server import RawServer

RETRY_AT = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
Serve = Callable[..., RawServer]
Client = Callable[..., Api]

TABLE: list[tuple[ProblemType, int, dict[str, object], type[errors.GettingOutError], dict[str, object]]] = [
    (
        ProblemType.INVALID_FIELD,
        422,
        {"field": "text", "reason": FieldReason.TOO_LONG, "limit": 500, "count": 501},
        errors.Refused,
        {"field": "text", "reason": "too_long", "limit": 500, "count": 501},
    ),
    (ProblemType.MALFORMED, 400, {}, errors.Refused, {"field": None, "reason": "unknown"}),
    (ProblemType.TOO_LARGE, 413, {}, errors.Refused, {"reason": "too_many_bytes"}),
    (ProblemType.WRONG_CREDENTIALS, 401, {}, errors.WrongCredentials, {}),
    (ProblemType.CODE_NEEDED, 401, {}, errors.CodeNeeded, {}),
    (ProblemType.WRONG_CODE, 422, {}, errors.WrongCode, {}),
    (ProblemType.SIGNED_OUT, 401, {}, errors.SignedOut, {}),
    (ProblemType.THROTTLED, 429, {"retry_at": RETRY_AT}, errors.Throttled, {"retry_at": RETRY_AT}),
    (ProblemType.EMAIL_TAKEN, 409, {}, errors.EmailTaken, {}),
    (ProblemType.NOT_FOUND, 404, {}, errors.NotFound, {}),
    (
        ProblemType.NOT_ENOUGH_FUNDS,
        402,
        {"price_cents": 25, "balance_cents": 10, "missing_cents": 15},
        errors.NotEnoughFunds,
        {"price_cents": 25, "balance_cents": 10, "missing_cents": 15},
    ),
    (ProblemType.PRICE_CHANGED, 409, {"price_cents": 30}, errors.PriceChanged, {"price_cents": 30}),
    (ProblemType.PRICE_CHANGED, 409, {}, errors.ServerFault, {}),
    (
        ProblemType.CANNOT_WRITE,
        409,
        {"cannot_write": CannotWrite.SUSPENDED},
        errors.CannotWriteNow,
        {"reason": "suspended"},
    ),
    (ProblemType.CANNOT_WRITE, 409, {}, errors.CannotWriteNow, {"reason": "unknown"}),
    (ProblemType.CANNOT_ASK, 409, {"limit": 5}, errors.CannotAskNow, {"reason": "unknown", "limit": 5}),
    (ProblemType.WRONG_STATE, 409, {"state": State.APPROVED}, errors.WrongState, {"state": "approved"}),
    (ProblemType.KEY_REUSED, 409, {}, errors.KeyReused, {}),
    (
        ProblemType.NOT_REACHED,
        409,
        {"facility_ids": ("f",)},
        errors.NotReached,
        {"facility_ids": ("f",)},
    ),
    (
        ProblemType.PICTURE_REFUSED,
        422,
        {"picture": PictureReason.DAMAGED},
        errors.PictureRefused,
        {"reason": "damaged"},
    ),
    (ProblemType.PICTURE_REFUSED, 422, {}, errors.PictureRefused, {"reason": "unknown"}),
    (ProblemType.UPLOAD_MISSING, 409, {}, errors.UploadMissing, {}),
    (
        ProblemType.QUOTA,
        429,
        {"retry_at": RETRY_AT, "limit": 60},
        errors.QuotaReached,
        {"retry_at": RETRY_AT, "limit": 60},
    ),
    (ProblemType.VOUCHER_UNKNOWN, 422, {}, errors.VoucherUnknown, {}),
    (ProblemType.VOUCHER_USED, 409, {}, errors.VoucherUsed, {}),
    (ProblemType.REFUND_WAITS, 409, {}, errors.RefundWaits, {}),
    (ProblemType.NOT_OFFERED, 409, {}, errors.NotOffered, {}),
    (ProblemType.ALREADY_CONTACT, 409, {}, errors.AlreadyContact, {}),
    (ProblemType.CLIENT_TOO_OLD, 426, {"minimum_client": "2.0"}, errors.ClientTooOld, {"minimum": "2.0"}),
    (ProblemType.FORBIDDEN, 403, {}, errors.ServerFault, {}),
    (ProblemType.METHOD_NOT_ALLOWED, 405, {}, errors.ServerTooOld, {}),
    (ProblemType.UNAVAILABLE, 503, {}, errors.ServerFault, {}),
    (ProblemType.SERVER_FAULT, 500, {}, errors.ServerFault, {}),
]


def problem(kind: str, status: int, **members: object) -> bytes:
    """A problem body."""
    body = {"type": PREFIX + kind, "title": "t", "status": status, "detail": "for logs"}
    return msgspec.json.encode({**body, **members})


@pytest.mark.parametrize(("kind", "status", "members", "error", "attributes"), TABLE)
def test_each_problem_is_its_own_error(
    serve: Serve,
    client: Client,
    kind: ProblemType,
    status: int,
    members: dict[str, object],
    error: type[errors.GettingOutError],
    attributes: dict[str, object],
) -> None:
    body = problem(kind.value, status, **members)
    server = serve(lambda _, each: each.reply(body, status, MEDIA_TYPE))
    with pytest.raises(errors.GettingOutError) as caught:
        client(server).messages.send("key", NewMessage(contact_id="c", text="Hello", price_cents=25))
    assert type(caught.value) is error
    assert {name: getattr(caught.value, name) for name in attributes} == attributes


def test_every_type_of_the_contract_is_in_the_table() -> None:
    assert {row[0] for row in TABLE} == set(ProblemType) - {ProblemType.UNKNOWN}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, errors.Refused),
        (401, errors.SignedOut),
        (402, errors.Refused),
        (404, errors.NotFound),
        (409, errors.Refused),
        (422, errors.Refused),
        (426, errors.ClientTooOld),
        (429, errors.Throttled),
        (500, errors.ServerFault),
        (503, errors.ServerFault),
    ],
)
def test_a_problem_of_a_newer_server_is_judged_by_its_status(
    serve: Serve, client: Client, status: int, error: type[errors.GettingOutError]
) -> None:
    body = problem("brand-new", status, colour="green")
    server = serve(lambda _, each: each.reply(body, status, MEDIA_TYPE + "; charset=utf-8"))
    with pytest.raises(errors.GettingOutError) as caught:
        client(server).money.balance()
    assert type(caught.value) is error


def test_missing_members_of_a_problem_are_worked_out(serve: Serve, client: Client) -> None:
    body = problem("not-enough-funds", 402, price_cents=25, balance_cents=10)
    server = serve(lambda _, each: each.reply(body, 402, MEDIA_TYPE))
    with pytest.raises(errors.NotEnoughFunds) as caught:
        client(server).money.balance()
    assert caught.value.missing_cents == 15


def test_the_type_counts_not_the_member_of_the_same_name(serve: Serve, client: Client) -> None:
    body = msgspec.json.encode(Problem(type="about:blank", title="t", status=404))
    server = serve(lambda _, each: each.reply(body, 404, MEDIA_TYPE))
    with pytest.raises(errors.NotFound):
        client(server).messages.get("id")


def info(**changes: str) -> bytes:
    """What a server says of itself."""
    values = {"name": "GettingOut", "version": "9", "api_version": "1.0", "oldest_client": "0.1.0"}
    return msgspec.json.encode({**values, "now": "2025-11-20T12:00:00Z", **changes})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, None),
        ({"api_version": "1.7"}, None),
        ({"api_version": "0.9"}, errors.ServerTooOld),
        ({"api_version": "2.0"}, errors.ClientTooOld),
        ({"oldest_client": "0.1.1"}, errors.ClientTooOld),
        ({"oldest_client": "10.0"}, errors.ClientTooOld),
        ({"oldest_client": "0.0.9"}, None),
    ],
)
def test_versions_that_do_not_fit_are_noticed_before_anything_else(
    serve: Serve, client: Client, changes: dict[str, str], error: type[errors.VersionFault] | None
) -> None:
    api = client(serve(lambda _, each: each.reply(info(**changes))))
    if error is None:
        assert isinstance(api.server.info(), ServerInfo)
    else:
        with pytest.raises(error):
            api.server.info()


def test_a_server_that_does_not_know_what_it_is_asked_is_too_old(serve: Serve, client: Client) -> None:
    body = problem("not-found", 404)
    with pytest.raises(errors.ServerTooOld):
        client(serve(lambda _, each: each.reply(body, 404, MEDIA_TYPE))).server.info()
