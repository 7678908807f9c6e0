"""What every test of the server gets: a world on its own database, and a real server where it asks for one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.server.live import Live
from tests.unit.server.world import World


@pytest.fixture(scope="session")
def empty_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated, empty database, to be copied: migrating anew for each test would take longer."""
    folder = tmp_path_factory.mktemp("empty")
    World.open(folder).close()
    return folder


@pytest.fixture
def data(tmp_path: Path, empty_world: Path) -> Path:
    """This test's own copy."""
    return Path(shutil.copytree(empty_world, tmp_path / "data"))


@pytest.fixture
def world(data: Path) -> Iterator[World]:
    """A world whose books and audit must be whole when the test is over."""
    world = World.open(data)
    try:
        yield world
        assert world.faults() == []
    finally:
        world.close()


@pytest.fixture
def live(data: Path) -> Iterator[Live]:
    """A real server on a loopback port, on a real clock."""
    with Live.start(data) as live:
        yield live
