"""A run of the tests ends, and fails, when one of its processes crashes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFTEST = """
from tests.spread import make_spread

def pytest_xdist_make_scheduler(config, log):
    return make_spread(config, log)
"""
CRASH = """
import os

def test_before():
    pass

def test_crash():
    os.abort()

def test_after():
    pass
"""
PASS = "def test_one():\n    pass\n\ndef test_two():\n    pass\n"


def run(folder: Path) -> str:
    """Runs the tests of a folder in two processes; what pytest says."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n2", "--dist=loadfile", "--no-loadscope-reorder", "-rf"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        | {"PYTEST_PLUGINS": "xdist.plugin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout


def test_the_others_run_and_the_one_that_crashed_is_told(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for number in range(8):
        (tmp_path / f"test_{number}.py").write_text(CRASH if number in {3, 4} else PASS)
    said = run(tmp_path)
    assert "2 failed, 16 passed" in said, said
    for number in (3, 4):
        assert f"FAILED test_{number}.py::test_crash" in said
