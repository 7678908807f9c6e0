"""A raw server and a client for it, both gone after the test."""

from collections.abc import Callable, Iterator

import pytest

from app.api.client import Api
from app.api.transport import Transport
from tests.unit.app.api.raw_server import Answer, RawServer


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    """Starts servers that answer as told."""
    servers: list[RawServer] = []

    def start(answer: Answer, greeting: bytes = b"") -> RawServer:
        servers.append(RawServer(answer, greeting))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def client() -> Iterator[Callable[..., Api]]:
    """Makes clients of a server."""
    made: list[Api] = []

    def make(server: RawServer | str, **options: float | str) -> Api:
        url = server if isinstance(server, str) else server.url
        made.append(Api(Transport(url, **options)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for api in made:
        api.close()
