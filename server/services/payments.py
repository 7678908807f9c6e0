"""Paying in by card: begun once, credited exactly once, whatever the provider's notices do on their way.

Rules for notices, each held by a test: one that is not signed changes nothing; the same one again changes nothing; an
older one that comes late changes nothing that is shown; being paid counts whenever it is told, and once; a sum or a
currency that is not the one asked for is never credited; a dispute is the service's own loss and blocks nothing; what
is paid after its account was closed is not credited but given back to the card, once, also if the provider was away.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from contract.events import EventKind
from contract.limits import PAGE_SIZE
from contract.payments import (
    PAYMENT_LEAST_CENTS,
    PAYMENT_MOST_CENTS,
    PAYMENTS_A_DAY,
    DeclineReason,
    NewPayment,
    Payment,
    Payments,
    PaymentState,
)
from contract.problems import FieldReason
from server.payments.provider import Notice, NoticeKind, Order, PaymentProvider, ProviderAway
from server.services import fields, ledger
from server.services.faults import InvalidField, NotFound, NotOffered, QuotaReached
from server.services.messages import answered_before, body_digest, remember
from server.services.paging import cursor_for, cut, place_of
from server.store.tables import members, payment_notices
from server.store.tables import payments as table
from server.store.work import SERVICE, Actor, Store, Work

CURRENCY: Final = "USD"
DUE: Final = "due"
ASKED: Final = "asked"
DONE: Final = "done"
"""How far a payment is on its way back to the card."""
_LOG: Final = logging.getLogger(__name__)
_SHOWN: Final = {
    NoticeKind.BANK_ASKED: PaymentState.BANK_ASKED,
    NoticeKind.CONFIRMING: PaymentState.CONFIRMING,
    NoticeKind.DECLINED: PaymentState.DECLINED,
    NoticeKind.CANCELLED: PaymentState.CANCELLED,
    NoticeKind.EXPIRED: PaymentState.EXPIRED,
}
_DISPUTES: Final = {
    NoticeKind.DISPUTED: "open",
    NoticeKind.DISPUTE_WON: "won",
    NoticeKind.DISPUTE_LOST: "lost",
}


@dataclass(frozen=True)
class LatePayment:
    """A payment of a closed account on its way back to the card, and whether the provider was asked yet."""

    id: str
    amount_cents: int
    since: datetime
    is_asked: bool


class PaymentService:
    """Begins payments, and takes in what the provider tells of them."""

    def __init__(self, store: Store, provider: PaymentProvider | None) -> None:
        self._store = store
        self.provider = provider

    def begin(self, member_id: str, key: str | None, new: NewPayment, base_url: str) -> Payment:
        """A payment and the provider's page for it; the same key again gives the same one.

        `base_url` is where this service is reached. Raises InvalidField, KeyReused, NotOffered, QuotaReached and
        ProviderAway; after the last, the same key goes on where it stopped.
        """
        if self.provider is None:
            raise NotOffered
        key = fields.key(key)
        payment_id = self._note(member_id, key, new)
        with self._store.read() as connection:
            (known,) = _rows(connection, table.c.id == payment_id)
        if known.checkout_url is None:
            order = Order(
                payment_id,
                known.amount_cents,
                known.currency,
                f"{base_url}/payments/notices/{self.provider.name}",
                f"{base_url}/payments/{self.provider.name}",
            )
            checkout = self.provider.open_checkout(order)
            with self._store.write() as work:
                work.connection.execute(
                    update(table)
                    .where(table.c.id == payment_id, table.c.checkout_url.is_(None))
                    .values(
                        checkout_id=checkout.id, checkout_url=checkout.url, expires_at=checkout.expires_at
                    )
                )
        return self.get(member_id, payment_id)

    def get(self, member_id: str, payment_id: str) -> Payment:
        """One payment. Raises NotFound."""
        with self._store.read() as connection:
            found = of_member(connection, member_id, [payment_id])
        if payment_id not in found:
            raise NotFound
        return found[payment_id]

    def page(self, member_id: str, cursor: str | None = None) -> Payments:
        """The member's payments, newest first."""
        conditions = [table.c.member_id == member_id]
        if cursor is not None:
            conditions.append(table.c.sequence < place_of(cursor, int))
        with self._store.read() as connection:
            rows, more = cut(_rows(connection, *conditions, newest=PAGE_SIZE + 1), PAGE_SIZE)
        return Payments(
            items=tuple(_view(row) for row in rows),
            is_offered=self.provider is not None,
            next=cursor_for(rows[-1].sequence) if more else None,
        )

    def cancel(self, member_id: str, payment_id: str) -> Payment:
        """Gives up a payment that is not paid; the provider decides, so it may turn out to be paid. Raises NotFound."""
        self.get(member_id, payment_id)
        with self._store.read() as connection:
            (row,) = _rows(connection, table.c.id == payment_id)
        if self.provider is not None and row.checkout_id is not None and row.paid_at is None:
            self.provider.cancel(row.checkout_id)
        return self.get(member_id, payment_id)

    def take_notice(self, provider: str, body: bytes, signature: str) -> bool:
        """Takes in what the provider tells; whether it is about a payment of ours. Raises NoticeForged, NotFound."""
        if self.provider is None or self.provider.name != provider:
            raise NotFound
        notice = self.provider.read_notice(body, signature, self._store.clock())
        with self._store.write() as work:
            if _was_taken(work, provider, notice):
                return True
            rows = _rows(work.connection, table.c.id == notice.payment_id, table.c.provider == provider)
            if not rows or rows[0].checkout_id not in (None, notice.checkout_id):
                return False
            _take(work, provider, rows[0], notice)
            return True

    def give_back_due(self) -> int:
        """Asks the provider to send back what came after its account was closed; how much of that it was asked for.

        Called from time to time: where the provider is away, what is left is asked for the next time.
        """
        due = table.c.give_back == DUE
        with self._store.read() as connection:
            rows = _rows(connection, due)
        asked = 0
        provider = self.provider
        if provider is None:
            return 0
        for row in rows:
            try:
                provider.give_back(row.checkout_id)
            except ProviderAway:
                _LOG.warning("the provider is away: %s payments wait to be given back", len(rows) - asked)
                break
            with self._store.write() as work:
                # It may have told that it is done before this: that stays.
                work.connection.execute(
                    update(table).where(table.c.id == row.id, due).values(give_back=ASKED)
                )
                work.log(
                    SERVICE, "payment to be given back", ("payment", row.id), amount_cents=row.amount_cents
                )
            asked += 1
        return asked

    def on_their_way_back(self) -> list[LatePayment]:
        """What came after its account was closed and is not known to be back on its card, the oldest first."""
        with self._store.read() as connection:
            rows = _rows(connection, table.c.give_back.in_((DUE, ASKED)))
        return [
            LatePayment(row.id, row.amount_cents, row.since, row.give_back == ASKED) for row in reversed(rows)
        ]

    def _note(self, member_id: str, key: str, new: NewPayment) -> str:
        """The payment's row, before the provider hears of it."""
        if not PAYMENT_LEAST_CENTS <= new.amount_cents <= PAYMENT_MOST_CENTS:
            is_small = new.amount_cents < PAYMENT_LEAST_CENTS
            raise InvalidField(
                "amount_cents",
                FieldReason.TOO_SHORT if is_small else FieldReason.TOO_LONG,
                limit=PAYMENT_LEAST_CENTS if is_small else PAYMENT_MOST_CENTS,
                count=new.amount_cents,
            )
        body_sha256 = body_digest("payment", new)
        with self._store.write() as work:
            begun_before = answered_before(work.connection, member_id, key, body_sha256)
            if begun_before is not None:
                return begun_before
            self._refuse_too_many(work, member_id)
            payment_id = str(uuid.uuid4())
            work.connection.execute(
                insert(table).values(
                    id=payment_id,
                    member_id=member_id,
                    provider=self.provider.name if self.provider else "",
                    amount_cents=new.amount_cents,
                    currency=CURRENCY,
                    state=PaymentState.WAITING.value,
                    since=work.now,
                    created_at=work.now,
                    sequence=work.next_sequence(),
                    last_notice=0,
                )
            )
            remember(work, member_id, key, body_sha256, payment_id)
            work.tell(member_id, EventKind.PAYMENT_CHANGED.value, payment_id)
            work.log(
                Actor("member", member_id),
                "payment begun",
                ("payment", payment_id),
                amount_cents=new.amount_cents,
            )
            return payment_id

    def _refuse_too_many(self, work: Work, member_id: str) -> None:
        since = work.now - timedelta(days=1)
        count, first = work.connection.execute(
            select(func.count(), func.min(table.c.created_at)).where(
                table.c.member_id == member_id, table.c.created_at > since
            )
        ).one()
        if count >= PAYMENTS_A_DAY:
            raise QuotaReached(PAYMENTS_A_DAY, first + timedelta(days=1))


