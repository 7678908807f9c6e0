"""The server's settings: frozen, from arguments and environment, with a wrong value named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENVIRONMENT_KEY: Final = "GETTINGOUT_DB_KEY"
ENVIRONMENT_SECRET: Final = "GETTINGOUT_SECRET"
ENVIRONMENT_URL: Final = "GETTINGOUT_DATABASE_URL"
ENVIRONMENT_SEAL: Final = "GETTINGOUT_SEAL_DIR"
ENVIRONMENT_HTTPS: Final = "GETTINGOUT_HTTPS"
_KEY_BYTES: Final = 32


class SettingFault(Exception):
    """A setting has a value that can't be used; the text names it and says what it should be."""


@dataclass(frozen=True)
class Argon2Cost:
    """What one password costs to try: passes, KiB of memory, lanes. The defaults are RFC 9106's second choice."""

    rounds: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


CHEAP: Final = Argon2Cost(rounds=1, memory_kib=64, lanes=1)
"""For worlds whose passwords are printed on the screen anyway: the demo, and tests."""


@dataclass(frozen=True)
class Settings:
    """Everything that is decided before the start.

    `seal_dir` is where the audit's key and anchor lie; an operator puts it on another disk than the database.
    `https` says that a proxy in front speaks TLS, so that cookies are for TLS only.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 0
    demo: bool = False
    embedded_secret: str | None = None
    db_key: bytes | None = None
    database_url: str | None = None
    seal_dir: Path | None = None
    https: bool = False
    argon2: Argon2Cost = Argon2Cost()

    @property
    def database_file(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "gettingout.db"

    @property
    def seal_folder(self) -> Path:
        """Where the audit's key and anchor lie."""
        return self.seal_dir or self.data_dir / "seal"


def load(
    data_dir: Path,
    environ: Mapping[str, str],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    demo: bool = False,
    embedded: bool = False,
) -> Settings:
    """Settings for the given arguments and environment. Raises SettingFault."""
    if not 0 <= port <= 65_535:
        raise SettingFault(f"--port is {port}; it must be between 0 and 65535")
    secret = environ.get(ENVIRONMENT_SECRET) if embedded else None
    if embedded and not secret:
        raise SettingFault(f"{ENVIRONMENT_SECRET} is missing; --embedded needs it")
    if embedded and host != "127.0.0.1":
        raise SettingFault(f"--host is {host}; an embedded backend listens on 127.0.0.1 only")
    seal_dir = environ.get(ENVIRONMENT_SEAL)
    return Settings(
        data_dir=data_dir,
        host=host,
        port=port,
        demo=demo,
        embedded_secret=secret,
        db_key=_key(environ.get(ENVIRONMENT_KEY)),
        database_url=environ.get(ENVIRONMENT_URL) or None,
        seal_dir=Path(seal_dir) if seal_dir else None,
        https=environ.get(ENVIRONMENT_HTTPS, "") == "1",
        argon2=CHEAP if demo else Argon2Cost(),
    )


def _key(text: str | None) -> bytes | None:
    """A raw key written in hexadecimal digits."""
    if not text:
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingFault(f"{ENVIRONMENT_KEY} must be {_KEY_BYTES * 2} hexadecimal digits")
    return key
