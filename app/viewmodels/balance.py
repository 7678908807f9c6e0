"""The balance page beyond the list of movements: searching them, what is on hold, being paid out, statements."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.money_values import HoldRow, MovementWish, RefundInfo, Statement
from app.domain.values import Change, ChangeKind, MovementRow
from app.viewmodels.hub import Hub
from app.viewmodels.sum_request import SumRequest

if TYPE_CHECKING:
    from app.services.money import MovementsPage
    from app.services.session import OpenSession


class BalanceViewModel(SumRequest):
    """State of the balance page. `found` is None while no search is on: then the account's own movements are shown."""

    found_changed = Signal(object)  # tuple[MovementRow, ...] | None
    searching_changed = Signal(bool)
    holds_changed = Signal(object)  # tuple[HoldRow, ...]
    refunds_changed = Signal(object)  # tuple[RefundInfo, ...]
    statement_ready = Signal(object)  # Statement
    saved = Signal(str)  # path
    failed = Signal(object)  # GettingOutError, of searching or of what is on hold
    statement_failed = Signal(object)  # GettingOutError
    refund_failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(hub, parent)
        self._wish = MovementWish()
        self._found: tuple[MovementRow, ...] | None = None
        self._cursor: str | None = None
        self._is_searching = False
        self._has_failed = False
        self._holds: tuple[HoldRow, ...] = ()
        self._refunds: tuple[RefundInfo, ...] = ()
        self._was_asked = False
        self._asks = 0  # so that an answer that was overtaken by a newer one is left out
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def wish(self) -> MovementWish:
        """What is searched for."""
        return self._wish

    @property
    def found(self) -> tuple[MovementRow, ...] | None:
        """What the search has found so far, newest first; None while there is none."""
        return self._found

    @property
    def more_found(self) -> bool:
        """Whether `find_more` would find older ones."""
        return self._cursor is not None

    @property
    def is_searching(self) -> bool:
        """Whether an answer is on its way."""
        return self._is_searching

    @property
    def holds(self) -> tuple[HoldRow, ...]:
        """What is on hold, newest first."""
        return self._holds

    @property
    def refunds(self) -> tuple[RefundInfo, ...]:
        """Wishes to be paid out, newest first."""
        return self._refunds

    def load(self) -> None:
        """Read holds and wishes anew."""
        self._was_asked = True
        self._asks += 1
        asks = self._asks
        self._hub.network(
            self,
            lambda session: session.payments.holds(),
            lambda holds: self._on_holds(holds) if asks == self._asks else None,
            self._on_failed,
        )
        self._hub.network(
            self,
            lambda session: session.payments.refunds(),
            lambda refunds: self._on_refunds(refunds) if asks == self._asks else None,
            self._on_quiet,
        )

    def find(self, wish: MovementWish) -> None:
        """Show what fits; with nothing wished everything is shown again. One that failed can be asked for again."""
        if wish == self._wish and not self._has_failed:
            return
        self._has_failed = False
        self._wish = wish
        self._cursor = None
        if wish.is_everything:
            self._set_searching(False)
            self._set_found(None)
        else:
            self._ask(None)

    def find_more(self) -> None:
        """Older ones that fit."""
        if self._cursor is not None and not self._is_searching:
            self._ask(self._cursor)

    def ask_refund(self, amount_cents: int) -> None:
        """Ask to be paid out; ends in `refunds_changed` or `refund_failed`."""
        if self._busy:
            return
        key = self._key_for(amount_cents)
        self._set_busy(True)
        self._hub.network(
            self,
            lambda session: session.payments.ask_refund(amount_cents, key),
            self._on_refund,
            self._on_refund_failed,
        )

    def withdraw_refund(self, key: str) -> None:
        """Keep the money here after all."""
        if self._busy:
            return
        self._set_busy(True)
        self._hub.network(
            self,
            lambda session: session.payments.withdraw_refund(key),
            self._on_refund,
            self._on_refund_failed,
        )

    def make_statement(self, month: date) -> None:
        """Read a whole month; ends in `statement_ready` or `statement_failed`."""
        session = self._hub.session
        zone = self._hub.zone(session.info if session is not None else None)
        self._hub.network(
            self,
            lambda session: session.money.statement(month, zone),
            self._on_statement,
            self._on_statement_failed,
        )

    def save(self, path: str, data: bytes) -> None:
        """Put a file where the member wants it; ends in `saved` or `statement_failed`."""
        self._hub.storage(
            self,
            lambda session: session.money.save_file(Path(path), data),
            lambda _nothing: self.saved.emit(path),
            self._on_statement_failed,
        )

    def _ask(self, cursor: str | None) -> None:
        wish = self._wish
        self._set_searching(True)
        self._hub.network(
            self,
            lambda session: session.money.find(wish, cursor),
            lambda page: self._on_page(wish, cursor, page),
            lambda fault: self._on_search_failed(wish, cursor, fault),
        )

    def _on_page(self, wish: MovementWish, cursor: str | None, page: MovementsPage) -> None:
        if wish != self._wish:
            return  # an answer to what was asked before
        self._cursor = page.next
        self._set_searching(False)
        self._set_found(page.rows if cursor is None else (*(self._found or ()), *page.rows))

    def _on_search_failed(self, wish: MovementWish, cursor: str | None, fault: GettingOutError) -> None:
        """What an earlier search found must not stand for this one."""
        if wish == self._wish:
            if cursor is None:
                self._has_failed = True
                self._set_found(())
            self._set_searching(False)
            self.failed.emit(fault)

    def _on_holds(self, holds: tuple[HoldRow, ...]) -> None:
        self._holds = holds
        self.holds_changed.emit(holds)

    def _on_refunds(self, refunds: tuple[RefundInfo, ...]) -> None:
        self._refunds = refunds
        self.refunds_changed.emit(refunds)

    def _on_refund(self, refund: RefundInfo) -> None:
        self._end_attempt()
        self._set_busy(False)
        self._asks += 1
        self._on_refunds((refund, *(one for one in self._refunds if one.key != refund.key)))
        self._hub.tell(Change(ChangeKind.BALANCE))

    def _on_refund_failed(self, fault: GettingOutError) -> None:
        self._end_attempt(fault)
        self._set_busy(False)
        self.refund_failed.emit(fault)

    def _on_statement(self, statement: Statement) -> None:
        self.statement_ready.emit(statement)

    def _on_statement_failed(self, fault: GettingOutError) -> None:
        self.statement_failed.emit(fault)

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)

    def _on_quiet(self, _fault: GettingOutError) -> None:
        """A server that knows of none, or a moment without a connection: the card of holds says it already."""

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._was_asked = False
        self._wish = MovementWish()
        self._cursor = None
        self._end_attempt()
        self._set_searching(False)
        self._set_busy(False)
        self._set_found(None)
        self._on_holds(())
        self._on_refunds(())

    def _on_changed(self, change: Change) -> None:
        if self._was_asked and change.kind in (ChangeKind.BALANCE, ChangeKind.ALL):
            self.load()
            if self._found is not None:
                self._ask(None)

    def _set_found(self, found: tuple[MovementRow, ...] | None) -> None:
        if found != self._found:
            self._found = found
            self.found_changed.emit(found)

    def _set_searching(self, is_searching: bool) -> None:
        if is_searching != self._is_searching:
            self._is_searching = is_searching
            self.searching_changed.emit(is_searching)
