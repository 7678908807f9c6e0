"""Double entry: every movement takes from one account what it gives to another, and nothing is ever changed.

A member has two accounts: what can be spent, and what is held for things that wait for approval. Neither can fall
below zero: the hold is one conditional update inside an immediate transaction (rule R3).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from contract.events import EventKind
from contract.money import Balance, MovementKind
from server.services.faults import NotEnoughFunds
from server.store.prepared import Change, Query
from server.store.tables import ledger_accounts, ledger_entries, ledger_transactions
from server.store.work import Work

VOUCHERS: Final = "vouchers"
"""What was sold on paper: grows below zero by what was paid in."""

_ADD: Final = Query(
    update(ledger_accounts)
    .where(ledger_accounts.c.id == bindparam("account"))
    .values(balance_cents=ledger_accounts.c.balance_cents + bindparam("cents"))
    .returning(ledger_accounts.c.balance_cents)
)
_TAKE: Final = Query(
    update(ledger_accounts)
    .where(
        ledger_accounts.c.id == bindparam("account"),
        ledger_accounts.c.balance_cents >= bindparam("cents"),
    )
    .values(balance_cents=ledger_accounts.c.balance_cents - bindparam("cents"))
    .returning(ledger_accounts.c.balance_cents)
)
_BALANCE: Final = Query(
    select(ledger_accounts.c.balance_cents).where(ledger_accounts.c.id == bindparam("account"))
)
_TRANSACTION: Final = Change(insert(ledger_transactions))
_ENTRIES: Final = Change(insert(ledger_entries))


class LedgerBroken(Exception):
    """An account lacks what the books say it holds; nothing is written, somebody must look."""


@dataclass(frozen=True)
class Purpose:
    """What money is held for: the submission, its contact, and the facility that is paid."""

    submission_id: str
    contact_id: str
    facility_id: str


def available(member_id: str) -> str:
    """The account of what a member can spend."""
    return f"member:{member_id}:available"


def held(member_id: str) -> str:
    """The account of what is held of a member."""
    return f"member:{member_id}:held"


def income(facility_id: str) -> str:
    """The account a facility's prices go to."""
    return f"facility:{facility_id}:income"


def open_member(work: Work, member_id: str) -> None:
    """The two accounts of a new member, both empty and never below zero."""
    for kind, account in (("available", available(member_id)), ("held", held(member_id))):
        work.connection.execute(
            insert(ledger_accounts).values(
                id=account, kind=kind, member_id=member_id, floor_cents=0, balance_cents=0
            )
        )


def open_facility(work: Work, facility_id: str) -> None:
    """The account of a new facility."""
    work.connection.execute(
        insert(ledger_accounts).values(
            id=income(facility_id), kind="income", facility_id=facility_id, balance_cents=0
        )
    )


def balance(connection: Connection, member_id: str) -> Balance:
    """What a member can spend and what is held."""
    return Balance(
        available_cents=_balance_of(connection, available(member_id)),
        held_cents=_balance_of(connection, held(member_id)),
    )


def deposit(work: Work, member_id: str, cents: int, what: str) -> None:
    """Money paid in; `what` says by what, in a few signs."""
    if _BALANCE.row(work.connection, account=VOUCHERS) is None:
        work.connection.execute(insert(ledger_accounts).values(id=VOUCHERS, kind="vouchers", balance_cents=0))
    _add(work, VOUCHERS, -cents)
    after = _add(work, available(member_id), cents)
    _write(
        work,
        MovementKind.DEPOSIT,
        member_id,
        {VOUCHERS: -cents, available(member_id): cents},
        cents=cents,
        after=after,
        what=what,
    )


def hold(work: Work, member_id: str, cents: int, purpose: Purpose) -> None:
    """Sets the price aside while something waits. Raises NotEnoughFunds; exactly one of two last tries succeeds."""
    if cents == 0:
        return
    after = take(work, available(member_id), cents)
    if after is None:
        raise NotEnoughFunds(cents, _balance_of(work.connection, available(member_id)))
    _add(work, held(member_id), cents)
    entries = {available(member_id): -cents, held(member_id): cents}
    _write(work, MovementKind.HOLD, member_id, entries, cents=cents, after=after, purpose=purpose)


def capture(work: Work, member_id: str, cents: int, purpose: Purpose) -> None:
    """What was held is paid: it was approved."""
    if cents == 0:
        return
    _take_held(work, member_id, cents)
    _add(work, income(purpose.facility_id), cents)
    after = _balance_of(work.connection, available(member_id))
    entries = {held(member_id): -cents, income(purpose.facility_id): cents}
    _write(work, MovementKind.CAPTURE, member_id, entries, cents=cents, after=after, purpose=purpose)


def release(work: Work, member_id: str, cents: int, purpose: Purpose) -> None:
    """What was held can be spent again: it was not approved, or withdrawn."""
    if cents == 0:
        return
    _take_held(work, member_id, cents)
    after = _add(work, available(member_id), cents)
    entries = {held(member_id): -cents, available(member_id): cents}
    _write(work, MovementKind.RELEASE, member_id, entries, cents=cents, after=after, purpose=purpose)


def take(work: Work, account: str, cents: int) -> int | None:
    """Takes `cents` if they are there, and says what is left; None when they are not. One statement: no race."""
    taken = _TAKE.row(work.connection, account=account, cents=cents)
    return None if taken is None else taken[0]


def _take_held(work: Work, member_id: str, cents: int) -> None:
    if take(work, held(member_id), cents) is None:
        raise LedgerBroken(f"{held(member_id)} lacks {cents}")


def _add(work: Work, account: str, cents: int) -> int:
    ((after,),) = _ADD.rows(work.connection, account=account, cents=cents)
    return after


def _balance_of(connection: Connection, account: str) -> int:
    ((cents,),) = _BALANCE.rows(connection, account=account)
    return cents


def _write(
    work: Work,
    kind: MovementKind,
    member_id: str,
    entries: dict[str, int],
    *,
    cents: int,
    after: int,
    purpose: Purpose | None = None,
    what: str | None = None,
) -> None:
    """The movement and its entries, and word to the member's clients."""
    sequence = work.next_sequence()
    _TRANSACTION.run(
        work.connection,
        {
            "sequence": sequence,
            "id": str(uuid.uuid4()),
            "at": work.now,
            "kind": kind.value,
            "member_id": member_id,
            "submission_id": purpose.submission_id if purpose else None,
            "contact_id": purpose.contact_id if purpose else None,
            "what": what,
            "price_cents": cents,
            "balance_cents": after,
        },
    )
    _ENTRIES.run_each(
        work.connection,
        [
            {"transaction": sequence, "account_id": account, "amount_cents": amount}
            for account, amount in entries.items()
        ],
    )
    work.tell(member_id, EventKind.BALANCE_CHANGED.value, member_id)
