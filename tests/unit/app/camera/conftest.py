"""Controllers for tests that look at what they show; each must have left no thread."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from app.camera.controller import CameraController
from app.camera.limits import Limits
from app.camera.ports import DeviceBook, MakeSource
from app.camera.states import Advice, CameraState, CameraStatus, Frame, Still
from app.domain.errors import CameraFault
from tests.mjpeg_camera import MjpegCamera


@dataclass
class Shown:
    """A controller and everything it told."""

    controller: CameraController
    qtbot: QtBot
    takes_frames: bool = True
    statuses: list[CameraStatus] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    stills: list[Still] = field(default_factory=list)
    faults: list[CameraFault] = field(default_factory=list)
    advices: list[Advice | None] = field(default_factory=list)
    remembered: list[str] = field(default_factory=list)
    frames_ready: int = 0

    def __post_init__(self) -> None:
        controller = self.controller
        controller.status_changed.connect(self.statuses.append)
        controller.still_taken.connect(self.stills.append)
        controller.still_failed.connect(self.faults.append)
        controller.advice_changed.connect(self.advices.append)
        controller.camera_remembered.connect(self.remembered.append)
        controller.frame_ready.connect(self._on_frame_ready)

    @property
    def state(self) -> CameraState:
        """The present one."""
        return self.controller.status.state

    def wait(self, condition: Callable[[], bool], timeout_ms: int = 10_000) -> None:
        """In the running event loop."""
        self.qtbot.waitUntil(condition, timeout=timeout_ms)

    def wait_state(self, state: CameraState, timeout_ms: int = 10_000) -> None:
        """Until it is told."""
        self.wait(lambda: self.state is state, timeout_ms)

    def wait_frames(self, more: int = 1) -> None:
        """Until so many further frames were shown."""
        wanted = self.frames_ready + more
        self.wait(lambda: self.frames_ready >= wanted)

    def show(self) -> None:
        """On, and with a first picture."""
        self.controller.start()
        self.wait_frames()
        assert self.state is CameraState.LIVE

    def _on_frame_ready(self) -> None:
        self.frames_ready += 1
        if self.takes_frames and (frame := self.controller.take_frame()) is not None:
            self.frames[:] = [*self.frames[-9:], frame]


Show = Callable[..., Shown]


@pytest.fixture
def controllers(qtbot: QtBot) -> Iterator[Show]:
    """Makes controllers for a book and, unless OpenCV is to be used, a source."""
    made: list[CameraController] = []

    def make(
        book: DeviceBook,
        make_source: MakeSource | None = None,
        limits: Limits | None = None,
        remembered: str | None = None,
    ) -> Shown:
        if make_source is None:
            controller = CameraController(book, limits=limits, remembered=remembered)
        else:
            controller = CameraController(book, make_source=make_source, limits=limits, remembered=remembered)
        made.append(controller)
        return Shown(controller, qtbot)

    yield make
    left = [controller.leave(5) for controller in made]
    assert all(left)


@pytest.fixture
def loopback() -> Iterator[MjpegCamera]:
    """A camera on the loopback network, 640 × 480 at 30."""
    with MjpegCamera() as camera:
        yield camera
