"""How the program comes up, goes from one session to the next, and ends; the GUI thread only gives orders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.config import Settings, save_server
from app.domain.errors import ClientTooOld, GettingOutError, ServerFault, ServerTooOld, VersionFault
from app.domain.values import Change, Connection
from app.jobs.job import Job
from app.viewmodels.following import Following
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.engine import Engine
    from app.services.session import OpenSession

T = TypeVar("T")
BuildEngine = Callable[[Settings, Callable[[Change], None]], "Engine"]
REACH_AGAIN_MS = 5_000
THREADS_END_WITHIN_S = 8.0


class Lifecycle(QObject):
    """Owns the engine. Every step that may block is a job on the network lane."""

    nobody_signed_in = Signal()
    restoring_failed = Signal(object)  # GettingOutError
    server_reached = Signal()
    faulted = Signal(object)  # GettingOutError: why the server can't be reached from the sign-in view
    server_changed = Signal(object)  # str | None
    server_refused = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, settings: Settings, build_engine: BuildEngine, following: Following) -> None:
        super().__init__(hub)
        self._hub = hub
        self._settings = settings
        self._build_engine = build_engine
        self._following = following
        self._guard = threading.Lock()
        self._built: Engine | None = None
        self._ended = False
        self._reach_pause = QTimer(self)
        self._reach_pause.setSingleShot(True)
        self._reach_pause.setInterval(REACH_AGAIN_MS)
        self._reach_pause.timeout.connect(self.reach_server)

    def start(self) -> None:
        """Build the engine, then look for a session kept from last time."""

        def work() -> Engine:
            return self._keep(self._build_engine(self._settings, self._hub.tell_from_lane))

        self._network(work, self._on_built, self._on_build_failed)

    def reach_server(self) -> None:
        """While nobody is signed in: bring the server up and see whether it answers."""
        self._reach_pause.stop()
        engine = self._hub.engine
        if engine is None or self._hub.session is not None:
            return

        def work() -> None:
            engine.link.bring_up()
            engine.link.greet()

        self._network(work, self._on_reached, self._on_unreachable)

    def end_session(self, *, lost: bool) -> None:
        """Hide everything at once; then end it here, and on the server unless that ended it (`lost`)."""
        engine = self._hub.engine
        if engine is None or self._hub.session is None:
            return
        self._hub.draft_flush_wanted.emit()
        self._following.stop()
        self._hub.set_session(None)
        if lost:
            self._hub.set_connection(Connection.SIGNED_OUT)

        def work() -> None:
            self._following.wait(THREADS_END_WITHIN_S)
            if lost:
                engine.sessions.lose_session()
            else:
                engine.sessions.sign_out()

        self._network(work, self._on_ended, self._on_ended)

    def change_server(self, url: str | None) -> None:
        """Save the address and talk to that server from now on; only while nobody is signed in."""
        before = self._hub.engine
        if before is None or self._hub.session is not None:
            return
        now = self._settings

        def work() -> tuple[Settings, Engine]:
            settings = now._replace(server_url=save_server(now.user_file, url))
            return settings, self._keep(before.replace(settings, self._hub.tell_from_lane))

        self._network(work, lambda done: self._on_server_changed(*done), self.server_refused.emit)

    def shutdown(self) -> None:
        """Keep what is being written, end every thread and the embedded backend. Blocks until that is done."""
        with self._guard:
            ended, self._ended = self._ended, True
            engine = self._built
        if ended:
            return
        self._reach_pause.stop()
        self._hub.draft_flush_wanted.emit()
        self._following.stop()
        self._hub.close()
        if engine is not None:
            engine.lane.run(_nothing)  # whatever was to be kept is on the disk
            engine.link.hang_up()
        self._hub.runner.shutdown(int(THREADS_END_WITHIN_S * 1000))
        self._following.wait(THREADS_END_WITHIN_S)
        if engine is not None:
            engine.close()

    def _keep(self, engine: Engine) -> Engine:
        """On the network lane. An engine nobody waits for any more is closed at once."""
        with self._guard:
            self._built = engine
            ended = self._ended
        if ended:
            engine.close()
        return engine

    def _on_built(self, engine: Engine) -> None:
        self._hub.set_engine(engine)
        self._network(engine.sessions.restore, self._on_restored, self._on_restoring_failed)

    def _on_build_failed(self, fault: GettingOutError) -> None:
        self._hub.set_connection(Connection.OFFLINE)
        self.restoring_failed.emit(fault)

    def _on_restored(self, session: OpenSession | None) -> None:
        if session is None:
            self._open_door()
        else:
            self._hub.set_session(session)

    def _on_restoring_failed(self, fault: GettingOutError) -> None:
        self.restoring_failed.emit(fault)
        self._open_door()

    def _on_reached(self, _nothing: None) -> None:
        if self._hub.session is None:
            if self._hub.connection is not Connection.SIGNED_OUT:
                self._hub.set_connection(Connection.ONLINE)
            self.server_reached.emit()

    def _on_unreachable(self, fault: GettingOutError) -> None:
        if self._hub.session is None:
            if self._hub.connection is not Connection.SIGNED_OUT:
                self._hub.set_connection(standing_of(fault))
            self.faulted.emit(fault)
            if not isinstance(fault, VersionFault):
                self._reach_pause.start()

    def _on_ended(self, _what: object) -> None:
        self._open_door()

    def _on_server_changed(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._hub.set_connection(Connection.STARTING)
        self._hub.set_engine(engine)
        self.server_changed.emit(settings.server_url)
        self._network(engine.sessions.restore, self._on_restored, self._on_restoring_failed)

    def _open_door(self) -> None:
        self.nobody_signed_in.emit()
        self.reach_server()

    def _network(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[GettingOutError], None],
    ) -> None:
        self._hub.runner.network(Job(self, work, done, failed))


def standing_of(fault: GettingOutError) -> Connection:
    """How the client stands with a server that answers a greeting like this."""
    match fault:
        case ClientTooOld():
            return Connection.CLIENT_TOO_OLD
        case ServerTooOld():
            return Connection.SERVER_TOO_OLD
        case ServerFault():
            return Connection.SERVER_FAULT
        case _:
            return Connection.OFFLINE


def _nothing() -> None:
    """Takes its turn on the storage lane."""
