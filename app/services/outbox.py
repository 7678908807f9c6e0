"""Sends what waits on this computer: in order per contact, each exactly once, quietly again after a fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from app.domain.errors import (
    CannotWriteNow,
    GettingOutError,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    Offline,
    PriceChanged,
    Refused,
    SignedOut,
    Throttled,
    VersionFault,
)
from app.domain.values import BalanceInfo, Change, ChangeKind, FaultKind, SendFault
from app.services.one_at_a_time import OneAtATime
from app.services.pauses import Pauses
from app.storage.outbox_store import OutboxEntry, OutboxStore
from contract.messages import Message, NewMessage

Tell = Callable[[Change], None]


class SendMessage(Protocol):
    """The one call to the server that the outbox makes."""

    def __call__(self, local_id: str, message: NewMessage, /) -> Message:
        """Send it with its key; repeating it is harmless."""


class OutboxService:
    """One drain at a time. A message that needs the member steps out of the line; what comes after it goes on.

    `clock` counts seconds and never jumps; pauses are kept per contact, so a fault of one holds up no other.
    """

    def __init__(
        self,
        send: SendMessage,
        store: OutboxStore,
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
        new_pauses: Callable[[], Pauses] = Pauses,
    ) -> None:
        self._send = send
        self._store = store
        self._tell = tell
        self._clock = clock
        self._new_pauses = new_pauses
        self._turns = OneAtATime()
        self._guard = threading.Lock()
        self._in_flight: str | None = None
        self._wanted_back: str | None = None
        self._pauses: dict[str, Pauses] = {}
        self._not_before: dict[str, float] = {}
        self._offline_pauses = new_pauses()

    def drain(self, at_once: bool = False) -> float | None:
        """Send what can be sent; `at_once` forgets the pauses. A call during another makes that one look again.

        Returns in how many seconds to come again for what waits for a pause, None if nothing does. Raises SignedOut
        and VersionFault, which no pause helps against.
        """
        if at_once:
            self._forget_pauses()
        return self._turns.run(self._drain)

    def take_back(self, local_id: str) -> tuple[Change, ...]:
        """Turn a waiting message into the draft again; NotFound if it is not waiting any more.

        One that is on the wire this moment comes back if it turns out that it did not arrive: then the changes are
        told, and none are returned here.
        """
        with self._guard:
            if self._in_flight == local_id:
                self._wanted_back = local_id
                return ()
        return self._take_back(local_id)

    def retry(self, local_id: str, price_cents: int) -> tuple[Change, ...]:
        """The member wants a message that stayed to be sent, at this price."""
        entry = self._store.get(local_id)
        if entry is None:
            raise NotFound(local_id)
        self._store.retry(local_id, price_cents)
        self._pauses.pop(entry.contact_id, None)
        self._not_before.pop(entry.contact_id, None)
        return _changed(entry)

    def release_funded(self, balance: BalanceInfo) -> tuple[Change, ...]:
        """Messages that only lacked money go back into the line as far as the balance reaches, oldest first."""
        left = balance.available_cents
        changes: list[Change] = []
        for entry in self._store.waiting():
            if entry.fault is None:
                left -= entry.price_cents
            elif entry.fault.kind is FaultKind.FUNDS and entry.price_cents <= left:
                left -= entry.price_cents
                self._store.retry(entry.local_id, entry.price_cents)
                changes.extend(_changed(entry))
        return tuple(changes)

    def claimed_cents(self) -> int:
        """What the messages that wait here will cost once they leave by themselves."""
        wanted = (None, FaultKind.FUNDS)
        return sum(
            entry.price_cents
            for entry in self._store.waiting()
            if (entry.fault.kind if entry.fault else None) in wanted
        )

    def waiting_count(self) -> int:
        """How many messages wait here, also those that need the member."""
        return len(self._store.waiting())

    def _take_back(self, local_id: str) -> tuple[Change, ...]:
        entry = self._store.get(local_id)
        if entry is None or self._store.take_back(local_id) is None:
            raise NotFound(local_id)
        return (*_changed(entry), Change(ChangeKind.DRAFT, entry.contact_id))

    def _drain(self) -> float | None:
        while (entry := self._next()) is not None:
            try:
                self._send_one(entry)
            except Offline:
                return self._offline_pauses.next_s()
            self._offline_pauses.reset()
        return self._soonest()

    def _next(self) -> OutboxEntry | None:
        """The oldest message whose contact has no pause."""
        now = self._clock()
        paused = {contact_id for contact_id, at in self._not_before.items() if at > now}
        for entry in self._store.waiting():
            if entry.fault is None and entry.contact_id not in paused:
                return entry
        return None

    def _send_one(self, entry: OutboxEntry) -> None:
        with self._guard:
            self._in_flight = entry.local_id
        try:
            present = self._store.get(entry.local_id)  # it may have been taken back before it was marked
            if present is not None and present.fault is None:
                self._attempt(present)
        finally:
            with self._guard:
                self._in_flight = None
                wanted_back, self._wanted_back = self._wanted_back, None
            if wanted_back is not None and self._store.get(wanted_back) is not None:
                for change in self._take_back(wanted_back):
                    self._tell(change)

    def _attempt(self, entry: OutboxEntry) -> None:
        wanted = NewMessage(contact_id=entry.contact_id, text=entry.text, price_cents=entry.price_cents)
        try:
            message = self._send(entry.local_id, wanted)
        except (SignedOut, VersionFault):
            raise
        except Offline:
            self._store.tried(entry.local_id)
            raise
        except KeyReused:
            from uuid import uuid4

            # The server has other words under this key. A new key keeps both apart; the member decides.
            self._store.renew(entry.local_id, str(uuid4()), SendFault(FaultKind.KEY))
        except GettingOutError as fault:
            needs_member = _send_fault(fault)
            if needs_member is None:
                self._store.tried(entry.local_id)
                self._pause(entry.contact_id, fault)
            else:
                self._store.fail(entry.local_id, needs_member)
        else:
            self._store.settle(entry.local_id, message)
            self._pauses.pop(entry.contact_id, None)
        for change in _changed(entry):
            self._tell(change)

    def _pause(self, contact_id: str, fault: GettingOutError) -> None:
        pause_s = self._pauses.setdefault(contact_id, self._new_pauses()).next_s()
        if isinstance(fault, Throttled) and fault.retry_at is not None:
            pause_s = max(pause_s, min((fault.retry_at - datetime.now(UTC)).total_seconds(), 3600.0))
        self._not_before[contact_id] = self._clock() + pause_s

    def _soonest(self) -> float | None:
        """Seconds until the first pause ends of a contact that has something waiting."""
        waiting = {entry.contact_id for entry in self._store.waiting() if entry.fault is None}
        ends = [at for contact_id, at in self._not_before.items() if contact_id in waiting]
        return max(0.0, min(ends) - self._clock()) if ends else None

    def _forget_pauses(self) -> None:
        self._pauses.clear()
        self._not_before.clear()
        self._offline_pauses.reset()


def _send_fault(fault: GettingOutError) -> SendFault | None:
    """Why the member must decide; None for a fault of the server, which is tried again."""
    match fault:
        case NotEnoughFunds():
            return SendFault(FaultKind.FUNDS, fault.price_cents, fault.balance_cents, fault.missing_cents)
        case PriceChanged():
            return SendFault(FaultKind.PRICE, price_cents=fault.price_cents)
        case CannotWriteNow():
            return SendFault(FaultKind.CANNOT_WRITE, reason=fault.reason)
        case Refused():
            return SendFault(FaultKind.TEXT, reason=fault.reason, limit=fault.limit)
        case NotFound():
            return SendFault(FaultKind.UNKNOWN_CONTACT)
        case _:
            return None


def _changed(entry: OutboxEntry) -> tuple[Change, Change]:
    """What a step of this entry changes on the screen."""
    return (
        Change(ChangeKind.THREAD, entry.contact_id, (entry.local_id,)),
        Change(ChangeKind.CONVERSATIONS, entry.contact_id),
    )
