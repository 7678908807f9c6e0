"""Remembers the open connections, so that closing the program ends calls that wait for an answer."""

from __future__ import annotations

import socket
import threading
import weakref
from types import TracebackType
from typing import Any, Self

from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, ProxyManager, Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import TimeoutError as NoAnswerInTime


class OpenSockets:
    """Sockets of running calls; `shut` ends them all, and every one opened afterwards, also those of its parts."""

    def __init__(self, whole: OpenSockets | None = None) -> None:
        self._whole = whole
        self._lock = threading.Lock()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._shut = False

    def add(self, opened: socket.socket | None) -> None:
        """Remember a socket while it lives."""
        if opened is None:
            return
        with self._lock:
            self._sockets.add(opened)
            shut = self._shut
        if shut:
            end(opened)
        if self._whole is not None:
            self._whole.add(opened)

    def shut(self) -> None:
        """Whoever reads from one of them finds its end."""
        with self._lock:
            self._shut = True
            sockets = list(self._sockets)
        for each in sockets:
            end(each)


def end(opened: socket.socket) -> None:
    """End both directions below TLS, whose own farewell would race with the thread that reads."""
    try:
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
    except OSError:
        return  # it had ended before


SENDING_ROOM_BYTES = 65_536
"""The system takes no more of an upload than this before it has gone out, so that progress is what really went."""


class TrackingAdapter(HTTPAdapter):
    """An adapter of `requests` whose connections are remembered, and which repeats as `retry` says."""

    def __init__(self, sockets: OpenSockets, retry: Retry) -> None:
        self._pools = _tracking_pools(sockets)
        super().__init__(max_retries=retry)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Build the pools of direct connections."""
        room = (socket.SOL_SOCKET, socket.SO_SNDBUF, SENDING_ROOM_BYTES)
        options = [*HTTPConnection.default_socket_options, room]
        super().init_poolmanager(*args, socket_options=options, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:
        """Build the pools of connections through a proxy."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


class RepeatBroken(Retry):
    """Repeats a reading call once, at once, if its kept connection broke; never after a time-out or a refusal."""

    def __init__(self, total: int | bool | None = 1, **kwargs: Any) -> None:
        for name, value in {"other": 0, "status": 0, "redirect": 0}.items():
            kwargs.setdefault(name, value)
        kwargs.setdefault("allowed_methods", frozenset({"GET"}))
        super().__init__(total, **kwargs)

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """The next state of the repetition, or the error if there is none."""
        if isinstance(error, NoAnswerInTime):
            raise error
        return super().increment(method, url, response, error, _pool, _stacktrace)


def _tracking_pools(sockets: OpenSockets) -> dict[str, type[HTTPConnectionPool]]:
    class TrackedHttp(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class TrackedHttps(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class HttpPool(HTTPConnectionPool):
        ConnectionCls = TrackedHttp

    class HttpsPool(HTTPSConnectionPool):
        ConnectionCls = TrackedHttps

    return {"http": HttpPool, "https": HttpsPool}
