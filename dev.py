"""Sets this machine up and runs the project's commands: `python3 dev.py help`; standard library only."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
UV_VERSION = "0.13.9"
PYTHON_OLDEST, PYTHON_NEWEST = (3, 11), (3, 13)
TESTS_FAILED = 1  # pytest's own code for it; every other one is no test's fault
ALONE_AT_MOST = 5  # more than that is no accident
CHECKED = ("app", "server", "contract", "tests", "benchmarks", "dev.py", "frozen.py")
TABLE_BEGIN, TABLE_END = "<!-- files: begin -->", "<!-- files: end -->"

# What Qt loads even without a screen, and fonts: a machine without any draws no letters.
QT_PACKAGES = (
    "libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libbrotli1 libx11-6 "
    "fonts-inter fonts-dejavu-core fonts-noto-color-emoji"
)
SCREEN_PACKAGES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
# Cameras made in software, a second opinion on what a picture carries, a browser for the pages, and the server's second
# database, of which the tests start a private one on a port of its own; without them their tests are skipped.
TEST_PACKAGES = (
    "umockdev gir1.2-umockdev-1.0 python3-gi libimage-exiftool-perl chromium postgresql "
    "libatomic1"  # of the program that drives the browser
)
# Words by which pip, uv and apt-get say that nothing can be reached.
OFFLINE_SIGNS = re.compile(
    "name resolution|failure resolving|could not resolve|dns error|failed to lookup address"
    "|nodename nor servname|getaddrinfo failed|network is unreachable|no route to host"
    "|failed to establish a new connection|error sending request|tcp connect error"
    "|connection refused|connection timed out|operation timed out",
    re.IGNORECASE,
)
HELP = """python3 dev.py COMMAND, on Linux, macOS or Windows with Python 3.11 to 3.13

  run              the client on its own backend with a demo world (without a screen: the tour)
  test [ARGS]      the tests; ARGS go to pytest
  check            style, types and the direction of imports
  tour DIR         drives the real window through the main job, pictures in DIR (--visible: on the screen)
  bench [NAME...]  the benchmarks, or those named; one JSON line per figure
  soak [ARGS]      the repeating tests with their full numbers; takes hours
  bundle           a program folder in dist/, which then takes the tour itself
  docs             writes the table of files into docs/ARCHITECTURE.md
  pictures         takes the tour for the pictures of the README and the guide
  help             this page

The first start sets everything up in .venv; a later one only when the locked versions changed.
"""


class Stopped(Exception):
    """The set-up can't go on; the text is one plain sentence for the person at the terminal."""


@dataclass(frozen=True)
class Need:
    """What a command must find: dependency groups of pyproject.toml, and kinds of Debian packages."""

    name: str
    groups: tuple[str, ...] = ()
    screen: bool = False
    bundle: bool = False
    tests: bool = False


