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
PAID_OUT: Final = "paid_out"
"""What members got back."""
DISPUTES: Final = "disputes"
"""What banks took back from the service: it bears that, never a member."""

PAYOUTS: Final = "payouts"
"""What is owed to members who closed their account."""


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


_OPEN: Final = Change(insert(ledger_accounts))


class LedgerBroken(Exception):
    """An account lacks what the books say it holds; nothing is written, somebody must look."""


@dataclass(frozen=True)
class Purpose:
    """What money is held for: the submission, its contact if it has one, and the facility that is paid."""

    submission_id: str
    contact_id: str | None
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


def payments(provider: str) -> str:
    """The account of what came in through a provider of card payments; below zero by it, as `VOUCHERS` is."""
    return f"payments:{provider}"


def deposit(work: Work, member_id: str, cents: int, what: str) -> None:
    """A voucher paid in; `what` are its last signs."""
    _open(work, VOUCHERS, "vouchers")
    _add(work, VOUCHERS, -cents)
    after = _add(work, available(member_id), cents)
    entries = {VOUCHERS: -cents, available(member_id): cents}
    _write(work, MovementKind.DEPOSIT, member_id, entries, cents=cents, after=after, what=what)


def deposit_card(work: Work, member_id: str, cents: int, provider: str, payment_id: str) -> None:
    """A card payment that its provider says is paid."""
    source = payments(provider)
    _open(work, source, "payments")
    _add(work, source, -cents)
    after = _add(work, available(member_id), cents)
    entries = {source: -cents, available(member_id): cents}
    _write(work, MovementKind.DEPOSIT, member_id, entries, cents=cents, after=after, payment_id=payment_id)


def dispute(work: Work, member_id: str, cents: int, provider: str, payment_id: str, *, won: bool) -> None:
    """A bank took a payment back, or (`won`) gave it again: the service's loss, and no change for the member."""
    source, change = payments(provider), -cents if won else cents
    _open(work, DISPUTES, "disputes")
    _add(work, source, change)
    _add(work, DISPUTES, -change)
    after = _balance_of(work.connection, available(member_id))
    kind = MovementKind.DISPUTE_WON if won else MovementKind.DISPUTED
    entries = {source: change, DISPUTES: -change}
    _write(work, kind, member_id, entries, cents=cents, after=after, payment_id=payment_id)


def hold_refund(work: Work, member_id: str, cents: int, refund_id: str) -> None:
    """Sets aside what a member wants to be paid out. Raises NotEnoughFunds."""
    after = take(work, available(member_id), cents)
    if after is None:
        raise NotEnoughFunds(cents, _balance_of(work.connection, available(member_id)))
    _add(work, held(member_id), cents)
    entries = {available(member_id): -cents, held(member_id): cents}
    _write(work, MovementKind.REFUND_HELD, member_id, entries, cents=cents, after=after, refund_id=refund_id)


def pay_refund(work: Work, member_id: str, cents: int, refund_id: str) -> None:
    """What was set aside has left the service."""
    _open(work, PAID_OUT, "paid_out")
    _take_held(work, member_id, cents)
    _add(work, PAID_OUT, cents)
    after = _balance_of(work.connection, available(member_id))
    entries = {held(member_id): -cents, PAID_OUT: cents}
    _write(work, MovementKind.REFUND_PAID, member_id, entries, cents=cents, after=after, refund_id=refund_id)


def return_refund(work: Work, member_id: str, cents: int, refund_id: str) -> None:
    """What was set aside can be spent again."""
    _take_held(work, member_id, cents)
    after = _add(work, available(member_id), cents)
    entries = {held(member_id): -cents, available(member_id): cents}
    _write(
        work, MovementKind.REFUND_RETURNED, member_id, entries, cents=cents, after=after, refund_id=refund_id
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


def set_aside(work: Work, member_id: str, cents: int) -> None:
    """All a member can spend is owed to them instead: their account is closed."""
    if cents == 0:
        return
    after = take(work, available(member_id), cents)
    if after is None:
        raise LedgerBroken(f"{available(member_id)} lacks {cents}")
    _open(work, PAYOUTS, "payouts")
    _add(work, PAYOUTS, cents)
    entries = {available(member_id): -cents, PAYOUTS: cents}
    _write(work, MovementKind.PAYOUT, member_id, entries, cents=cents, after=after)


def pay_out(work: Work, member_id: str, cents: int) -> None:
    """What was owed has been paid."""
    if take(work, PAYOUTS, cents) is None:
        raise LedgerBroken(f"{PAYOUTS} lacks {cents}")
    _open(work, PAID_OUT, "paid_out")
    _add(work, PAID_OUT, cents)
    after = _balance_of(work.connection, available(member_id))
    _write(work, MovementKind.PAYOUT, member_id, {PAYOUTS: -cents, PAID_OUT: cents}, cents=cents, after=after)


def take(work: Work, account: str, cents: int) -> int | None:
    """Takes `cents` if they are there, and says what is left; None when they are not. One statement: no race."""
    taken = _TAKE.row(work.connection, account=account, cents=cents)
    return None if taken is None else taken[0]


def _open(work: Work, account: str, kind: str) -> None:
    """The account of the service itself, made when it is first needed."""
    if _BALANCE.row(work.connection, account=account) is None:
        values = {"id": account, "kind": kind, "member_id": None, "facility_id": None, "floor_cents": None}
        _OPEN.run(work.connection, {**values, "balance_cents": 0})


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
    payment_id: str | None = None,
    refund_id: str | None = None,
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
            "payment_id": payment_id,
            "refund_id": refund_id,
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
