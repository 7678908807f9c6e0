"""Decides what the camera's state is and what to do next, from what happened and how long ago: no threads, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from app.camera.facts import find_camera
from app.camera.info import Diagnosis
from app.camera.leaving import Leaving
from app.camera.limits import Limits
from app.camera.states import OFF, CameraReason, CameraState, CameraStatus

if TYPE_CHECKING:
    from app.camera.info import CameraInfo
    from app.camera.ports import Clock

BY_OURSELVES = (CameraReason.IN_USE, CameraReason.STUCK)
QUIET_TRIES = 2
"""So often may a camera that was live fail to open again before its reason is said: a new device takes a moment."""
COMING_BACK = (CameraState.LOST, CameraState.STALLED)
STEADY_S = 2.0
"""A camera that was live so long is tried again soon when it is lost; one that flickers, later and later."""


class Hands(Protocol):
    """What the machine makes others do; each returns at once."""

    def look(self) -> None:
        """List the cameras; answered by `Machine.listed`."""

    def open(self, number: int, camera: CameraInfo) -> None:
        """Begin a session; answered by its events."""

    def drop(self, number: int) -> None:
        """Tell a session to end; answered by `Machine.ended`, perhaps never."""

    def newest_at(self, number: int) -> float | None:
        """When this session's newest frame came."""

    def show(self, status: CameraStatus) -> None:
        """The state is another now."""

    def remember(self, key: str) -> None:
        """This camera gives pictures."""


@dataclass(slots=True)
class _Current:
    """The session whose word counts."""

    number: int
    camera: CameraInfo
    since: float
    opened_at: float | None = None
    live_since: float | None = None


