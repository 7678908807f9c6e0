"""Paying out what a member did not use: asked for by the member, decided by the operator, on hold in between."""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from contract.limits import PAGE_SIZE
from contract.payments import REFUND_NOTE_CHARACTERS, NewRefund, Refund, Refunds, RefundState
from server.services import fields, ledger
from server.services.faults import NotFound, RefundWaits
from server.services.messages import answered_before, body_digest, remember
from server.services.paging import cursor_for, cut, place_of
from server.store.tables import members
from server.store.tables import refunds as table
from server.store.work import Actor, Store, Work

_ASKED: Final = RefundState.ASKED.value


class RefundService:
    """Both sides of it: members ask, the operator decides."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask(self, member_id: str, key: str | None, new: NewRefund) -> Refund:
        """Sets the sum aside until the operator has decided; the same key again gives the same one.

        Raises InvalidField, KeyReused, NotEnoughFunds, and RefundWaits while another one is undecided.
        """
        key = fields.key(key)
        body_sha256 = body_digest("refund", new)
        with self._store.write() as work:
            asked_before = answered_before(work.connection, member_id, key, body_sha256)
            if asked_before is not None:
                return _view(_one(work.connection, table.c.id == asked_before))
            waits = select(table.c.id).where(table.c.member_id == member_id, table.c.state == _ASKED)
            if work.connection.execute(waits).first() is not None:
                raise RefundWaits
            refund_id = str(uuid.uuid4())
            ledger.hold_refund(work, member_id, new.amount_cents, refund_id)
            work.connection.execute(
                insert(table).values(
                    id=refund_id,
                    member_id=member_id,
                    amount_cents=new.amount_cents,
                    state=_ASKED,
                    asked_at=work.now,
                    sequence=work.next_sequence(),
                )
            )
            remember(work, member_id, key, body_sha256, refund_id)
            work.log(
                Actor("member", member_id),
                "refund asked for",
                ("refund", refund_id),
                amount_cents=new.amount_cents,
            )
            return _view(_one(work.connection, table.c.id == refund_id))

    def page(self, member_id: str, cursor: str | None = None) -> Refunds:
        """What the member asked for, newest first."""
        conditions = [table.c.member_id == member_id]
        if cursor is not None:
            conditions.append(table.c.sequence < place_of(cursor, int))
        statement = select(table).where(*conditions).order_by(table.c.sequence.desc()).limit(PAGE_SIZE + 1)
        with self._store.read() as connection:
            rows, more = cut(list(connection.execute(statement)), PAGE_SIZE)
        return Refunds(
            items=tuple(_view(row) for row in rows), next=cursor_for(rows[-1].sequence) if more else None
        )

    def withdraw(self, member_id: str, refund_id: str) -> Refund:
        """The member keeps the money here after all; once it is decided nothing changes any more. Raises NotFound."""
        with self._store.write() as work:
            row = _one(work.connection, table.c.id == refund_id, table.c.member_id == member_id)
            if row.state == _ASKED:
                _end(work, Actor("member", member_id), row, RefundState.WITHDRAWN, None)
            return _view(_one(work.connection, table.c.id == refund_id))

    def waiting(self) -> list[tuple[Refund, str, str]]:
        """What the operator has to decide, the oldest first, each with its member's name and address."""
        statement = (
            select(table, members.c.name, members.c.email)
            .join(members, members.c.id == table.c.member_id)
            .where(table.c.state == _ASKED)
            .order_by(table.c.sequence)
        )
        with self._store.read() as connection:
            return [(_view(row), row.name, row.email) for row in connection.execute(statement)]

    def decide(self, refund_id: str, actor: Actor, note: str | None, *, paid: bool) -> Refund:
        """The operator has sent the money, or will not. Raises NotFound, also for one that is decided; InvalidField."""
        words = fields.line("note", note or "", REFUND_NOTE_CHARACTERS, required=not paid) or None
        with self._store.write() as work:
            row = _one(work.connection, table.c.id == refund_id, table.c.state == _ASKED)
            _end(work, actor, row, RefundState.PAID if paid else RefundState.DECLINED, words)
            return _view(_one(work.connection, table.c.id == refund_id))


def asked_cents(connection: Connection, member_id: str) -> int:
    """What is set aside for refunds that nobody has decided on."""
    total = select(func.coalesce(func.sum(table.c.amount_cents), 0)).where(
        table.c.member_id == member_id, table.c.state == _ASKED
    )
    return int(connection.execute(total).scalar_one())


def withdraw_all(work: Work, actor: Actor, member_id: str) -> None:
    """Gives back whatever a member still waits for: the account is being closed."""
    waits = select(table).where(table.c.member_id == member_id, table.c.state == _ASKED)
    for row in work.connection.execute(waits).all():
        _end(work, actor, row, RefundState.WITHDRAWN, None)


def _end(work: Work, actor: Actor, row: Any, state: RefundState, note: str | None) -> None:
    moved = work.connection.execute(
        update(table)
        .where(table.c.id == row.id, table.c.state == _ASKED)
        .values(state=state.value, decided_at=work.now, note=note)
        .returning(table.c.id)
    ).one_or_none()
    if moved is None:
        raise NotFound
    move = ledger.pay_refund if state is RefundState.PAID else ledger.return_refund
    move(work, row.member_id, row.amount_cents, row.id)
    work.log(actor, f"refund {state.value}", ("refund", row.id), amount_cents=row.amount_cents)


def _one(connection: Connection, *conditions: ColumnElement[bool]) -> Any:
    row = connection.execute(select(table).where(*conditions)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _view(row: Any) -> Refund:
    return Refund(
        id=row.id,
        amount_cents=row.amount_cents,
        state=RefundState(row.state),
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        note=row.note,
    )
