"""The live server of the server's tests, and Chromium, for walking through its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.databases import CLUSTER
from tests.unit.server.conftest import data, database, empty_world, folder, live, postgresql

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

__all__ = ["chromium", "data", "database", "empty_world", "folder", "live", "postgresql"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Pages are walked through on SQLite: what they ask the services is asked on every database without them."""
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", ("sqlite",), indirect=True, scope="session")


@pytest.fixture(scope="module", autouse=True)
def on_sqlite() -> Iterator[None]:
    """Worlds of this file are on SQLite, also where tests of the server are on PostgreSQL before and after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(CLUSTER, raising=False)
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """A real browser for this file; its tests are skipped where the system has none."""
    from tests.e2e import chromium as windows

    if not windows.EXECUTABLE.exists():
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with windows.chromium() as browser:
        yield browser