class Machine:
    """Every method is called in one thread. Words of a session that is not the newest change nothing."""

    def __init__(self, hands: Hands, clock: Clock, key: str | None, limits: Limits | None = None) -> None:
        self._hands = hands
        self._clock = clock
        self._limits = limits or Limits()
        self._key = key
        self._status = OFF
        self._cameras: tuple[CameraInfo, ...] = ()
        self._none_because = CameraReason.NONE_PLUGGED_IN
        self._current: _Current | None = None
        self._leaving = Leaving()
        self._awaits_end = False
        self._numbers = 0
        self._is_allowed = False
        self._had_picture = False
        self._began_at = 0.0
        self._looking_since: float | None = None
        self._retry_at: float | None = None
        self._tries = 0

    @property
    def status(self) -> CameraStatus:
        """The present one."""
        return self._status

    @property
    def cameras(self) -> tuple[CameraInfo, ...]:
        """The newest list."""
        return self._cameras

    @property
    def current(self) -> int | None:
        """The number of the session whose frames count."""
        return self._current.number if self._current is not None else None

    @property
    def is_on(self) -> bool:
        """Whether a picture is wanted, even if there is none."""
        return self._status.state is not CameraState.OFF

    def start(self, key: str | None, *, permitted: bool | None) -> None:
        """A picture is wanted, of that camera or (None) of the one known best; `permitted` None: ask first."""
        self._let_go()
        self._key = key if key is not None else self._key
        self._is_allowed = permitted is True
        if permitted is None:
            self._show(CameraState.ASKING)
        elif permitted:
            self._begin()
        else:
            self._show(CameraState.DENIED, CameraReason.NOT_ALLOWED)

    def answered(self, *, permitted: bool) -> None:
        """The member was asked."""
        if self._status.state is CameraState.ASKING:
            self.start(None, permitted=permitted)

    def choose(self, key: str) -> None:
        """Another camera from now on."""
        if key == self._key and self._current is not None:
            return
        self._key = key
        if self.is_on and self._is_allowed:
            self._let_go()
            self._begin()

    def stop(self) -> None:
        """No picture is wanted any more."""
        self._let_go()
        self._is_allowed = False
        self._show(CameraState.OFF)

    def listed(self, cameras: tuple[CameraInfo, ...], why_none: CameraReason | None = None) -> None:
        """What is plugged in now; `why_none` if there is nothing at all."""
        before, self._cameras = self._cameras, cameras
        self._none_because = why_none or CameraReason.NONE_PLUGGED_IN
        was_looking, self._looking_since = self._looking_since is not None, None
        if not (self.is_on and self._is_allowed):
            return
        target = self._target()
        if self._current is not None:
            if find_camera(cameras, self._current.camera.key) is None:
                self._drop(self._current)
                self._show_absent()
        elif target is None:
            self._retry_at = None
            self._show_absent()
        elif find_camera(before, target.key) is None:
            self._tries = 0
            self._open(target)
        elif was_looking:
            self._open(target)

    def opening(self, number: int) -> None:
        """A session opens its device once more, in another format."""
        if self._current is not None and self._current.number == number:
            self._current.since, self._current.opened_at = self._clock(), None

    def opened(self, number: int) -> None:
        """A session waits for its first frame."""
        if self._current is not None and self._current.number == number:
            self._current.opened_at = self._clock()

    def frame_came(self, number: int) -> None:
        """A session has a new frame."""
        current = self._current
        if current is None or current.number != number:
            return
        now = self._clock()
        if current.live_since is None:
            current.live_since = now
            self._had_picture = True
            self._key = current.camera.key
            self._hands.remember(self._key)
        elif self._tries and now - current.live_since >= STEADY_S:
            self._tries = 0
        if self._status.state is not CameraState.LIVE:
            self._show(CameraState.LIVE)

    def could_not_open(self, number: int, diagnosis: Diagnosis) -> None:
        """A session ends without a first frame."""
        if self._current is not None and self._current.number == number:
            self._drop(self._current)
            self._fail(diagnosis)

    def lost(self, number: int, diagnosis: Diagnosis) -> None:
        """A session ends after having had frames."""
        if self._current is not None and self._current.number == number:
            self._drop(self._current)
            self._show(CameraState.LOST, diagnosis.reason or CameraReason.NO_PICTURE, diagnosis.holder)
            self._try_later()

    def ended(self, number: int) -> None:
        """A session's thread is over."""
        if self._current is not None and self._current.number == number:
            self._drop(self._current)  # it broke without a word
            self._fail(Diagnosis(CameraReason.BROKEN))
        self._leaving.forget(number)
        if self._awaits_end and self._leaving.leaves_room(self._clock()):
            self._look()

    def hint(self, reason: CameraReason | None) -> None:
        """What the pictures look like: COVERED, FROZEN or fine; NOT_ALLOWED if that is why they are black."""
        if self._status.state is CameraState.LIVE and self._status.reason is not reason:
            self._show(CameraState.LIVE, reason)

    def tick(self) -> None:
        """Time went by; called ten times a second while it is on."""
        now = self._clock()
        if not (self.is_on and self._is_allowed):
            return
        if self._current is not None:
            self._watch_over(self._current, now)
        elif self._looking_since is not None:
            self._show_slow(now)
            if now - self._looking_since >= self._limits.opening:
                self._looking_since = now
                self._show(CameraState.FAILED, CameraReason.BROKEN)
        elif self._is_due(now):
            self._look()

    def _is_due(self, now: float) -> bool:
        if self._awaits_end:
            return self._leaving.leaves_room(now)
        return self._retry_at is not None and now >= self._retry_at

    def _watch_over(self, current: _Current, now: float) -> None:
        """Nothing may take for ever."""
        if current.live_since is not None:
            age = now - (self._hands.newest_at(current.number) or current.live_since)
            if age >= self._limits.abandoned:
                self._abandon(current)
                self._show(CameraState.STALLED, CameraReason.NO_PICTURE)
                self._look()
            elif age >= self._limits.stalled and self._status.state is CameraState.LIVE:
                self._show(CameraState.STALLED, CameraReason.NO_PICTURE)
            return
        self._show_slow(now)
        if current.opened_at is not None:
            is_over = now - current.opened_at >= self._limits.first_frame
        else:
            is_over = now - current.since >= self._limits.opening
        if is_over:
            self._abandon(current)
            self._fail(Diagnosis(CameraReason.NO_PICTURE))

    def _begin(self) -> None:
        self._began_at = self._clock()
        self._show(CameraState.OPENING)
        self._look()

    def _look(self) -> None:
        """List the cameras; whatever is wanted then is opened."""
        self._awaits_end, self._retry_at = False, None
        self._looking_since = self._clock()
        self._hands.look()

    def _target(self) -> CameraInfo | None:
        """The wanted one; never another one in silence."""
        if self._key is not None:
            return find_camera(self._cameras, self._key)
        return self._cameras[0] if self._cameras else None

    def _open(self, target: CameraInfo) -> None:
        """Begin a session, unless our own older ones still hold the device or hang."""
        now = self._clock()
        self._retry_at = None
        if self._leaving.is_stuck(now):
            self._awaits_end = True
            self._show(CameraState.FAILED, CameraReason.STUCK, camera=target)
            return
        if not self._leaving.leaves_room(now):
            self._awaits_end = True
            return
        self._numbers += 1
        self._current = _Current(self._numbers, target, now)
        if self._status.state is CameraState.OPENING or self._status.reason is CameraReason.STUCK:
            self._show(CameraState.OPENING, slow=self._status.slow, camera=target)
        self._hands.open(self._numbers, target)

    def _drop(self, current: _Current) -> None:
        """It may end in its own time; its words do not count any more."""
        self._current = None
        self._leaving.add(current.number, self._clock() + self._limits.ending)
        self._hands.drop(current.number)

    def _abandon(self, current: _Current) -> None:
        """It hangs: nobody waits for its end."""
        self._drop(current)
        self._leaving.add(current.number, self._clock())

    def _let_go(self) -> None:
        """From any state to one where nothing is going on."""
        if self._current is not None:
            self._drop(self._current)
        self._looking_since = self._retry_at = None
        self._awaits_end = self._had_picture = False
        self._tries = 0

    def _fail(self, diagnosis: Diagnosis) -> None:
        """It could not be opened; said unless it was live just now and may be coming back."""
        reason, holder = diagnosis.reason or CameraReason.NO_PICTURE, diagnosis.holder
        if reason in BY_OURSELVES and self._leaving.abandoned(self._clock()):
            reason, holder = CameraReason.NO_PICTURE, None  # one that hangs has it, and may still come round
        self._try_later()
        if reason in (CameraReason.UNPLUGGED, CameraReason.NONE_PLUGGED_IN):
            self._show_absent()
        elif self._status.state not in COMING_BACK or self._tries > QUIET_TRIES:
            self._show(CameraState.FAILED, reason, holder)

    def _try_later(self) -> None:
        steps = self._limits.back_off
        self._retry_at = self._clock() + steps[min(self._tries, len(steps) - 1)]
        self._tries += 1

    def _show_absent(self) -> None:
        if self._had_picture:
            self._show(CameraState.LOST, CameraReason.UNPLUGGED)
        elif self._cameras:
            self._show(CameraState.ABSENT, CameraReason.UNPLUGGED)
        else:
            self._show(CameraState.ABSENT, self._none_because)

    def _show_slow(self, now: float) -> None:
        status = self._status
        is_opening = status.state is CameraState.OPENING and not status.slow
        if is_opening and now - self._began_at >= self._limits.slow:
            self._tell(replace(status, slow=True))

    def _show(
        self,
        state: CameraState,
        reason: CameraReason | None = None,
        holder: str | None = None,
        *,
        slow: bool = False,
        camera: CameraInfo | None = None,
    ) -> None:
        self._tell(CameraStatus(state, reason, holder, slow, camera or self._known()))

    def _known(self) -> CameraInfo | None:
        """What is known of the wanted camera; it may have been listed once and be gone by now."""
        last = self._status.camera
        if self._current is not None:
            return self._current.camera
        return last if self._key is None or (last is not None and last.key == self._key) else self._target()

    def _tell(self, status: CameraStatus) -> None:
        if status != self._status:
            self._status = status
            self._hands.show(status)