def of_member(connection: Connection, member_id: str, ids: Sequence[str]) -> dict[str, Payment]:
    """The member's own among these payments."""
    if not ids:
        return {}
    return {
        row.id: _view(row) for row in _rows(connection, table.c.id.in_(ids), table.c.member_id == member_id)
    }


def _rows(connection: Connection, *conditions: ColumnElement[bool], newest: int | None = None) -> list[Any]:
    statement = select(table).where(*conditions).order_by(table.c.sequence.desc()).limit(newest)
    return list(connection.execute(statement))


def _view(row: Any) -> Payment:
    state = PaymentState(row.state)
    return Payment(
        id=row.id,
        amount_cents=row.amount_cents,
        currency=row.currency,
        state=state,
        created_at=row.created_at,
        since=row.since,
        checkout_url=None if state.is_over or state is PaymentState.CONFIRMING else row.checkout_url,
        decline_reason=DeclineReason(row.decline_reason)
        if row.decline_reason and state is PaymentState.DECLINED
        else None,
        is_disputed=row.dispute == "open",
    )


def _was_taken(work: Work, provider: str, notice: Notice) -> bool:
    notices = payment_notices.c
    known = select(notices.kind).where(notices.provider == provider, notices.notice_id == notice.id)
    return work.connection.execute(known).one_or_none() is not None


