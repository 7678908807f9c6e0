"""dev.py sets up what is missing, says plainly what it can't do, and does nothing twice."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

import dev

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:1/simple"
on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Debian packages exist on Linux only"
)


def test_it_needs_nothing_but_the_standard_library() -> None:
    imported = set()
    for node in ast.walk(ast.parse((ROOT / "dev.py").read_bytes())):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert imported <= sys.stdlib_module_names


def test_an_old_python_can_read_it_far_enough_to_refuse() -> None:
    ast.parse((ROOT / "dev.py").read_bytes(), feature_version=(3, 8))


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 13), (3, 14, 0)])
def test_a_wrong_python_is_named(version: tuple[int, int, int]) -> None:
    with pytest.raises(
        dev.Stopped, match=r"needs Python 3\.11, 3\.12 or 3\.13; this is Python " + str(version[0])
    ):
        dev.refuse_wrong_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 9)])
def test_a_right_python_is_taken(version: tuple[int, int, int]) -> None:
    dev.refuse_wrong_python(version)


def test_an_unknown_command_shows_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dance"]) == 2
    assert "no command “dance”" in capsys.readouterr().err


def program(folder: Path, name: str, lines: str) -> None:
    """A program of the shell, for a PATH that has no others."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n" + lines + "\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH where only libgl1 and the new name of libglib2.0-0 are installed; the folder holds its programs."""
    programs = tmp_path / "programs"
    known = "libgl1 installed\\nlibglib2.0-0t64 installed\\nlibegl1 config-files\\n"
    program(programs, "dpkg-query", f"printf '{known}'; exit 1")
    program(programs, "apt-get", f'echo "$DEBIAN_FRONTEND $@" >> {tmp_path}/apt.log')
    program(programs, "env", 'exec /usr/bin/env "$@"')
    monkeypatch.setenv("PATH", str(programs))
    return programs


@on_linux
@pytest.mark.usefixtures("debian")
def test_missing_packages_are_found_under_either_name() -> None:
    wanted = ["libgl1", "libegl1", "libglib2.0-0", "fonts-inter"]
    assert dev.missing_packages(wanted) == ["libegl1", "fonts-inter"]


@on_linux
def test_other_systems_miss_no_debian_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev.missing_packages(["libgl1"]) == []


