"""The server's settings: frozen, from arguments and environment, with a wrong value named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ENVIRONMENT_KEY: Final = "GETTINGOUT_DB_KEY"
ENVIRONMENT_SECRET: Final = "GETTINGOUT_SECRET"
ENVIRONMENT_URL: Final = "GETTINGOUT_DATABASE_URL"
ENVIRONMENT_SEAL: Final = "GETTINGOUT_SEAL_DIR"
ENVIRONMENT_OBJECTS: Final = "GETTINGOUT_OBJECTS_URL"
ENVIRONMENT_PAYMENTS: Final = "GETTINGOUT_PAYMENTS"
ENVIRONMENT_PUBLIC_URL: Final = "GETTINGOUT_PUBLIC_URL"
ENVIRONMENT_HTTPS: Final = "GETTINGOUT_HTTPS"
ENVIRONMENT_SMTP: Final = "GETTINGOUT_SMTP_URL"
ENVIRONMENT_MAIL_FROM: Final = "GETTINGOUT_MAIL_FROM"
MAIL_FROM: Final = "gettingout@localhost.invalid"
_KEY_BYTES: Final = 32
_OBJECT_STORES: Final = ("s3", "gs", "az", "file")


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

    `smtp_url` is where mail is handed over and `mail_from` who sends it; without one it lies in a folder beside the
    database.
    `database_url` is a PostgreSQL, for example postgresql://user:password@host:5432/name; without it the data lie
    in an encrypted SQLite file. `seal_dir` is where the audit's key and anchor lie; an operator puts it on another
    disk than the database. `objects_url` is where photos lie, for example s3://bucket/photos; without it they lie
    beside the database.
    `payments` names the provider of card payments, without it only vouchers pay in. `public_url` is where browsers
    reach this service. `https` says that a proxy in front speaks TLS, so that cookies are for TLS only.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 0
    demo: bool = False
    embedded_secret: str | None = None
    db_key: bytes | None = None
    database_url: str | None = None
    seal_dir: Path | None = None
    objects_url: str | None = None
    https: bool = False
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = MAIL_FROM
    payments: str | None = None
    public_url: str | None = None
    argon2: Argon2Cost = Argon2Cost()

    @property
    def database_file(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "gettingout.db"

    @property
    def objects_folder(self) -> Path:
        """Where photos lie, if not at an URL."""
        return self.data_dir / "photos"

    @property
    def mail_folder(self) -> Path:
        """Where mail lies that no SMTP server takes."""
        return self.data_dir / "mail"

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
        database_url=_database_url(environ.get(ENVIRONMENT_URL)),
        seal_dir=Path(seal_dir) if seal_dir else None,
        objects_url=_objects_url(environ.get(ENVIRONMENT_OBJECTS)),
        smtp_url=environ.get(ENVIRONMENT_SMTP) or None,
        mail_from=_mail_from(environ),
        https=environ.get(ENVIRONMENT_HTTPS, "") == "1",
        payments=_payments(environ.get(ENVIRONMENT_PAYMENTS) or ("test" if demo else None)),
        public_url=_public_url(environ.get(ENVIRONMENT_PUBLIC_URL)),
        argon2=CHEAP if demo else Argon2Cost(),
    )


def _mail_from(environ: Mapping[str, str]) -> str:
    """The address mail comes from; an SMTP server needs one that it may send for."""
    address = environ.get(ENVIRONMENT_MAIL_FROM) or ""
    if not address and not environ.get(ENVIRONMENT_SMTP):
        return MAIL_FROM
    local, at, domain = address.partition("@")
    if (
        not (local and at and domain)
        or not address.isascii()
        or any(sign in address for sign in " \r\n\t<>,;")
    ):
        raise SettingFault(f"{ENVIRONMENT_MAIL_FROM} must be an address such as no-reply@example.org")
    return address


def _payments(name: str | None) -> str | None:
    """The provider of card payments; there is one that takes no money, for the demo and for trying things out."""
    if name not in (None, "test"):
        raise SettingFault(f"{ENVIRONMENT_PAYMENTS} is {name}; it must be test, or not be set")
    return name


def _public_url(text: str | None) -> str | None:
    """Where browsers and providers reach this service; without it, where each request came in."""
    if text and not text.startswith(("https://", "http://")):
        raise SettingFault(f"{ENVIRONMENT_PUBLIC_URL} must begin with https:// or http://")
    return text.rstrip("/") if text else None


def _database_url(text: str | None) -> str | None:
    """The address of a PostgreSQL: how transactions wait for each other is known of no other."""
    if not text:
        return None
    if not text.startswith("postgresql://"):
        raise SettingFault(f"{ENVIRONMENT_URL} must begin with postgresql://")
    return text


def _objects_url(text: str | None) -> str | None:
    """Where photos lie; only what keeps them: `memory://` would forget them with the program."""
    if not text:
        return None
    if not text.startswith(tuple(f"{scheme}://" for scheme in _OBJECT_STORES)):
        raise SettingFault(f"{ENVIRONMENT_OBJECTS} must begin with {'://, '.join(_OBJECT_STORES)}://")
    return text


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