def _take(work: Work, provider: str, row: Any, notice: Notice) -> None:
    """Notes the notice, and does what follows from it."""
    work.connection.execute(
        insert(payment_notices).values(
            provider=provider,
            notice_id=notice.id,
            payment_id=row.id,
            kind=notice.kind.value,
            number=notice.number,
            at=work.now,
        )
    )
    actor, subject = Actor("service", provider), ("payment", row.id)
    changes: dict[str, object] = {"last_notice": max(row.last_notice, notice.number)}
    if (notice.amount_cents, notice.currency) != (row.amount_cents, row.currency):
        work.log(actor, "payment notice of another sum", subject, amount_cents=notice.amount_cents)
    elif notice.kind is NoticeKind.PAID:
        if row.paid_at is None and row.give_back is None and _is_closed(work, row.member_id):
            changes |= {"give_back": DUE, "since": work.now, "checkout_id": notice.checkout_id}
            work.log(actor, "payment after closing", subject, amount_cents=row.amount_cents)
        elif row.paid_at is None and row.give_back is None:
            ledger.deposit_card(work, row.member_id, row.amount_cents, provider, row.id)
            changes |= {"paid_at": work.now, "state": PaymentState.PAID.value, "since": work.now}
            changes |= _book_dispute(work, provider, row, row.dispute)
            work.log(actor, "payment credited", subject, amount_cents=row.amount_cents)
    elif notice.kind in _DISPUTES:
        told = _DISPUTES[notice.kind]
        if row.dispute not in ("won", "lost"):  # it ended already: the news of its beginning came late
            changes["dispute"] = told
            if row.paid_at is not None:
                changes |= _book_dispute(work, provider, row, told)
            work.log(actor, f"payment dispute {told}", subject, amount_cents=row.amount_cents)
    elif notice.kind is NoticeKind.GIVEN_BACK:
        if (
            row.give_back is not None
        ):  # of one that was credited nothing changes here: the operator has to look
            changes["give_back"] = DONE
        work.log(actor, "payment given back", subject, amount_cents=row.amount_cents)
    elif row.paid_at is None and row.give_back is None and notice.number > row.last_notice:
        changes |= {"state": _SHOWN[notice.kind].value, "since": work.now, "decline_reason": notice.reason}
        work.log(actor, f"payment {notice.kind.value.replace('_', ' ')}", subject)
    work.connection.execute(update(table).where(table.c.id == row.id).values(**changes))
    work.tell(row.member_id, EventKind.PAYMENT_CHANGED.value, row.id)


def _is_closed(work: Work, member_id: str) -> bool:
    closed_at = select(members.c.closed_at).where(members.c.id == member_id)
    return work.connection.execute(closed_at).scalar_one() is not None


def _book_dispute(work: Work, provider: str, row: Any, dispute: str | None) -> dict[str, object]:
    """Writes down what a bank took back; one that was won before it was written down changes nothing."""
    if dispute in ("open", "lost") and row.dispute_booked is None:
        ledger.dispute(work, row.member_id, row.amount_cents, provider, row.id, won=False)
        return {"dispute_booked": "taken"}
    if dispute == "won" and row.dispute_booked == "taken":
        ledger.dispute(work, row.member_id, row.amount_cents, provider, row.id, won=True)
        return {"dispute_booked": "given back"}
    return {}
