"""The monthly check of the books: in every month once the ten rules of the ledger, what came of it in log and audit."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select

from server.services.invariants import ledger_faults
from server.store.tables import audit
from server.store.work import SERVICE, Store

_LOG = logging.getLogger(__name__)
_ACTION = "books checked"


class MonthlyCheck:
    """The service's own job; an operator's `check` looks at the same rules whenever it is asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._done_in: datetime | None = None

    def run_due(self) -> list[str] | None:
        """The first row that breaks each rule, in a sentence; None where the books were looked at this month (UTC)."""
        month = self._store.clock().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if self._done_in == month or self._was_run_since(month):
            self._done_in = month
            return None
        with self._store.read() as connection:
            faults = ledger_faults(connection)
        for fault in faults:
            _LOG.error("the monthly check of the books: %s", fault)
        first = {"first": faults[0]} if faults else {}
        with self._store.write() as work:
            work.log(SERVICE, _ACTION, ("ledger", ""), faults=len(faults), **first)
        self._done_in = month
        return faults

    def _was_run_since(self, month: datetime) -> bool:
        """Asked once a month and process, so that the audit needs no index for it."""
        done = select(audit.c.number).where(audit.c.action == _ACTION, audit.c.at >= month).limit(1)
        with self._store.read() as connection:
            return connection.execute(done).one_or_none() is not None
