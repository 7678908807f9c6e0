"""The settings of the client: built-in values < site file < user file < environment < arguments, each value checked."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from app.domain.errors import ConfigFault

Theme = Literal["system", "light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("system", "light", "dark")
FILE_NAME: Final = "config.toml"
EMBEDDED: Final = "embedded"
"""As a server address: the backend inside the program, also where a file names another server."""
ENVIRONMENT_PREFIX: Final = "GETTINGOUT_"
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything decided before the start. `server_url` None means the embedded backend.

    `user_file` is where the sign-in view saves another server address. `tour_dir` and `secret_fd` come by argument
    or environment only.
    """

    data_dir: Path
    user_file: Path
    server_url: str | None = None
    demo: bool = False
    theme: Theme = "system"
    touch: bool = False
    tour_dir: Path | None = None
    secret_fd: int | None = None


@dataclass(frozen=True, slots=True)
class _Key:
    """One setting: its name in files, how its value is read, and whether files may hold it."""

    name: str
    argument: str
    read: Callable[[object], object]
    in_files: bool = True
    is_switch: bool = False

    @property
    def variable(self) -> str:
        """`GETTINGOUT_DATA_DIR` for `data_dir`."""
        return ENVIRONMENT_PREFIX + self.name.upper()


def load(argv: Sequence[str], environ: Mapping[str, str]) -> Settings:
    """The settings for these arguments (without the program's name) and this environment. Raises ConfigFault."""
    arguments = _read_arguments(argv)
    given_file = arguments.pop("config", None) or environ.get(ENVIRONMENT_PREFIX + "CONFIG")
    user_file = Path(str(given_file)) if given_file else user_config_file(environ)
    values: dict[str, object] = {}
    for file in (site_config_file(environ), user_file):
        values |= _read_file(file)
    values |= _read_environment(environ)
    values |= _check(arguments, "arguments", lambda key: key.argument)
    data_dir = values.pop("data_dir", None) or default_data_dir(environ)
    return Settings(data_dir=data_dir, user_file=user_file, **values)  # type: ignore[arg-type]


def save_server(file: Path, url: str | None) -> None:
    """Write the server address into the user file, None for the embedded backend; everything else in it stays.

    ConfigFault if the address can't be used or the file can't be written.
    """
    wanted = EMBEDDED if url is None else url
    try:
        read_server_url(wanted)
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        table = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        kept = [line for line in lines[:table] if line.partition("=")[0].strip() != "server_url"]
        text = "\n".join([*kept, f"server_url = {json.dumps(wanted)}", *lines[table:]]) + "\n"
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(file.name + ".new")
        fresh.write_text(text, "utf-8")
        fresh.replace(file)
    except (OSError, ValueError) as error:
        raise ConfigFault(str(file), "server_url", _words(error)) from error


def read_server_url(value: object) -> str | None:
    """A server address: https with a host, or http on this computer; ValueError says what is wrong with it."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be an address like https://example.org")
    if value.strip() == EMBEDDED:
        return None
    url = urlsplit(value.strip())
    if not value.strip().isprintable() or " " in value.strip():
        raise ValueError("must not hold spaces or signs that can't be seen")
    if url.scheme not in ("https", "http") or not url.hostname:
        raise ValueError("must be an address like https://example.org")
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise ValueError("must begin with https://, except on this computer")
    if url.username is not None or url.query or url.fragment:
        raise ValueError("must be an address alone, without a name, ? or #")
    if url.port == 0:
        raise ValueError("must not name port 0")
    return url.geturl().rstrip("/")


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """Where this system keeps a program's own data of one user."""
    if sys.platform == "win32":
        return _folder(environ, "LOCALAPPDATA", "AppData/Local") / "GettingOut"
    if sys.platform == "darwin":
        return _home(environ) / "Library/Application Support/GettingOut"
    return _folder(environ, "XDG_DATA_HOME", ".local/share") / "gettingout"


