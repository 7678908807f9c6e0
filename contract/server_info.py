"""What a server says of itself before anybody signs in."""

from __future__ import annotations

from typing import Final

import msgspec

from contract.moments import Moment

API_VERSION: Final = "1.0"
CLIENT_VERSION: Final = "0.1.0"
OLDEST_CLIENT: Final = "0.1.0"


class ServerInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Versions, the oldest client still served, and the server's clock (the client's own may be years off)."""

    name: str
    version: str
    api_version: str
    oldest_client: str
    now: Moment
