"""The settings of the client: built-in values < site file < user file < environment < arguments, each value checked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from app.domain.errors import ConfigFault, WrongSetting

Theme = Literal["system", "light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("system", "light", "dark")
FILE_NAME: Final = "config.toml"
EMBEDDED: Final = "embedded"
"""As a server address: the backend inside the program, also where a file names another server."""
ENVIRONMENT_PREFIX: Final = "GETTINGOUT_"
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class CameraSetting(NamedTuple):
    """A camera that is not plugged in: the address of a stream (MJPEG over HTTP) or the path of a film.

    An empty name stands for the host's or the film's. The address may hold a password, so nothing shows or logs it.
    """

    address: str
    name: str = ""

    def __repr__(self) -> str:
        return f"CameraSetting(name={self.name!r})"


class Settings(NamedTuple):
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
    cameras: tuple[CameraSetting, ...] = ()
    tour_dir: Path | None = None
    secret_fd: int | None = None


class WrongValue(ValueError):
    """A value that can't be a setting's: what is wrong with it, and which ones there are."""

    def __init__(self, wrong: WrongSetting, known: tuple[str, ...] = ()) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong
        self.known = known


class _Key(NamedTuple):
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
    if "camera" in values:
        values["cameras"] = values.pop("camera")
    data_dir = values.pop("data_dir", None) or default_data_dir(environ)
    return Settings(data_dir=data_dir, user_file=user_file, **values)  # type: ignore[arg-type]


def save_server(file: Path, url: str | None) -> str | None:
    """Write the server address into the user file, None for the embedded backend; everything else in it stays.

    Gives the address as the next start will read it.
    ConfigFault if the address can't be used or the file can't be written.
    """
    import json

    wanted = EMBEDDED if url is None else url
    try:
        address = read_server_url(wanted)
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        table = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        kept = [line for line in lines[:table] if line.partition("=")[0].strip() != "server_url"]
        text = "\n".join([*kept, f"server_url = {json.dumps(wanted)}", *lines[table:]]) + "\n"
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(file.name + ".new")
        fresh.write_text(text, "utf-8")
        fresh.replace(file)
    except (OSError, ValueError) as error:
        raise _fault(str(file), "server_url", error) from error
    return address


def read_server_url(value: object) -> str | None:
    """A server address: https with a host, or http on this computer; WrongValue says what is wrong with it."""
    if not isinstance(value, str) or not value.strip():
        raise WrongValue(WrongSetting.NOT_AN_ADDRESS)
    if value.strip() == EMBEDDED:
        return None
    try:
        url = urlsplit(value.strip())
        port = url.port
    except ValueError as error:
        raise WrongValue(WrongSetting.NOT_AN_ADDRESS) from error
    if not value.strip().isprintable() or " " in value.strip():
        raise WrongValue(WrongSetting.ADDRESS_HAS_ODD_SIGNS)
    if url.scheme not in ("https", "http") or not url.hostname:
        raise WrongValue(WrongSetting.NOT_AN_ADDRESS)
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise WrongValue(WrongSetting.ADDRESS_IS_NOT_SAFE)
    if url.username is not None or url.query or url.fragment:
        raise WrongValue(WrongSetting.ADDRESS_IS_NOT_ALONE)
    if port == 0:
        raise WrongValue(WrongSetting.ADDRESS_NAMES_PORT_0)
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
    raise WrongValue(WrongSetting.NOT_A_SWITCH)


def _read_theme(value: object) -> Theme:
    for theme in THEMES:
        if value == theme:
            return theme
    raise WrongValue(WrongSetting.NOT_A_CHOICE, THEMES)


def _read_cameras(value: object) -> tuple[CameraSetting, ...]:
    """One address, one table with address and name, or several of these."""
    several = value if isinstance(value, list) else [value]
    return tuple(_read_camera(one) for one in several)


def _read_camera(value: object) -> CameraSetting:
    table = value if isinstance(value, dict) else {"address": value}
    name = table.get("name", "")
    if table.keys() - {"address", "name"} or not isinstance(name, str) or not name.isprintable():
        raise WrongValue(WrongSetting.NOT_A_CAMERA)
    return CameraSetting(_read_camera_address(table.get("address")), name.strip())


def _read_camera_address(value: object) -> str:
    """A stream's address over http or https, or the absolute path of a film that is there."""
    address = value.strip() if isinstance(value, str) else ""
    if not address or not address.isprintable():
        raise WrongValue(WrongSetting.NOT_A_CAMERA)
    if "://" not in address:
        film = Path(address).expanduser().absolute()
        if not film.is_file():
            raise WrongValue(WrongSetting.NO_SUCH_FILM)
        return str(film)
    try:
        url = urlsplit(address)
        is_stream = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError as error:
        raise WrongValue(WrongSetting.NOT_A_CAMERA) from error
    if not is_stream or " " in address:
        raise WrongValue(WrongSetting.NOT_A_CAMERA)
    return url.geturl()


def _read_folder(value: object) -> Path:
    if not isinstance(value, str) or not value or "\x00" in value:
        raise WrongValue(WrongSetting.NOT_A_FOLDER)
    folder = Path(value).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise WrongValue(WrongSetting.FOLDER_IS_A_FILE)
    return folder


def _read_descriptor(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and int(value) < 2**31:
        return int(value)
    raise WrongValue(WrongSetting.NOT_A_DESCRIPTOR)


_KEYS: Final = {
    key.name: key
    for key in (
        _Key("server_url", "--server", read_server_url),
        _Key("demo", "--demo", _read_switch, is_switch=True),
        _Key("data_dir", "--data", _read_folder),
        _Key("theme", "--theme", _read_theme),
        _Key("touch", "--touch", _read_switch, is_switch=True),
        _Key("camera", "--camera", _read_cameras),
        _Key("tour_dir", "--tour", _read_folder, in_files=False),
        _Key("secret_fd", "--secret-fd", _read_descriptor, in_files=False),
    )
}


def _read_file(file: Path) -> dict[str, object]:
    try:
        text = file.read_text("utf-8")
        import tomllib  # most starts have no file to read

        raw = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise _fault(str(file), "", error) from error
    known = tuple(key.name for key in _KEYS.values() if key.in_files)
    for name in raw:
        if name not in known:
            raise ConfigFault(str(file), name, WrongSetting.UNKNOWN_SETTING, known=known)
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
                raise ConfigFault("arguments", name, WrongSetting.NO_VALUE)
            found["config" if key is None else key.name] = given
        elif key is not None:
            found[key.name] = value if sign else True
        else:
            known = (*by_argument, "--config")
            raise ConfigFault("arguments", name, WrongSetting.UNKNOWN_ARGUMENT, known=known)
    return found


def _check(given: Mapping[str, object], source: str, name_of: Callable[[_Key], str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, raw in given.items():
        key = _KEYS[name]
        try:
            values[name] = key.read(raw)
        except (ValueError, RuntimeError) as error:
            raise _fault(source, name_of(key), error) from error
    return values


def _fault(source: str, key: str, error: Exception) -> ConfigFault:
    if isinstance(error, WrongValue):
        return ConfigFault(source, key, error.wrong, known=error.known)
    words = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return ConfigFault(source, key, WrongSetting.UNREADABLE, detail=words)
