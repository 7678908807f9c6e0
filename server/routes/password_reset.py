"""A forgotten password, open to anybody: the wish for a code, and the code with another password."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT

from contract import routes
from contract.accounts import PasswordReset, ResetRequest
from contract.problems import ProblemType as P
from server.routes.access import services_of
from server.routes.body import StrictBody
from server.routes.problems import Api, answers


@post(
    routes.PASSWORD_RESET_REQUESTS,
    dto=StrictBody[ResetRequest],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.THROTTLED),
    status_code=HTTP_204_NO_CONTENT,
    sync_to_thread=True,
)
def ask_password_reset(request: Api, data: JSONBody[ResetRequest]) -> None:
    """Sends a code if there is an account; the answer is the same if there is none."""
    services_of(request).resets.ask(data)


@post(
    routes.PASSWORD_RESETS,
    dto=StrictBody[PasswordReset],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.WRONG_CODE, P.THROTTLED),
    status_code=HTTP_204_NO_CONTENT,
    sync_to_thread=True,
)
def reset_password(request: Api, data: JSONBody[PasswordReset]) -> None:
    """Another password; every session is over and none begins."""
    services_of(request).resets.reset(data)
