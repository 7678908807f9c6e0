"""Whatever is killed, and whenever: no message is lost, none is sent or paid twice (promise R1)."""

from __future__ import annotations

import os
import random
import secrets
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks._world import PRICE_CENTS, Writer, populate
from server.config import CHEAP, Settings
from server.services.bundle import build_services
from server.services.check import check
from server.store.tables import submissions
from tests.scale import rounds

ROOT = Path(__file__).resolve().parents[2]
DEPOSIT_CENTS = 1_000_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Killable:
    """A backend and a writing client on one folder, each of which can be killed and started again."""

    folder: Path
    writer: Writer
    server_key: bytes
    client_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    port: int = field(default_factory=free_port)
    kept: set[str] = field(default_factory=set)
    _server: subprocess.Popen[str] | None = None
    _client: subprocess.Popen[str] | None = None

    def start_server(self) -> None:
        """Returns when it listens."""
        self._server = subprocess.Popen(
            [sys.executable, "-m", "server", "run", "--data", str(self.folder), "--port", str(self.port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env={**_environment(), "GETTINGOUT_DB_KEY": self.server_key.hex()},
        )
        assert _line(self._server).startswith("{"), "the backend did not start"

    def start_client(self, *options: str) -> None:
        """Returns at once; it says on stdout what it has kept."""
        self._client = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.e2e.writer", "--url", f"http://127.0.0.1:{self.port}"),
                *(
                    "--contact",
                    self.writer.contact_id,
                    "--database",
                    str(self.folder / "client.db"),
                    *options,
                ),
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=_environment(),
        )
        assert self._client.stdin is not None
        self._client.stdin.write(f"{self.writer.token} {self.client_key.hex()}\n")
        self._client.stdin.flush()

    def read(self, lines: int = 1) -> str:
        """Follow the client for so many lines; the last one is given, empty at its end."""
        assert self._client is not None
        line = ""
        for _ in range(lines):
            line = _line(self._client)
            self._note(line)
        return line

    def kill_client(self) -> None:
        """SIGKILL; what it had said before is noted."""
        assert self._client is not None
        self._client.kill()
        assert self._client.stdout is not None
        for line in self._client.stdout:
            if line.endswith("\n"):
                self._note(line)
        self._gone(self._client)
        self._client = None

    def kill_server(self) -> None:
        """SIGKILL."""
        assert self._server is not None
        self._server.kill()
        self._gone(self._server)
        self._server = None

    def finish(self) -> None:
        """Send what still waits, with nobody killed any more."""
        self.start_client("--finish")
        assert self.read() == "done\n"
        assert self._client is not None
        self._gone(self._client)
        self._client = None
        self.kill_server()

    def close(self) -> None:
        """End what still runs."""
        if self._client is not None:
            self.kill_client()
        if self._server is not None:
            self.kill_server()

    def arrived(self) -> Counter[str]:
        """How often each text stands on the server."""
        services = build_services(self._settings())
        try:
            with services.store.read() as connection:
                return Counter(connection.execute(select(submissions.c.text)).scalars())
        finally:
            services.close()

    def assert_whole(self) -> None:
        """Nothing lost, nothing twice, nothing charged twice, the ledger whole."""
        arrived = self.arrived()
        assert not self.kept - set(arrived), "lost"
        assert set(arrived.values()) == {1}, "doubled"
        services = build_services(self._settings())
        try:
            assert check(services.store) == []
            member_id = services.accounts.caller(self.writer.token).member_id
            balance = services.vouchers.balance(member_id)
        finally:
            services.close()
        assert balance.held_cents == PRICE_CENTS * arrived.total()
        assert balance.available_cents == DEPOSIT_CENTS - balance.held_cents

    def _settings(self) -> Settings:
        return Settings(data_dir=self.folder, db_key=self.server_key, argon2=CHEAP)

    def _note(self, line: str) -> None:
        if line.startswith("kept "):
            self.kept.add(line.removeprefix("kept ").rstrip("\n"))

    def _gone(self, process: subprocess.Popen[str]) -> None:
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Killable]:
    """A fresh world whose backend listens."""
    key = secrets.token_bytes(32)
    world = Killable(tmp_path, populate(tmp_path, key, 1)[0], key)
    world.start_server()
    yield world
    world.close()


@pytest.mark.soak_scaled
@pytest.mark.timeout(3600)
def test_nothing_is_lost_or_doubled_however_often_client_and_server_are_killed(killable: Killable) -> None:
    dice = random.Random(7)
    killable.start_client()
    for number in range(rounds(200, 1_000)):
        killable.read(dice.randint(1, 4))
        _burn(dice.randrange(0, 20_000))
        if number % 2:
            killable.kill_server()
            killable.start_server()
        else:
            killable.kill_client()
            killable.start_client()
    killable.kill_client()
    killable.finish()
    assert len(killable.kept) > 100
    killable.assert_whole()


@pytest.mark.timeout(120)
def test_a_client_killed_between_the_answer_and_its_own_note_sends_nothing_twice(killable: Killable) -> None:
    _die_after_acceptance(killable)
    killable.assert_whole()


@pytest.mark.timeout(120)
def test_a_client_that_took_a_new_key_for_each_try_would_be_found_out(killable: Killable) -> None:
    _die_after_acceptance(killable, "--fault", "new-key-each-time")
    with pytest.raises(AssertionError, match="doubled"):
        killable.assert_whole()


@pytest.mark.timeout(120)
def test_a_client_that_says_kept_before_it_is_would_be_found_out(killable: Killable) -> None:
    for _ in range(20):
        killable.start_client("--fault", "says-too-early")
        killable.read()
        killable.kill_client()
    killable.finish()
    with pytest.raises(AssertionError, match="lost"):
        killable.assert_whole()


def _die_after_acceptance(killable: Killable, *options: str) -> None:
    killable.start_client("--stop-when-sent", *options)
    while killable.read() != "accepted\n":
        pass
    killable.kill_client()
    killable.finish()


def _burn(steps: int) -> None:
    """Let a chance moment pass, so that the kill falls anywhere between two lines."""
    for _ in range(steps):
        pass


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GETTINGOUT_")}
