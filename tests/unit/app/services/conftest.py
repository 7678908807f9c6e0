"""Stores on an encrypted database, and a real server, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.stores import Stores
from app.storage.lane import StorageLane
from tests.unit.app.live import Family, LiveServer


@pytest.fixture
def lane() -> Iterator[StorageLane]:
    lane = StorageLane()
    yield lane
    lane.close()


@pytest.fixture
def stores(lane: StorageLane, tmp_path: Path) -> Iterator[Stores]:
    stores = Stores.open(lane, tmp_path / "account" / "client.db", bytes(32))
    yield stores
    stores.database.close()


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