def main(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code: 1 when the set-up stopped, 2 when there is no such command."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": run,
        "test": test,
        "check": check,
        "tour": tour,
        "bench": bench,
        "soak": soak,
        "bundle": bundle,
        "docs": docs,
        "pictures": pictures,
    }
    name = arguments[0] if arguments else "help"
    if name in ("help", "-h", "--help"):
        say(HELP)
        return 0
    if name not in commands:
        say(f"There is no command “{name}”.\n\n{HELP}", error=True)
        return 2
    try:
        refuse_wrong_python(sys.version_info[:3])
        return commands[name](list(arguments[1:]))
    except Stopped as reason:
        say(str(reason), error=True)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Opens the client with a demo world, or takes the tour where there is no screen."""
    if not has_screen():
        pictures = ROOT / "tour"
        say(f"There is no screen here, so the tour runs instead; its pictures go to {pictures}")
        return tour([str(pictures), *arguments])
    set_up(Need("run", screen=True))
    return call([python(), "-m", "app", "--demo", *arguments])


def tour(arguments: list[str]) -> int:
    """Takes the tour into the folder named first."""
    visible = "--visible" in arguments
    rest = [argument for argument in arguments if argument != "--visible"]
    if not rest or rest[0].startswith("-"):
        say("Name the folder for the pictures: python3 dev.py tour DIR", error=True)
        return 2
    if visible and not has_screen():
        raise Stopped("--visible needs a screen, and there is none here.")
    folder = Path(rest[0]).absolute()
    set_up(Need("run", screen=visible))
    code = call([python(), "-m", "app", "--tour", str(folder), *rest[1:]], {} if visible else OFFSCREEN)
    if code == 0:
        say(f"The tour is done; its pictures are in {folder}")
    return code


def pictures(arguments: list[str]) -> int:
    """Makes the pictures that the README and the guide show anew."""
    set_up(Need("run"))
    return call([python(), str(ROOT / "docs" / "make_pictures.py"), *arguments])


def test(arguments: list[str]) -> int:
    """Runs the tests, the server's on both databases; a -n among the arguments wins.

    When all are run and a few fail beside others, these are asked once more, each alone: `docs/decisions/018`.
    """
    set_up(Need("test", ("dev",), tests=True))
    environ = {**OFFSCREEN, **DATABASES}
    noted = ROOT / ".pytest_cache/v/cache/lastfailed"
    if not arguments:
        noted.unlink(missing_ok=True)  # it would keep the names of tests that are no more
    code = call([python(), "-m", "pytest", "-n", workers(), *arguments], environ)
    if arguments or code != TESTS_FAILED or not noted.exists():
        return code
    failed = sorted(json.loads(noted.read_text(encoding="utf-8")))
    if len(failed) > ALONE_AT_MOST:
        return code
    again = []
    for name in failed:
        say(f"── once more, alone: {name}")
        if call([python(), "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", name], environ) != 0:
            again.append(name)
    for name in failed:
        twice = name in again
        say(
            f"failed twice: {name}" if twice else f"UNSTEADY, failed beside others and passed alone: {name}",
            error=twice,
        )
    return TESTS_FAILED if again else 0


def workers() -> str:
    """How many tests run at once: one more than there are processors, for a test waits about as long as it works."""
    return str((os.cpu_count() or 1) + 1)


def soak(arguments: list[str]) -> int:
    """Runs the tests that repeat with their full numbers and without a limit of time."""
    set_up(Need("test", ("dev",), tests=True))
    unlimited = ["--timeout=0", "-o", "faulthandler_timeout=0"]
    command = [python(), "-m", "pytest", "-n", workers(), "-m", "soak_scaled", *unlimited, *arguments]
    return call(command, {**OFFSCREEN, **DATABASES, "GETTINGOUT_SOAK": "1"})


def check(arguments: list[str]) -> int:
    """Runs all checks side by side, even when one fails, so that one run shows everything."""
    set_up(Need("dev", ("dev",)))
    places = [name for name in CHECKED if (ROOT / name).exists()]
    checks = (
        [python(), "-m", "ruff", "check", "."],
        [python(), "-m", "ruff", "format", "--check", "."],
        [python(), "-m", "mypy", *places],
        [tool("lint-imports"), "--no-cache", "--no-logo"],
    )
    failed = []
    with ThreadPoolExecutor() as side_by_side:
        for command, (code, output) in zip(checks, side_by_side.map(quiet, checks), strict=True):
            words = " ".join([Path(command[0]).stem, *command[1:]])
            say(f"── {words}\n{output}")
            if code != 0:
                failed.append(words)
    say("\n".join(f"failed: {words}" for words in failed) or "All checks hold.", error=bool(failed))
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Prints the figures of the benchmarks; fails only when a script does, a missed promise is just shown."""
    set_up(Need("dev", ("dev",)))
    scripts = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[!_]*.py"))}
    unknown = [name for name in arguments if name not in scripts]
    if unknown:
        raise Stopped(f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(scripts)}.")
    figures: list[dict[str, object]] = []
    failed = []
    for name in arguments or scripts:
        with subprocess.Popen(
            [python(), "-m", f"benchmarks.{name}"],
            cwd=ROOT,
            env=environment(OFFSCREEN),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            for line in process.stdout or ():
                say(line.rstrip("\n"))
                figures.extend(figure_in(line))
        if process.returncode != 0:
            failed.append(name)
    missed = [str(figure["name"]) for figure in figures if not figure["holds"]]
    say(f"{len(figures)} figures, {len(figures) - len(missed)} hold", error=True)
    say(
        "\n".join([f"missed: {name}" for name in missed] + [f"stopped: {name}" for name in failed]),
        error=True,
    )
    return 1 if failed else 0


def figure_in(line: str) -> Iterator[dict[str, object]]:
    """The figure that a line of a benchmark states, if it states one."""
    try:
        value = json.loads(line)
    except ValueError:
        return
    if isinstance(value, dict) and {"name", "value", "unit", "promise", "holds"} <= value.keys():
        yield value


def bundle(arguments: list[str]) -> int:
    """Builds the program folder and lets the built program take the tour."""
    set_up(Need("bundle", ("bundle",), bundle=True))
    code = call([python(), "-m", "PyInstaller", "--noconfirm", "--clean", "gettingout.spec", *arguments])
    if code != 0:
        return code
    program = ROOT / "dist" / "GettingOut" / ("GettingOut.exe" if os.name == "nt" else "GettingOut")
    pictures = ROOT / "dist" / "tour"
    code = call([str(program), "--tour", str(pictures)], OFFSCREEN)
    if code == 0:
        say(f"The program is {program}; it took the tour, its pictures are in {pictures}")
    return code


def docs(arguments: list[str]) -> int:
    """Writes what is made of other files: the values of the theme, the table of files; needs no set-up."""
    values = ROOT / "app" / "widgets" / "token_values.py"
    values.write_text(token_values(ROOT), "utf-8", newline="\n")
    page = ROOT / "docs" / "ARCHITECTURE.md"
    page.write_text(with_file_table(page.read_text("utf-8"), ROOT), "utf-8", newline="\n")
    return 0


def token_values(root: Path) -> str:
    """The theme's TOML as a Python module, which is read at the start in a hundredth of the time."""
    import pprint
    import tomllib

    values = tomllib.loads((root / "resources" / "themes" / "tokens.toml").read_text("utf-8"))
    return (
        '"""The values of resources/themes/tokens.toml, written by `python3 dev.py docs`: never edited here."""\n\n'
        "# fmt: off\n"
        "from typing import Any, Final\n\n"
        f"VALUES: Final[dict[str, Any]] = \\\n{pprint.pformat(values, width=100, sort_dicts=False)}\n"
    )


def with_file_table(page: str, root: Path) -> str:
    """The page with everything between its two markers replaced by what the files say of themselves."""
    before, _, rest = page.partition(TABLE_BEGIN)
    _, marker, after = rest.partition(TABLE_END)
    if not marker:
        raise Stopped(f"docs/ARCHITECTURE.md has lost its markers {TABLE_BEGIN} and {TABLE_END}.")
    return f"{before}{TABLE_BEGIN}\n{file_table(root)}{TABLE_END}{after}"


def file_table(root: Path) -> str:
    """One table per folder, a row per Python file: its name and the first line of its docstring."""
    folders: dict[str, list[str]] = {}
    for path in source_files(root):
        folder = path.parent.relative_to(root).as_posix()
        row = f"| `{path.name}` | {first_line(path).replace('|', '¦')} |"
        folders.setdefault(folder, []).append(row)
    tables = []
    for name, rows in folders.items():
        title = "Here" if name == "." else f"`{name}/`"
        tables.append("\n".join([f"\n### {title}\n", "| File | What it is for |", "|---|---|", *rows]))
    return "\n".join(tables) + "\n\n"


def source_files(root: Path) -> list[Path]:
    """Every Python file of the project in a fixed order, those of a folder before those below it."""
    found = [root / name for name in CHECKED if name.endswith(".py")]
    for name in CHECKED:
        found.extend(path for path in (root / name).rglob("*.py") if "__pycache__" not in path.parts)
    return sorted(found, key=lambda path: (path.parent.relative_to(root).parts, path.name))


def first_line(path: Path) -> str:
    """The first line of the file's docstring; empty when it has none."""
    text = ast.get_docstring(ast.parse(path.read_bytes())) or ""
    return text.partition("\n")[0]


# ── Set-up ─────────────────────────────────────────────────────────────────────────────────────────────────

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
DATABASES = {"GETTINGOUT_TEST_DATABASES": os.environ.get("GETTINGOUT_TEST_DATABASES", "both")}


def set_up(need: Need) -> None:
    """Makes everything `need` names present; when its stamp says so already, only files are read."""
    stamp = ROOT / ".venv" / f"ready-{need.name}{'-screen' if need.screen else ''}"
    if Path(python()).exists() and stamp.exists() and stamp.read_text() == fingerprint(need):
        return
    install_packages(missing_packages(wanted_packages(need)))
    if need.tests:
        try:
            install_packages(missing_packages(TEST_PACKAGES.split()))
        except Stopped as reason:
            say(f"Some tests will be skipped. {reason}")
    make_venv()
    if need.bundle:
        refuse_unbundled_python()
    sync(need.groups)
    refuse_unloadable_qt()
    stamp.write_text(fingerprint(need))


def fingerprint(need: Need) -> str:
    """Changes whenever the set-up has to be looked at again."""
    looked_at = (need, UV_VERSION, wanted_packages(need), TEST_PACKAGES, venv_setting("version"))
    digest = hashlib.sha256(repr(looked_at).encode())
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def refuse_wrong_python(version: tuple[int, ...]) -> None:
    """Stops under a Python the locked libraries do not exist for."""
    if not PYTHON_OLDEST <= tuple(version[:2]) <= PYTHON_NEWEST:
        has = ".".join(str(number) for number in version)
        raise Stopped(f"GettingOut needs Python 3.11, 3.12 or 3.13; this is Python {has} ({sys.executable}).")


def wanted_packages(need: Need) -> tuple[str, ...]:
    """Names of the Debian packages for a need."""
    minor = sys.version_info[1]
    of_debian = sys.base_prefix == "/usr"
    wanted = [f"python3.{minor}-venv"] if of_debian else []
    wanted += QT_PACKAGES.split()
    if need.screen:
        wanted += SCREEN_PACKAGES.split()
    if need.bundle:
        wanted += ["binutils", *([f"libpython3.{minor}"] if of_debian else [])]
    return tuple(wanted)


def missing_packages(wanted: Sequence[str]) -> list[str]:
    """Those not installed on a Debian or Ubuntu; elsewhere none, because their names mean nothing there."""
    if not sys.platform.startswith("linux") or not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return []
    # Ubuntu 24.04 and Debian 13 renamed some libraries to NAMEt64; the old name still installs them.
    asked = [name + suffix for name in wanted for suffix in ("", "t64")]
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    ).stdout
    installed = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if not {name, name + "t64"} & installed]


