"""What members see and do with their money: the balance, every movement, vouchers paid in."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, insert, select, update

from contract import vouchers as form
from contract.limits import PAGE_SIZE
from contract.money import Balance, Movement, MovementKind, Movements, Redeemed, Redemption
from server.services import fields, ledger
from server.services.faults import VoucherUnknown, VoucherUsed
from server.services.messages import answered_before, body_digest, remember
from server.services.movement_search import EVERYTHING, MovementSearch
from server.services.paging import cursor_for, cut, place_of
from server.services.throttle import VOUCHER, Throttle, forgive
from server.store.tables import ledger_entries, ledger_transactions, submissions, vouchers
from server.store.work import Actor, Store, Work

ENDING_SIGNS: Final = 4


class VoucherService:
    """Balance, movements, and the vouchers that pay in."""

    def __init__(self, store: Store, throttle: Throttle) -> None:
        self._store = store
        self._throttle = throttle

    def balance(self, member_id: str) -> Balance:
        """What can be spent, and what is held."""
        with self._store.read() as connection:
            return ledger.balance(connection, member_id)

    def movements(
        self, member_id: str, cursor: str | None = None, wanted: MovementSearch = EVERYTHING
    ) -> Movements:
        """Every movement that is wanted, newest first, signed as the member feels it."""
        rows = ledger_transactions.c
        amount = func.coalesce(ledger_entries.c.amount_cents, 0)
        statement = (
            select(
                rows.id,
                rows.sequence,
                rows.at,
                rows.kind,
                amount,
                rows.price_cents,
                rows.balance_cents,
                rows.what,
                rows.submission_id,
                rows.contact_id,
                rows.payment_id,
                rows.refund_id,
                submissions.c.profile_photo_id,
                submissions.c.photo_id,
                submissions.c.post_id,
                submissions.c.facility_id,
            )
            .outerjoin(submissions, submissions.c.id == rows.submission_id)
            .outerjoin(
                ledger_entries,
                and_(
                    ledger_entries.c.transaction == rows.sequence,
                    ledger_entries.c.account_id == ledger.available(member_id),
                ),
            )
            .where(rows.member_id == member_id, *wanted.conditions())
            .order_by(rows.sequence.desc())
            .limit(PAGE_SIZE + 1)
        )
        if cursor is not None:
            statement = statement.where(rows.sequence < place_of(cursor, int))
        with self._store.read() as connection:
            found, more = cut(list(connection.execute(statement)), PAGE_SIZE)
        items = tuple(
            Movement(
                id=movement_id,
                sequence=sequence,
                at=at,
                kind=MovementKind(kind),
                amount_cents=amount_cents,
                price_cents=price_cents,
                balance_cents=balance_cents,
                what=what,
                message_id=None if profile_photo_id or photo_id or post_id else submission_id,
                contact_id=contact_id,
                profile_photo_id=profile_photo_id,
                photo_id=photo_id,
                post_id=post_id,
                payment_id=payment_id,
                refund_id=refund_id,
                facility_id=facility_id if profile_photo_id or photo_id or post_id else None,
            )
            for (
                movement_id,
                sequence,
                at,
                kind,
                amount_cents,
                price_cents,
                balance_cents,
                what,
                submission_id,
                contact_id,
                payment_id,
                refund_id,
                profile_photo_id,
                photo_id,
                post_id,
                facility_id,
            ) in found
        )
        return Movements(items=items, next=cursor_for(items[-1].sequence) if more else None)

    def redeem(self, member_id: str, key: str | None, redemption: Redemption) -> Redeemed:
        """Pays a voucher in, once. Every try counts as wrong until it has proved right.

        Raises InvalidField, KeyReused, Throttled, VoucherUnknown and VoucherUsed.
        """
        key = fields.key(key)
        body_sha256 = body_digest("voucher", redemption)
        with self._store.read() as connection:
            paid_before = answered_before(connection, member_id, key, body_sha256)
        if paid_before is None:
            self._throttle.charge(VOUCHER, member_id)
        with self._store.write() as work:
            # Asked again: the same try may have come twice at once.
            paid_before = answered_before(work.connection, member_id, key, body_sha256)
            if paid_before is not None:
                return Redeemed(
                    amount_cents=int(paid_before), balance=ledger.balance(work.connection, member_id)
                )
            cents, ending = self._use(work, member_id, redemption.code)
            forgive(work, VOUCHER, member_id)
            ledger.deposit(work, member_id, cents, ending)
            remember(work, member_id, key, body_sha256, str(cents))
            work.log(Actor("member", member_id), "voucher paid in", ("voucher", ending), amount_cents=cents)
            return Redeemed(amount_cents=cents, balance=ledger.balance(work.connection, member_id))

    def make(self, code: str, amount_cents: int, actor: Actor) -> None:
        """Puts a code on sale; one that was made before stays as it is."""
        if not form.is_well_formed(code) or amount_cents <= 0:
            raise ValueError("a voucher has a well-formed code and an amount")
        with self._store.write() as work:
            known = select(vouchers.c.code_sha256).where(vouchers.c.code_sha256 == _digest(code))
            if work.connection.execute(known).one_or_none() is not None:
                return
            work.connection.execute(
                insert(vouchers).values(
                    code_sha256=_digest(code),
                    ending=form.tidy(code)[-ENDING_SIGNS:],
                    amount_cents=amount_cents,
                    made_at=work.now,
                )
            )
            work.log(
                actor, "voucher made", ("voucher", form.tidy(code)[-ENDING_SIGNS:]), amount_cents=amount_cents
            )

    def _use(self, work: Work, member_id: str, code: str) -> tuple[int, str]:
        used = work.connection.execute(
            update(vouchers)
            .where(vouchers.c.code_sha256 == _digest(code), vouchers.c.used_at.is_(None))
            .values(used_at=work.now, used_by=member_id)
            .returning(vouchers.c.amount_cents, vouchers.c.ending)
        ).one_or_none()
        if used is not None:
            return used.amount_cents, used.ending
        when: datetime | None = work.connection.execute(
            select(vouchers.c.used_at).where(vouchers.c.code_sha256 == _digest(code))
        ).scalar()
        raise VoucherUnknown if when is None else VoucherUsed


def _digest(code: str) -> str:
    return hashlib.sha256(form.tidy(code).encode()).hexdigest()
