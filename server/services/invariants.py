"""The ten rules the ledger always keeps, and the first row that breaks each; see docs/operating/money.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select
from sqlalchemy.sql.selectable import TypedReturnsRows

from contract.messages import State
from contract.money import MovementKind as K
from contract.payments import RefundState
from server.services import ledger
from server.services.submissions import REVOCABLE
from server.store.tables import closings, members, payments, refunds, submissions, vouchers
from server.store.tables import ledger_accounts as accounts
from server.store.tables import ledger_entries as entries
from server.store.tables import ledger_transactions as movements

Find = Callable[[Connection], str | None]
_APPROVED: Final = (State.APPROVED.value, State.DELIVERED.value, State.OPENED.value)
_OURS: Final = case((accounts.c.kind == "available", 1), (accounts.c.kind == "held", 2), else_=3)
# What a movement takes from and gives to: available, held, and an account of the service or a facility.
_SHAPES: Final = {
    K.DEPOSIT: (1, 0, -1),
    K.HOLD: (-1, 1, 0),
    K.CAPTURE: (0, -1, 1),
    K.RELEASE: (1, -1, 0),
    K.REFUND_HELD: (-1, 1, 0),
    K.REFUND_PAID: (0, -1, 1),
    K.REFUND_RETURNED: (1, -1, 0),
    K.DISPUTED: (0, 0, 0),
    K.DISPUTE_WON: (0, 0, 0),
}
# An account is closed: first what can be spent is owed instead, then what is owed is paid.
_PAYOUT: Final = ((-1, 0, 1), (0, 0, 0))


@dataclass(frozen=True)
class Invariant:
    """A rule by its number and name, and what looks for the first row that breaks it."""

    number: int
    name: str
    find: Find

    def fault(self, connection: Connection) -> str | None:
        """A sentence that names the row; None where the rule is kept."""
        found = self.find(connection)
        return None if found is None else f"Ledger rule {self.number}, {self.name}: {found}"


def ledger_faults(connection: Connection) -> list[str]:
    """A sentence for each of the ten rules that is broken, in their order."""
    return [fault for rule in INVARIANTS if (fault := rule.fault(connection)) is not None]


def _first(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Any:
    return connection.execute(statement.limit(1)).one_or_none()


def _movements_balance(connection: Connection) -> str | None:
    row = _first(
        connection,
        select(movements.c.sequence, func.coalesce(func.sum(entries.c.amount_cents), 0))
        .outerjoin(entries, entries.c.transaction == movements.c.sequence)
        .group_by(movements.c.sequence)
        .having(or_(func.sum(entries.c.amount_cents) != 0, func.count(entries.c.account_id) < 2))
        .order_by(movements.c.sequence),
    )
    return None if row is None else f"movement {row[0]} sums to {row[1]}¢, or has one side only."


def _movements_have_their_shape(connection: Connection) -> str | None:
    price = movements.c.price_cents
    sums = [
        func.coalesce(func.sum(case((literal(place) == _OURS, entries.c.amount_cents), else_=0)), 0)
        for place in (1, 2, 3)
    ]
    right = or_(
        *(
            and_(
                movements.c.kind == kind.value,
                *(found == price * sign for found, sign in zip(sums, shape, strict=True)),
            )
            for kind, shape in [*_SHAPES.items(), *((K.PAYOUT, shape) for shape in _PAYOUT)]
        )
    )
    row = _first(
        connection,
        select(movements.c.sequence, movements.c.kind)
        .join(entries, entries.c.transaction == movements.c.sequence)
        .join(accounts, accounts.c.id == entries.c.account_id)
        .group_by(movements.c.sequence, movements.c.kind, price)
        .having(or_(price <= 0, ~right))
        .order_by(movements.c.sequence),
    )
    return None if row is None else f"movement {row[0]} moves what a {row[1]} never moves."


def _movements_stay_with_one_member(connection: Connection) -> str | None:
    row = _first(
        connection,
        select(movements.c.sequence, accounts.c.id)
        .join(entries, entries.c.transaction == movements.c.sequence)
        .join(accounts, accounts.c.id == entries.c.account_id)
        .where(accounts.c.member_id.is_not(None), accounts.c.member_id != movements.c.member_id)
        .order_by(movements.c.sequence),
    )
    return None if row is None else f"movement {row[0]} touches {row[1]}, which is somebody else's."


def _accounts_hold_their_entries(connection: Connection) -> str | None:
    total = func.coalesce(func.sum(entries.c.amount_cents), 0)
    row = _first(
        connection,
        select(accounts.c.id, accounts.c.balance_cents, total)
        .outerjoin(entries, entries.c.account_id == accounts.c.id)
        .group_by(accounts.c.id, accounts.c.balance_cents)
        .having(accounts.c.balance_cents != total)
        .order_by(accounts.c.id),
    )
    return None if row is None else f"account {row[0]} says {row[1]}¢, its entries sum to {row[2]}¢."


def _nobody_is_below_zero(connection: Connection) -> str | None:
    row = _first(
        connection,
        select(accounts.c.id, accounts.c.balance_cents)
        .where(
            or_(
                accounts.c.balance_cents < accounts.c.floor_cents,
                and_(accounts.c.member_id.is_not(None), func.coalesce(accounts.c.floor_cents, -1) != 0),
            )
        )
        .order_by(accounts.c.id),
    )
    if row is not None:
        return f"account {row[0]} is at {row[1]}¢, or may fall below zero."
    both = (
        select(accounts.c.member_id, func.count(accounts.c.kind.distinct()).label("number"))
        .where(accounts.c.kind.in_(("available", "held")))
        .group_by(accounts.c.member_id)
        .subquery()
    )
    row = _first(
        connection,
        select(members.c.id)
        .outerjoin(both, both.c.member_id == members.c.id)
        .where(func.coalesce(both.c.number, 0) != 2)
        .order_by(members.c.id),
    )
    return None if row is None else f"member {row[0]} does not have two accounts."


def _running_balances_are_true(connection: Connection) -> str | None:
    mine = (
        select(
            movements.c.sequence,
            movements.c.balance_cents,
            func.sum(func.coalesce(entries.c.amount_cents, 0))
            .over(partition_by=movements.c.member_id, order_by=movements.c.sequence)
            .label("running"),
        )
        .outerjoin(
            entries,
            and_(
                entries.c.transaction == movements.c.sequence,
                entries.c.account_id == "member:" + movements.c.member_id + ":available",
            ),
        )
        .subquery()
    )
    row = _first(
        connection,
        select(mine.c.sequence, mine.c.balance_cents, mine.c.running)
        .where(mine.c.balance_cents != mine.c.running)
        .order_by(mine.c.sequence),
    )
    return None if row is None else f"movement {row[0]} says {row[1]}¢ were left, there were {row[2]}¢."


def _holds_end_once(connection: Connection) -> str | None:
    """Of each submission: what was held, less what was paid and given back, is what is held now."""

    def total(*kinds: K) -> ColumnElement[int]:
        wanted = movements.c.kind.in_([kind.value for kind in kinds])
        return func.coalesce(func.sum(case((wanted, movements.c.price_cents), else_=0)), 0)

    row = _first(
        connection,
        select(submissions.c.id, submissions.c.held_cents, submissions.c.paid_cents)
        .outerjoin(movements, movements.c.submission_id == submissions.c.id)
        .group_by(submissions.c.id, submissions.c.held_cents, submissions.c.paid_cents)
        .having(
            or_(
                submissions.c.held_cents != total(K.HOLD) - total(K.CAPTURE) - total(K.RELEASE),
                submissions.c.paid_cents != total(K.CAPTURE),
            )
        )
        .order_by(submissions.c.id),
    )
    return (
        None
        if row is None
        else f"submission {row[0]} holds {row[1]}¢ and paid {row[2]}¢, unlike its movements."
    )


def _state_and_money_agree(connection: Connection) -> str | None:
    table = submissions.c
    right = or_(
        and_(table.state.in_(REVOCABLE), table.held_cents == table.price_cents, table.paid_cents == 0),
        and_(table.state.in_(_APPROVED), table.held_cents == 0, table.paid_cents == table.price_cents),
        and_(table.state.not_in([*REVOCABLE, *_APPROVED]), table.held_cents == 0, table.paid_cents == 0),
    )
    row = _first(connection, select(table.id, table.state).where(~right).order_by(table.sequence, table.id))
    return None if row is None else f"submission {row[0]} is {row[1]}, and its money is not."


def _held_is_held_for_something(connection: Connection) -> str | None:
    waiting = (
        select(submissions.c.member_id, func.sum(submissions.c.held_cents).label("cents"))
        .where(submissions.c.state.in_(REVOCABLE))
        .group_by(submissions.c.member_id)
        .subquery()
    )
    asked = (
        select(refunds.c.member_id, func.sum(refunds.c.amount_cents).label("cents"))
        .where(refunds.c.state == RefundState.ASKED.value)
        .group_by(refunds.c.member_id)
        .subquery()
    )
    wanted = func.coalesce(waiting.c.cents, 0) + func.coalesce(asked.c.cents, 0)
    row = _first(
        connection,
        select(accounts.c.member_id, accounts.c.balance_cents, wanted)
        .outerjoin(waiting, waiting.c.member_id == accounts.c.member_id)
        .outerjoin(asked, asked.c.member_id == accounts.c.member_id)
        .where(accounts.c.kind == "held", accounts.c.balance_cents != wanted)
        .order_by(accounts.c.member_id),
    )
    return None if row is None else f"{row[1]}¢ are held of member {row[0]}, for things that cost {row[2]}¢."


def _the_outside_agrees(connection: Connection) -> str | None:
    """What came in and went out, by what came of vouchers, payments, wishes to be paid out, and facilities' prices."""
    paid = (
        select(submissions.c.facility_id, func.sum(submissions.c.paid_cents).label("cents"))
        .group_by(submissions.c.facility_id)
        .subquery()
    )
    row = _first(
        connection,
        select(accounts.c.facility_id, accounts.c.balance_cents, func.coalesce(paid.c.cents, 0))
        .outerjoin(paid, paid.c.facility_id == accounts.c.facility_id)
        .where(accounts.c.kind == "income", accounts.c.balance_cents != func.coalesce(paid.c.cents, 0))
        .order_by(accounts.c.facility_id),
    )
    if row is not None:
        return f"facility {row[0]} was paid {row[1]}¢ for what cost {row[2]}¢."
    card = (
        select(
            movements.c.payment_id,
            func.count().label("number"),
            func.sum(movements.c.price_cents).label("cents"),
        )
        .where(movements.c.kind == K.DEPOSIT.value, movements.c.payment_id.is_not(None))
        .group_by(movements.c.payment_id)
        .subquery()
    )
    credited = and_(card.c.number == 1, card.c.cents == payments.c.amount_cents)
    row = _first(
        connection,
        select(payments.c.id)
        .outerjoin(card, card.c.payment_id == payments.c.id)
        .where(
            or_(
                and_(payments.c.paid_at.is_(None), card.c.number.is_not(None)),
                and_(payments.c.paid_at.is_not(None), func.coalesce(credited, False).is_(False)),
            )
        )
        .order_by(payments.c.sequence),
    )
    if row is not None:
        return f"payment {row[0]} was not credited exactly once, or without being paid."
    for account, name, wanted in _outside_accounts(connection):
        found = (
            connection.execute(select(accounts.c.balance_cents).where(accounts.c.id == account)).scalar() or 0
        )
        if found != wanted:
            return f"{name} say {wanted}¢, account {account} says {found}¢."
    return None


