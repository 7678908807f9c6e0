"""A backend and a client on one folder, each of which is killed and started again by the tests."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks._world import Writer
from server.config import CHEAP, Settings

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Killable:
    """`client` is the module of the client's process; it says on stdout what it has kept, a line each."""

    folder: Path
    writer: Writer
    server_key: bytes
    client: str = "tests.e2e.writer"
    client_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    port: int = field(default_factory=free_port)
    client_port: int | None = None
    """Where the client finds the server, if not at the server itself."""
    kept: set[str] = field(default_factory=set)
    _server: subprocess.Popen[str] | None = None
    _client: subprocess.Popen[str] | None = None

    @property
    def settings(self) -> Settings:
        """What the backend runs on."""
        return Settings(data_dir=self.folder, db_key=self.server_key, argon2=CHEAP)

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
        """Returns at once."""
        url = f"http://127.0.0.1:{self.client_port or self.port}"
        database = str(self.folder / "client.db")
        self._client = subprocess.Popen(
            [
                *(sys.executable, "-m", self.client, "--url", url),
                *("--contact", self.writer.contact_id, "--database", database, *options),
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
        _end(self._client)
        self._client = None

    def kill_server(self) -> None:
        """SIGKILL."""
        assert self._server is not None
        self._server.kill()
        _end(self._server)
        self._server = None

    def finish(self) -> None:
        """Send what still waits, with nobody killed any more."""
        self.start_client("--finish")
        while (line := self.read()) != "done\n":
            assert line, "the client ended before it was done"
        assert self._client is not None
        _end(self._client)
        self._client = None
        self.kill_server()

    def die_after_acceptance(self, *options: str) -> None:
        """Kill the client when the server has answered, before the client could note it; then finish."""
        self.start_client("--stop-when-sent", *options)
        while self.read() != "accepted\n":
            pass
        self.kill_client()
        self.finish()

    def close(self) -> None:
        """End what still runs."""
        if self._client is not None:
            self.kill_client()
        if self._server is not None:
            self.kill_server()

    def _note(self, line: str) -> None:
        if line.startswith("kept "):
            self.kept.add(line.removeprefix("kept ").rstrip("\n"))


def _end(process: subprocess.Popen[str]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GETTINGOUT_")}
