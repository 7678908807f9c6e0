"""Closing the account: what it would mean, read anew each time, and doing it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.closing import ClosedInfo, ClosingInfo
from app.domain.errors import GettingOutError, PriceChanged
from app.jobs.job import Job
from app.viewmodels.hub import Hub


class ClosingViewModel(QObject):
    """State of the sheet; `closed` comes also when the server ended the session meanwhile."""

    terms_changed = Signal(object)  # ClosingInfo
    closed = Signal(object)  # ClosedInfo
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._terms: ClosingInfo | None = None

    @property
    def has_unsent(self) -> bool:
        """Whether something here is not sent yet and would go with the account."""
        return self._hub.tally.has_unsent

    def load(self) -> None:
        """What closing now would mean."""
        self._hub.network(
            self, lambda session: session.account.closing_terms(), self._on_terms, self._on_failed
        )

    def close(self, password: str, code: str) -> None:
        """Close it, on the terms that were shown."""
        engine, terms = self._hub.engine, self._terms
        if engine is None or terms is None:
            return
        # Not dropped with the session: the server ends it in the same moment.
        self._hub.runner.network(
            Job(
                self,
                lambda: engine.sessions.close_account(password, terms.payout_cents, code),
                self._on_closed,
                self._on_failed,
            )
        )

    def _on_terms(self, terms: ClosingInfo) -> None:
        self._terms = terms
        self.terms_changed.emit(terms)

    def _on_closed(self, closed: ClosedInfo) -> None:
        self._terms = None
        self.closed.emit(closed)

    def _on_failed(self, fault: GettingOutError) -> None:
        if isinstance(fault, PriceChanged):
            self.load()  # the sum has moved on: it is shown before anything is closed
        self.failed.emit(fault)
