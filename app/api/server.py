"""What the server is, and whether this client fits it."""

from __future__ import annotations

from app.api.transport import Transport
from app.domain.errors import ClientTooOld, NotFound, ServerTooOld
from contract import routes
from contract.server_info import API_VERSION, CLIENT_VERSION, ServerInfo


class ServerApi:
    """Asked before anybody signs in."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def info(self) -> ServerInfo:
        """Name, versions and clock. ClientTooOld or ServerTooOld if the two do not fit each other."""
        try:
            info = self._transport.ask(ServerInfo, "GET", routes.SERVER)
        except NotFound:
            raise ServerTooOld from None
        if _numbers(info.oldest_client) > _numbers(CLIENT_VERSION):
            raise ClientTooOld(info.oldest_client)
        if _numbers(info.api_version) < _numbers(API_VERSION):
            raise ServerTooOld
        if _numbers(info.api_version)[:1] > _numbers(API_VERSION)[:1]:
            raise ClientTooOld(None)
        return info


def _numbers(version: str) -> tuple[int, ...]:
    """A version as it compares; what is no number counts as 0."""
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))
