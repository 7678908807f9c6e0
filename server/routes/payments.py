"""Paying in by card, what is on hold, and wishes to be paid out."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, RawBody

from contract import routes
from contract.payments import Holds, NewPayment, NewRefund, Payment, Payments, Refund, Refunds
from contract.problems import ProblemType as P
from server.payments.provider import SIGNATURE, NoticeForged
from server.routes.access import member_only, services_of, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers
from server.services import holds as holding
from server.services.bundle import Services
from server.services.faults import NotFound

_KEY: Final = HeaderParameter(name=routes.IDEMPOTENCY_KEY)
_READS: Final = answers(P.INVALID_FIELD, P.SIGNED_OUT)
_FINDS: Final = answers(P.NOT_FOUND, P.SIGNED_OUT)


@get(routes.HOLDS, guards=[member_only], responses=_READS, sync_to_thread=True)
def holds(request: Api, cursor: FromQuery[str | None] = None) -> Holds:
    """What money is on hold for, newest first."""
    services, caller = signed_in(request)
    return holding.page(services.store, caller.member_id, cursor)


@post(
    routes.PAYMENTS,
    guards=[member_only],
    dto=StrictBody[NewPayment],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.KEY_REUSED, P.NOT_OFFERED, P.QUOTA, P.UNAVAILABLE
    ),
    sync_to_thread=True,
)
def begin_payment(
    request: Api, data: JSONBody[NewPayment], idempotency_key: Annotated[str | None, _KEY] = None
) -> Payment:
    """Begins a payment by card, once for each Idempotency-Key; it is finished on the provider's own page."""
    services, caller = signed_in(request)
    return services.payments.begin(caller.member_id, idempotency_key, data, _base_url(request, services))


@get(routes.PAYMENTS, guards=[member_only], responses=_READS, sync_to_thread=True)
def payments(request: Api, cursor: FromQuery[str | None] = None) -> Payments:
    """The member's payments, newest first, and whether any can be begun here."""
    services, caller = signed_in(request)
    return services.payments.page(caller.member_id, cursor)


@get(typed(routes.PAYMENT), guards=[member_only], responses=_FINDS, sync_to_thread=True)
def payment(request: Api, payment_id: FromPath[str]) -> Payment:
    """One payment as it stands now."""
    services, caller = signed_in(request)
    return services.payments.get(caller.member_id, payment_id)


@post(
    typed(routes.PAYMENT_CANCELLATION),
    guards=[member_only],
    responses=answers(P.NOT_FOUND, P.SIGNED_OUT, P.UNAVAILABLE),
    sync_to_thread=True,
)
def cancel_payment(request: Api, payment_id: FromPath[str]) -> Payment:
    """Gives a payment up; the provider has the last word, and tells it by an event."""
    services, caller = signed_in(request)
    return services.payments.cancel(caller.member_id, payment_id)


@post(
    routes.REFUNDS,
    guards=[member_only],
    dto=StrictBody[NewRefund],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.KEY_REUSED, P.NOT_ENOUGH_FUNDS, P.REFUND_WAITS
    ),
    sync_to_thread=True,
)
def ask_refund(
    request: Api, data: JSONBody[NewRefund], idempotency_key: Annotated[str | None, _KEY] = None
) -> Refund:
    """Asks for unused money to be paid out; it is on hold until the service has decided."""
    services, caller = signed_in(request)
    return services.refunds.ask(caller.member_id, idempotency_key, data)


@get(routes.REFUNDS, guards=[member_only], responses=_READS, sync_to_thread=True)
def refunds(request: Api, cursor: FromQuery[str | None] = None) -> Refunds:
    """What the member asked to be paid out, newest first."""
    services, caller = signed_in(request)
    return services.refunds.page(caller.member_id, cursor)


@post(typed(routes.REFUND_WITHDRAWAL), guards=[member_only], responses=_FINDS, sync_to_thread=True)
def withdraw_refund(request: Api, refund_id: FromPath[str]) -> Refund:
    """Keeps the money here after all; one that is decided stays as it is, and is given as it is."""
    services, caller = signed_in(request)
    return services.refunds.withdraw(caller.member_id, refund_id)


def notices_router() -> Router:
    """Where providers tell what came of payments: without any session, proved by their signature alone."""

    @post("/payments/notices/{provider:str}", sync_to_thread=True, status_code=200)
    def notice(request: Api, provider: FromPath[str], body: RawBody) -> Response[str]:
        signature = request.headers.get(SIGNATURE, "")
        try:
            is_ours = services_of(request).payments.take_notice(provider, body, signature)
        except NoticeForged:
            return Response("not signed by the provider", status_code=400, media_type="text/plain")
        except NotFound:
            is_ours = False
        # 404 makes a provider come again: what it speaks of may be written down a moment later.
        return Response("taken" if is_ours else "unknown", status_code=200 if is_ours else 404)

    return Router(path="/", route_handlers=[notice], include_in_schema=False)


def _base_url(request: Api, services: Services) -> str:
    return services.settings.public_url or str(request.base_url).rstrip("/")
