"""A provider of payments that takes no money: for the demo, for trying the service out, and for the tests.

It behaves as a real one: a checkout page of its own, cards that succeed, fail, ask or take their time, and signed
notices that are brought again until they are taken. Its books are tables of their own, so it outlives a restart.
"""

from __future__ import annotations

import http.client
import json
import logging
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import insert, select, update

from server.payments.provider import (
    SIGNATURE,
    Checkout,
    Notice,
    NoticeForged,
    NoticeKind,
    Order,
    check_signature,
    sign,
)
from server.payments.test_bank import Course
from server.store.tables import test_checkouts, test_notices
from server.store.work import Store, Work

OPEN_FOR: Final = timedelta(hours=1)
LATE: Final = timedelta(seconds=20)
"""How long the late card's bank takes."""
AGAIN_AFTER: Final = timedelta(seconds=2)
"""The first pause before a notice nobody took is brought again; it doubles each time."""
MOST_TRIES: Final = 12
TIMEOUT_S: Final = 3.0
NAME: Final = "test"

_LOG: Final = logging.getLogger(__name__)


class CheckoutOver(Exception):
    """The checkout is unknown, paid, cancelled or too old: nothing more can be done on its page."""


class TestCheckout:
    """A checkout as its page shows it."""

    __test__ = False  # no test, though its name begins like one

    def __init__(self, id: str, amount_cents: int, currency: str, state: str) -> None:
        self.id = id
        self.amount_cents = amount_cents
        self.currency = currency
        self.state = state


