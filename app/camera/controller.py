"""The camera as the rest of the client sees it: a state, a list of cameras, the newest frame, and stills."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.camera.crew import Crew
from app.camera.machine import Machine
from app.camera.ports import Granted, NoSupport
from app.camera.session import (
    CouldNotOpen,
    Ended,
    Event,
    Explained,
    FrameCame,
    Lost,
    Opened,
    Opening,
    SessionParts,
)
from app.camera.states import Advice, CameraReason, CameraState, CameraStatus, Frame, Still
from app.camera.stills import StillWish
from app.domain.errors import CameraFault

if TYPE_CHECKING:
    from app.camera.coach import Coach
    from app.camera.info import CameraInfo, Diagnosis
    from app.camera.limits import Limits
    from app.camera.ports import Clock, DeviceBook, MakeSource, Permission, Source

TICK_MS = 100
WITH_PICTURE = (CameraState.LIVE, CameraState.STALLED)
SOFT_FAULTS = {Advice.COVERED: CameraReason.COVERED, Advice.FROZEN: CameraReason.FROZEN}


def open_cv_source() -> Source:
    """The real source; on a reading thread, because loading OpenCV takes a moment."""
    try:
        from app.camera.opencv_source import OpenCvSource
    except ImportError as fault:  # Windows without its media parts
        raise NoSupport(str(fault)) from fault
    return OpenCvSource()


class CameraController(QObject):
    """Lives in the GUI thread and never waits there. Off, it holds no device, lists nothing and has no timer running.

    `frame_ready` says that `take_frame` has something new; it is never sent again before the GUI thread came to the
    last one, so a window that is busy finds one signal and the newest frame.
    """

    status_changed = Signal(object)  # CameraStatus
    cameras_changed = Signal(object)  # tuple[CameraInfo, ...]
    frame_ready = Signal()
    advice_changed = Signal(object)  # Advice | None
    still_taken = Signal(object)  # Still
    still_failed = Signal(object)  # CameraFault
    camera_remembered = Signal(str)  # the key of a camera that gave pictures
    _told = Signal(object)  # Event
    _listed = Signal(object, object)  # tuple[CameraInfo, ...], CameraReason | None

    def __init__(
        self,
        book: DeviceBook,
        *,
        remembered: str | None = None,
        permission: Permission | None = None,
        make_source: MakeSource = open_cv_source,
        clock: Clock = time.monotonic,
        limits: Limits | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._permission = permission or Granted()
        self._clock = clock
        self._remembered = remembered
        parts = SessionParts(make_source, book.diagnose, clock, self._tell)
        self._crew = Crew(book, parts, self._tell_list, self._show, self._remember)
        self._machine = Machine(self._crew, clock, remembered, limits)
        self._taken = 0
        self._wish: StillWish | None = None
        self._coach: Coach | None = None
        self._advice: Advice | None = None
        self._has_left = False
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._on_ticks_timeout)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self._listed.connect(self._on_listed, Qt.ConnectionType.QueuedConnection)

    @property
    def status(self) -> CameraStatus:
        """The present state."""
        return self._machine.status

    @property
    def cameras(self) -> tuple[CameraInfo, ...]:
        """The newest list; it is kept up while the camera is on."""
        return self._machine.cameras

    @property
    def advice(self) -> Advice | None:
        """What the newest pictures suggest."""
        return self._advice

    @property
    def is_on(self) -> bool:
        """Whether a picture is wanted, even if there is none."""
        return self._machine.is_on

    @property
    def is_taking(self) -> bool:
        """Whether a still was asked for and is not there yet."""
        return self._wish is not None

    def start(self, camera_key: str | None = None) -> None:
        """Show this camera, or the one used last, or the first; while it is on: try again at once."""
        if self._has_left:
            return
        self._ticks.start()
        permitted = self._permission.check()
        self._machine.start(camera_key, permitted=permitted)
        if permitted is None:
            self._permission.request(self._on_permission_answered)

    def stop(self) -> None:
        """Off: the device is given back as soon as its thread comes round; nothing here waits for that."""
        self._ticks.stop()
        self._machine.stop()
        self._crew.stop_looking()

    def choose(self, key: str) -> None:
        """This camera from now on."""
        self._machine.choose(key)

    def take_frame(self) -> Frame | None:
        """The newest frame; None if it was taken before."""
        frame = self._crew.mailbox.newest
        if frame is None or frame.sequence <= self._taken:
            return None
        self._taken = frame.sequence
        return frame

    def take_still(self) -> None:
        """The next picture that the camera begins from now on; told by `still_taken` or `still_failed`."""
        if self._wish is not None:
            return
        if self.status.state not in WITH_PICTURE:
            self.still_failed.emit(CameraFault(self.status.reason or CameraReason.NO_PICTURE))
        else:
            self._wish = StillWish(self._crew.mailbox, self._clock())

    def leave(self, timeout_s: float) -> bool:
        """Off for good; whether every thread ended within that time. One that did not hangs in a driver."""
        self._has_left = True
        self.stop()
        return self._crew.wait(timeout_s)

    def _show(self, status: CameraStatus) -> None:
        """By the machine."""
        if status.state is not CameraState.LIVE:
            self._coach = None
            self._give_advice(None)
        if self._wish is not None and status.state not in WITH_PICTURE:
            self._fail_still(status.reason or CameraReason.NO_PICTURE)
        self.status_changed.emit(status)

    def _remember(self, key: str) -> None:
        """By the machine."""
        if key != self._remembered:
            self._remembered = key
            self.camera_remembered.emit(key)

    def _tell(self, event: Event) -> None:
        """On a session's thread."""
        try:
            self._told.emit(event)
        except RuntimeError:  # the controller is gone, and so is whoever would listen
            return

    def _tell_list(self, cameras: tuple[CameraInfo, ...]) -> None:
        """On the watch's thread, where it may be asked why there are none."""
        why_none = None if cameras else self._book.diagnose(None).reason
        try:
            self._listed.emit(cameras, why_none)
        except RuntimeError:  # as above
            return

    def _on_listed(self, cameras: tuple[CameraInfo, ...], why_none: CameraReason | None) -> None:
        if not self.is_on:
            return
        before = self._machine.cameras
        self._machine.listed(cameras, why_none)
        if cameras != before:
            self.cameras_changed.emit(cameras)

    def _on_told(self, event: Event) -> None:
        match event:
            case FrameCame(number):
                self._on_frame_came(number)
            case Opening(number):
                self._machine.opening(number)
            case Opened(number):
                self._machine.opened(number)
            case Explained(number, diagnosis):
                self._on_explained(number, diagnosis)
            case CouldNotOpen(number, diagnosis):
                self._machine.could_not_open(number, diagnosis)
            case Lost(number, diagnosis):
                self._machine.lost(number, diagnosis)
            case Ended(number):
                self._crew.forget(number)
                self._machine.ended(number)

    def _on_frame_came(self, number: int) -> None:
        session = self._crew.session(number)
        if session is None or number != self._machine.current:
            return
        session.hear()
        self._machine.frame_came(number)
        frame = self._crew.mailbox.newest
        if frame is not None:
            self._look_at(frame)
        self.frame_ready.emit()
        self._offer_still(session.camera)

    def _look_at(self, frame: Frame) -> None:
        if self._coach is None:
            from app.camera.coach import Coach

            self._coach = Coach()
        self._give_advice(self._coach.advice(frame))

    def _give_advice(self, advice: Advice | None) -> None:
        if advice is not self._advice:
            self._advice = advice
            self._machine.hint(SOFT_FAULTS.get(advice) if advice is not None else None)
            self.advice_changed.emit(advice)
            session = self._crew.session(self._machine.current or 0)
            if advice is Advice.COVERED and session is not None:
                session.ask_why()  # systems that allow no camera may give black pictures instead of none

    def _on_explained(self, number: int, diagnosis: Diagnosis) -> None:
        is_black = number == self._machine.current and self._advice is Advice.COVERED
        if is_black and diagnosis.reason is CameraReason.NOT_ALLOWED:
            self._machine.hint(CameraReason.NOT_ALLOWED)

    def _offer_still(self, camera: CameraInfo) -> None:
        wish = self._wish
        frame = wish.granted() if wish is not None else None
        if wish is not None and frame is not None:
            self._wish = None
            self.still_taken.emit(Still(frame.pixels, frame.sequence, frame.at, wish.clicked_at, camera))

    def _fail_still(self, reason: CameraReason) -> None:
        self._wish = None
        self.still_failed.emit(CameraFault(reason))

    def _on_permission_answered(self, granted: bool) -> None:
        self._machine.answered(permitted=granted)

    def _on_ticks_timeout(self) -> None:
        self._machine.tick()
        if self._wish is not None and self._wish.is_over(self._clock()):
            self._fail_still(CameraReason.NO_PICTURE)
