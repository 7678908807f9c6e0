"""Two-factor codes: beginning, the app's first code, ending, other recovery codes."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT

from contract import routes
from contract.accounts import Confirmation, RecoveryCodes, TwoFactorProof, TwoFactorRequest, TwoFactorSetup
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.problems import Api, answers

_PROVEN = answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.WRONG_CREDENTIALS, P.WRONG_CODE, P.THROTTLED)


@post(
    routes.TWO_FACTOR,
    guards=[member_only],
    dto=StrictBody[TwoFactorRequest],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.WRONG_CREDENTIALS, P.THROTTLED),
    sync_to_thread=True,
)
def begin_two_factor(request: Api, data: JSONBody[TwoFactorRequest]) -> TwoFactorSetup:
    """A secret for the member's app; nothing changes before its first code was confirmed."""
    services, caller = signed_in(request)
    return services.two_factor.begin(caller, data.password)


@post(
    routes.TWO_FACTOR_CONFIRMATION,
    guards=[member_only],
    dto=StrictBody[Confirmation],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.WRONG_CODE, P.THROTTLED),
    sync_to_thread=True,
)
def confirm_two_factor(request: Api, data: JSONBody[Confirmation]) -> RecoveryCodes:
    """The app's first code: from now on one is asked for at sign-in. Answers with the recovery codes."""
    services, caller = signed_in(request)
    return services.two_factor.confirm(caller, data.code)


@post(
    routes.TWO_FACTOR_REMOVAL,
    guards=[member_only],
    dto=StrictBody[TwoFactorProof],
    return_dto=None,
    responses=_PROVEN,
    status_code=HTTP_204_NO_CONTENT,
    sync_to_thread=True,
)
def end_two_factor(request: Api, data: JSONBody[TwoFactorProof]) -> None:
    """The password alone opens again."""
    services, caller = signed_in(request)
    services.two_factor.end(caller, data)


@post(
    routes.RECOVERY_CODES,
    guards=[member_only],
    dto=StrictBody[TwoFactorProof],
    return_dto=None,
    responses=_PROVEN,
    sync_to_thread=True,
)
def renew_recovery_codes(request: Api, data: JSONBody[TwoFactorProof]) -> RecoveryCodes:
    """Ten other recovery codes."""
    services, caller = signed_in(request)
    return services.two_factor.renew(caller, data)
