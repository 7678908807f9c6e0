"""Appealing once against a refusal."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath, JSONBody

from contract import routes
from contract.appeals import Appealed, NewAppeal
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers


@post(
    typed(routes.APPEAL),
    guards=[member_only],
    dto=StrictBody[NewAppeal],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.NOT_FOUND,
        P.NOT_ENOUGH_FUNDS,
        P.CANNOT_WRITE,
        P.NOT_REACHED,
        P.WRONG_STATE,
    ),
    sync_to_thread=True,
)
def appeal(request: Api, data: JSONBody[NewAppeal], submission_id: FromPath[str]) -> Appealed:
    """Asks for a second look by somebody else, once; the same words again give the same answer."""
    services, caller = signed_in(request)
    return services.appeals.appeal(caller.member_id, submission_id, data)