def install_packages(names: Sequence[str]) -> None:
    """Installs Debian packages as root or by a sudo that asks nothing; otherwise stops with the command."""
    if not names:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and quiet(["sudo", "-n", "true"])[0] == 0:
        prefix = ["sudo", "-n"]
    else:
        raise Stopped(
            "Some packages of the system are missing. Install them, then start this again:\n"
            f"  sudo apt-get update && sudo {' '.join(install)}"
        )
    say(f"Installing with apt-get: {' '.join(names)}")
    prefix += ["env", "DEBIAN_FRONTEND=noninteractive"]
    _, fetched = quiet([*prefix, "apt-get", "update"])  # a source that fails need not be the one asked for
    code, output = quiet([*prefix, *install])
    if code != 0:
        stop("The Debian packages could not be installed", fetched + output)


def make_venv() -> None:
    """Creates .venv, or again when its Python is gone or none of ours, with uv inside."""
    folder = ROOT / ".venv"
    version = tuple(int(part) for part in venv_setting("version").split(".")[:2] if part.isdigit())
    if not Path(python()).exists() or not PYTHON_OLDEST <= version <= PYTHON_NEWEST:
        say(f"Making {folder}")
        must(
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            "The virtual environment could not be made",
        )
    if f"uv {UV_VERSION}" not in quiet([tool("uv"), "--version"])[1]:
        pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
        must([*pip, f"uv=={UV_VERSION}"], "uv could not be installed")


