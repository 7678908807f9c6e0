"""The way to the server as it is now: its address, the session's token, and how far its clock is from ours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.errors import Offline
from app.services.place import Address, Place

if TYPE_CHECKING:
    from app.api.client import Api


class Link:
    """Services ask it for `api` at every call, since an embedded backend that is started again has another port."""

    def __init__(self, place: Place, connect: Callable[[Address], Api]) -> None:
        self._place = place
        self._connect = connect
        self._lock = threading.Lock()
        self._address: Address | None = None
        self._api: Api | None = None
        self._token: str | None = None
        self._closed = False
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
            if self._closed:
                raise Offline("the program ends")
            if address != self._address:
                before, self._api = self._api, self._connect(address)
                self._api.transport.set_token(self._token)
                self._address = address
                if before is not None:
                    before.close()
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

    def hang_up(self) -> None:
        """End every call that still runs; each raises Offline."""
        with self._lock:
            self._closed = True
            if self._api is not None:
                self._api.close()

    def close(self) -> None:
        """Hang up, and stop what was started."""
        self.hang_up()
        self._place.stop()
