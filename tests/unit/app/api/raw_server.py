"""A server on loopback that answers each request byte by byte as a test says, faults included."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

Answer = Callable[["Request", "Connection"], bool]
"""Answers one request; whether the connection stays open for another."""


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Connection:
    """The server's end of a connection."""

    def __init__(self, opened: socket.socket, closing: threading.Event) -> None:
        self._socket = opened
        self.closing = closing

    def send(self, content: bytes) -> None:
        """Raw bytes, at once."""
        self._socket.sendall(content)

    def reply(self, body: bytes, status: int = 200, media_type: str = "application/json", *more: str) -> bool:
        """A whole answer."""
        self.send(head(status, media_type, f"Content-Length: {len(body)}", *more) + body)
        return True

    def reset(self) -> None:
        """End it the hard way: the other side finds "connection reset"."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def stall(self) -> None:
        """Say nothing until the test is over or the other side has gone."""
        self._socket.settimeout(None)
        self._socket.recv(1)


def head(status: int, media_type: str, *more: str) -> bytes:
    """Status line and headers, up to and with the empty line."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {media_type}", *more, "", ""]
    return "\r\n".join(lines).encode()


class RawServer:
    """Serves until closed, each connection on a thread of its own; remembers every request."""

    def __init__(self, answer: Answer, greeting: bytes = b"") -> None:
        self.answer = answer
        self._greeting = greeting
        self.requests: list[Request] = []
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="raw-server")]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """End all connections and threads."""
        self._closing.set()
        socket.create_connection(self._listener.getsockname()).close()
        self._threads[0].join()
        self._listener.close()
        for opened in self._open:
            try:
                opened.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while True:
            opened, _ = self._listener.accept()
            if self._closing.is_set():
                opened.close()
                return
            self._open.append(opened)
            thread = threading.Thread(target=self._serve, args=(opened,), name="raw-connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, opened: socket.socket) -> None:
        with opened, opened.makefile("rb") as reader:
            try:
                opened.sendall(self._greeting)
                while (request := _read(reader.readline, reader.read)) is not None:
                    self.requests.append(request)
                    if not self.answer(request, Connection(opened, self._closing)):
                        return
            except OSError:
                return


def _read(readline: Callable[[], bytes], read: Callable[[int], bytes]) -> Request | None:
    first = readline().decode("latin-1").split()
    if len(first) < 2:
        return None
    headers: dict[str, str] = {}
    while line := readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return Request(first[0], first[1], headers, read(int(headers.get("content-length", "0"))))
