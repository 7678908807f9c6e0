"""The server as a program: how it starts, what it says, how it leaves, and its other commands."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, urlsplit

import pytest

from contract import routes
from server.__main__ import STAFF_PASSWORD, main
from server.config import (
    CHEAP,
    ENVIRONMENT_HTTPS,
    ENVIRONMENT_KEY,
    ENVIRONMENT_SEAL,
    ENVIRONMENT_SECRET,
    ENVIRONMENT_URL,
    Argon2Cost,
    SettingFault,
    load,
)
from server.services.codes import code_at
from server.services.faults import WrongCredentials
from server.store.work import utc_now
from tests.databases import server_environment
from tests.unit.server.live import Stream
from tests.unit.server.world import KEY, PASSWORD, Pair, World, as_a_program

ROOT = Path(__file__).parents[3]
SECRET = "s3cret"


@contextmanager
def running(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The server as a child, and its port."""
    environment = {**os.environ, ENVIRONMENT_SECRET: SECRET, **server_environment(data, KEY)}
    child = subprocess.Popen(
        [sys.executable, "-m", "server", "run", "--data", str(data), *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        ready = json.loads(_opened(child.stdout).readline())
        assert ready["pid"] == child.pid
        yield child, ready["port"]
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            _opened(pipe).close()


def test_an_embedded_backend_says_where_it_listens_and_leaves_with_its_parent(data: Path) -> None:
    pair = pair_of_today(data)
    with running(data, "--embedded") as (child, port):
        assert _status(port, {}) == 403
        assert _status(port, {routes.EMBEDDED_SECRET: SECRET}) == 200
        stream = Stream(port, pair.token, None, SECRET)
        assert stream.next() is not None
        asked = time.monotonic()
        _opened(child.stdin).close()
        assert stream.next() is None
        assert child.wait(10) == 0
        assert time.monotonic() - asked < 3  # about 0.3 s on a machine with nothing else to do
        stream.close()
        assert _opened(child.stderr).read() == ""
    world = World.open(data)
    assert world.faults() == []
    world.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_server_asked_to_stop_ends_its_streams_and_stops(data: Path) -> None:
    pair = pair_of_today(data)
    with running(data) as (child, port):
        stream = Stream(port, pair.token, None, "")
        assert stream.next() is not None
        child.send_signal(signal.SIGTERM)
        assert stream.next() is None
        child.wait(10)
        stream.close()


def test_check_says_whether_all_is_whole(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_a_program(monkeypatch, data)
    assert main(["check", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "Everything is whole.\n"
    (data / "seal" / "audit.anchor").write_bytes(b"x" * 144)
    assert main(["check", "--data", str(data)]) == 1
    assert "anchor" in capsys.readouterr().out


def test_staff_are_added_from_the_command_line(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_a_program(monkeypatch, data)
    monkeypatch.setenv(STAFF_PASSWORD, PASSWORD)
    add = ["staff", "add", "ruth", "--name", "Ruth Adeyemi", "--role", "manager", "--data", str(data)]
    assert main(add) == 0
    assert main(add) == 1
    told = capsys.readouterr()
    assert "username" in told.err
    first = secret_in(told.out)
    assert main(["staff", "code", "ruth", "--data", str(data)]) == 0
    second = secret_in(capsys.readouterr().out)
    assert main(["staff", "code", "nobody", "--data", str(data)]) == 1
    world = World.open(data)
    staff, now = world.services.staff, world.clock.now
    with pytest.raises(WrongCredentials):
        staff.sign_in("ruth", PASSWORD, code_at(first, now))
    assert staff.sign_in("ruth", PASSWORD, code_at(second, now)).staff.name == "Ruth Adeyemi"
    world.close()


def secret_in(printed: str) -> str:
    """The secret within the address that is printed for the app."""
    return parse_qs(urlsplit(printed.strip()).query)["secret"][0]


def test_migrating_makes_the_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_a_program(monkeypatch, folder / "new")
    assert main(["migrate", "--data", str(folder / "new")]) == 0
    world = World.open(folder / "new")
    assert world.faults() == []
    world.close()


def test_settings_come_from_arguments_and_environment(tmp_path: Path) -> None:
    environ = {
        ENVIRONMENT_KEY: "ab" * 32,
        ENVIRONMENT_SECRET: SECRET,
        ENVIRONMENT_SEAL: str(tmp_path / "elsewhere"),
        ENVIRONMENT_HTTPS: "1",
        ENVIRONMENT_URL: "",
    }
    settings = load(tmp_path, environ, embedded=True)
    assert (settings.db_key, settings.embedded_secret, settings.https) == (b"\xab" * 32, SECRET, True)
    assert settings.seal_folder == tmp_path / "elsewhere"
    assert (settings.argon2, settings.database_url) == (Argon2Cost(), None)
    assert load(tmp_path, {}, demo=True).argon2 == CHEAP
    assert load(tmp_path, environ).embedded_secret is None


@pytest.mark.parametrize(
    ("environ", "arguments", "named"),
    [
        ({}, {"embedded": True}, ENVIRONMENT_SECRET),
        ({ENVIRONMENT_SECRET: SECRET}, {"embedded": True, "host": "0.0.0.0"}, "--host"),
        ({}, {"port": 70_000}, "--port"),
        ({ENVIRONMENT_KEY: "xyz"}, {}, ENVIRONMENT_KEY),
        ({ENVIRONMENT_KEY: "ab"}, {}, ENVIRONMENT_KEY),
        ({ENVIRONMENT_URL: "mysql://localhost/x"}, {}, ENVIRONMENT_URL),
    ],
)
def test_a_wrong_setting_is_named(
    tmp_path: Path, environ: dict[str, str], arguments: dict[str, object], named: str
) -> None:
    with pytest.raises(SettingFault, match=named):
        load(tmp_path, environ, **arguments)  # type: ignore[arg-type]


def test_a_wrong_setting_ends_the_program_with_its_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--data", str(tmp_path), "--port", "70000"]) == 2
    assert "--port is 70000" in capsys.readouterr().err


def test_starting_loads_no_library_it_may_not_need() -> None:
    """Argon2 and Alembic load when they are first needed: the window waits for the start."""
    code = "import sys, server.serving; print([n for n in ('argon2', 'alembic', 'sqlcipher3') if n in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert found.strip() == "[]"


def pair_of_today(data: Path) -> Pair:
    """Two people whose sessions are alive on the clock of a real server."""
    world = World.open(data)
    world.clock.now = utc_now()
    pair = world.pair()
    world.close()
    return pair


def _status(port: int, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", routes.SERVER, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def _opened(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
