"""Why a camera gives no picture is found out from what the system knows, and never guessed."""

import errno
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.camera import diagnosis, diagnosis_linux, diagnosis_windows, privacy
from app.camera.devices import SystemDevices
from app.camera.info import CameraInfo, Diagnosis
from app.camera.states import CameraReason

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc and /dev")


def test_without_a_camera_the_reason_is_that_there_is_none() -> None:
    assert diagnosis.diagnose(None) == Diagnosis(CameraReason.NONE_PLUGGED_IN)
    assert diagnosis.diagnose(None, is_supported=False) == Diagnosis(CameraReason.NO_SUPPORT)


def test_a_library_that_can_not_be_loaded_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = CameraInfo("stream:1", "Lobby", None, "FFMPEG", address="http://127.0.0.1:9/")
    devices = SystemDevices((stream,))
    for name in ("cv2_enumerate_cameras", "AVFoundation"):
        monkeypatch.setitem(sys.modules, name, None)
    assert devices.list_cameras() == (stream,)
    assert devices.diagnose(None).reason is CameraReason.NO_SUPPORT


def test_a_stream_or_a_film_that_gives_nothing_has_no_picture(tmp_path: Path) -> None:
    for address in ("http://127.0.0.1:9/", str(tmp_path / "gone.avi")):
        camera = CameraInfo("k", "n", None, "FFMPEG", address=address)
        assert diagnosis.diagnose(camera) == Diagnosis(CameraReason.NO_PICTURE)


@on_linux
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errno.EACCES, CameraReason.NOT_ALLOWED),
        (errno.ENOENT, CameraReason.UNPLUGGED),
        (errno.ENODEV, CameraReason.UNPLUGGED),
        (errno.EIO, CameraReason.BROKEN),
    ],
)
def test_on_linux_the_kernel_says_why(
    error: int, reason: CameraReason, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "open", refuse)
    assert diagnosis_linux.diagnose(tmp_path / "video0") == Diagnosis(reason)


@on_linux
def test_on_linux_a_file_that_is_no_camera_is_broken(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    assert diagnosis_linux.diagnose(tmp_path / "video0") == Diagnosis(CameraReason.BROKEN)
    assert diagnosis_linux.diagnose(tmp_path / "video1") == Diagnosis(CameraReason.UNPLUGGED)


@on_linux
def test_on_linux_a_busy_camera_names_the_first_program_that_a_person_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = tmp_path / "video0"
    node.touch()
    monkeypatch.setattr(diagnosis_linux, "_try", lambda _: CameraReason.IN_USE)
    add_process(tmp_path, 11, node, "/usr/bin/pipewire", "pipewire")
    add_process(tmp_path, 12, node, "/usr/lib/meet/meet (deleted)", "meet")
    add_process(tmp_path, 13, tmp_path / "other-video", "/usr/bin/other", "other")
    assert diagnosis_linux.diagnose(node, tmp_path / "proc") == Diagnosis(CameraReason.IN_USE, "meet")
    add_process(tmp_path, 1, node, "/usr/bin/python3.11", "cheese")
    assert diagnosis_linux.diagnose(node, tmp_path / "proc") == Diagnosis(CameraReason.IN_USE, "cheese")


@on_linux
def test_on_linux_a_camera_that_a_reader_of_ours_still_has_is_stuck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = tmp_path / "video0"
    node.touch()
    monkeypatch.setattr(diagnosis_linux, "_try", lambda _: CameraReason.IN_USE)
    with node.open():
        assert diagnosis_linux.diagnose(node) == Diagnosis(CameraReason.STUCK)
    assert diagnosis_linux.diagnose(node) == Diagnosis(CameraReason.IN_USE)


def add_process(folder: Path, pid: int, has_open: Path, program: str, word: str) -> None:
    """A process in a made-up /proc."""
    has_open.touch()
    place = folder / "proc" / str(pid)
    (place / "fd").mkdir(parents=True)
    (place / "fd" / "3").symlink_to(has_open)
    (place / "exe").symlink_to(program)
    (place / "comm").write_text(f"{word}\n")


class FakeRegistry:
    """A registry with these keys in the user's hive."""

    def __init__(self, keys: Mapping[str, Mapping[str, object]]) -> None:
        self._keys = keys

    def values(self, hive: str, key: str) -> Mapping[str, object]:
        return self._keys.get(key, {}) if hive == "HKEY_CURRENT_USER" else {}

    def children(self, hive: str, key: str) -> tuple[str, ...]:
        below = [name.removeprefix(key + "\\") for name in self._keys if name.startswith(key + "\\")]
        return tuple(name for name in below if "\\" not in name)


CONSENT, DESKTOP = diagnosis_windows.CONSENT, diagnosis_windows.DESKTOP
IN_USE: Mapping[str, object] = {"LastUsedTimeStart": 133_000_000_000, "LastUsedTimeStop": 0}
OVER: Mapping[str, object] = {"LastUsedTimeStart": 133_000_000_000, "LastUsedTimeStop": 133_000_000_001}


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({}, Diagnosis(None)),
        ({CONSENT: {"Value": "Allow"}}, Diagnosis(None)),
        ({CONSENT: {"Value": "Deny"}}, Diagnosis(CameraReason.NOT_ALLOWED)),
        ({DESKTOP: {"Value": "Deny"}}, Diagnosis(CameraReason.NOT_ALLOWED)),
        (
            {rf"{DESKTOP}\C:#Program Files#Talk#Talk.exe": IN_USE},
            Diagnosis(CameraReason.IN_USE, "Talk"),
        ),
        (
            {rf"{CONSENT}\Maker.WindowsTalk_8wekyb3d8bbwe": IN_USE},
            Diagnosis(CameraReason.IN_USE, "WindowsTalk"),
        ),
        ({rf"{DESKTOP}\C:#Talk.exe": OVER}, Diagnosis(None)),
        ({rf"{DESKTOP}\C:#Program Files#GettingOut#GettingOut.exe": IN_USE}, Diagnosis(None)),
    ],
)
def test_on_windows_the_consent_store_says_why(
    keys: Mapping[str, Mapping[str, object]], found: Diagnosis
) -> None:
    own = r"C:\Program Files\GettingOut\gettingout.exe"
    assert diagnosis_windows.diagnose(FakeRegistry(keys), own) == found


def test_the_registry_of_another_system_is_empty() -> None:
    registry = diagnosis_windows.SystemRegistry()
    missing = r"Software\GettingOut\There is no such key"
    assert registry.values("HKEY_CURRENT_USER", missing) == {}
    assert registry.children("HKEY_CURRENT_USER", missing) == ()


@pytest.mark.parametrize(
    ("system", "beginning"), [("win32", "ms-settings:"), ("darwin", "x-apple."), ("linux", "None")]
)
def test_the_page_about_cameras_is_the_one_of_the_system(
    system: str, beginning: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert str(privacy.privacy_page()).startswith(beginning)


@on_linux
def test_the_group_is_told_to_whom_it_would_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / "video0"
    node.touch()
    assert privacy.linux_group_hint(str(node)) is None
    assert privacy.linux_group_hint(str(tmp_path / "video1")) == "video"
    monkeypatch.setattr(os, "getegid", lambda: 99_999)
    monkeypatch.setattr(os, "getgroups", list)
    assert privacy.linux_group_hint(str(node))