def _outside_accounts(connection: Connection) -> list[tuple[str, str, int]]:
    def total(statement: TypedReturnsRows[int]) -> int:
        return int(connection.execute(statement).scalar() or 0)

    sum_of = func.coalesce(func.sum(vouchers.c.amount_cents), 0)
    out = total(
        select(func.coalesce(func.sum(refunds.c.amount_cents), 0)).where(
            refunds.c.state == RefundState.PAID.value
        )
    )
    lost = total(
        select(func.coalesce(func.sum(payments.c.amount_cents), 0)).where(
            payments.c.dispute_booked == "taken"
        )
    )
    owed = func.coalesce(func.sum(closings.c.payout_cents), 0)
    out += total(select(owed).where(closings.c.paid_at.is_not(None)))
    found = [
        (ledger.PAID_OUT, "Wishes and closed accounts that were paid out", out),
        (ledger.PAYOUTS, "Closed accounts", total(select(owed).where(closings.c.paid_at.is_(None)))),
        (ledger.DISPUTES, "Payments that banks took back", -lost),
        (ledger.VOUCHERS, "Used vouchers", -total(select(sum_of).where(vouchers.c.used_at.is_not(None)))),
    ]
    for provider in connection.execute(select(payments.c.provider).distinct()).scalars().all():
        held = case((payments.c.dispute_booked == "taken", 0), else_=payments.c.amount_cents)
        came = total(
            select(func.coalesce(func.sum(held), 0)).where(
                payments.c.provider == provider, payments.c.paid_at.is_not(None)
            )
        )
        found.append((ledger.payments(provider), "Payments by card", -came))
    return found


INVARIANTS: Final = (
    Invariant(1, "every movement takes what it gives", _movements_balance),
    Invariant(2, "every movement moves what its kind moves", _movements_have_their_shape),
    Invariant(3, "a movement touches one member's money only", _movements_stay_with_one_member),
    Invariant(4, "an account holds the sum of its entries", _accounts_hold_their_entries),
    Invariant(5, "no member falls below zero", _nobody_is_below_zero),
    Invariant(6, "the balance after each movement is true", _running_balances_are_true),
    Invariant(7, "every hold ends at most once", _holds_end_once),
    Invariant(8, "state and money agree", _state_and_money_agree),
    Invariant(9, "what is held is held for something", _held_is_held_for_something),
    Invariant(10, "what came in and went out is what was sold, paid and paid out", _the_outside_agrees),
)
