"""Closing the account: what it would mean, and doing it."""

from __future__ import annotations

from litestar import get, post
from litestar.params import JSONBody

from contract import routes
from contract.closing import Closed, Closing, ClosingTerms
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.problems import Api, answers


@get(routes.CLOSING, guards=[member_only], responses=answers(P.SIGNED_OUT), sync_to_thread=True)
def closing_terms(request: Api) -> ClosingTerms:
    """What goes, what stays, and what is paid out, if the account were closed now."""
    services, caller = signed_in(request)
    return services.closing.terms(caller)


@post(
    routes.CLOSING,
    guards=[member_only],
    dto=StrictBody[Closing],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.WRONG_CREDENTIALS,
        P.CODE_NEEDED,
        P.WRONG_CODE,
        P.PRICE_CHANGED,
        P.THROTTLED,
    ),
    sync_to_thread=True,
)
def close_account(request: Api, data: JSONBody[Closing]) -> Closed:
    """Closes the account: every session is over, what waits is withdrawn, the balance is set aside to be paid out."""
    services, caller = signed_in(request)
    return services.closing.close(caller, data)