class TestProvider:
    """Implements `PaymentProvider`, and what its own pages do."""

    __test__ = False
    name = NAME

    def __init__(self, store: Store, key: bytes, late: timedelta = LATE) -> None:
        self._store = store
        self._key = key
        self.late = late

    def open_checkout(self, order: Order) -> Checkout:
        """A new checkout, or the one there is for this order."""
        with self._store.write() as work:
            table = test_checkouts.c
            found = work.connection.execute(
                select(table.id, table.expires_at).where(table.payment_id == order.payment_id)
            ).one_or_none()
            if found is None:
                checkout_id, expires_at = secrets.token_urlsafe(24), work.now + OPEN_FOR
                work.connection.execute(
                    insert(test_checkouts).values(
                        id=checkout_id,
                        payment_id=order.payment_id,
                        amount_cents=order.amount_cents,
                        currency=order.currency,
                        state="open",
                        notice_url=order.notice_url,
                        expires_at=expires_at,
                        notices=0,
                    )
                )
            else:
                checkout_id, expires_at = found
        return Checkout(checkout_id, f"{order.page_url}/{checkout_id}", expires_at)

    def cancel(self, checkout_id: str) -> None:
        """Closes it and tells so; one that is paid or over stays as it is."""
        with self._store.write() as work:
            if self._move(work, checkout_id, ("open", "asking"), "cancelled"):
                self._tell(work, checkout_id, NoticeKind.CANCELLED)

    def give_back(self, checkout_id: str) -> None:
        """Sends it back and tells so; one that is not paid, or was sent back, stays as it is."""
        with self._store.write() as work:
            if self._move(work, checkout_id, ("paid",), "given back"):
                self._tell(work, checkout_id, NoticeKind.GIVEN_BACK)

    def read_notice(self, body: bytes, signature: str, now: datetime) -> Notice:
        """What one of our notices says. Raises NoticeForged."""
        check_signature(self._key, body, signature, now)
        try:
            fields = json.loads(body)
            return Notice(
                id=str(fields["id"]),
                number=int(fields["number"]),
                kind=NoticeKind(fields["kind"]),
                checkout_id=str(fields["checkout_id"]),
                payment_id=str(fields["payment_id"]),
                amount_cents=int(fields["amount_cents"]),
                currency=str(fields["currency"]),
                reason=fields.get("reason"),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise NoticeForged from fault

    def checkout(self, checkout_id: str) -> TestCheckout:
        """What its page shows. Raises CheckoutOver for one that never was."""
        table = test_checkouts.c
        with self._store.read() as connection:
            row = connection.execute(
                select(table.amount_cents, table.currency, table.state, table.expires_at).where(
                    table.id == checkout_id
                )
            ).one_or_none()
        if row is None:
            raise CheckoutOver
        is_late = row.state in ("open", "asking") and row.expires_at <= self._store.clock()
        return TestCheckout(
            checkout_id, row.amount_cents, row.currency, "expired" if is_late else str(row.state)
        )

    def pay(self, checkout_id: str, course: Course) -> None:
        """A card was typed on the page. Raises CheckoutOver."""
        self._refuse_over(checkout_id)
        with self._store.write() as work:
            self._take(work, checkout_id, "open", "asking" if course.bank_asks else self._after(course))
            if course.bank_asks:
                self._tell(work, checkout_id, NoticeKind.BANK_ASKED)
            for kind in course.told:
                self._tell(work, checkout_id, kind, reason=course.reason)
            for kind in course.later:
                self._tell(work, checkout_id, kind, after=self.late)

    def confirm(self, checkout_id: str, *, agreed: bool) -> None:
        """The member answered the bank's question. Raises CheckoutOver."""
        self._refuse_over(checkout_id)
        with self._store.write() as work:
            self._take(work, checkout_id, "asking", "paid" if agreed else "open")
            kind = NoticeKind.PAID if agreed else NoticeKind.DECLINED
            self._tell(work, checkout_id, kind, reason=None if agreed else "not_confirmed")

    def tell(self, payment_id: str, kind: NoticeKind) -> None:
        """What a bank did later, for example a dispute that was won; asked for on the command line and by tests."""
        with self._store.write() as work:
            checkout_id = work.connection.execute(
                select(test_checkouts.c.id).where(test_checkouts.c.payment_id == payment_id)
            ).scalar()
            if checkout_id is None:
                raise CheckoutOver
            self._tell(work, checkout_id, kind)

    def expire(self) -> None:
        """Tells of checkouts nobody finished in time."""
        table = test_checkouts.c
        now = self._store.clock()
        over = select(table.id).where(table.state.in_(("open", "asking")), table.expires_at <= now)
        with self._store.read() as connection:
            if connection.execute(over.limit(1)).scalar() is None:
                return
        with self._store.write() as work:
            for checkout_id in work.connection.execute(over).scalars().all():
                self._move(work, checkout_id, ("open", "asking"), "expired")
                self._tell(work, checkout_id, NoticeKind.EXPIRED)

    def bring_due(self) -> int:
        """Brings every notice that is due; says how many were taken."""
        self.expire()
        now = self._store.clock()
        table = test_notices.c
        with self._store.read() as connection:
            due = connection.execute(
                select(table.id, table.body, table.tries, test_checkouts.c.notice_url)
                .join(test_checkouts, test_checkouts.c.id == table.checkout_id)
                .where(table.brought_at.is_(None), table.due_at <= now, table.tries < MOST_TRIES)
                .order_by(table.due_at, table.id)
            ).all()
        taken = 0
        for notice_id, body, tries, url in due:
            was_taken = _post(url, body.encode(), sign(self._key, body.encode(), now))
            taken += was_taken
            with self._store.write() as work:
                work.connection.execute(
                    update(test_notices)
                    .where(table.id == notice_id)
                    .values(
                        tries=tries + 1,
                        due_at=work.now + AGAIN_AFTER * (1 << tries),
                        brought_at=work.now if was_taken else None,
                    )
                )
        return taken

    def _after(self, course: Course) -> str:
        return "open" if NoticeKind.DECLINED in course.told else "paid"

    def _refuse_over(self, checkout_id: str) -> None:
        if self.checkout(checkout_id).state not in ("open", "asking"):
            raise CheckoutOver

    def _take(self, work: Work, checkout_id: str, state: str, then: str) -> None:
        if not self._move(work, checkout_id, (state,), then):
            raise CheckoutOver

    def _move(self, work: Work, checkout_id: str, states: tuple[str, ...], then: str) -> bool:
        """By compare-and-set: a form that was sent twice does one thing."""
        moved = work.connection.execute(
            update(test_checkouts)
            .where(test_checkouts.c.id == checkout_id, test_checkouts.c.state.in_(states))
            .values(state=then)
            .returning(test_checkouts.c.id)
        )
        return moved.one_or_none() is not None

    def _tell(
        self,
        work: Work,
        checkout_id: str,
        kind: NoticeKind,
        *,
        reason: str | None = None,
        after: timedelta = timedelta(0),
    ) -> None:
        row = work.connection.execute(
            update(test_checkouts)
            .where(test_checkouts.c.id == checkout_id)
            .values(notices=test_checkouts.c.notices + 1)
            .returning(
                test_checkouts.c.notices,
                test_checkouts.c.payment_id,
                test_checkouts.c.amount_cents,
                test_checkouts.c.currency,
            )
        ).one()
        notice_id = str(uuid.uuid4())
        body = {
            "id": notice_id,
            "number": row.notices,
            "kind": kind.value,
            "checkout_id": checkout_id,
            "payment_id": row.payment_id,
            "amount_cents": row.amount_cents,
            "currency": row.currency,
            "reason": reason,
        }
        work.connection.execute(
            insert(test_notices).values(
                id=notice_id,
                checkout_id=checkout_id,
                body=json.dumps(body),
                due_at=work.now + after,
                tries=0,
                brought_at=None,
            )
        )


def _post(url: str, body: bytes, signature: str) -> bool:
    """Whether the service took it: with a 2xx, as is usual."""
    parts = urlsplit(url)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        headers = {"Content-Type": "application/json", SIGNATURE: signature}
        connection.request("POST", parts.path, body, headers)
        return connection.getresponse().status < 300
    except (OSError, http.client.HTTPException) as fault:
        _LOG.warning("a notice could not be brought: %s", type(fault).__name__)
        return False
    finally:
        connection.close()
