"""The small parts: the newest-frame box, the wish for a still, the coach, films as cameras, a second interface."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.camera.coach import MOVING_MEAN, Coach
from app.camera.info import CameraInfo, Diagnosis
from app.camera.mailbox import Mailbox
from app.camera.opencv_source import OpenCvSource
from app.camera.ports import CannotOpen
from app.camera.session import CouldNotOpen, Event, FrameCame, Lost, Opened, Session, SessionParts
from app.camera.states import Advice, Frame, Wanted
from app.camera.stills import StillWish
from app.imaging.cv import cv2

if TYPE_CHECKING:
    from app.camera.states import Pixels

FILM_FRAMES = 10


def plain(light: int, noise: int = 0, seed: int = 0) -> Pixels:
    """One colour, with noise if wished."""
    pixels = np.full((720, 1280, 3), light, np.int16)
    if noise:
        pixels += np.random.default_rng(seed).integers(-noise, noise + 1, pixels.shape, np.int16)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def test_the_box_keeps_the_newest_frame_and_numbers_go_on_from_the_box_before() -> None:
    first = Mailbox()
    for light in range(5):
        first.put(plain(light), float(light))
    assert first.newest is not None
    assert (first.newest.sequence, first.newest.at, first.count, first.started_at) == (5, 4.0, 5, 0.0)
    second = Mailbox(first.sequence)
    assert second.newest is None
    assert second.put(plain(0), 9.0).sequence == 6


def test_whoever_waits_gets_a_newer_frame_or_nothing() -> None:
    box = Mailbox()
    assert box.wait_newer(0, 0) is None
    box.put(plain(1), 1.0)
    assert box.wait_newer(1, 0) is None
    got: list[Frame | None] = []
    waiter = threading.Thread(target=lambda: got.append(box.wait_newer(1, 10)))
    waiter.start()
    newest = box.put(plain(2), 2.0)
    waiter.join()
    assert got == [newest]


def test_a_frame_is_handed_over_and_not_copied() -> None:
    pixels = plain(9)
    assert Mailbox().put(pixels, 0.0).pixels is pixels


def test_a_still_is_two_frames_newer_than_the_click_in_settled_light() -> None:
    box = Mailbox()
    box.put(plain(0), 0.0)
    wish = StillWish(box, 0.01)
    for number in range(2, 15):
        box.put(plain(0), number * 0.03)
        assert wish.granted() is None
    fifteenth = box.put(plain(0), 0.5)
    assert wish.granted() is fifteenth
    later = StillWish(box, 0.6)
    box.put(plain(0), 0.61)
    assert later.granted() is None
    second = box.put(plain(0), 0.62)
    assert later.granted() is second


def test_a_slow_camera_has_settled_after_a_while_and_a_wish_does_not_last_for_ever() -> None:
    box = Mailbox()
    box.put(plain(0), 0.0)
    wish = StillWish(box, 0.1)
    box.put(plain(0), 0.5)
    box.put(plain(0), 1.0)
    assert wish.granted() is None
    fourth = box.put(plain(0), 1.5)
    assert wish.granted() is fourth
    assert not wish.is_over(5.0)
    assert wish.is_over(5.1)


@pytest.mark.parametrize(
    ("light", "noise", "expected"),
    [
        (0, 0, Advice.COVERED),
        (2, 1, Advice.COVERED),
        (20, 5, Advice.TOO_DARK),
        (120, 5, None),
        (250, 3, None),
    ],
)
def test_the_coach_judges_by_light_and_a_black_picture_is_covered(
    light: int, noise: int, expected: Advice | None
) -> None:
    coach = Coach()
    advice = [coach.advice(Frame(plain(light, noise, n), n, n / 4)) for n in range(13)]
    assert advice[-1] is expected
    if expected is Advice.COVERED:
        assert set(advice[:8]) == {Advice.TOO_DARK}  # an exposure that settles is black for a moment too


def test_the_coach_notices_the_same_picture_again_and_again() -> None:
    coach = Coach()
    still = plain(120, 30)
    advice = [coach.advice(Frame(still, n, n / 4)) for n in range(12)]
    assert advice[:8] == [None] * 8
    assert advice[-1] is Advice.FROZEN
    assert coach.advice(Frame(plain(120, 30, 1), 12, 12 / 4)) is None


def test_the_coach_says_hold_still_while_the_picture_moves() -> None:
    coach = Coach()
    stripes = np.tile((np.arange(1280) // 40 % 2 * 120 + 60).astype(np.uint8)[None, :, None], (720, 1, 3))
    advice = [coach.advice(Frame(np.roll(stripes, 17 * n, axis=1), n, n / 4)) for n in range(5)]
    assert advice == [None, None, Advice.HOLD_STILL, Advice.HOLD_STILL, Advice.HOLD_STILL]
    rest = np.roll(stripes, 17 * 4, axis=1)
    assert coach.advice(Frame(rest, 6, 6 / 4)) is None


def test_the_coach_says_hold_still_when_a_shaking_hand_makes_the_picture_soft() -> None:
    coach = Coach()
    blocks = np.random.default_rng(1).integers(60, 200, (45, 80, 1), np.uint8)
    scene = blocks.repeat(16, 0).repeat(16, 1).repeat(3, 2)
    soft = [cv2.blur(np.roll(scene, 6 * n, axis=1), (41, 1)).astype(np.uint8) for n in range(3)]
    changes = [float(np.abs(a.astype(int) - b).mean()) for a, b in pairwise(soft)]
    assert all(change < MOVING_MEAN for change in changes)  # not enough by itself
    calm = [coach.advice(Frame(scene, n, n / 4)) for n in range(3)]
    shaken = [coach.advice(Frame(picture, 3 + n, (3 + n) / 4)) for n, picture in enumerate(soft)]
    assert calm == [None] * 3
    assert shaken[-1] is Advice.HOLD_STILL


def test_the_coach_looks_five_times_a_second_at_most() -> None:
    coach = Coach()
    assert coach.advice(Frame(plain(10), 1, 0.0)) is Advice.TOO_DARK
    assert coach.advice(Frame(plain(200), 2, 0.1)) is Advice.TOO_DARK
    assert coach.advice(Frame(plain(200), 3, 0.25)) is None


@pytest.fixture
def film(tmp_path: Path) -> CameraInfo:
    """Ten pictures, each lighter than the one before, at 20 in a second."""
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*"MJPG"), 20, (64, 48))
    for number in range(FILM_FRAMES):
        writer.write(np.full((48, 64, 3), 20 + 20 * number, np.uint8))
    writer.release()
    return CameraInfo("film", "Film", None, "FFMPEG", address=str(path))


def test_a_film_is_a_camera_that_begins_again_and_keeps_its_pace(film: CameraInfo) -> None:
    slept: list[float] = []
    source = OpenCvSource(slept.append)
    source.open(film, None)
    pictures = [source.read() for _ in range(2 * FILM_FRAMES + 1)]
    source.release()
    lights = [int(picture.mean()) for picture in pictures if picture is not None]
    assert len(lights) == len(pictures)
    assert all(later > earlier for earlier, later in pairwise(lights[:FILM_FRAMES]))
    assert lights[FILM_FRAMES : 2 * FILM_FRAMES] == lights[:FILM_FRAMES]
    # Nobody slept really, so each pause is the whole time to the next picture's moment.
    assert slept[-1] == pytest.approx(2 * FILM_FRAMES / 20, abs=0.5)
    assert source.read() is None


def test_what_is_not_there_can_not_be_opened(tmp_path: Path) -> None:
    nothing = CameraInfo("film", "Film", None, "FFMPEG", address=str(tmp_path / "no.avi"))
    source = OpenCvSource()
    with pytest.raises(CannotOpen):
        source.open(nothing, None)
    assert source.read() is None
    source.release()


class TwoWays:
    """A source that gives pictures through one interface only."""

    def __init__(self, opened: list[tuple[str, int | None, Wanted | None]]) -> None:
        self._opened = opened
        self._left = 3

    def open(self, camera: CameraInfo, wanted: Wanted | None) -> None:
        """Noted; fails through one interface in one format."""
        self._opened.append((camera.backend, camera.index, wanted))
        if wanted is None:
            raise CannotOpen("not like this")

    def read(self) -> Pixels | None:
        """Three pictures, and only through the spare one."""
        if self._opened[-1][0] != "DSHOW" or not self._left:
            return None
        self._left -= 1
        return plain(100)

    def release(self) -> None:
        """Nothing to give back."""


def test_a_second_interface_is_tried_when_the_first_gives_no_picture() -> None:
    opened: list[tuple[str, int | None, Wanted | None]] = []
    events: list[Event] = []
    camera = CameraInfo("key", "Camera", 2, "MSMF", spare=("DSHOW", 5))
    clock = iter(range(1_000))
    parts = SessionParts(
        lambda: TwoWays(opened), lambda _: Diagnosis(None), lambda: next(clock) / 20, events.append
    )
    box = Mailbox()
    session = Session(1, camera, box, parts)
    assert session.join(10)
    assert [way[:2] for way in opened] == [("MSMF", 2)] * 3 + [("DSHOW", 5)]
    assert box.count == 3
    kinds = [type(event) for event in events]
    assert kinds.count(Opened) == 3
    assert kinds.count(FrameCame) == 1  # nobody heard the first
    assert Lost in kinds
    assert CouldNotOpen not in kinds
