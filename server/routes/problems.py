"""Turns everything that can go wrong into a problem body (RFC 9457) of the contract's types."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi import ResponseSpec
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contract.problems import MEDIA_TYPE, PREFIX, FieldReason, Problem, ProblemType
from contract.server_info import OLDEST_CLIENT
from server.objects.store import ObjectDamaged, ObjectMissing, ObjectsAway
from server.payments.provider import ProviderAway
from server.routes.body import MalformedBody
from server.services import faults
from server.store.engine import DatabaseBusy

Api = Request[None, None, Any]

_LOG: Final = logging.getLogger(__name__)


class ClientTooOld(Exception):
    """The client says it is of a version that is not served any more."""


class TooLarge(Exception):
    """A body is larger than `limit` bytes; no more of it was read."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


class TooSlow(Exception):
    """The bytes of a body did not come in time; `received` of them were here."""

    def __init__(self, received: int) -> None:
        super().__init__(str(received))
        self.received = received


class EmbeddedSecretWrong(Exception):
    """Another program of this computer speaks to the embedded backend."""


_STATUS: Final = {
    ProblemType.INVALID_FIELD: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProblemType.MALFORMED: HTTPStatus.BAD_REQUEST,
    ProblemType.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ProblemType.WRONG_CREDENTIALS: HTTPStatus.UNAUTHORIZED,
    ProblemType.CODE_NEEDED: HTTPStatus.UNAUTHORIZED,
    ProblemType.WRONG_CODE: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProblemType.SIGNED_OUT: HTTPStatus.UNAUTHORIZED,
    ProblemType.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    ProblemType.EMAIL_TAKEN: HTTPStatus.CONFLICT,
    ProblemType.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ProblemType.NOT_ENOUGH_FUNDS: HTTPStatus.PAYMENT_REQUIRED,
    ProblemType.PRICE_CHANGED: HTTPStatus.CONFLICT,
    ProblemType.CANNOT_WRITE: HTTPStatus.CONFLICT,
    ProblemType.WRONG_STATE: HTTPStatus.CONFLICT,
    ProblemType.NOT_REACHED: HTTPStatus.CONFLICT,
    ProblemType.KEY_REUSED: HTTPStatus.CONFLICT,
    ProblemType.PICTURE_REFUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProblemType.UPLOAD_MISSING: HTTPStatus.CONFLICT,
    ProblemType.QUOTA: HTTPStatus.TOO_MANY_REQUESTS,
    ProblemType.VOUCHER_UNKNOWN: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProblemType.VOUCHER_USED: HTTPStatus.CONFLICT,
    ProblemType.REFUND_WAITS: HTTPStatus.CONFLICT,
    ProblemType.NOT_OFFERED: HTTPStatus.CONFLICT,
    ProblemType.ALREADY_CONTACT: HTTPStatus.CONFLICT,
    ProblemType.CANNOT_ASK: HTTPStatus.CONFLICT,
    ProblemType.CLIENT_TOO_OLD: HTTPStatus.UPGRADE_REQUIRED,
    ProblemType.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ProblemType.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    ProblemType.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    ProblemType.SERVER_FAULT: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_BARE: Final[dict[type[Exception], ProblemType]] = {
    faults.WrongCredentials: ProblemType.WRONG_CREDENTIALS,
    faults.CodeNeeded: ProblemType.CODE_NEEDED,
    faults.WrongCode: ProblemType.WRONG_CODE,
    faults.SignedOut: ProblemType.SIGNED_OUT,
    faults.Forbidden: ProblemType.FORBIDDEN,
    faults.NotFound: ProblemType.NOT_FOUND,
    faults.EmailTaken: ProblemType.EMAIL_TAKEN,
    faults.AlreadyContact: ProblemType.ALREADY_CONTACT,
    faults.KeyReused: ProblemType.KEY_REUSED,
    faults.UploadMissing: ProblemType.UPLOAD_MISSING,
    faults.VoucherUnknown: ProblemType.VOUCHER_UNKNOWN,
    faults.VoucherUsed: ProblemType.VOUCHER_USED,
    faults.RefundWaits: ProblemType.REFUND_WAITS,
    faults.NotOffered: ProblemType.NOT_OFFERED,
    EmbeddedSecretWrong: ProblemType.FORBIDDEN,
    MalformedBody: ProblemType.MALFORMED,
}
_GONE: Final = "client disconnected prematurely"
"""How the framework says that nobody is there any more; it counts that as a fault of the server."""

_BY_STATUS: Final = {
    HTTPStatus.NOT_FOUND.value: ProblemType.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED.value: ProblemType.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value: ProblemType.TOO_LARGE,
    HTTPStatus.UNAUTHORIZED.value: ProblemType.SIGNED_OUT,
    HTTPStatus.FORBIDDEN.value: ProblemType.FORBIDDEN,
}


def answers(*kinds: ProblemType) -> dict[int, ResponseSpec]:
    """The problems an operation can answer with, for its description."""
    described: dict[int, ResponseSpec] = {}
    possible = sorted({ProblemType.MALFORMED, *kinds})
    for status in sorted({_STATUS[kind] for kind in possible}):
        names = ", ".join(kind.value for kind in possible if _STATUS[kind] is status)
        described[status.value] = ResponseSpec(
            data_container=Problem, generate_examples=False, description=names, media_type=MEDIA_TYPE
        )
    return described


def problem(kind: ProblemType, detail: str = "", **members: object) -> Problem:
    """A body of this kind, with the members the client needs to act."""
    body = Problem(
        type=PREFIX + kind.value,
        title=kind.value.replace("-", " "),
        status=_STATUS[kind].value,
        detail=detail,
    )
    return msgspec.structs.replace(body, **members)


def of_service(fault: Exception) -> Problem:
    """The body for something a service or a guard declined."""
    if type(fault) in _BARE:
        return problem(_BARE[type(fault)])
    match fault:
        case faults.InvalidField():
            return problem(
                ProblemType.INVALID_FIELD,
                str(fault),
                field=fault.field,
                reason=fault.reason,
                limit=fault.limit,
                count=fault.count,
            )
        case faults.Throttled():
            return problem(ProblemType.THROTTLED, retry_at=fault.retry_at)
        case faults.NotEnoughFunds():
            return problem(
                ProblemType.NOT_ENOUGH_FUNDS,
                price_cents=fault.price_cents,
                balance_cents=fault.balance_cents,
                missing_cents=fault.price_cents - fault.balance_cents,
            )
        case faults.PriceChanged():
            return problem(ProblemType.PRICE_CHANGED, price_cents=fault.price_cents)
        case faults.CannotWriteNow():
            return problem(ProblemType.CANNOT_WRITE, cannot_write=fault.reason)
        case faults.CannotAskNow():
            return problem(ProblemType.CANNOT_ASK, cannot_ask=fault.reason, limit=fault.limit)
        case faults.PictureDeclined():
            return problem(ProblemType.PICTURE_REFUSED, picture=fault.reason)
        case faults.NotReached():
            return problem(ProblemType.NOT_REACHED, facility_ids=fault.facility_ids)
        case faults.QuotaReached():
            return problem(ProblemType.QUOTA, limit=fault.limit, retry_at=fault.retry_at)
        case faults.WrongState():
            return problem(
                ProblemType.WRONG_STATE,
                state=fault.state,
                message=fault.message,
                profile_photos=fault.profile_photos,
                post=fault.post,
                photo=fault.photo,
            )
        case TooLarge():
            return problem(ProblemType.TOO_LARGE, limit=fault.limit)
        case ClientTooOld():
            return problem(ProblemType.CLIENT_TOO_OLD, minimum_client=OLDEST_CLIENT)
        case _:
            raise TypeError(f"no problem for {type(fault).__name__}")


def of_http(fault: HTTPException) -> Problem:
    """The body for what Litestar itself declined before any of our code ran."""
    kind = _BY_STATUS.get(fault.status_code)
    if kind is not None:
        return problem(kind)
    if 400 <= fault.status_code < 500:
        extra = fault.extra if isinstance(fault.extra, list) else []
        field = next((str(one["key"]) for one in extra if isinstance(one, dict) and one.get("key")), None)
        if field is not None and field != "data":  # which would be: no body at all
            return problem(ProblemType.INVALID_FIELD, field=field, reason=FieldReason.WRONG)
        return problem(ProblemType.MALFORMED)
    return problem(ProblemType.SERVER_FAULT)


def answer(body: Problem) -> Response[Problem]:
    """The problem as a response."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if body.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body, status_code=body.status, media_type=MEDIA_TYPE, headers=headers)


def _on_declined(_: Api, fault: Exception) -> Response[Problem]:
    return answer(of_service(fault))


def on_http(request: Api, fault: HTTPException) -> Response[Problem]:
    """What Litestar itself declined, as a problem."""
    if fault.status_code >= 500 and fault.detail == _GONE:
        _LOG.info("broken off at %s %s", request.method, _route(request))
        return answer(problem(ProblemType.MALFORMED))  # nobody hears it
    if fault.status_code >= 500:
        return _on_unexpected(request, fault)
    return answer(of_http(fault))


def _on_busy(request: Api, fault: Exception) -> Response[Problem]:
    """The database or the photo store has no turn to give, or no room: nothing was kept, trying again is right."""
    _LOG.error("store unavailable at %s %s: %s", request.method, _route(request), type(fault).__name__)
    return answer(problem(ProblemType.UNAVAILABLE))


def _on_slow(request: Api, fault: TooSlow) -> Response[Problem]:
    """What was promised did not come: the place is needed, and trying again is right. The rest is not read."""
    _LOG.info("too slow at %s %s: %d bytes came", request.method, _route(request), fault.received)
    detail = f"The body took too long; {fault.received} bytes of it came."
    slow = answer(problem(ProblemType.UNAVAILABLE, detail))
    slow.headers["Connection"] = "close"
    return slow


def _on_unexpected(request: Api, fault: Exception) -> Response[Problem]:
    """A bug of ours: logged with its traceback, but no body, no token and no query."""
    _LOG.error("unexpected at %s %s", request.method, _route(request), exc_info=fault)
    return answer(problem(ProblemType.SERVER_FAULT))


def _route(request: Api) -> str:
    return str(request.scope.get("path_template", "?"))


EXCEPTION_HANDLERS: Final[dict[int | type[Exception], Callable[[Api, Any], Response[Problem]]]] = {
    faults.ServiceFault: _on_declined,
    MalformedBody: _on_declined,
    ClientTooOld: _on_declined,
    EmbeddedSecretWrong: _on_declined,
    TooLarge: _on_declined,
    TooSlow: _on_slow,
    ObjectsAway: _on_busy,
    ProviderAway: _on_busy,
    ObjectMissing: _on_busy,
    ObjectDamaged: _on_busy,
    HTTPException: on_http,
    DatabaseBusy: _on_busy,
    PoolTimeout: _on_busy,
    DBAPIError: _on_busy,
    Exception: _on_unexpected,
}
