"""Keeps the tally of a session: the balance as last told, and what the messages that wait here will take of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.values import Change, ChangeKind
from app.viewmodels.hub import Hub, Tally

if TYPE_CHECKING:
    from app.services.session import OpenSession

    Counted = tuple[Tally, tuple[Change, ...]]

_COUNTED_CHANGES = (ChangeKind.BALANCE, ChangeKind.CONVERSATIONS, ChangeKind.ALL)


class CountingRoom(QObject):
    """Counts anew whenever money or the outbox changed, and sends what the money reaches for by now."""

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    def _on_session_changed(self, session: OpenSession | None) -> None:
        if session is not None:
            self._count()

    def _on_changed(self, change: Change) -> None:
        if change.kind in _COUNTED_CHANGES:
            self._count()

    def _count(self) -> None:
        self._hub.storage(self, _counted, self._on_counted)

    def _on_counted(self, counted: Counted) -> None:
        tally, changes = counted
        self._hub.set_tally(tally)
        if changes:
            self._hub.tell_all(changes)
            self._hub.sending_wanted.emit()


def _counted(session: OpenSession) -> Counted:
    """On the storage lane."""
    balance = session.money.balance()
    changes = () if balance is None else session.outbox.release_funded(balance)
    outbox = session.outbox
    tally = Tally(balance, outbox.claimed_cents(), outbox.waiting_count(), session.stores.has_unsent)
    return tally, changes
