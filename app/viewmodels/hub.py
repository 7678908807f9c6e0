"""What the view models of one window share: the job runner, the open session, and the broadcast of changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from PySide6.QtCore import QObject, Qt, Signal

from app.domain.errors import GettingOutError
from app.domain.values import AccountInfo, BalanceInfo, Change, Connection
from app.jobs.job import Job
from app.jobs.runner import JobRunner

T = TypeVar("T")

if TYPE_CHECKING:
    from app.services.engine import Engine
    from app.services.session import OpenSession


class Tally(msgspec.Struct, frozen=True):
    """The money known, what waits on this computer and will take some of it, and whether anything is unsent."""

    balance: BalanceInfo | None = None
    claimed_cents: int = 0
    waiting: int = 0
    waiting_photos: int = 0
    has_unsent: bool = False


class Hub(QObject):
    """Known to every view model, so that none of them needs to know another.

    `settled` says that what is kept here is on the screen, so that the rest of a session may load; `sending_wanted`
    asks for the outbox to be looked at now, `draft_flush_wanted` for what is in the box to be kept before something
    else touches the draft; `storage_worked` says that the disk took something.
    Views use AppViewModel's signals instead.
    """

    engine_ready = Signal()
    settled = Signal()
    session_changed = Signal(object)  # OpenSession | None
    changed = Signal(object)  # Change
    connection_changed = Signal(object)  # Connection
    tally_changed = Signal(object)  # Tally
    draft_flush_wanted = Signal()
    sending_wanted = Signal()
    storage_worked = Signal()
    limits_ready = Signal()
    _told = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = runner
        self._engine: Engine | None = None
        self._session: OpenSession | None = None
        self._connection = Connection.STARTING
        self._tally = Tally()
        self._has_limits = False
        self._told.connect(self.tell, Qt.ConnectionType.QueuedConnection)

    @property
    def engine(self) -> Engine | None:
        """Everything behind the window, once it is built."""
        return self._engine

    @property
    def session(self) -> OpenSession | None:
        """Who is signed in, with the services of that session; None at the sign-in view."""
        return self._session

    @property
    def connection(self) -> Connection:
        """How the client stands with the server."""
        return self._connection

    @property
    def tally(self) -> Tally:
        """The money as last told, and what waits here."""
        return self._tally

    @property
    def has_limits(self) -> bool:
        """Whether `contract.limits` and what it needs have been loaded in a worker."""
        return self._has_limits

    @property
    def clock_offset(self) -> timedelta:
        """What to add to this computer's clock to get the server's."""
        return timedelta(0) if self._engine is None else self._engine.link.clock_offset

    def now(self) -> datetime:
        """The present time by the server's clock."""
        return datetime.now(UTC) + self.clock_offset

    def zone(self, account: AccountInfo | None) -> tzinfo | None:
        """The member's time zone; None, meaning this computer's, if it is not known here."""
        try:
            return ZoneInfo(account.time_zone) if account is not None else None
        except (ZoneInfoNotFoundError, ValueError):
            return None

    def set_engine(self, engine: Engine | None) -> None:
        """It has been built, or is being replaced by one for another server."""
        self._engine = engine
        if engine is not None:
            self.runner.attach_storage(engine.lane)
            self.engine_ready.emit()

    def set_session(self, session: OpenSession | None) -> None:
        """Another session, or none: everything shown belongs to it from here on."""
        self._session = session
        self.set_tally(Tally())
        self.session_changed.emit(session)

    def set_connection(self, connection: Connection) -> None:
        """Tell how the client stands with the server."""
        if connection is not self._connection:
            self._connection = connection
            self.connection_changed.emit(connection)

    def set_tally(self, tally: Tally) -> None:
        """Tell the money and what waits."""
        if tally != self._tally:
            self._tally = tally
            self.tally_changed.emit(tally)

    def set_limits_ready(self, _loaded: object = None) -> None:
        """The warm-up has loaded what counting needs."""
        self._has_limits = True
        self.limits_ready.emit()

    def tell(self, change: Change) -> None:
        """Broadcast a change; in the GUI thread."""
        self.changed.emit(change)

    def tell_all(self, changes: tuple[Change, ...]) -> None:
        """Broadcast changes in their order; in the GUI thread."""
        for change in changes:
            self.changed.emit(change)

    def close(self) -> None:
        """The program ends: nothing is asked of the lanes any more."""
        self._session = None
        self._engine = None

    def storage(
        self,
        owner: QObject,
        work: Callable[[OpenSession], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[GettingOutError], None] | None = None,
    ) -> None:
        """Do it with the open session on the storage lane; the result is dropped if the session has changed."""
        if (job := self._job(owner, work, done, failed)) is not None:
            self.runner.storage(job)

    def network(
        self,
        owner: QObject,
        work: Callable[[OpenSession], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[GettingOutError], None] | None = None,
    ) -> None:
        """Do it with the open session on the network lane; the result is dropped if the session has changed."""
        if (job := self._job(owner, work, done, failed)) is not None:
            self.runner.network(job)

    def _job(
        self,
        owner: QObject,
        work: Callable[[OpenSession], T],
        done: Callable[[T], None] | None,
        failed: Callable[[GettingOutError], None] | None,
    ) -> Job[T] | None:
        session = self._session
        if session is None:
            return None
        return Job(owner, lambda: work(session), done, failed, lambda: self._session is session)

    @property
    def tell_from_lane(self) -> Callable[[Change], None]:
        """How services on any lane tell a change."""
        return self._told.emit
