"""The real camera on V4L2 devices made of software: found by name, read, busy, gone, back, and told from its twin."""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.scale import rounds

ROOT = Path(__file__).parents[4]
SYSTEM_PYTHON = "/usr/bin/python3"
PRELOAD = "libumockdev-preload.so.0"
GREY_A, GREY_B = 60, 180
"""Of YUYV; as BGR they come out as 51 and 191."""
DARK, LIGHT = 51, 191
KEY_A, KEY_B = "usb:1209:0001:AAA1#0", "usb:1209:0001:BBB2#0"
MOST_S = 10.0
Line = dict[str, Any]


class Child:
    """A program that answers line by line."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": PRELOAD, "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._rest = b""

    def say(self, line: str) -> None:
        """One command."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def line(self, end: float) -> str:
        """The next line, which must come before `end`, a monotonic time."""
        assert self.process.stdout is not None
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, end - time.monotonic()))
            assert ready, "it said nothing more"
            piece = os.read(self.process.stdout.fileno(), 65536)
            assert piece, f"it ended with {self.process.wait()}"
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def close(self) -> None:
        """Its input ends, and so does it."""
        with self.process:
            assert self.process.stdin is not None
            self.process.stdin.close()
            try:
                self.process.wait(MOST_S)
            finally:
                self.process.kill()


class Cameras(Child):
    """The world of devices."""

    def __init__(self) -> None:
        super().__init__([SYSTEM_PYTHON, str(ROOT / "tests" / "v4l2_cameras.py")], {})
        self.folder = self.line(time.monotonic() + MOST_S)

    def do(self, *words: object) -> float:
        """A command, done at this monotonic time."""
        self.say("\t".join(str(word) for word in words))
        return float(self.line(time.monotonic() + MOST_S))

    def plug(self, serial: str, *, port: str, node: int, luma: int) -> float:
        """All of one make."""
        return self.do("plug", "HD Camera", serial, port, node, luma)


class Probe(Child):
    """The camera of the client, in that world."""

    def __init__(self, folder: str) -> None:
        super().__init__([sys.executable, "-m", "tests.camera_probe"], {"UMOCKDEV_DIR": folder})
        self.heard: list[Line] = []
        self.wait_for("ready")

    def wait_for(self, event: str, **wanted: object) -> Line:
        """The next line that says this."""
        return self.wait_until(
            lambda line: line["event"] == event and wanted.items() <= line.items(), f"{event} {wanted}"
        )

    def wait_until(self, is_it: Callable[[Line], bool], what: str) -> Line:
        """The next line that is it."""
        end = time.monotonic() + MOST_S
        while True:
            try:
                line = json.loads(self.line(end))
            except AssertionError as fault:
                raise AssertionError(f"{fault}; waited for {what}, heard {self.heard}") from fault
            self.heard.append(line)
            if is_it(line):
                return line  # type: ignore[no-any-return]


@pytest.fixture(scope="module", autouse=True)
def tools() -> None:
    """What makes cameras of software must be there; `python3 dev.py test` installs it on Debian."""
    if not sys.platform.startswith("linux"):
        pytest.skip("V4L2 is Linux")
    asks = "import gi; gi.require_version('UMockdev', '1.0'); from gi.repository import UMockdev"
    if not shutil.which("umockdev-wrapper") or subprocess.call(
        [SYSTEM_PYTHON, "-c", asks], stderr=subprocess.DEVNULL
    ):
        pytest.skip("needs the packages umockdev, gir1.2-umockdev-1.0 and python3-gi")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What is closed after the test, the newest first: the client's camera before its world."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def cameras(stack: ExitStack) -> Cameras:
    """A world without any."""
    world = Cameras()
    stack.callback(world.close)
    return world


@pytest.fixture
def twins(cameras: Cameras) -> Cameras:
    """Two of one make, a dark one and a light one."""
    cameras.plug("AAA1", port="1-1", node=0, luma=GREY_A)
    cameras.plug("BBB2", port="1-2", node=2, luma=GREY_B)
    return cameras


@pytest.fixture
def probe(cameras: Cameras, stack: ExitStack) -> Probe:
    """The client's camera, off."""
    client = Probe(cameras.folder)
    stack.callback(client.close)
    return client


def test_cameras_are_listed_by_name_and_what_gives_no_picture_is_left_out(
    twins: Cameras, probe: Probe
) -> None:
    for node, mode in ((1, "metadata"), (3, "raw")):
        twins.plug("CCC3", port=f"2-{node}", node=node, luma=0)
        twins.do("mode", node, mode)
    probe.say("start -")
    assert probe.wait_for("cameras")["cameras"] == [
        [KEY_A, "HD Camera (AAA1)", 0],
        [KEY_B, "HD Camera (BBB2)", 2],
    ]