def user_config_file(environ: Mapping[str, str]) -> Path:
    """Where this user's settings stand."""
    if sys.platform == "win32":
        return _folder(environ, "APPDATA", "AppData/Roaming") / "GettingOut" / FILE_NAME
    if sys.platform == "darwin":
        return _home(environ) / "Library/Application Support/GettingOut" / FILE_NAME
    return _folder(environ, "XDG_CONFIG_HOME", ".config") / "gettingout" / FILE_NAME


def site_config_file(environ: Mapping[str, str]) -> Path:
    """Where an administrator's settings for all users stand."""
    if sys.platform == "win32":
        return Path(environ.get("PROGRAMDATA") or "C:/ProgramData") / "GettingOut" / FILE_NAME
    if sys.platform == "darwin":
        return Path("/Library/Application Support/GettingOut") / FILE_NAME
    return Path("/etc/gettingout") / FILE_NAME


def _folder(environ: Mapping[str, str], variable: str, below_home: str) -> Path:
    """The folder a variable names, if it does so absolutely; else its usual place."""
    named = Path(environ.get(variable) or "")
    return named if named.is_absolute() else _home(environ) / below_home


def _home(environ: Mapping[str, str]) -> Path:
    named = environ.get("USERPROFILE" if sys.platform == "win32" else "HOME")
    return Path(named) if named else Path.home()


def _read_switch(value: object) -> bool:
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in known:
        return known[value.strip().lower()]
    raise ValueError("must be true or false")


def _read_theme(value: object) -> Theme:
    for theme in THEMES:
        if value == theme:
            return theme
    raise ValueError(f"must be one of {', '.join(THEMES)}")


def _read_folder(value: object) -> Path:
    if not isinstance(value, str) or not value or "\x00" in value:
        raise ValueError("must be a folder")
    folder = Path(value).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise ValueError("must be a folder, and is a file")
    return folder


def _read_descriptor(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and int(value) < 2**31:
        return int(value)
    raise ValueError("must be the number of an open descriptor")


_KEYS: Final = {
    key.name: key
    for key in (
        _Key("server_url", "--server", read_server_url),
        _Key("demo", "--demo", _read_switch, is_switch=True),
        _Key("data_dir", "--data", _read_folder),
        _Key("theme", "--theme", _read_theme),
        _Key("touch", "--touch", _read_switch, is_switch=True),
        _Key("tour_dir", "--tour", _read_folder, in_files=False),
        _Key("secret_fd", "--secret-fd", _read_descriptor, in_files=False),
    )
}


def _read_file(file: Path) -> dict[str, object]:
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise ConfigFault(str(file), "", _words(error)) from error
    allowed = [key.name for key in _KEYS.values() if key.in_files]
    for name in raw:
        if name not in allowed:
            raise ConfigFault(str(file), name, f"is not a setting; known are {', '.join(allowed)}")
    return _check(raw, str(file), lambda key: key.name)


def _read_environment(environ: Mapping[str, str]) -> dict[str, object]:
    given = {name: environ[key.variable] for name, key in _KEYS.items() if environ.get(key.variable)}
    return _check(given, "environment", lambda key: key.variable)


def _read_arguments(argv: Iterable[str]) -> dict[str, object]:
    """`--name value`, `--name=value`, or `--name` alone for a switch."""
    by_argument = {key.argument: key for key in _KEYS.values()}
    found: dict[str, object] = {}
    rest = iter(argv)
    for argument in rest:
        name, sign, value = argument.partition("=")
        key = by_argument.get(name)
        if name == "--config" or (key is not None and not key.is_switch):
            given = value if sign else next(rest, None)
            if given is None:
                raise ConfigFault("arguments", name, "needs a value")
            found["config" if key is None else key.name] = given
        elif key is not None:
            found[key.name] = value if sign else True
        else:
            raise ConfigFault(
                "arguments", name, f"is not known; known are {', '.join((*by_argument, '--config'))}"
            )
    return found


def _check(given: Mapping[str, object], source: str, name_of: Callable[[_Key], str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, raw in given.items():
        key = _KEYS[name]
        try:
            values[name] = key.read(raw)
        except (ValueError, RuntimeError) as error:
            raise ConfigFault(source, name_of(key), _words(error)) from error
    return values


def _words(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
