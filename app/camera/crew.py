"""The threads that the machine's decisions set going: the watch over the devices, and the sessions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.camera.mailbox import Mailbox
from app.camera.session import Session

if TYPE_CHECKING:
    from app.camera.info import CameraInfo
    from app.camera.ports import DeviceBook, DeviceWatch
    from app.camera.session import SessionParts
    from app.camera.states import CameraStatus


class Crew:
    """The machine's hands. Used in one thread; what the threads tell goes to `parts.tell` and `tell_list` on theirs."""

    def __init__(
        self,
        book: DeviceBook,
        parts: SessionParts,
        tell_list: Callable[[tuple[CameraInfo, ...]], None],
        show: Callable[[CameraStatus], None],
        remember: Callable[[str], None],
    ) -> None:
        self._book = book
        self._parts = parts
        self._tell_list = tell_list
        self._sessions: dict[int, Session] = {}
        self._watch: DeviceWatch | None = None
        self._is_looking = False
        self.mailbox = Mailbox()
        """What the newest session fills; another one, empty, once that session does not count any more."""
        self.show = show
        self.remember = remember

    def look(self) -> None:
        """Lists the cameras now, and from now on whenever something changes."""
        if self._watch is None or not self._is_looking:
            self._watch = self._book.watch(self._tell_list)
            self._watch.start()
            self._is_looking = True
        self._watch.look_now()

    def open(self, number: int, camera: CameraInfo) -> None:
        """Begins a session."""
        self.mailbox = Mailbox(self.mailbox.sequence)
        self._sessions[number] = Session(number, camera, self.mailbox, self._parts)

    def drop(self, number: int) -> None:
        """Tells a session to end."""
        if (session := self._sessions.get(number)) is not None:
            session.stop()
        self.mailbox = Mailbox(self.mailbox.sequence)

    def newest_at(self, number: int) -> float | None:
        """When a session's newest frame came."""
        session = self._sessions.get(number)
        newest = session.mailbox.newest if session is not None else None
        return newest.at if newest is not None else None

    def session(self, number: int) -> Session | None:
        """That session, while it lives."""
        return self._sessions.get(number)

    def forget(self, number: int) -> None:
        """Its thread is over."""
        self._sessions.pop(number, None)

    def stop_looking(self) -> None:
        """No more lists are wanted; returns at once."""
        if self._watch is not None:
            self._watch.stop(0)
        self._is_looking = False

    def wait(self, timeout_s: float) -> bool:
        """For all that was told to end; whether it did."""
        end = time.monotonic() + timeout_s
        has_ended = self._watch is None or self._watch.stop(timeout_s)
        for session in tuple(self._sessions.values()):
            has_ended &= session.join(max(0.0, end - time.monotonic()))
        return has_ended
