"""A real server with a small world, and a client without its window, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.unit.app.live import Family, LiveServer
from tests.unit.app.windowless import Client


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that listens."""
    server = LiveServer(tmp_path / "server")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def family(live: LiveServer) -> Family:
    """A member with $10.00 and one accepted contact."""
    return live.add_family()


@pytest.fixture
def client(qtbot: QtBot, live: LiveServer, tmp_path: Path) -> Iterator[Client]:
    """A client of that server, not started yet."""
    client = Client(qtbot, tmp_path / "client", live.base_url)
    yield client
    client.stop()


@pytest.fixture
def signed_in(client: Client, family: Family) -> Client:
    """The member signed in, everything loaded, the conversation open."""
    client.start()
    client.sign_in(family)
    client.open(family.contact_id)
    return client
