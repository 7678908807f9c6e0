"""How the program starts: one window per profile, its place kept, nothing heavy before the first picture."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from app.domain.errors import ConfigFault, WrongSetting
from app.views.config_fault import config_fault_words, make_box
from app.views.single_start import SingleStart, socket_address
from app.views.window_place import WindowPlace
from tests.unit.app.live import Family, LiveServer
from tests.views.with_window import Desk

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("requests", "msgspec", "sqlcipher3", "regex", "keyring", "contract", "numpy", "cv2", "PIL")
FIRST_PICTURE = """
import json, sys
from app.bootstrap import Program
from app.__main__ import main
def tell(self):
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
    self.window.close()
Program._on_window_painted_first = tell
sys.exit(main(["--data", sys.argv[1]]))
"""


def start(*arguments: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    command = [sys.executable, "-c", code] if code is not None else [sys.executable, "-m", "app"]
    return subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def test_the_first_picture_comes_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    done = start(str(tmp_path / "data"), code=FIRST_PICTURE)
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)
    assert "PySide6" in loaded
    assert [name for name in HEAVY if name in loaded] == []


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_start_brings_the_first_to_the_front_and_leaves(
    qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    first = SingleStart(tmp_path / "data")
    assert first.claim()
    first.listen()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--data", str(tmp_path / "data")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with qtbot.waitSignal(first.called, timeout=20_000):
        pass
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
    output, _ = process.communicate()
    assert process.returncode == 0
    assert "open already" in output
    first.leave()
    again = SingleStart(tmp_path / "data")
    assert again.claim()
    again.leave()


def test_two_profiles_do_not_hinder_each_other(tmp_path: Path, qapp: QApplication) -> None:
    one, other = SingleStart(tmp_path / "one"), SingleStart(tmp_path / "other")
    assert one.claim()
    assert other.claim()
    one.leave()
    other.leave()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no folder")
def test_the_socket_lies_where_nobody_else_can_put_one(tmp_path: Path) -> None:
    folder = Path(socket_address(tmp_path)).parent
    facts = folder.stat()
    assert facts.st_uid == os.getuid()
    assert not stat.S_IMODE(facts.st_mode) & 0o022


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no folder")
def test_a_folder_others_can_write_to_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(shared))
    assert Path(socket_address(tmp_path)).parent != shared


def test_the_window_comes_back_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = QMainWindow(), QMainWindow()
    for window in (first, second):
        qtbot.addWidget(window)
    WindowPlace(tmp_path).restore(first)
    assert first.width() <= 1280
    first.setGeometry(40, 30, 700, 500)
    WindowPlace(tmp_path).keep(first)
    WindowPlace(tmp_path).restore(second)
    assert second.geometry() == first.geometry()
    assert (tmp_path / "window.ini").exists()


def test_a_damaged_file_of_places_changes_nothing_else(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_bytes(b"\x00\xff[[not an ini")
    window = QMainWindow()
    qtbot.addWidget(window)
    WindowPlace(tmp_path).restore(window)
    assert window.width() > 600


def test_closing_keeps_place_and_draft_and_the_next_start_opens_the_messages(
    desk: Desk, family: Family, live: LiveServer
) -> None:
    desk.sign_in(family)
    desk.write_to("Mateo")
    desk.hands.type("Half a sentence")
    desk.program.window.resize(1024, 740)  # no wider than the screen of the tests lets it come back
    desk.program.window.close()
    desk.close()
    desk.open()
    assert (desk.program.window.width(), desk.program.window.height()) == (1024, 740)
    desk.until(lambda: desk.hands.sees("conversations"))
    desk.write_to("Mateo")
    desk.until(lambda: desk.hands.draft == "Half a sentence")


def test_a_wrong_setting_is_named_with_its_file_and_key(qtbot: QtBot) -> None:
    box = make_box(
        ConfigFault("/home/elena/config.toml", "theme", WrongSetting.NOT_A_CHOICE, known=("dark", "light"))
    )
    qtbot.addWidget(box)
    assert box.text() == "A setting can't be used, so GettingOut did not start."
    assert box.informativeText() == "/home/elena/config.toml, theme: It must be one of these: dark, light."
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert isinstance(box, QMessageBox)


@pytest.mark.parametrize("wrong", WrongSetting)
def test_everything_that_can_be_wrong_with_a_setting_has_a_whole_sentence(wrong: WrongSetting) -> None:
    words = config_fault_words(
        ConfigFault("arguments", "", wrong, known=("one", "two"), detail="No space left")
    )
    assert words.startswith("Arguments: ")
    assert words.endswith(".")
    assert "{" not in words


def test_a_wrong_setting_ends_the_program_with_two() -> None:
    code = (
        "import sys\nfrom PySide6.QtCore import QTimer\nfrom PySide6.QtWidgets import QMessageBox\n"
        "QMessageBox.open = lambda box: QTimer.singleShot(0, box.accept)\n"
        "from app.__main__ import main\nsys.exit(main(['--theme', 'pink']))"
    )
    done = start(code=code)
    assert done.returncode == 2
    assert "Arguments, --theme: It must be one of these: system, light, dark." in done.stderr


def test_help_is_a_page_and_not_a_window() -> None:
    done = start("--help")
    assert done.returncode == 0
    assert "--tour" in done.stdout
