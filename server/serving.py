"""Serves the application on a socket: tells when it listens, and leaves quickly when it is asked to."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
from collections.abc import Mapping
from typing import Final

import msgspec
import uvicorn
from litestar import Litestar
from typing_extensions import override

from server.app import build_app
from server.config import Settings

KEEP_ALIVE_S: Final = 120
"""Longer than clients keep an idle connection, so that it is they who close it and never both at once."""

LEAVE_WITHIN_S: Final = 1
_BACKLOG: Final = 512


def serve(settings: Settings, facts: Mapping[str, object] | None = None, *, lifeline: bool = False) -> None:
    """Serves until it is asked to leave: by a signal or, with `lifeline`, by the end of stdin.

    Says on stdout, in one line of JSON, on which port it listens; `facts` about the demo world go with it.
    """
    listener = listen(settings.host, settings.port)
    app = build_app(settings)
    server = Server(app, {"port": listener.getsockname()[1], "pid": os.getpid(), **_demo(facts)})
    if lifeline:
        threading.Thread(target=_wait_for_end, args=(server,), name="lifeline", daemon=True).start()
    gc.freeze()  # what stands by now stays as long as the program: no use in looking through it again and again
    gc.enable()
    server.run(sockets=[listener])


class Server(uvicorn.Server):
    """uvicorn, which would wait for event streams to end by themselves; here they are told."""

    def __init__(self, app: Litestar, ready: Mapping[str, object]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="on",
                ws="none",
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=LEAVE_WITHIN_S,
            )
        )
        self._app = app
        self._ready = ready

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.announce()

    def announce(self) -> None:
        """Says on stdout, in one line of JSON, on which port it listens."""
        sys.stdout.write(msgspec.json.encode(self._ready).decode() + "\n")
        sys.stdout.flush()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.streams.close()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, or asyncio would not switch off waiting for full packets: 40 ms in every answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":  # there it would let another program take the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(_BACKLOG)
    return listener


def _wait_for_end(server: Server) -> None:
    """The parent holds our stdin: its end, also by a crash, is ours. Read without Python's buffer and its lock."""
    while os.read(0, 4096):
        pass
    server.should_exit = True


def _demo(facts: Mapping[str, object] | None) -> dict[str, object]:
    return {"demo": facts} if facts is not None else {}