def sync(groups: Sequence[str]) -> None:
    """Installs exactly the locked versions; what other commands installed besides stays."""
    say("Installing the locked libraries")
    command = [tool("uv"), "sync", "--frozen", "--inexact", "--compile-bytecode", "--no-default-groups"]
    for group in groups:
        command += ["--group", group]
    must(command, "The libraries could not be installed", {"UV_PROJECT_ENVIRONMENT": str(ROOT / ".venv")})


def refuse_unloadable_qt() -> None:
    """Names the shared library that Qt misses; apt-get is not everywhere."""
    code, output = quiet([python(), "-c", "import PySide6.QtWidgets"])
    if code != 0:
        raise Stopped(f"Qt can't be loaded on this system: {(output.strip() or str(code)).splitlines()[-1]}")


def refuse_unbundled_python() -> None:
    """PyInstaller copies the shared library of Python, which some builds do not have."""
    asks = "import sys, sysconfig; sys.exit(sys.platform != 'win32' and not (sysconfig.get_config_var('{}')))"
    names = ("Py_ENABLE_SHARED", "PYTHONFRAMEWORK")
    if all(quiet([python(), "-c", asks.format(name)])[0] for name in names):
        raise Stopped(
            "A bundle needs a Python with a shared library, and the one in .venv has none: "
            "delete .venv and start this with the Python of the system."
        )


