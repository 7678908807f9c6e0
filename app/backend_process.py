"""Runs the embedded backend as a child process that ends with the program, however the program ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from app.domain.errors import BackendFailed

ENVIRONMENT_SECRET: Final = "GETTINGOUT_SECRET"
ENVIRONMENT_KEY: Final = "GETTINGOUT_DB_KEY"
LOG_NAME: Final = "backend.log"
LOG_BYTES: Final = 1_000_000
LINE_BYTES: Final = 65_536
LEAVES_WITHIN_S: Final = 5.0
DIES_WITHIN_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class BackendAddress:
    """Where the backend listens, the secret its JSON interface wants, and what the demo world holds."""

    base_url: str
    secret: str
    demo_facts: Mapping[str, object] | None


class EmbeddedBackend:
    """One run of the backend; for another one make another object.

    Our end of its standard input is the lifeline: when it closes, by `stop` or because this process is gone, the
    backend leaves. Secret and key travel by environment, where `ps` shows neither to others.
    """

    def __init__(self, data_dir: Path, demo: bool, secret: str, db_key: bytes | None) -> None:
        self._data_dir = data_dir.absolute()
        self._demo = demo
        self._secret = secret
        self._db_key = db_key
        self._process: subprocess.Popen[bytes] | None = None
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Lock()
        self._news = threading.Condition()
        self._ready: Mapping[str, object] | None = None
        self._silent = False

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and return at once. Raises BackendFailed if not even that works."""
        try:
            self._data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            log = RotatingLog(self._data_dir / LOG_NAME)
            process = subprocess.Popen(
                self._command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=None if _is_frozen() else Path(__file__).resolve().parent.parent,
                env=self._environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                start_new_session=True,  # Ctrl+C in a terminal is for us; we then tell it to leave
            )
        except OSError as error:
            raise BackendFailed(f"not started: {error.strerror}") from error
        self._process = process
        if process.stdout is not None and process.stderr is not None:
            self._threads = [
                threading.Thread(target=self._listen, args=(process.stdout, log), name="backend-out"),
                threading.Thread(target=_drain, args=(process.stderr, log), name="backend-log"),
            ]
        for thread in self._threads:
            thread.start()

    def wait_ready(self, timeout_s: float) -> BackendAddress:
        """Wait until it listens. Raises BackendFailed, and stops it, if it ends before or takes longer."""
        with self._news:
            self._news.wait_for(lambda: self._ready is not None or self._silent, timeout_s)
            ready = self._ready
        port = None if ready is None else ready.get("port")
        if ready is None or not isinstance(port, int):
            self.stop()
            code = None if self._process is None else self._process.returncode
            raise BackendFailed(f"not ready within {timeout_s:g} s, exit code {code}")
        facts = ready.get("demo")
        return BackendAddress(
            f"http://127.0.0.1:{port}", self._secret, facts if isinstance(facts, dict) else None
        )

    def stop(self) -> None:
        """Let it leave, make it if it does not; returns when it is gone. Does no harm twice."""
        with self._stopping:
            process = self._process
            if process is None:
                return
            if process.stdin is not None:
                process.stdin.close()
            for urge, patience_s in (
                (None, LEAVES_WITHIN_S),
                (process.terminate, DIES_WITHIN_S),
                (process.kill, None),
            ):
                if urge is not None:
                    urge()
                try:
                    process.wait(patience_s)
                    break
                except subprocess.TimeoutExpired:
                    continue
            for thread in self._threads:
                thread.join()

    def _command(self) -> list[str]:
        program = [sys.executable, "--serve"] if _is_frozen() else [sys.executable, "-m", "server"]
        demo = ["--demo"] if self._demo else []
        return [*program, "run", "--embedded", "--data", str(self._data_dir), "--port", "0", *demo]

    def _environment(self) -> dict[str, str]:
        """Ours without our own settings, which are not the backend's."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("GETTINGOUT_")
        }
        environment[ENVIRONMENT_SECRET] = self._secret
        if self._db_key is not None:
            environment[ENVIRONMENT_KEY] = self._db_key.hex()
        environment["PYTHONUTF8"] = "1"
        return environment

    def _listen(self, out: IO[bytes], log: RotatingLog) -> None:
        """The ready line, then whatever else it says, to the end."""
        with out:
            while line := out.readline(LINE_BYTES):
                ready = _ready_line(line) if self._ready is None else None
                if ready is None:
                    log.write(line)
                    continue
                with self._news:
                    self._ready = ready
                    self._news.notify_all()
        with self._news:
            self._silent = True
            self._news.notify_all()


class RotatingLog:
    """What the backend says, in two files of limited size; a full disk is no reason to stop reading it."""

    def __init__(self, path: Path, limit_bytes: int = LOG_BYTES) -> None:
        self._path = path
        self._limit = limit_bytes
        self._lock = threading.Lock()

    def write(self, line: bytes) -> None:
        """Add one line; the older file goes when the newer is full."""
        with self._lock:
            try:
                if self._path.exists() and self._path.stat().st_size + len(line) > self._limit:
                    self._path.replace(self._path.with_name(self._path.name + ".1"))
                with self._path.open("ab") as file:
                    file.write(line)
            except OSError:
                return  # nowhere to say it; the pipe must not fill


def _drain(pipe: IO[bytes], log: RotatingLog) -> None:
    with pipe:
        while line := pipe.readline(LINE_BYTES):
            log.write(line)


def _ready_line(line: bytes) -> Mapping[str, object] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) and isinstance(value.get("port"), int) else None


def _is_frozen() -> bool:
    return bool(getattr(sys, "frozen", False))
