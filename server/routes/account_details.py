"""Changing the member's own details, and their address by a code."""

from __future__ import annotations

from litestar import patch, post
from litestar.params import JSONBody

from contract import routes
from contract.accounts import Account, AccountChange, Confirmation, EmailChange
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.problems import Api, answers


@patch(
    routes.ACCOUNT,
    guards=[member_only],
    dto=StrictBody[AccountChange],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT),
    sync_to_thread=True,
)
def change_account(request: Api, data: JSONBody[AccountChange]) -> Account:
    """Changes what is given of name, telephone, time zone, language and notices."""
    services, caller = signed_in(request)
    return services.details.change(caller, data)


@post(
    routes.EMAIL,
    guards=[member_only],
    dto=StrictBody[EmailChange],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.WRONG_CREDENTIALS, P.EMAIL_TAKEN, P.THROTTLED
    ),
    sync_to_thread=True,
)
def ask_email(request: Api, data: JSONBody[EmailChange]) -> Account:
    """Sends a code to another address; the account keeps the one it has until the code comes back."""
    services, caller = signed_in(request)
    return services.details.ask_email(caller, data)


@post(
    routes.EMAIL_CONFIRMATION,
    guards=[member_only],
    dto=StrictBody[Confirmation],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.WRONG_CODE, P.EMAIL_TAKEN, P.THROTTLED),
    sync_to_thread=True,
)
def confirm_email(request: Api, data: JSONBody[Confirmation]) -> Account:
    """The code from the mail: the new address counts from now on."""
    services, caller = signed_in(request)
    return services.details.confirm_email(caller, data.code)