def venv_setting(name: str) -> str:
    """A line of .venv/pyvenv.cfg, empty where there is none."""
    page = ROOT / ".venv" / "pyvenv.cfg"
    lines = page.read_text("utf-8").splitlines() if page.exists() else []
    return next((line.partition("=")[2].strip() for line in lines if line.split("=")[0].strip() == name), "")


def python() -> str:
    """The Python of .venv."""
    return tool("python")


def tool(name: str) -> str:
    """A program of .venv."""
    return str(ROOT / ".venv" / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}"))


def has_screen() -> bool:
    """On Linux a display must be named; other systems have one."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or bool(named)


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """What a started program sees; a Linux without a locale gets the one Qt asks for."""
    values = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    if sys.platform.startswith("linux") and not any(
        values.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")
    ):
        values["LC_ALL"] = "C.UTF-8"
    return {**values, **more}


def call(command: Sequence[str], more: Mapping[str, str] | None = None) -> int:
    """Runs a program on this terminal; a signal becomes 128 + its number, as in a shell."""
    code = subprocess.call(command, cwd=ROOT, env=environment(more or {}))
    return code if code >= 0 else 128 - code


def quiet(command: Sequence[str], more: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Runs a program and keeps what it says; a program that is not there has the code 127."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(more or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as reason:
        return 127, str(reason)
    return done.returncode, done.stdout


def must(command: Sequence[str], complaint: str, more: Mapping[str, str] | None = None) -> None:
    """Runs a step of the set-up; the set-up stops when it fails."""
    code, output = quiet(command, more)
    if code != 0:
        stop(complaint, output)


def stop(complaint: str, output: str) -> NoReturn:
    """Stops the set-up; a missing network is told apart from everything else, which shows what was said."""
    if OFFLINE_SIGNS.search(output):
        raise Stopped(
            f"{complaint}: there is no network. Connect this machine and start the same command again."
        )
    tail = "\n".join(output.strip().splitlines()[-20:])
    raise Stopped(f"{complaint}.\n{tail}")


def say(text: str, *, error: bool = False) -> None:
    """Writes a line to the terminal, even one that can't show every character."""
    stream = sys.stderr if error else sys.stdout
    encoding = stream.encoding or "ascii"
    stream.write((text.rstrip("\n") + "\n").encode(encoding, "replace").decode(encoding))
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
