"""Who may call: the embedded secret, the client's version, and the member behind a bearer token."""

from __future__ import annotations

import hmac
import re
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from contract.problems import FieldReason
from contract.routes import CLIENT_VERSION, EMBEDDED_SECRET, SERVER
from contract.server_info import OLDEST_CLIENT
from server.routes.problems import Api, ClientTooOld, EmbeddedSecretWrong
from server.services.accounts import MemberCaller
from server.services.bundle import Services
from server.services.faults import InvalidField, NotFound, SignedOut

Caller = ASGIConnection[Any, Any, Any, Any]

_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{43})")
_VERSION: Final = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})([-+.].*)?")


def services_of(request: Api) -> Services:
    """The services this application was built with."""
    services: Services = request.app.state.services
    return services


def embedded_only(connection: Caller, _: BaseRouteHandler) -> None:
    """Guard: other programs of this computer can't use an embedded backend. Compared in constant time."""
    services: Services = connection.app.state.services
    secret = services.settings.embedded_secret
    if secret is None:
        return
    given = connection.headers.get(EMBEDDED_SECRET, "")
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode()):
        raise EmbeddedSecretWrong


def served_client(connection: Caller, _: BaseRouteHandler) -> None:
    """Guard: a client that says it is too old hears so before anything else, except at what tells the versions."""
    version = connection.headers.get(CLIENT_VERSION)
    if version is None or connection.scope["path"] == SERVER:
        return
    if _numbers(version) < _numbers(OLDEST_CLIENT):
        raise ClientTooOld


def without_nul(connection: Caller, _: BaseRouteHandler) -> None:
    """Guard: no identifier, cursor or search has a NUL, which PostgreSQL can't even compare with; so nothing has it."""
    if any("\0" in str(value) for value in connection.path_params.values()):
        raise NotFound
    for name, values in connection.query_params.dict().items():
        if any("\0" in value for value in values):
            raise InvalidField(name, FieldReason.FORBIDDEN_CHARACTER)


def member_only(connection: Caller, _: BaseRouteHandler) -> None:
    """Guard: nobody gets further without something like a token; `signed_in` looks whose it is."""
    if _BEARER.fullmatch(connection.headers.get("Authorization", "")) is None:
        raise SignedOut


def signed_in(request: Api) -> tuple[Services, MemberCaller]:
    """The services and who asks them; every handler guarded by `member_only` begins with it. Raises SignedOut.

    It asks the database each time, in the handler's own thread: a revoked session is dead at the next request.
    """
    services = services_of(request)
    token = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if token is None:
        raise SignedOut
    return services, services.accounts.caller(token[1])


def _numbers(version: str) -> tuple[int, ...]:
    """A version to compare; one that can't be read is older than all."""
    found = _VERSION.fullmatch(version)
    return tuple(int(number) for number in found.groups()[:3]) if found else ()
