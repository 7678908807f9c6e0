"""One reading of one camera on one thread of its own: opened, read and given back there, never from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.camera.farewell import THREAD_NAMES
from app.camera.info import Diagnosis
from app.camera.ports import CannotOpen, NoSupport
from app.camera.states import CameraReason, Wanted

if TYPE_CHECKING:
    from app.camera.info import CameraInfo
    from app.camera.mailbox import Mailbox
    from app.camera.ports import Clock, MakeSource, Source
    from app.camera.states import Pixels

BAD_READS = 3
BAD_READ_PAUSE_S = 0.01
LONG_READ_S = 1.0
"""A first picture that takes so long is not worth two more tries in the same format."""
TELL_APART_S = 0.024
"""Least time between two tellings: of a camera that gives sixty pictures a second every second one is told."""
LADDER = (Wanted(), None, Wanted(640, 480))
"""What a device is asked for, in turn, until it gives a first picture; None is what it gives by itself."""


@dataclass(frozen=True, slots=True)
class Opening:
    """It is being opened anew, in another format."""

    session: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The device answered; its first picture is awaited."""

    session: int


@dataclass(frozen=True, slots=True)
class FrameCame:
    """There is something new in the mailbox. Told again only after `Session.hear`, so tellings never pile up."""

    session: int


@dataclass(frozen=True, slots=True)
class Explained:
    """What the system says of a camera whose pictures are black, as asked by `Session.ask_why`."""

    session: int
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class CouldNotOpen:
    """No first picture; the device is given back."""

    session: int
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Lost:
    """No more pictures; the device is given back."""

    session: int
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Ended:
    """The thread's last word."""

    session: int


Event = Opening | Opened | FrameCame | Explained | CouldNotOpen | Lost | Ended


@dataclass(frozen=True, slots=True)
class SessionParts:
    """What every session of one controller shares. `tell` is called on the session's thread and never raises."""

    make_source: MakeSource
    diagnose: Callable[[CameraInfo | None], Diagnosis]
    clock: Clock
    tell: Callable[[Event], None]


class Session:
    """Begins at once. Nobody waits for it: a reading that hangs in the driver is left alone, and ends when it can."""

    def __init__(self, number: int, camera: CameraInfo, mailbox: Mailbox, parts: SessionParts) -> None:
        self.number = number
        self.camera = camera
        self.mailbox = mailbox
        self._parts = parts
        self._stop = threading.Event()
        self._unheard = threading.Event()
        self._is_asked = threading.Event()
        self._told_at = float("-inf")
        self._thread = threading.Thread(target=self._run, name=f"{THREAD_NAMES}{number}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Asks it to give the device back; returns at once."""
        self._stop.set()

    def join(self, timeout_s: float) -> bool:
        """Waits for the end; whether it came."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def hear(self) -> None:
        """What FrameCame told was heard: the next frame may be told."""
        self._unheard.clear()

    def ask_why(self) -> None:
        """Whether the system keeps the pictures black; answered by Explained, as asking it takes a moment."""
        self._is_asked.set()

    def _run(self) -> None:
        try:
            self._use_source()
        finally:
            self._parts.tell(Ended(self.number))

    def _use_source(self) -> None:
        try:
            source = self._parts.make_source()
        except NoSupport:
            self._parts.tell(CouldNotOpen(self.number, Diagnosis(CameraReason.NO_SUPPORT)))
            return
        had_picture = False
        try:
            for pixels in self._pictures(source):
                had_picture = True
                self._put(pixels)
        finally:
            # Before anything else: a device that is held comes back under another number.
            source.release()
        if not self._stop.is_set():
            diagnosis = self._parts.diagnose(self.camera)
            word = Lost if had_picture else CouldNotOpen
            self._parts.tell(word(self.number, diagnosis))

    def _pictures(self, source: Source) -> Iterator[Pixels]:
        """Until it is to stop, or the camera gave nothing several times in a row."""
        first = self._first_picture(source)
        if first is None:
            return
        yield first
        bad = 0
        while bad < BAD_READS and not self._stop.is_set():
            if self._is_asked.is_set():
                self._is_asked.clear()
                self._parts.tell(Explained(self.number, self._parts.diagnose(self.camera)))
            pixels = source.read()
            if pixels is not None:
                bad = 0
                if not self._stop.is_set():
                    yield pixels
            else:
                bad += 1
                self._stop.wait(BAD_READ_PAUSE_S)

    def _first_picture(self, source: Source) -> Pixels | None:
        for rung, (camera, wanted) in enumerate(_rungs(self.camera)):
            if self._stop.is_set():
                return None
            if rung:
                source.release()
                self._parts.tell(Opening(self.number))
            try:
                source.open(camera, wanted)
            except CannotOpen:
                continue
            self._parts.tell(Opened(self.number))
            pixels = self._try_to_read(source)
            if pixels is not None:
                return pixels
        return None

    def _try_to_read(self, source: Source) -> Pixels | None:
        began = self._parts.clock()
        for _ in range(BAD_READS):
            if self._stop.is_set():
                return None
            pixels = source.read()
            if pixels is not None:
                return pixels
            if self._parts.clock() - began >= LONG_READ_S:
                return None
            self._stop.wait(BAD_READ_PAUSE_S)
        return None

    def _put(self, pixels: Pixels) -> None:
        at = self._parts.clock()
        self.mailbox.put(pixels, at)
        if not self._unheard.is_set() and at - self._told_at >= TELL_APART_S:
            self._unheard.set()
            self._told_at = at
            self._parts.tell(FrameCame(self.number))


def _rungs(camera: CameraInfo) -> Iterator[tuple[CameraInfo, Wanted | None]]:
    """What to try in turn. A stream or a film has one format only; a device may have a second interface."""
    if camera.address is not None:
        yield camera, None
        return
    for wanted in LADDER:
        yield camera, wanted
    if camera.spare is not None:
        backend, index = camera.spare
        for wanted in LADDER:
            yield replace(camera, backend=backend, index=index, spare=None), wanted
