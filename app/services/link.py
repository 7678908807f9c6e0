"""The way to the server as it is now: its address, the session's token, and how far its clock is from ours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.api import Api
from app.domain.errors import Offline
from app.services.place import Address, Place

ConnectApi = Callable[[Address], Api]


class Link:
    """Services ask it for `api` at every call, since an embedded backend that is started again has another port."""

    def __init__(self, place: Place, connect: ConnectApi) -> None:
        self._place = place
        self._connect = connect
        self._lock = threading.Lock()
        self._address: Address | None = None
        self._api: Api | None = None
        self._token: str | None = None
        self.clock_offset = timedelta(0)
        """What to add to this computer's clock to get the server's."""

    @property
    def api(self) -> Api:
        """The client of the JSON interface; raises Offline while there is no address yet."""
        api = self._api
        if api is None:
            raise Offline("the server is not up yet")
        return api

    @property
    def address(self) -> Address | None:
        """Where the server is, once it is up."""
        return self._address

    def bring_up(self) -> Address:
        """Make sure that there is a server to talk to; raises BackendFailed."""
        address = self._place.bring_up()
        with self._lock:
            if address != self._address:
                api = self._connect(address)
                api.transport.set_token(self._token)
                self._api, self._address = api, address
        return address

    def greet(self) -> None:
        """Compare versions and clocks; raises ClientTooOld, ServerTooOld, Offline."""
        before = datetime.now(UTC)
        info = self.api.server.info()
        self.clock_offset = info.now - before

    def set_token(self, token: str | None) -> None:
        """Speak as this session from now on, also after the address changed."""
        with self._lock:
            self._token = token
            if self._api is not None:
                self._api.transport.set_token(token)

    def close(self) -> None:
        """Stop what was started."""
        self._place.stop()
