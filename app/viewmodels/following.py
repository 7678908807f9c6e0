"""Keeps the thread "events" running while somebody is signed in, and says how the client stands with the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.errors import GettingOutError
from app.domain.values import Connection
from app.jobs.event_thread import EventThread
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession
    from app.services.sync import SyncService


class Following(QObject):
    """One run of SyncService at a time; a run that was stopped is not listened to any more."""

    faulted = Signal(object)  # GettingOutError | None: the fault behind the present standing
    broke = Signal(object)  # BaseException: a bug of ours
    _stood = Signal(object, object, object)
    _crashed = Signal(object)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._sync: SyncService | None = None
        self._thread: EventThread | None = None
        self._left: list[EventThread] = []
        self._has_broken = False
        self._stood.connect(self._on_stood, Qt.ConnectionType.QueuedConnection)
        self._crashed.connect(self._on_crashed, Qt.ConnectionType.QueuedConnection)

    def start(self, session: OpenSession) -> None:
        """Follow this session."""
        self.stop()

        def tell_connection(connection: Connection | None, fault: GettingOutError | None) -> None:
            self._stood.emit(sync, connection, fault)

        sync = session.new_sync(tell_connection)
        self._has_broken = False
        self._sync = sync
        self._thread = EventThread(sync.run, self._crashed.emit)
        self._thread.start()

    def stop(self) -> None:
        """Ask the run to end; `wait` waits for it."""
        self._left = [thread for thread in self._left if not thread.join(0)]
        if self._sync is not None and self._thread is not None:
            self._sync.stop()
            self._left.append(self._thread)
        self._sync = self._thread = None

    def wait(self, timeout_s: float) -> bool:
        """Wait on any thread until every run that was stopped has ended; whether they have."""
        return all(thread.join(timeout_s) for thread in tuple(self._left))

    def wake(self) -> None:
        """Do not wait for the pause to end; after a bug of ours, begin anew."""
        session = self._hub.session
        if self._has_broken and session is not None:
            self.start(session)
        elif self._sync is not None:
            self._sync.wake()

    def reload(self) -> None:
        """What was kept here is gone: load everything anew."""
        if self._sync is not None:
            self._sync.reload()

    def _on_stood(self, sync: object, connection: Connection | None, fault: GettingOutError | None) -> None:
        if sync is not self._sync or self._sync is None:
            return
        if connection is Connection.ONLINE:
            self._load_history(self._sync)
        if connection is not None:
            self._hub.set_connection(connection)
        self.faulted.emit(fault)

    def _on_crashed(self, fault: BaseException) -> None:
        self._has_broken = True
        self._hub.set_connection(Connection.SERVER_FAULT)  # nothing is followed any more, and that is said
        self.broke.emit(fault)

    def _load_history(self, sync: SyncService) -> None:
        """Bring in what is older than the pages held; a lost connection ends it until the next one."""
        self._hub.network(self, lambda _session: sync.load_history(lambda: self._sync is sync))
