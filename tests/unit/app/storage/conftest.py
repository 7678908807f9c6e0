"""A storage lane and an encrypted database for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.lane import StorageLane
from tests.unit.app.storage.makers import KEY


@pytest.fixture
def lane() -> Iterator[StorageLane]:
    lane = StorageLane()
    yield lane
    lane.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "account" / "client.db"


@pytest.fixture
def database(lane: StorageLane, path: Path) -> Iterator[Database]:
    database = Database.open(lane, path, KEY)
    yield database
    database.close()
