"""A stage for the camera's machine: a clock that stands until it is told, and hands that only take notes."""

from __future__ import annotations

from app.camera.info import CameraInfo, Diagnosis
from app.camera.limits import Limits
from app.camera.machine import Machine
from app.camera.states import CameraReason, CameraState, CameraStatus
from tests.cameras import camera_info

A = camera_info("Camera A", "usb:1:2:A#0", 0)
B = camera_info("Camera B", "usb:1:2:B#0", 1)
NOTHING_FOUND = Diagnosis(None)
TICK_S = 0.125
"""A binary fraction: sums of it are exact."""


class Stage:
    """The machine with notes of everything it made others do."""

    def __init__(self, key: str | None = None) -> None:
        self.now = 100.0
        self.looks = 0
        self.opened: list[tuple[int, CameraInfo]] = []
        self.dropped: list[int] = []
        self.statuses: list[CameraStatus] = []
        self.remembered: list[str] = []
        self.frames_at: dict[int, float] = {}
        self.machine = Machine(self, lambda: self.now, key, Limits(opening=8.0))

    def look(self) -> None:
        """A list is wanted."""
        self.looks += 1

    def open(self, number: int, camera: CameraInfo) -> None:
        """A session is wanted."""
        self.opened.append((number, camera))

    def drop(self, number: int) -> None:
        """A session is not wanted any more."""
        self.dropped.append(number)

    def newest_at(self, number: int) -> float | None:
        """As `frame` set it."""
        return self.frames_at.get(number)

    def show(self, status: CameraStatus) -> None:
        """Noted."""
        self.statuses.append(status)

    def remember(self, key: str) -> None:
        """Noted."""
        self.remembered.append(key)

    @property
    def session(self) -> int:
        """The number of the newest session that was wanted."""
        return self.opened[-1][0]

    @property
    def told(self) -> tuple[CameraState, CameraReason | None]:
        """What is shown."""
        return self.machine.status.state, self.machine.status.reason

    def start(self, *cameras: CameraInfo, key: str | None = None) -> None:
        """On, and listed."""
        self.machine.start(key, permitted=True)
        self.machine.listed(cameras)

    def live(self, *cameras: CameraInfo) -> int:
        """On, and the first picture is there; the session's number."""
        self.start(*(cameras or (A,)))
        self.machine.opened(self.session)
        self.frame()
        assert self.told == (CameraState.LIVE, None)
        return self.session

    def frame(self, session: int | None = None) -> None:
        """A picture of that session, or of the newest."""
        number = self.session if session is None else session
        self.frames_at[number] = self.now
        self.machine.frame_came(number)

    def fail(self, diagnosis: Diagnosis = NOTHING_FOUND) -> None:
        """The newest session could not open, and ends."""
        self.machine.could_not_open(self.session, diagnosis)
        self.machine.ended(self.session)

    def lose(self, diagnosis: Diagnosis = NOTHING_FOUND) -> None:
        """The newest session has three bad reads, and ends."""
        self.machine.lost(self.session, diagnosis)
        self.machine.ended(self.session)

    def pass_time(self, seconds: float, *, with_frames: bool = False) -> None:
        """Tick by tick."""
        end = self.now + seconds
        while self.now < end:
            self.now += TICK_S
            if with_frames:
                self.frame()
            self.machine.tick()
