"""What every test of the server gets: a world on its own database, and a real server where it asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import (
    CLUSTER,
    Cluster,
    NoPostgreSQL,
    copy_world,
    drop_worlds,
    kinds_wanted,
    private_postgresql,
)
from tests.unit.server.live import Live
from tests.unit.server.offering import WAYS, Way
from tests.unit.server.world import World


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs each test that has a database once on every kind that is wanted, those of one kind together."""
    if "database" not in metafunc.fixturenames:
        return
    kinds = kinds_wanted()
    if metafunc.definition.get_closest_marker("sqlite_only"):
        kinds = ("sqlite",) if "sqlite" in kinds else ()
    metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """The private PostgreSQL of this session; tests that need it are skipped where none can be started."""
    try:
        with private_postgresql() as cluster:
            yield cluster
    except NoPostgreSQL as reason:
        pytest.skip(f"Not tested on PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The kind of database that worlds opened meanwhile are on."""
    kind: str = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(CLUSTER, raising=False)
        if kind == "postgresql":
            cluster: Cluster = request.getfixturevalue("postgresql")
            patch.setenv(CLUSTER, cluster.in_environment)
        yield kind


@pytest.fixture(scope="session")
def empty_world(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Path]:
    """A folder with a migrated, empty database, to be copied: migrating anew for each test would take longer."""
    folder = tmp_path_factory.mktemp(f"empty-{database}")
    World.open(folder).close()
    yield folder
    drop_worlds(folder)


@pytest.fixture
def folder(tmp_path: Path, database: str) -> Iterator[Path]:
    """An empty folder for worlds of this test's own making."""
    yield tmp_path
    drop_worlds(tmp_path)


@pytest.fixture
def data(folder: Path, empty_world: Path) -> Path:
    """This test's own copy."""
    return copy_world(empty_world, folder / "data")


@pytest.fixture
def world(data: Path) -> Iterator[World]:
    """A world whose books and audit must be whole when the test is over."""
    world = World.open(data)
    try:
        yield world
        assert world.faults() == []
    finally:
        world.close()


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    """How a photo that can be offered changed is sent; a test that asks for it holds for every one."""
    return WAYS[request.param]


@pytest.fixture
def live(data: Path) -> Iterator[Live]:
    """A real server on a loopback port, on a real clock."""
    with Live.start(data) as live:
        yield live
