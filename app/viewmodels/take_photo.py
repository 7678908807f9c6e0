"""Taking a photo: live picture, self-timer, the still, retake and use; the camera is on only while it is looked at."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.camera.controller import CameraController
from app.camera.info import CameraInfo
from app.camera.states import Advice, CameraState, CameraStatus, Frame, Still
from app.config import Settings
from app.domain.errors import CameraFault
from app.viewmodels.camera_memory import CameraHabits, CameraMemory

_TICK_MS = 50
_ADVICE_STAYS_MS = 1500


class PhotoStep(Enum):
    """Where the taking of one photo stands."""

    LIVE = "live"
    COUNTING = "counting"
    TAKING = "taking"
    REVIEW = "review"


class TakePhotoViewModel(QObject):
    """State of the camera's sheet. The camera is used between `set_in_view(True)` and False, at no other time."""

    status_changed = Signal(object)  # CameraStatus
    cameras_changed = Signal(object)  # tuple[CameraInfo, ...]
    advice_changed = Signal(object)  # Advice | None
    frame_ready = Signal()  # `take_frame` has a newer one
    step_changed = Signal(object)  # PhotoStep
    count_changed = Signal(object)  # int | None: seconds until the picture is taken
    shot = Signal()  # the picture is being taken now
    shot_failed = Signal(object)  # CameraFault
    photo_taken = Signal(object)  # Still, once the member wants it

    def __init__(
        self,
        controller: CameraController,
        memory: CameraMemory,
        *,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """`clock` is the seconds by which the self-timer counts."""
        super().__init__(parent)
        self._camera = controller
        self._memory = memory
        self._clock = clock
        self._step = PhotoStep.LIVE
        self._is_in_view = False
        self._still: Still | None = None
        self._ends_at = 0.0
        self._count: int | None = None
        self._advice: Advice | None = None
        self._advice_ends = QTimer(self)
        self._advice_ends.setSingleShot(True)
        self._advice_ends.setInterval(_ADVICE_STAYS_MS)
        self._advice_ends.timeout.connect(self._on_advice_ends_timeout)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._on_tick_timeout)
        controller.status_changed.connect(self._on_controller_status_changed)
        controller.cameras_changed.connect(self.cameras_changed)
        controller.advice_changed.connect(self._on_controller_advice_changed)
        controller.frame_ready.connect(self.frame_ready)
        controller.still_taken.connect(self._on_controller_still_taken)
        controller.still_failed.connect(self._on_controller_still_failed)
        controller.camera_remembered.connect(memory.keep_camera)

    @property
    def status(self) -> CameraStatus:
        """What the camera is doing."""
        return self._camera.status

    @property
    def cameras(self) -> tuple[CameraInfo, ...]:
        """The cameras that can be chosen."""
        return self._camera.cameras

    @property
    def advice(self) -> Advice | None:
        """The most useful hint for whoever is in the picture; it stays long enough to be read."""
        return self._advice

    @property
    def habits(self) -> CameraHabits:
        """Camera, timer, mirror and lines as last used."""
        return self._memory.habits

    @property
    def step(self) -> PhotoStep:
        """Where the taking stands."""
        return self._step

    @property
    def count(self) -> int | None:
        """Whole seconds left of the countdown; None while nothing is counted."""
        return self._count

    @property
    def still(self) -> Still | None:
        """The picture to be looked at; None but in REVIEW."""
        return self._still

    @property
    def can_shoot(self) -> bool:
        """Whether there is a picture to take."""
        status = self.status
        return self._step is PhotoStep.LIVE and status.has_picture and status.state is CameraState.LIVE

    def set_in_view(self, is_in_view: bool) -> None:
        """Whether anybody can see the preview: the camera's light goes by it."""
        if is_in_view != self._is_in_view:
            self._is_in_view = is_in_view
            if not is_in_view:
                self.stop_counting()
            self._follow_view()

    def begin_anew(self) -> None:
        """The sheet opens: what was taken before and not wanted is gone."""
        self._still = None
        self.stop_counting()
        self._on_advice_ends_timeout()
        self._set_step(PhotoStep.LIVE)

    def take_frame(self) -> Frame | None:
        """The newest picture, if there is a newer one than was taken last."""
        return self._camera.take_frame()

    def choose(self, key: str) -> None:
        """Another camera."""
        self.stop_counting()
        self._camera.choose(key)

    def try_again(self) -> None:
        """Look for the camera now instead of at its next turn."""
        if self._is_in_view and self._step is not PhotoStep.REVIEW:
            self._camera.start()

    def set_timer(self, seconds: int) -> None:
        """How long to count before the next picture."""
        self._memory.keep_timer(seconds)

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Whether the preview is like a mirror; the file never is."""
        self._memory.keep_mirrored(is_mirrored)

    def set_lines(self, has_lines: bool) -> None:
        """Whether lines help to compose."""
        self._memory.keep_lines(has_lines)

    def press_shutter(self) -> None:
        """Takes the picture, after the timer if one is set; while it counts, stops it."""
        if self._step is PhotoStep.COUNTING:
            self.stop_counting()
        elif self.can_shoot:
            if seconds := self.habits.timer_s:
                self._ends_at = self._clock() + seconds
                self._set_step(PhotoStep.COUNTING)
                self._set_count(seconds)
                self._tick.start()
            else:
                self._shoot()

    def stop_counting(self) -> None:
        """The countdown is not wanted any more."""
        if self._step is PhotoStep.COUNTING:
            self._end_count()
            self._set_step(PhotoStep.LIVE)

    def retake(self) -> None:
        """Back to the camera; the picture is thrown away."""
        if self._step is PhotoStep.REVIEW:
            self._still = None
            self._set_step(PhotoStep.LIVE)
            self._follow_view()

    def use(self) -> None:
        """This one: it is handed on by `photo_taken`."""
        if self._still is not None:
            self.photo_taken.emit(self._still)

    def leave(self, timeout_s: float) -> bool:
        """The program ends: the camera is off for good; whether every thread of it ended in that time."""
        self._is_in_view = False
        self.stop_counting()
        return self._camera.leave(timeout_s)

    def _follow_view(self) -> None:
        wants_camera = self._is_in_view and self._step is not PhotoStep.REVIEW
        if wants_camera and not self._camera.is_on:
            self._camera.start()
        elif not wants_camera and self._camera.is_on:
            self._camera.stop()
            if self._step is PhotoStep.TAKING:
                self._set_step(PhotoStep.LIVE)

    def _shoot(self) -> None:
        self._set_step(PhotoStep.TAKING)
        self.shot.emit()
        self._camera.take_still()

    def _end_count(self) -> None:
        self._tick.stop()
        self._set_count(None)

    def _set_count(self, count: int | None) -> None:
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)

    def _set_step(self, step: PhotoStep) -> None:
        if step is not self._step:
            self._step = step
            self.step_changed.emit(step)

    def _on_tick_timeout(self) -> None:
        left = self._ends_at - self._clock()
        if left > 0:
            self._set_count(math.ceil(left))
            return
        self._end_count()
        self._shoot()

    def _on_controller_status_changed(self, status: CameraStatus) -> None:
        if not status.has_picture:
            self.stop_counting()
        self.status_changed.emit(status)

    def _on_controller_advice_changed(self, advice: Advice | None) -> None:
        if advice is None:
            self._advice_ends.start()
        else:
            self._advice_ends.stop()
            self._set_advice(advice)

    def _on_advice_ends_timeout(self) -> None:
        self._advice_ends.stop()
        self._set_advice(None)

    def _set_advice(self, advice: Advice | None) -> None:
        if advice is not self._advice:
            self._advice = advice
            self.advice_changed.emit(advice)

    def _on_controller_still_taken(self, still: Still) -> None:
        if self._step is not PhotoStep.TAKING:
            return  # the preview went out of view meanwhile: nobody waits for it
        self._still = still
        self._set_step(PhotoStep.REVIEW)
        self._follow_view()

    def _on_controller_still_failed(self, fault: CameraFault) -> None:
        if self._step is PhotoStep.TAKING:
            self._set_step(PhotoStep.LIVE)
            self.shot_failed.emit(fault)


def build_take_photo(settings: Settings, parent: QObject | None = None) -> TakePhotoViewModel:
    """The view model over the cameras of this computer and those of the settings; opens none of them."""
    from app.camera.configured import configured_cameras
    from app.camera.devices import SystemDevices
    from app.camera.permission import system_permission

    memory = CameraMemory(settings.data_dir)
    host = QObject(parent)  # keeps what the model uses as long as the model itself
    controller = CameraController(
        SystemDevices(configured_cameras(settings.cameras)),
        remembered=memory.habits.camera_key,
        permission=system_permission(host),
        parent=host,
    )
    return TakePhotoViewModel(controller, memory, parent=parent)
