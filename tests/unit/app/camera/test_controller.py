"""The controller with a camera made in software: threads and signals are real, devices are not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.camera.controller import CameraController
from app.camera.info import CameraInfo, Diagnosis
from app.camera.limits import Limits
from app.camera.ports import NoSupport, Source
from app.camera.states import Advice, CameraReason, CameraState, Wanted
from tests.cameras import Mood, SoftwareBook, SoftwareCamera, camera_info
from tests.unit.app.camera.conftest import Show, Shown

A = camera_info()
SHORT = Limits(stalled=0.1, abandoned=0.3, opening=0.3, first_frame=0.3, ending=0.2, back_off=(0.05,))


@pytest.fixture
def camera() -> Iterator[SoftwareCamera]:
    made = SoftwareCamera()
    yield made
    made.set_mood(Mood.DEAD)  # whoever hangs in it comes round


@pytest.fixture
def book() -> SoftwareBook:
    return SoftwareBook(A)


@pytest.fixture
def shown(controllers: Show, book: SoftwareBook, camera: SoftwareCamera) -> Shown:
    return controllers(book, camera.make_source)


@pytest.fixture
def hurried(controllers: Show, book: SoftwareBook, camera: SoftwareCamera) -> Shown:
    """With time-outs a test need not wait for."""
    return controllers(book, camera.make_source, SHORT)


def test_frames_arrive_in_order_unmirrored_and_can_not_be_written_to(
    shown: Shown, camera: SoftwareCamera
) -> None:
    shown.show()
    shown.wait_frames(5)
    numbers = [camera.number_of(frame.pixels) for frame in shown.frames]
    assert numbers == sorted(set(numbers))
    assert [frame.sequence for frame in shown.frames] == sorted({frame.sequence for frame in shown.frames})
    with pytest.raises(ValueError, match="read-only"):
        shown.frames[-1].pixels[0, 0] = 0
    assert shown.remembered == [A.key]
    assert shown.controller.cameras == (A,)


def test_a_frame_is_given_once(shown: Shown) -> None:
    shown.takes_frames = False
    shown.show()
    assert shown.controller.take_frame() is not None
    shown.controller.stop()
    assert shown.controller.take_frame() is None


def test_everything_of_one_capture_happens_on_one_named_thread(
    shown: Shown, camera: SoftwareCamera, qtbot: QtBot
) -> None:
    shown.show()
    shown.controller.stop()
    shown.wait(lambda: camera.open_now == 0)
    assert camera.threads == {"camera-1"}


def test_off_is_off_and_nothing_is_held_read_or_listed(
    shown: Shown, book: SoftwareBook, camera: SoftwareCamera
) -> None:
    shown.show()
    assert (camera.open_now, book.watchers) == (1, 1)
    shown.controller.stop()
    assert shown.state is CameraState.OFF
    shown.wait(lambda: camera.open_now == 0)
    assert not shown.controller.is_on
    assert book.watchers == 0
    assert not [thread for thread in threading.enumerate() if thread.name == "camera-1" and thread.is_alive()]
    ready = shown.frames_ready
    shown.controller.start()
    shown.wait_frames()
    assert shown.frames_ready > ready


def test_a_device_is_asked_for_a_format_then_for_its_own_then_for_a_small_one(
    hurried: Shown, camera: SoftwareCamera
) -> None:
    camera.set_mood(Mood.REFUSING)
    hurried.controller.start()
    hurried.wait_state(CameraState.FAILED)
    assert camera.asked[:3] == [Wanted(1280, 720, 30, "MJPG"), None, Wanted(640, 480)]
    camera.set_mood(Mood.LIVE)
    hurried.wait_state(CameraState.LIVE)


def test_a_camera_that_is_pulled_is_shown_lost_at_once_and_found_at_another_index(
    shown: Shown, book: SoftwareBook, camera: SoftwareCamera
) -> None:
    shown.show()
    camera.set_mood(Mood.DEAD)
    book.diagnosis = Diagnosis(CameraReason.UNPLUGGED)
    shown.wait_state(CameraState.LOST, 1_000)
    assert shown.controller.status.reason is CameraReason.UNPLUGGED
    shown.wait(lambda: camera.open_now == 0)
    book.plug()
    camera.set_mood(Mood.LIVE)
    book.plug(camera_info(index=3))
    shown.wait_state(CameraState.LIVE, 2_000)
    status = shown.controller.status
    assert status.camera is not None
    assert status.camera.index == 3


def test_a_lost_device_is_given_back_before_anything_else(controllers: Show, camera: SoftwareCamera) -> None:
    held: list[int] = []

    class Book(SoftwareBook):
        """Looks whether the device is still held when its reason is asked for."""

        @override
        def diagnose(self, info: CameraInfo | None) -> Diagnosis:
            """As always."""
            held.append(camera.open_now)
            return super().diagnose(info)

    shown = controllers(Book(A), camera.make_source)
    shown.show()
    camera.set_mood(Mood.DEAD)
    shown.wait_state(CameraState.LOST)
    assert held == [0]


def test_a_stall_is_shown_and_a_reading_that_hangs_is_left_alone(
    hurried: Shown, camera: SoftwareCamera
) -> None:
    hurried.show()
    camera.set_mood(Mood.SILENT)
    hurried.wait_state(CameraState.STALLED)
    hurried.wait(lambda: camera.opened == 2)
    hurried.wait_state(CameraState.FAILED)
    assert hurried.controller.status.reason is CameraReason.STUCK
    assert camera.open_now == 2
    camera.set_mood(Mood.LIVE)
    hurried.wait_state(CameraState.LIVE)
    assert camera.open_now == 1


def test_an_opening_that_hangs_is_left_alone_and_tried_again(hurried: Shown, camera: SoftwareCamera) -> None:
    camera.set_mood(Mood.HANGING)
    hurried.controller.start()
    hurried.wait_state(CameraState.FAILED)
    assert hurried.controller.status.reason is CameraReason.NO_PICTURE
    camera.set_mood(Mood.LIVE)
    hurried.wait_state(CameraState.LIVE)
    hurried.wait(lambda: camera.open_now == 1)


def test_a_still_is_of_a_picture_made_after_the_click(shown: Shown, camera: SoftwareCamera) -> None:
    shown.show()
    made = camera.made
    shown.controller.take_still()
    assert shown.controller.is_taking
    shown.wait(lambda: bool(shown.stills))
    assert not shown.controller.is_taking
    still = shown.stills[0]
    assert camera.number_of(still.pixels) > made
    assert still.at > still.clicked_at
    assert still.camera == A


def test_a_still_asked_for_at_once_waits_until_the_light_has_settled(
    shown: Shown, camera: SoftwareCamera
) -> None:
    shown.show()
    shown.controller.take_still()
    shown.wait(lambda: bool(shown.stills))
    assert camera.number_of(shown.stills[0].pixels) >= 15


def test_a_still_fails_with_its_reason_when_the_camera_goes(
    shown: Shown, book: SoftwareBook, camera: SoftwareCamera
) -> None:
    shown.show()
    camera.set_mood(Mood.SILENT)
    shown.controller.take_still()
    book.plug()
    shown.wait(lambda: bool(shown.faults))
    assert shown.faults[0].reason is CameraReason.UNPLUGGED
    shown.controller.take_still()
    assert shown.faults[1].reason is CameraReason.UNPLUGGED
    assert not shown.stills


def test_a_stop_ends_the_wait_for_a_still(shown: Shown) -> None:
    shown.show()
    shown.controller.take_still()
    shown.controller.stop()
    assert len(shown.faults) == 1
    assert not shown.controller.is_taking


@pytest.mark.parametrize(
    ("light", "mood", "advice", "reason"),
    [
        (25, Mood.LIVE, Advice.TOO_DARK, None),
        (120, Mood.FROZEN, Advice.FROZEN, CameraReason.FROZEN),
    ],
)
def test_what_pictures_look_like_is_a_hint(
    shown: Shown,
    camera: SoftwareCamera,
    light: int,
    mood: Mood,
    advice: Advice,
    reason: CameraReason | None,
) -> None:
    camera.light = light
    camera.set_mood(mood)
    shown.show()
    shown.wait(lambda: advice in shown.advices)
    assert shown.state is CameraState.LIVE
    assert shown.controller.status.reason is reason
    shown.controller.stop()
    assert shown.controller.advice is None


def test_black_pictures_of_a_camera_that_is_not_allowed_are_told_apart_from_covered_ones(
    shown: Shown, camera: SoftwareCamera, book: SoftwareBook
) -> None:
    book.diagnosis = Diagnosis(CameraReason.NOT_ALLOWED)
    camera.light = 0
    shown.show()
    shown.wait(lambda: shown.controller.status.reason is CameraReason.NOT_ALLOWED)
    assert shown.state is CameraState.LIVE
    assert not shown.controller.status.has_picture
    camera.light = 120
    shown.wait(lambda: shown.controller.status.reason is None)
    assert shown.controller.status.has_picture


def test_a_system_that_can_not_load_the_library_is_said(controllers: Show, book: SoftwareBook) -> None:
    def no_source() -> Source:
        raise NoSupport("no media parts")

    shown = controllers(book, no_source)
    shown.controller.start()
    shown.wait_state(CameraState.FAILED)
    assert shown.controller.status.reason is CameraReason.NO_SUPPORT


class Asked:
    """A permission that is answered when the test says so."""

    def __init__(self) -> None:
        self.answer: bool | None = None
        self.waiting: list[Callable[[bool], None]] = []

    def check(self) -> bool | None:
        """As answered."""
        return self.answer

    def request(self, answered: Callable[[bool], None]) -> None:
        """Later."""
        self.waiting.append(answered)


@pytest.mark.parametrize("granted", [True, False])
def test_permission_is_asked_for_before_any_device_is_touched(
    qtbot: QtBot, book: SoftwareBook, camera: SoftwareCamera, granted: bool
) -> None:
    permission = Asked()
    controller = CameraController(book, permission=permission, make_source=camera.make_source)
    controller.start()
    assert controller.status.state is CameraState.ASKING
    assert (book.looks, camera.opened) == (0, 0)
    permission.waiting[0](granted)
    after = CameraState.LIVE if granted else CameraState.DENIED
    qtbot.waitUntil(lambda: controller.status.state is after)
    assert camera.opened == int(granted)
    assert controller.leave(2)


def test_after_leaving_nothing_starts_again(shown: Shown, camera: SoftwareCamera) -> None:
    shown.show()
    assert shown.controller.leave(2)
    shown.controller.start()
    assert shown.state is CameraState.OFF
    assert camera.opened == 1


def test_leaving_tells_that_a_reading_hangs(shown: Shown, camera: SoftwareCamera) -> None:
    shown.show()
    camera.set_mood(Mood.SILENT)
    shown.wait(lambda: camera.blocked == 1)
    assert not shown.controller.leave(0.05)
    camera.set_mood(Mood.LIVE)
    assert shown.controller.leave(5)


def test_a_busy_window_finds_one_signal_and_the_newest_frame(shown: Shown, camera: SoftwareCamera) -> None:
    shown.takes_frames = False
    shown.show()
    ready, made = shown.frames_ready, camera.made
    camera.wait_made(made + 50)  # the event loop stands meanwhile
    shown.wait_frames()
    frame = shown.controller.take_frame()
    assert frame is not None
    assert camera.number_of(frame.pixels) >= made + 50
    assert shown.frames_ready - ready <= 3
