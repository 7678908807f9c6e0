"""Registering, signing in and out, the account, its password and its devices."""

from __future__ import annotations

from litestar import delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT

from contract import routes
from contract.accounts import Account, Credentials, Devices, PasswordChange, Registration, SignedIn
from contract.problems import ProblemType as P
from server.routes.access import member_only, services_of, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers


@post(
    routes.ACCOUNTS,
    dto=StrictBody[Registration],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.EMAIL_TAKEN),
    sync_to_thread=True,
)
def register(request: Api, data: JSONBody[Registration]) -> SignedIn:
    """A new account, signed in on this device."""
    return services_of(request).accounts.register(data)


@post(
    routes.SESSIONS,
    dto=StrictBody[Credentials],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD, P.TOO_LARGE, P.WRONG_CREDENTIALS, P.CODE_NEEDED, P.WRONG_CODE, P.THROTTLED
    ),
    sync_to_thread=True,
)
def sign_in(request: Api, data: JSONBody[Credentials]) -> SignedIn:
    """Signs a member in on this device."""
    return services_of(request).accounts.sign_in(data)


@delete(
    routes.SESSION,
    guards=[member_only],
    responses=answers(P.SIGNED_OUT),
    status_code=HTTP_204_NO_CONTENT,
    sync_to_thread=True,
)
def sign_out(request: Api) -> None:
    """Ends the session that asks."""
    services, caller = signed_in(request)
    services.accounts.sign_out(caller)


@get(routes.ACCOUNT, guards=[member_only], responses=answers(P.SIGNED_OUT), sync_to_thread=True)
def account(request: Api) -> Account:
    """The member's own account."""
    services, caller = signed_in(request)
    return services.accounts.account(caller)


@post(
    routes.PASSWORD,
    guards=[member_only],
    dto=StrictBody[PasswordChange],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.WRONG_CREDENTIALS, P.THROTTLED),
    status_code=HTTP_204_NO_CONTENT,
    sync_to_thread=True,
)
def change_password(request: Api, data: JSONBody[PasswordChange]) -> None:
    """Another password; ends every other session."""
    services, caller = signed_in(request)
    services.accounts.change_password(caller, data)


@get(
    routes.DEVICES,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
    sync_to_thread=True,
)
def devices(request: Api, cursor: FromQuery[str | None] = None) -> Devices:
    """Where the member is signed in."""
    services, caller = signed_in(request)
    return services.accounts.devices(caller, cursor)


@delete(
    typed(routes.DEVICE),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    status_code=HTTP_204_NO_CONTENT,
    sync_to_thread=True,
)
def revoke_device(request: Api, device_id: FromPath[str]) -> None:
    """Signs one of the member's devices out."""
    services, caller = signed_in(request)
    services.accounts.revoke(caller, device_id)