def test_pictures_arrive_a_still_is_taken_and_the_device_is_given_back(twins: Cameras, probe: Probe) -> None:
    probe.say("start -")
    probe.wait_for("status", state="live", camera=KEY_A)
    assert probe.wait_for("picture")["luma"] == DARK
    probe.say("still")
    still = probe.wait_for("still")
    assert still["luma"] == DARK
    assert still["waited"] > 0
    probe.say("stop")
    probe.wait_for("status", state="off")
    probe.say("quit")
    assert probe.wait_for("left")["ended"]


def test_a_busy_camera_names_its_user_and_comes_by_itself(twins: Cameras, probe: Probe) -> None:
    twins.do("mode", 0, "busy")
    with open(Path(twins.folder) / "dev" / "video0", "rb") as node:
        user = subprocess.Popen(["sleep", "60"], stdin=node)
    with user:
        try:
            probe.say("start -")
            assert probe.wait_for("status", state="failed", reason="in_use")["holder"] == "sleep"
        finally:
            user.kill()
    freed_at = twins.do("mode", 0, "ok")
    assert probe.wait_for("status", state="live")["at"] - freed_at < 5.0


def test_a_camera_that_may_not_be_opened_says_so_and_comes_once_it_may(twins: Cameras, probe: Probe) -> None:
    twins.do("rights", 0, "none")
    probe.say("nobody")
    probe.wait_for("nobody")
    probe.say(f"start {KEY_A}")
    probe.wait_for("status", state="failed", reason="not_allowed", camera=KEY_A)
    allowed_at = twins.do("rights", 0, "all")
    assert probe.wait_for("status", state="live")["at"] - allowed_at < 5.0


def test_a_camera_that_falls_silent_is_shown_so_and_comes_by_itself(twins: Cameras, probe: Probe) -> None:
    probe.say("start -")
    probe.wait_for("picture")
    silent_at = twins.do("mode", 0, "silent")
    assert probe.wait_for("status", state="stalled")["at"] - silent_at < 2.0
    twins.do("mode", 0, "ok")
    probe.wait_for("status", state="live")


def test_unplugged_is_shown_within_a_second_and_plugged_in_again_within_two(
    twins: Cameras, probe: Probe
) -> None:
    probe.say(f"start {KEY_B}")
    assert probe.wait_for("picture")["luma"] == LIGHT
    gone_at = twins.do("unplug", 2)
    lost = probe.wait_for("status", state="lost", reason="unplugged", camera=KEY_B)
    assert lost["at"] - gone_at < 1.0
    probe.wait_until(lambda line: line["event"] == "cameras" and len(line["cameras"]) == 1, "one camera less")
    back_at = twins.plug("BBB2", port="1-4", node=5, luma=GREY_B)
    picture = probe.wait_for("picture")
    assert picture["luma"] == LIGHT
    assert picture["at"] - back_at < 2.0


def test_twins_are_found_by_their_serials_when_their_numbers_changed(twins: Cameras, probe: Probe) -> None:
    probe.say(f"start {KEY_B}")
    assert probe.wait_for("picture")["luma"] == LIGHT
    twins.do("unplug", 2)
    twins.do("unplug", 0)
    probe.wait_for("status", state="lost")
    twins.plug("AAA1", port="1-2", node=2, luma=GREY_A)
    probe.wait_until(
        lambda line: line["event"] == "cameras" and [one[0] for one in line["cameras"]] == [KEY_A],
        "the other",
    )
    twins.plug("BBB2", port="1-1", node=0, luma=GREY_B)
    assert probe.wait_for("picture")["luma"] == LIGHT
    assert not any(line.get("luma") == DARK for line in probe.heard)
    probe.say(f"choose {KEY_A}")
    assert probe.wait_for("picture")["luma"] == DARK


def test_twins_of_one_serial_are_told_apart_by_their_ports(cameras: Cameras, probe: Probe) -> None:
    cameras.plug("0001", port="1-1", node=0, luma=GREY_A)
    cameras.plug("0001", port="1-2.4", node=2, luma=GREY_B)
    probe.say("start -")
    listed = probe.wait_for("cameras")["cameras"]
    assert [name for _, name, _ in listed] == ["HD Camera (port 1)", "HD Camera (port 2.4)"]
    probe.wait_for("picture")
    probe.say(f"choose {listed[1][0]}")
    assert probe.wait_for("picture")["luma"] == LIGHT
    cameras.do("unplug", 2)
    probe.wait_for("status", state="lost")
    alone = probe.wait_until(
        lambda line: line["event"] == "cameras" and len(line["cameras"]) == 1, "its twin"
    )
    assert alone["cameras"][0][0] == listed[0][0]


@pytest.mark.soak_scaled
def test_opening_and_closing_leaves_no_file_open(twins: Cameras, probe: Probe) -> None:
    files = set()
    for _ in range(rounds(10, 100)):
        probe.say("start -")
        probe.wait_for("picture")
        probe.say("stop")
        files.add(probe.wait_for("status", state="off")["files"])
    assert max(files) - min(files) <= 2, "the last reading may still be giving its device back"
