"""What the view models of one window share: the job runner, the open session, and the broadcast of changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.values import BalanceInfo, Change, Connection
from app.jobs.runner import JobRunner

if TYPE_CHECKING:
    from app.services.session import OpenSession


class Hub(QObject):
    """Known to every view model, so that none of them needs to know another.

    `changed` carries a Change. `session_changed` carries the OpenSession or None; views use AppViewModel's signals.
    `sending_wanted` asks for the outbox to be looked at now. `limits_ready` says that characters can be counted.
    """

    changed = Signal(object)
    session_changed = Signal(object)
    connection_changed = Signal(object)
    balance_changed = Signal(object)
    sending_wanted = Signal()
    limits_ready = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = runner
        self._session: OpenSession | None = None
        self._connection = Connection.STARTING
        self._balance: BalanceInfo | None = None
        self._has_limits = False
        self.clock_offset = timedelta(0)

    @property
    def session(self) -> OpenSession | None:
        """Who is signed in, with the services of that session; None at the sign-in view."""
        return self._session

    @property
    def connection(self) -> Connection:
        """How the client stands with the server."""
        return self._connection

    @property
    def balance(self) -> BalanceInfo | None:
        """The newest balance known, None before the first."""
        return self._balance

    @property
    def has_limits(self) -> bool:
        """Whether `contract.limits` and what it needs have been loaded in a worker."""
        return self._has_limits

    def now(self) -> datetime:
        """The present time, by the server's clock when this computer's is far off."""
        return datetime.now(UTC) + self.clock_offset

    def set_session(self, session: OpenSession | None) -> None:
        """Another session, or none: everything shown belongs to it from here on."""
        self._session = session
        self.set_balance(None)
        self.session_changed.emit(session)

    def set_connection(self, connection: Connection) -> None:
        """Tell how the client stands with the server."""
        if connection is not self._connection:
            self._connection = connection
            self.connection_changed.emit(connection)

    def set_balance(self, balance: BalanceInfo | None) -> None:
        """Tell the balance."""
        if balance != self._balance:
            self._balance = balance
            self.balance_changed.emit(balance)

    def set_limits_ready(self) -> None:
        """The warm-up has loaded what counting needs."""
        self._has_limits = True
        self.limits_ready.emit()

    def tell(self, *changes: Change) -> None:
        """Broadcast changes in their order."""
        for change in changes:
            self.changed.emit(change)
