"""What every test gets: Qt without a screen, an empty home, no keyring, and a check of what it left behind."""

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Set before anything imports Qt or keyring, and inherited by every program a test starts.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ.pop("QT_STYLE_OVERRIDE", None)
os.environ.pop("QT_SCALE_FACTOR", None)
if not any(os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
    os.environ["LC_ALL"] = "C.UTF-8"  # Qt warns at start about any other character set

HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": ".run",
}
OF_THE_TESTS = {
    "GETTINGOUT_SOAK",
    "GETTINGOUT_ODD_FILES",
    "GETTINGOUT_TEST_DATABASES",
    "GETTINGOUT_TEST_POSTGRESQL",
}
"""Variables that are the tests' own, never the program's."""
THREADS_MAY_END_WITHIN_S = 5.0


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for this test and its child processes, so that nothing touches the user's own files."""
    home = tmp_path_factory.mktemp("home")
    for name, below in HOME_VARIABLES.items():
        folder = home / below
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        monkeypatch.setenv(name, str(folder))
    for name in [name for name in os.environ if name.startswith("GETTINGOUT_") and name not in OF_THE_TESTS]:
        monkeypatch.delenv(name)
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings, QStandardPaths

        QStandardPaths.setTestModeEnabled(False)
        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, str(home / ".config"))
    return home


@pytest.fixture(autouse=True)
def rubbish_ends_where_qt_is(request: pytest.FixtureRequest) -> Iterator[None]:
    """No cycle is collected on a thread of the test, as in the program: a widget that ends there crashes Qt, rarely."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from app.views.rubbish import throw_away

    gc.disable()
    yield
    throw_away()
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fails a test that leaves a thread running or a window open; fixtures of wider scope may keep theirs."""
    before = set(threading.enumerate())
    yield
    threads = _threads_left(before)
    windows = _windows_left()
    if threads:
        pytest.fail(f"threads left running: {', '.join(sorted(thread.name for thread in threads))}")
    if windows:
        pytest.fail(f"windows left open: {', '.join(sorted(windows))}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A soak has no limit of time: what a test allows itself in a normal run says nothing about its full numbers."""
    if os.environ.get("GETTINGOUT_SOAK") == "1":
        for item in items:
            item.own_markers = [mark for mark in item.own_markers if mark.name != "timeout"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A crash costs the test it happened in, not the run."""
    from tests.spread import make_spread

    return make_spread(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests have measured, one line each: `record_property("figure", "…")`."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(str(value))


def _threads_left(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads of this test that do not end by themselves; dummy ones are Qt's, seen but not owned by Python."""
    end = time.monotonic() + THREADS_MAY_END_WITHIN_S
    for thread in threading.enumerate():
        if thread not in before and not isinstance(thread, threading._DummyThread):
            thread.join(max(0.0, end - time.monotonic()))
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]


def _windows_left() -> list[str]:
    """Class names of visible top-level widgets, which are then closed so that only one test is blamed."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtWidgets import QApplication

    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
    return [type(widget).__name__ for widget in left]
