"""A slow line between client and server that can be cut at any byte, in whichever direction that byte goes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from functools import partial

PIECE = 4_096
PATIENCE_S = 30.0


class SlowWire:
    """Listens on a port of its own; passes pieces on with a pause after each, and counts the bytes of both ways."""

    def __init__(self, server_port: int, pause_s: float = 0.002) -> None:
        self._server_port = server_port
        self._pause_s = pause_s
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._reached = threading.Event()
        self._released = threading.Event()
        self._left: int | None = None
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Little room, so that a client sees how slow the line is. Connections inherit it.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * PIECE)
        self.port: int = self._listener.getsockname()[1]
        self._run(self._accept)

    def stop_after(self, count: int) -> None:
        """From now on so many bytes go through; then the line stands still, until it is cut or goes on."""
        with self._guard:
            self._reached.clear()
            self._released.clear()
            self._left = count

    def wait_stopped(self, timeout_s: float) -> bool:
        """Whether the line stands still by now."""
        return self._reached.wait(timeout_s)

    def go_on(self) -> None:
        """Everything goes through again."""
        with self._guard:
            self._left = None
            self._released.set()

    def cut(self) -> None:
        """End every connection where it is; new ones are taken."""
        with self._guard:
            for each in self._sockets:
                _end(each)

    def close(self) -> None:
        """End everything, and every thread."""
        self._closed.set()
        self._released.set()
        _end(self._listener)
        self.cut()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._keep(client)
            try:
                server = socket.create_connection(("127.0.0.1", self._server_port), PATIENCE_S)
            except OSError:
                self._let_go(client)
                continue
            self._keep(server)
            self._run(partial(self._carry, client, server))

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        """Both ways. Nothing is closed before both are over: a free descriptor may be another line's at once."""
        back = threading.Thread(target=self._pass, args=(server, client), name="slow-wire")
        back.start()
        self._pass(client, server)
        back.join()
        self._let_go(client, server)

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                self._send(piece, target)
                self._closed.wait(self._pause_s)
        _end(source)
        _end(target)

    def _send(self, piece: bytes, target: socket.socket) -> None:
        """The part of it that still may go; the rest once the line goes on, if it was not cut meanwhile."""
        with self._guard:
            may = len(piece) if self._left is None else min(len(piece), self._left)
            if self._left is not None:
                self._left -= may
                if may < len(piece):
                    self._reached.set()
        target.sendall(piece[:may])
        if may < len(piece):
            self._released.wait()
            target.sendall(piece[may:])

    def _keep(self, each: socket.socket) -> None:
        with self._guard:
            self._sockets.add(each)
            if self._closed.is_set():
                _end(each)

    def _let_go(self, *sockets: socket.socket) -> None:
        with self._guard:
            for each in sockets:
                self._sockets.discard(each)
                each.close()

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="slow-wire")
        self._threads.append(thread)
        thread.start()


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
