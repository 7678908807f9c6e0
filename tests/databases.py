"""On which database a server of the tests keeps its data: its own SQLite file, or a PostgreSQL the tests start.

`GETTINGOUT_TEST_DATABASES` says which: `sqlite` (the default), `postgresql`, or `both`, as `python3 dev.py test` does.
A world's folder then holds, besides its photos and its seal, a small file that names its database in the cluster.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from pytest_postgresql.janitor import DatabaseJanitor

from server.config import ENVIRONMENT_KEY, ENVIRONMENT_URL
from server.store.engine import Database, open_postgresql, open_sqlite

WANTED: Final = "GETTINGOUT_TEST_DATABASES"
CLUSTER: Final = "GETTINGOUT_TEST_POSTGRESQL"
KINDS: Final = ("sqlite", "postgresql")
NAME_FILE: Final = "postgresql.name"
USER: Final = "gettingout"
STARTS_WITHIN_S: Final = 60.0
DEBIAN: Final = Path("/usr/lib/postgresql")
# Nothing has to outlive the tests: no waiting for the disk.
OPTIONS: Final = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


class NoPostgreSQL(Exception):
    """No private PostgreSQL can be started here; the text says why, for the person at the terminal."""


def kinds_wanted() -> tuple[str, ...]:
    """The kinds of database that tests of the server run on."""
    wanted = os.environ.get(WANTED) or "sqlite"
    kinds = KINDS if wanted == "both" else (wanted,)
    if not set(kinds) <= set(KINDS):
        raise ValueError(f"{WANTED} is {wanted}; it must be sqlite, postgresql or both")
    return kinds


@dataclass(frozen=True)
class Cluster:
    """Where a PostgreSQL of the tests listens, and its password."""

    port: int
    password: str

    @classmethod
    def of_environment(cls) -> Cluster | None:
        """The one this test runs on; None on SQLite."""
        port, _, password = os.environ.get(CLUSTER, "").partition(" ")
        return cls(int(port), password) if port else None

    @property
    def in_environment(self) -> str:
        """As `of_environment` reads it."""
        return f"{self.port} {self.password}"

    def url(self, name: str) -> str:
        """The address of one database, as the server's settings have it."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{name}"

    def janitor(self, name: str, template: str | None = None) -> DatabaseJanitor:
        """What makes one database (as `template` is, if given) and drops it."""
        return DatabaseJanitor(
            user=USER,
            host="127.0.0.1",
            port=self.port,
            password=self.password,
            dbname=name,
            template_dbname=template,
        )


def url_of(folder: Path) -> str | None:
    """The database of a world's folder, made when it is new; None when it is a SQLite file in the folder."""
    cluster = Cluster.of_environment()
    if cluster is None:
        return None
    written = folder / NAME_FILE
    if not written.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        written.write_text(_make(cluster), "utf-8")
    return cluster.url(written.read_text("utf-8"))


def open_database(folder: Path, key: bytes) -> Database:
    """The database of a world's folder as it is, without bringing it to the newest tables."""
    url = url_of(folder)
    return open_sqlite(folder / "gettingout.db", key) if url is None else open_postgresql(url)


def server_environment(folder: Path, key: bytes) -> dict[str, str]:
    """What a server started as a program must be told to serve a world's folder."""
    url = url_of(folder)
    return {ENVIRONMENT_KEY: key.hex(), **({ENVIRONMENT_URL: url} if url is not None else {})}


def copy_world(folder: Path, to: Path) -> Path:
    """A copy of a world that nobody has open, with a database of its own."""
    shutil.copytree(folder, to)
    cluster, written = Cluster.of_environment(), to / NAME_FILE
    if cluster is not None and written.exists():
        written.write_text(_make(cluster, written.read_text("utf-8")), "utf-8")
    return to


def drop_worlds(below: Path) -> None:
    """Drops the databases of every world in a folder or below it: a copy takes eight megabytes."""
    cluster = Cluster.of_environment()
    if cluster is None:
        return
    for written in below.rglob(NAME_FILE):
        cluster.janitor(written.read_text("utf-8")).drop()
        written.unlink()


def _make(cluster: Cluster, template: str | None = None) -> str:
    name = f"world_{secrets.token_hex(8)}"
    cluster.janitor(name, template).init()
    return name


@contextmanager
def private_postgresql() -> Iterator[Cluster]:
    """A PostgreSQL on a free port of loopback until the block ends. Raises NoPostgreSQL.

    It refuses to run as root, so root starts it as Debian's user `postgres`, in a folder that is that user's.
    """
    programs = _programs()
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="gettingout-postgresql-"))
    try:
        if owner is not None:
            shutil.chown(folder, owner)
        cluster = Cluster(_free_port(), secrets.token_urlsafe(16))
        _initialise(programs, owner, folder, cluster)
        with _running(programs, owner, folder, cluster):
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder with `initdb` and `postgres`, the newest where Debian has several."""
    named = shutil.which("initdb")
    found = [Path(named).resolve().parent] if named else []
    if DEBIAN.is_dir():
        newest_first = sorted(DEBIAN.iterdir(), key=lambda path: path.name.rjust(4), reverse=True)
        found += [version / "bin" for version in newest_first]
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgreSQL("PostgreSQL is not installed (on Debian: apt-get install postgresql)")


def _owner() -> str | None:
    """The user to start it as; None for our own."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NoPostgreSQL("PostgreSQL refuses to run as root, and there is no user postgres to run it as")


def _initialise(programs: Path, owner: str | None, folder: Path, cluster: Cluster) -> None:
    password_file = folder / "password"
    password_file.write_text(cluster.password, "utf-8")
    if owner is not None:
        shutil.chown(password_file, owner)
    made = subprocess.run(
        [
            programs / "initdb",
            *("--pgdata", folder / "data", "--username", USER, "--pwfile", password_file),
            *("--auth", "password", "--encoding", "UTF8", "--no-locale", "--no-sync"),
        ],
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise NoPostgreSQL(f"initdb failed: {made.stdout.strip().splitlines()[-1:]}")


@contextmanager
def _running(programs: Path, owner: str | None, folder: Path, cluster: Cluster) -> Iterator[None]:
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *_leaving_with_us(),
                programs / "postgres",
                *("-D", folder / "data", "-p", str(cluster.port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", *options),
            ],
            user=owner,
            group=owner,
            extra_groups=[] if owner else None,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(process, cluster, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # ends at once, whoever is still connected
        process.wait()


def _leaving_with_us() -> list[str]:
    """What makes it end with the tests even when they are killed, where the system can do that."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT"] if setpriv is not None else []


def _wait_until_it_answers(process: subprocess.Popen[bytes], cluster: Cluster, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(cluster.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    said = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
    raise NoPostgreSQL(f"PostgreSQL did not start: {said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: a PGDATA or a locale of the tester would change what is made."""
    return {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