@on_linux
def test_root_installs_what_is_missing(
    debian: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.install_packages(["libegl1"])
    assert (debian.parent / "apt.log").read_text().splitlines() == [
        "noninteractive update",
        "noninteractive install -y --no-install-recommends libegl1",
    ]
    assert "libegl1" in capsys.readouterr().out


@on_linux
def test_packages_out_of_reach_are_told_apart(debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    words = """case "$1" in
        update) echo "W: Failed to fetch InRelease  Temporary failure resolving 'deb.debian.org'";;
        install) echo "E: Unable to locate package libegl1"; exit 100;;
    esac"""
    program(debian, "apt-get", words)
    with pytest.raises(dev.Stopped, match="there is no network"):
        dev.install_packages(["libegl1"])


@on_linux
@pytest.mark.usefixtures("debian")
def test_who_is_not_root_is_told_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(
        dev.Stopped, match="sudo apt-get install -y --no-install-recommends libegl1 fonts-inter"
    ):
        dev.install_packages(["libegl1", "fonts-inter"])


@on_linux
def test_a_sudo_that_asks_nothing_is_used(debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(debian, "sudo", '[ "$1" = -n ] && shift; [ "$1" = true ] || exec "$@"')
    dev.install_packages(["libegl1"])
    assert "install -y --no-install-recommends libegl1" in (debian.parent / "apt.log").read_text()


@pytest.mark.parametrize(
    "command",
    [
        [dev.python(), "-m", "pip", "download", "--retries", "1", "--index-url", NOWHERE, "anything"],
        [
            dev.tool("uv"),
            "pip",
            "install",
            "--dry-run",
            "--no-cache",
            "--no-config",
            "--index-url",
            NOWHERE,
            "anything",
        ],
    ],
    ids=["pip", "uv"],
)
def test_a_missing_network_is_told_apart(command: Sequence[str]) -> None:
    with pytest.raises(dev.Stopped, match=r"^It failed: there is no network\. .*\.$"):
        dev.must(command, "It failed", {"UV_HTTP_RETRIES": "0"})


def test_any_other_failure_shows_what_was_said() -> None:
    with pytest.raises(dev.Stopped, match=r"^It failed\.\nboom$"):
        dev.must([sys.executable, "-c", "raise SystemExit('boom')"], "It failed")


def test_a_first_start_without_network_ends_with_one_sentence(tmp_path: Path) -> None:
    for name in ("dev.py", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path)
    values = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    done = subprocess.run(
        [sys.executable, "dev.py", "tour", "out"],
        cwd=tmp_path,
        env={**values, "PATH": str(tmp_path), "PIP_INDEX_URL": NOWHERE, "PIP_CONFIG_FILE": os.devnull},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "uv could not be installed: there is no network. "
        "Connect this machine and start the same command again.\n"
    )


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dev.Need:
    """A project that is set up for a need, on which starting any program is a fault."""

    def start_nothing(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a program was started")

    need = dev.Need("run")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    for name in ("uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    Path(dev.python()).parent.mkdir(parents=True)
    Path(dev.python()).touch()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.2\n")
    (tmp_path / ".venv" / "ready-run").write_text(dev.fingerprint(need))
    monkeypatch.setattr(subprocess, "Popen", start_nothing)
    return need


def test_a_second_start_starts_no_program(ready: dev.Need) -> None:
    dev.set_up(ready)


@pytest.mark.parametrize("file", ["uv.lock", "pyproject.toml", ".venv/pyvenv.cfg"])
def test_a_change_is_looked_at_again(ready: dev.Need, file: str) -> None:
    path = dev.ROOT / file
    path.write_text(path.read_text("utf-8").replace("version = ", "version =  9"), "utf-8")
    with pytest.raises(AssertionError, match="a program was started"):
        dev.set_up(ready)


def test_a_lost_environment_is_looked_at_again(ready: dev.Need) -> None:
    Path(dev.python()).unlink()
    with pytest.raises(AssertionError, match="a program was started"):
        dev.set_up(ready)


@pytest.mark.usefixtures("ready")
def test_packages_for_tests_alone_stop_nothing_when_they_can_not_be_had(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Sequence[str]] = []

    def refuse(names: Sequence[str]) -> None:
        asked.append(names)
        if "umockdev" in names:
            raise dev.Stopped("Ask somebody.")

    for name in ("make_venv", "refuse_unloadable_qt"):
        monkeypatch.setattr(dev, name, lambda: None)
    monkeypatch.setattr(dev, "sync", lambda groups: None)
    monkeypatch.setattr(dev, "missing_packages", list)
    monkeypatch.setattr(dev, "install_packages", refuse)
    dev.set_up(dev.Need("test", tests=True))
    assert "Some tests will be skipped. Ask somebody." in capsys.readouterr().out
    dev.set_up(dev.Need("run", screen=True))
    assert sum("umockdev" in names for names in asked) == 1


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Sequence[str], dict[str, str]]]:
    """What would be started, on a machine that is set up."""
    calls: list[tuple[Sequence[str], dict[str, str]]] = []

    def record(command: Sequence[str], more: dict[str, str] | None = None) -> int:
        calls.append((command, more or {}))
        return 0

    monkeypatch.setattr(dev, "set_up", lambda need: None)
    monkeypatch.setattr(dev, "call", record)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return calls


HURT_ONCE = """
from pathlib import Path

def test_that_fails_beside_others():
    seen = Path(__file__).with_name("seen")
    was_here = seen.exists()
    seen.touch()
    assert was_here
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tests in the place of this project's."""
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (tmp_path / "test_sound.py").write_text("def test_sound():\n    assert True\n")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "python", lambda: sys.executable)
    monkeypatch.setattr(dev, "set_up", lambda need: None)
    monkeypatch.setattr(dev, "workers", lambda: "0")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "xdist")
    return tmp_path


def test_a_test_that_passes_alone_does_not_fail_the_run_but_is_named_at_its_end(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "test_hurt.py").write_text(HURT_ONCE)
    assert dev.main(["test"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("UNSTEADY")
    assert last.endswith("test_hurt.py::test_that_fails_beside_others")


def test_a_test_that_fails_alone_too_fails_the_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "test_hurt.py").write_text(HURT_ONCE)
    (project / "test_wrong.py").write_text("def test_wrong():\n    assert False\n")
    assert dev.main(["test"]) == 1
    assert "failed twice: test_wrong.py::test_wrong" in capsys.readouterr().err


def test_when_many_fail_or_only_some_were_asked_none_is_asked_again(project: Path) -> None:
    (project / "test_hurt.py").write_text(HURT_ONCE)
    assert dev.main(["test", "-q"]) == 1
    (project / "seen").unlink()
    for number in range(dev.ALONE_AT_MOST):
        (project / f"test_hurt_{number}.py").write_text(HURT_ONCE.replace('"seen"', f'"seen {number}"'))
    assert dev.main(["test"]) == 1


def test_a_run_that_is_sound_asks_nothing_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["test"]) == 0
    assert "once more" not in capsys.readouterr().out
    assert project.exists()


@on_linux
def test_run_opens_the_demo_on_a_screen(
    started: list[tuple[Sequence[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.main(["run", "--server", "https://example.org"]) == 0
    assert started == [([dev.python(), "-m", "app", "--demo", "--server", "https://example.org"], {})]


@on_linux
def test_run_without_a_screen_takes_the_tour_and_says_where(
    started: list[tuple[Sequence[str], dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    assert dev.main(["run"]) == 0
    assert started == [([dev.python(), "-m", "app", "--tour", str(ROOT / "tour")], dev.OFFSCREEN)]
    assert str(ROOT / "tour") in capsys.readouterr().out


def test_the_tour_writes_below_the_folder_it_was_started_in(
    started: list[tuple[Sequence[str], dict[str, str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dev.main(["tour", "pictures"]) == 0
    assert started[0][0][-1] == str(tmp_path / "pictures")


def test_soak_asks_for_the_full_numbers(started: list[tuple[Sequence[str], dict[str, str]]]) -> None:
    assert dev.main(["soak", "-k", "kills"]) == 0
    command, environment = started[0]
    assert environment["GETTINGOUT_SOAK"] == "1"
    assert "soak_scaled" in command
    assert list(command[-2:]) == ["-k", "kills"]


def test_a_figure_is_told_from_other_lines() -> None:
    figure = '{"name": "P1", "value": 1.2, "unit": "x", "promise": "<= 1.6", "holds": true}'
    assert [one["name"] for one in dev.figure_in(figure)] == ["P1"]
    assert list(dev.figure_in("warming up")) == []
    assert list(dev.figure_in('{"name": "P1"}')) == []
