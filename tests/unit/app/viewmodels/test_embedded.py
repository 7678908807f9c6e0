"""The backend inside the program: a child process that comes up in the background, and again after a crash."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.values import Connection
from tests.unit.app.windowless import Client, no_secrets


@pytest.fixture
def demo(qtbot: QtBot, tmp_path: Path) -> Iterator[Client]:
    """A client on its own backend with the demo world, not started yet."""
    client = Client(qtbot, tmp_path / "client", None, demo=True)
    yield client
    client.stop()


def backend_pid(client: Client) -> int:
    engine = client.app.hub.engine
    assert engine is not None
    backend = vars(vars(engine.link)["_place"])["_backend"]
    pid: int = vars(backend)["_process"].pid
    return pid


def sign_in_as_demo_member(client: Client) -> None:
    client.wait_for(lambda: client.app.sign_in.prefill is not None, 30_000)
    prefill = client.app.sign_in.prefill
    assert prefill is not None
    client.app.sign_in.sign_in(prefill.email, prefill.password, True)
    client.wait_for(lambda: client.app.session is not None)
    client.wait_online()


def contact_named(client: Client, name: str) -> str:
    rows = client.app.conversations._source.rows
    return next(row.contact_id for row in rows if row.name == name)


def test_the_demo_is_one_click_away_and_survives_a_crash_of_its_backend(demo: Client) -> None:
    demo.start()
    assert demo.app.session is None
    sign_in_as_demo_member(demo)
    assert demo.app.demo_facts is not None
    demo.wait_for(lambda: demo.app.conversations.unread == 2)
    demo.open(contact_named(demo, "Mateo Rivera"))
    demo.wait_for(lambda: demo.app.balance is not None and demo.app.balance.available_cents == 1_250)
    address = demo.app.server_address
    before = len(demo.kinds())
    os.kill(backend_pid(demo), signal.SIGKILL)
    demo.send("Written while it was gone.")
    demo.wait_for(lambda: demo.app.server_address != address, 30_000)
    demo.wait_for(lambda: demo.kinds()[before:] == ["pending"], 30_000)
    demo.wait_online()
    demo.stop()
    demo.start()
    assert demo.app.session is not None
    demo.wait_for(lambda: demo.app.connection is Connection.ONLINE, 30_000)
    demo.open(contact_named(demo, "Mateo Rivera"))
    demo.wait_for(lambda: demo.kinds()[before:] == ["pending"])


def test_without_a_keyring_the_backend_leaves_nothing_behind(demo: Client) -> None:
    demo.secrets = no_secrets()
    demo.start()
    sign_in_as_demo_member(demo)
    demo.stop()
    assert [path for path in demo.folder.rglob("*") if path.is_file()] == []


def test_closing_while_the_backend_comes_up_ends_it(demo: Client) -> None:
    demo.start()
    demo.wait_for(lambda: _has_backend(demo))
    pid = backend_pid(demo)
    demo.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def _has_backend(client: Client) -> bool:
    engine = client.app.hub.engine
    if engine is None:
        return False
    backend = vars(vars(engine.link)["_place"])["_backend"]
    return backend is not None and backend.is_running
