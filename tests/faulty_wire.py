"""A proxy between client and server that does to HTTP what bad networks do: drops, cuts, stalls, resets, repeats."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from enum import Enum
from functools import partial

PATIENCE_S = 10.0


class Fault(Enum):
    """What happens to one request that sends a message."""

    NONE = "none"
    REFUSED = "the connection ends before the request is passed on"
    REPLY_DROPPED = "the request is passed on, its answer is not"
    CUT_IN_HEAD = "the answer breaks off in its head"
    CUT_IN_BODY = "the answer breaks off in its body"
    RESET = "the request is passed on, then the connection is reset"
    STALL = "the request is passed on, and nothing ever comes back"
    TRICKLE = "the answer comes in drops that never end in time"
    REPLAYED = "the request is passed on twice"


class FaultyWire:
    """Listens on a port of its own and passes on what it hears, except where `faults` says otherwise.

    Each request whose first line starts with `marked` takes the next of `faults`; everything else goes through.
    """

    def __init__(self, server_port: int, marked: bytes = b"POST /v1/messages ") -> None:
        self.faults: list[Fault] = []
        self.seen: list[bytes] = []
        self._server_port = server_port
        self._marked = marked
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._run(self._accept)

    def replay(self, number: int) -> bytes:
        """Pass a marked request on once more, long after; gives the server's answer."""
        return self._ask_server(self.seen[number])

    def close(self) -> None:
        """End every connection and thread."""
        self._closed.set()
        with self._guard:
            sockets = list(self._sockets)
        for each in (self._listener, *sockets):
            _end(each)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._keep(client)
            self._run(partial(self._serve, client))

    def _serve(self, client: socket.socket) -> None:
        with client:
            try:
                while (request := _read_message(client)) is not None:
                    if not self._pass_on(client, request):
                        return
            except OSError:
                return

    def _pass_on(self, client: socket.socket, request: bytes) -> bool:
        """Whether the connection goes on."""
        fault = self._next_fault(request)
        if fault is Fault.REFUSED:
            return False
        answer = self._ask_server(request)
        if fault is Fault.REPLAYED:
            self._ask_server(request)
        if fault in (Fault.NONE, Fault.REPLAYED):
            client.sendall(answer)
            return True
        self._spoil(client, answer, fault)
        return False

    def _spoil(self, client: socket.socket, answer: bytes, fault: Fault) -> None:
        body_at = answer.index(b"\r\n\r\n") + 4
        if fault is Fault.CUT_IN_HEAD:
            client.sendall(answer[: body_at // 2])
        elif fault is Fault.CUT_IN_BODY:
            client.sendall(answer[: (body_at + len(answer)) // 2])
        elif fault is Fault.RESET:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif fault is Fault.STALL:
            client.recv(1)  # returns when the client gives up, or when the wire is closed
        elif fault is Fault.TRICKLE:
            client.sendall(answer[:body_at])
            for place in range(body_at, len(answer)):
                if self._closed.wait(0.02):
                    return
                client.sendall(answer[place : place + 1])

    def _next_fault(self, request: bytes) -> Fault:
        if not request.startswith(self._marked):
            return Fault.NONE
        with self._guard:
            self.seen.append(request)
            return self.faults.pop(0) if self.faults else Fault.NONE

    def _ask_server(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._server_port), PATIENCE_S) as server:
            server.sendall(request)
            answer = _read_message(server)
            if answer is None:
                raise OSError("the server gave no answer")
            return answer

    def _keep(self, client: socket.socket) -> None:
        with self._guard:
            self._sockets.add(client)

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="faulty-wire")
        self._threads.append(thread)
        thread.start()


def _read_message(source: socket.socket) -> bytes | None:
    """One HTTP/1.1 request or answer with a Content-Length or without a body; None at the end of the connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = source.recv(65_536)
        if not piece:
            return None
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    wanted = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            wanted = int(value)
    while len(body) < wanted:
        piece = source.recv(65_536)
        if not piece:
            return None
        body += piece
    return head + b"\r\n\r\n" + body


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
