"""The common fixtures can lose: each kind of thing a test may leave behind makes it fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]

FAULTS = """
import threading, warnings

import keyring
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QLabel

KEPT = []

def test_thread():
    threading.Thread(target=threading.Event().wait, args=(6,), name="lost").start()

def test_window(qapp):
    KEPT.append(QLabel())
    KEPT[0].show()

def test_qt_message(qapp):
    qWarning("spilt by Qt")

def test_warning():
    warnings.warn("spilt by Python")

def test_open_file():
    open(__file__)

def test_keyring():
    keyring.get_password("anything", "anybody")

def test_nothing(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    label.show()
"""
COMPLAINTS = {
    "test_thread": "threads left running: lost",
    "test_window": "windows left open: QLabel",
    "test_qt_message": "Qt messages with level WARNING or above",
    "test_warning": "spilt by Python",
    "test_open_file": "ResourceWarning",
    "test_keyring": "NoKeyringError",
}


def test_a_test_that_leaves_something_behind_fails(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "tests" / "test_faults.py").write_text(FAULTS)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "--junit-xml=report.xml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    found = {}
    for case in ElementTree.parse(tmp_path / "report.xml").iter("testcase"):
        text = " ".join([*case.itertext(), *(str(part.get("message")) for part in case)])
        found[case.get("name")] = (len(case) > 0, COMPLAINTS.get(str(case.get("name")), "") in text)
    assert found == {**dict.fromkeys(COMPLAINTS, (True, True)), "test_nothing": (False, True)}


def test_a_test_finds_an_empty_home(private_home: Path) -> None:
    assert Path.home() == private_home
    assert not any(path.is_file() for path in private_home.rglob("*"))


def test_warnings_stay_errors() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    assert settings["filterwarnings"] == ["error"]
    assert settings["qt_log_level_fail"] == "WARNING"
