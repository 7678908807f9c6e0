"""Turns a problem body into the client's own error: the one table of what the server may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.domain import errors
from contract.photos import PictureReason
from contract.problems import FieldReason, Problem, ProblemType


def to_error(problem: Problem) -> errors.GettingOutError:
    """The error for a problem; one this version has never heard of is judged by its status."""
    make = _MAKERS.get(problem.kind)
    return make(problem) if make is not None else _by_status(problem)


def _by_status(problem: Problem) -> errors.GettingOutError:
    if problem.status == 401:
        return errors.SignedOut()
    if problem.status == 426:
        return errors.ClientTooOld(problem.minimum_client)
    if problem.status == 429:
        return errors.Throttled(problem.retry_at)
    if problem.status == 404:
        return errors.NotFound()
    if 400 <= problem.status < 500:
        return _refused(problem)
    return errors.ServerFault(f"status {problem.status}")


def _refused(problem: Problem) -> errors.Refused:
    reason = FieldReason.UNKNOWN if problem.reason is None else problem.reason
    return errors.Refused(problem.field, reason.value, problem.limit, problem.count)


def _not_enough_funds(problem: Problem) -> errors.GettingOutError:
    price = problem.price_cents or 0
    balance = problem.balance_cents or 0
    missing = problem.missing_cents if problem.missing_cents is not None else max(0, price - balance)
    return errors.NotEnoughFunds(price, balance, missing)


def _price_changed(problem: Problem) -> errors.GettingOutError:
    if problem.price_cents is None:
        return errors.ServerFault("price-changed without a price")
    return errors.PriceChanged(problem.price_cents)


def _cannot_write(problem: Problem) -> errors.GettingOutError:
    return errors.CannotWriteNow("unknown" if problem.cannot_write is None else problem.cannot_write.value)


def _cannot_ask(problem: Problem) -> errors.GettingOutError:
    reason = "unknown" if problem.cannot_ask is None else problem.cannot_ask.value
    return errors.CannotAskNow(reason, problem.limit)


def _picture_refused(problem: Problem) -> errors.GettingOutError:
    reason = PictureReason.UNKNOWN if problem.picture is None else problem.picture
    return errors.PictureRefused(reason.value)


def _wrong_state(problem: Problem) -> errors.GettingOutError:
    return errors.WrongState(None if problem.state is None else problem.state.value)


def _server_fault(problem: Problem) -> errors.GettingOutError:
    return errors.ServerFault(f"status {problem.status} {problem.kind.value}")


_MAKERS: Final[dict[ProblemType, Callable[[Problem], errors.GettingOutError]]] = {
    ProblemType.INVALID_FIELD: _refused,
    ProblemType.MALFORMED: _refused,
    ProblemType.TOO_LARGE: lambda problem: errors.Refused(problem.field, FieldReason.TOO_MANY_BYTES.value),
    ProblemType.WRONG_CREDENTIALS: lambda _: errors.WrongCredentials(),
    ProblemType.CODE_NEEDED: lambda _: errors.CodeNeeded(),
    ProblemType.WRONG_CODE: lambda _: errors.WrongCode(),
    ProblemType.SIGNED_OUT: lambda _: errors.SignedOut(),
    ProblemType.THROTTLED: lambda problem: errors.Throttled(problem.retry_at),
    ProblemType.EMAIL_TAKEN: lambda _: errors.EmailTaken(),
    ProblemType.NOT_FOUND: lambda _: errors.NotFound(),
    ProblemType.NOT_ENOUGH_FUNDS: _not_enough_funds,
    ProblemType.PRICE_CHANGED: _price_changed,
    ProblemType.CANNOT_WRITE: _cannot_write,
    ProblemType.WRONG_STATE: _wrong_state,
    ProblemType.PICTURE_REFUSED: _picture_refused,
    ProblemType.UPLOAD_MISSING: lambda _: errors.UploadMissing(),
    ProblemType.QUOTA: lambda problem: errors.QuotaReached(problem.limit, problem.retry_at),
    ProblemType.NOT_REACHED: lambda problem: errors.NotReached(problem.facility_ids or ()),
    ProblemType.KEY_REUSED: lambda _: errors.KeyReused(),
    ProblemType.VOUCHER_UNKNOWN: lambda _: errors.VoucherUnknown(),
    ProblemType.VOUCHER_USED: lambda _: errors.VoucherUsed(),
    ProblemType.REFUND_WAITS: lambda _: errors.RefundWaits(),
    ProblemType.NOT_OFFERED: lambda _: errors.NotOffered(),
    ProblemType.ALREADY_CONTACT: lambda _: errors.AlreadyContact(),
    ProblemType.CANNOT_ASK: _cannot_ask,
    ProblemType.CLIENT_TOO_OLD: lambda problem: errors.ClientTooOld(problem.minimum_client),
    ProblemType.FORBIDDEN: _server_fault,
    ProblemType.METHOD_NOT_ALLOWED: lambda _: errors.ServerTooOld(),
    ProblemType.UNAVAILABLE: _server_fault,
    ProblemType.SERVER_FAULT: _server_fault,
}
