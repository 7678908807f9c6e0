"""Real captures of a camera on the loopback network: slow, silent, cut, refused, lagging, and back again."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.camera.farewell import END_WITHIN_S, THREAD_NAMES
from app.camera.limits import Limits
from app.camera.states import CameraReason, CameraState
from tests.cameras import SoftwareBook
from tests.mjpeg_camera import Line, MjpegCamera
from tests.scale import rounds
from tests.unit.app.camera.conftest import Show, Shown

MEBIBYTE = 2**20
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what /proc tells")


@pytest.fixture
def shown(controllers: Show, loopback: MjpegCamera) -> Shown:
    return controllers(SoftwareBook(loopback.info))


def test_an_answer_that_takes_long_is_called_slow_and_then_shown(
    controllers: Show, loopback: MjpegCamera
) -> None:
    shown = controllers(SoftwareBook(loopback.info), limits=Limits(slow=0.3))
    loopback.set_line(Line.SLOW_TO_ANSWER)
    shown.controller.start()
    shown.wait(lambda: shown.controller.status.slow)
    assert shown.state is CameraState.OPENING
    loopback.set_line(Line.GOOD)
    shown.wait_state(CameraState.LIVE)


def test_an_answer_that_never_comes_is_given_up(controllers: Show, loopback: MjpegCamera) -> None:
    shown = controllers(SoftwareBook(loopback.info), limits=Limits(opening=0.5))
    loopback.set_line(Line.SLOW_TO_ANSWER)
    shown.controller.start()
    shown.wait_state(CameraState.FAILED)
    assert shown.controller.status.reason is CameraReason.NO_PICTURE
    loopback.set_line(Line.GOOD)
    shown.wait_state(CameraState.LIVE)


def test_a_refusal_is_a_failure_and_tried_again(shown: Shown, loopback: MjpegCamera) -> None:
    loopback.set_line(Line.REFUSING)
    shown.controller.start()
    shown.wait_state(CameraState.FAILED)
    assert shown.controller.status.reason is CameraReason.NO_PICTURE
    loopback.set_line(Line.GOOD)
    shown.wait_state(CameraState.LIVE)


def test_a_stall_is_shown_after_a_second_and_ends_with_the_next_picture(
    shown: Shown, loopback: MjpegCamera
) -> None:
    shown.show()
    loopback.set_line(Line.STALLED)
    shown.wait_state(CameraState.STALLED, 2_000)
    age = time.monotonic() - shown.frames[-1].at
    assert 1.0 <= age < 1.5
    loopback.set_line(Line.GOOD)
    shown.wait_state(CameraState.LIVE, 1_000)
    assert loopback.connections == 1


def test_a_cut_is_shown_within_a_second_and_the_picture_is_back_within_two(
    shown: Shown, loopback: MjpegCamera
) -> None:
    shown.show()
    cut_at = time.monotonic()
    loopback.set_line(Line.CUT)
    shown.wait_state(CameraState.LOST)
    assert time.monotonic() - cut_at <= 1.0
    back_at = time.monotonic()
    loopback.set_line(Line.GOOD)
    shown.wait_frames()
    assert time.monotonic() - back_at <= 2.0
    assert shown.state is CameraState.LIVE


def test_a_window_that_was_busy_shows_the_newest_picture_and_none_before_it(
    shown: Shown, loopback: MjpegCamera
) -> None:
    shown.takes_frames = False
    shown.show()
    ready, made = shown.frames_ready, loopback.made
    loopback.wait_made(made + 60)  # two seconds in which the event loop stands
    shown.wait_frames()
    frame = shown.controller.take_frame()
    assert frame is not None
    # A box that kept the pictures in turn would give the first of them; the reader itself may lag behind the camera.
    assert loopback.number_of(frame.pixels) >= made + 30
    assert shown.frames_ready - ready <= 4


def test_every_still_was_drawn_after_its_click(shown: Shown, loopback: MjpegCamera) -> None:
    shown.show()
    for clicks in range(1, 6):
        shown.controller.take_still()
        shown.wait(lambda clicks=clicks: len(shown.stills) == clicks)  # type: ignore[misc] # a default is no argument
    for still in shown.stills:
        assert loopback.drawn_at[loopback.number_of(still.pixels)] > still.clicked_at
        assert still.pixels.shape == (480, 640, 3)


def test_a_still_is_newer_than_its_click_even_after_the_window_was_busy(
    shown: Shown, loopback: MjpegCamera
) -> None:
    shown.show()
    shown.wait_frames(20)
    loopback.wait_made(loopback.made + 30)
    shown.controller.take_still()
    shown.wait(lambda: bool(shown.stills))
    still = shown.stills[0]
    assert loopback.drawn_at[loopback.number_of(still.pixels)] > still.clicked_at


def test_a_wrong_address_is_a_failure(controllers: Show, loopback: MjpegCamera) -> None:
    info = loopback.info
    loopback.close()
    shown = controllers(SoftwareBook(info))
    shown.controller.start()
    shown.wait_state(CameraState.FAILED)
    assert shown.controller.status.reason is CameraReason.NO_PICTURE


@needs_proc
def test_a_hundred_rounds_leave_no_descriptor_and_no_thread(controllers: Show) -> None:
    with MjpegCamera(width=160, height=120, fps=None) as camera:
        shown = controllers(SoftwareBook(camera.info))

        def open_and_close() -> None:
            shown.show()
            shown.controller.stop()
            shown.wait(lambda: not _camera_threads() and not _handlers())

        for _ in range(3):
            open_and_close()
        before = len(os.listdir("/proc/self/fd")), threading.active_count()
        for _ in range(100):
            open_and_close()
        assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == before
    assert camera.connections == 103


@needs_proc
@pytest.mark.soak_scaled
def test_memory_is_flat_over_as_many_pictures_as_half_a_minute_has(controllers: Show) -> None:
    """As fast as they can be read: 900 pictures of 1280 × 720 in a few seconds; a soak reads ten times as many."""
    with MjpegCamera(width=1280, height=720, fps=None, kinds=20) as camera:
        shown = controllers(SoftwareBook(camera.info))
        shown.show()
        camera.wait_made(200)
        shown.wait_frames(30)
        gc.collect()
        before, began = _resident_bytes(), camera.made
        shown.wait(lambda: camera.made >= began + rounds(900, 9_000), timeout_ms=100_000)
        gc.collect()
        assert _resident_bytes() - before <= 12 * MEBIBYTE


def test_the_process_leaves_within_three_seconds_though_a_reading_hangs(loopback: MjpegCamera) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.app.camera.leave_while_reading", loopback.address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    with program:
        assert program.stdout.readline() == "live\n"
        loopback.set_line(Line.STALLED)
        program.stdin.write("leave\n")
        program.stdin.flush()
        assert program.stdout.readline() == "leaving\n"
        began = time.monotonic()
        assert program.wait(10) == 7
        assert END_WITHIN_S <= time.monotonic() - began <= 3.0  # it was left, not ended by itself
        assert program.stdout.read() == "kept\n"


def _camera_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(THREAD_NAMES)]


def _handlers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "process_request" in thread.name]


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
