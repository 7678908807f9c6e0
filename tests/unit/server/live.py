"""A real server on loopback in a thread of the test, and plain HTTP calls to it."""

from __future__ import annotations

import http.client
import json as jsonlib
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from typing_extensions import override

from contract.events import Event, EventKind
from contract.problems import Problem
from contract.routes import EMBEDDED_SECRET, EVENTS, IDEMPOTENCY_KEY, MESSAGES
from server.app import build_app
from server.serving import Server, listen
from tests.unit.server.world import PRICE, Pair, World

WAIT_S = 20.0


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in lower case) and body of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return jsonlib.loads(self.body)

    @property
    def problem(self) -> Problem:
        """The body as a problem, as a client would read it."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        problem = msgspec.json.decode(self.body, type=Problem)
        assert problem.status == self.status
        return problem


class Live:
    """A server that runs, and the world it serves."""

    def __init__(self, world: World, server: Server, port: int) -> None:
        self.world = world
        self.server = server
        self.port = port

    @classmethod
    @contextmanager
    def start(cls, folder: Path, *, secret: str | None = None) -> Iterator[Live]:
        """Serves a database until the block ends."""
        world = World.open(folder, secret=secret)
        listener = listen("127.0.0.1", 0)
        port: int = listener.getsockname()[1]
        server = _Server(build_app(world.services.settings, world.services), {})
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server")
        thread.start()
        try:
            assert server.is_ready.wait(WAIT_S)
            yield cls(world, server, port)
        finally:
            server.should_exit = True
            thread.join(WAIT_S)
            listener.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request on a connection of its own."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if json is not None:
            body = jsonlib.dumps(json).encode()
        if body is not None:
            sent["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def send(self, pair: Pair, text: object = "Hello", *, key: str | None = None, **fields: object) -> Answer:
        """A message of the pair's member; `fields` replace those of the body, `key=""` leaves the header out."""
        json = {"contact_id": pair.contact_id, "text": text, "price_cents": PRICE, **fields}
        key = str(uuid.uuid4()) if key is None else key
        return self.call(
            "POST", MESSAGES, token=pair.token, json=json, headers={IDEMPOTENCY_KEY: key} if key else {}
        )

    @contextmanager
    def events(self, token: str, after: int | None = None) -> Iterator[Stream]:
        """An open event stream."""
        stream = Stream(self.port, token, after)
        try:
            yield stream
        finally:
            stream.close()


class Stream:
    """An event stream as a client reads it."""

    def __init__(self, port: int, token: str, after: int | None, secret: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}", EMBEDDED_SECRET: secret}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
        self._connection.request("GET", EVENTS, headers=headers)
        self._answer = self._connection.getresponse()
        if self._answer.status != 200:
            self.close()
            raise AssertionError(f"the stream was answered {self._answer.status}")

    def lines(self) -> Iterator[str]:
        """Lines up to the next empty one; none at the end of the stream."""
        while raw := self._answer.readline():
            line = raw.decode().rstrip("\r\n")
            if not line:
                return
            yield line

    def next(self) -> Event | None:
        """The next event; None when the server has ended the stream. Heartbeats are passed over."""
        while True:
            lines = list(self.lines())
            if not lines:
                return None
            fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
            if "data" not in fields:
                continue
            event = msgspec.json.decode(fields["data"], type=Event)
            assert fields["event"] == event.kind.value
            assert fields.get("id") == (None if event.kind is EventKind.HELLO else str(event.sequence))
            return event

    def until(self, kind: EventKind) -> Event:
        """The next event of this kind."""
        while (event := self.next()) is not None:
            if event.kind is kind:
                return event
        raise AssertionError(f"the stream ended without {kind.value}")

    def close(self) -> None:
        """Lets go."""
        self._answer.close()
        self._connection.close()


class _Server(Server):
    """Tells when it listens, instead of writing it to stdout."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.is_ready = threading.Event()

    @override
    def announce(self) -> None:
        self.is_ready.set()
