"""`python -m server check`: the pages of the database, the sums of the ledger, the chain of the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select

from contract.messages import State
from server.services.submissions import OPEN
from server.store.engine import integrity_faults
from server.store.seal import GENESIS, AnchorForged, AuditFields, Head, row_hash
from server.store.tables import audit, journal_head, ledger_accounts, ledger_entries, ledger_transactions
from server.store.tables import submissions as table
from server.store.types import to_micros
from server.store.work import Store

_BATCH: Final = 1_000


def check(store: Store) -> list[str]:
    """Everything that is wrong, one sentence each; empty when all is whole."""
    with store.read() as connection:
        faults = [f"The database is damaged: {fault}." for fault in integrity_faults(connection)]
        faults += ledger_faults(connection)
        fault = audit_fault(store, connection)
    return [*faults, fault] if fault else faults


def ledger_faults(connection: Connection) -> list[str]:
    """Double entry: movements sum to zero, accounts hold the sum of their entries, holds are held for something."""
    return [*_unbalanced(connection), *_wrong_accounts(connection), *_wrong_holds(connection)]


def audit_fault(store: Store, connection: Connection) -> str | None:
    """The first bad row of the audit, in a sentence; None when the chain is whole up to the anchored head."""
    try:
        anchored = store.anchor.read()
    except AnchorForged:
        return "The anchor of the audit was changed by somebody without its key."
    found = Head(0, GENESIS)
    for row, kept_hash in _audit_rows(connection):
        if row.number != found.number + 1:
            return f"Audit row {found.number + 1} is missing or out of order: row {row.number} follows {found.number}."
        if row_hash(store.key, found.hash, row) != kept_hash:
            return f"Audit row {row.number} was changed or inserted."
        found = Head(row.number, kept_hash)
        if anchored is not None and row.number == anchored.number and kept_hash != anchored.hash:
            return f"Audit row {row.number} is not the one that was anchored."
    if anchored is None and found.number > 0:
        return "The anchor of the audit is missing."
    if anchored is not None and anchored.number > found.number:
        return f"Audit row {found.number + 1} is missing, with all after it up to {anchored.number}."
    head = connection.execute(select(journal_head.c.audit_number, journal_head.c.audit_hash)).one()
    if head != (found.number, found.hash):
        return f"The audit's head says row {head[0]}, its last row is {found.number}."
    return None


def _audit_rows(connection: Connection) -> Iterator[tuple[AuditFields, str]]:
    """Every row in order of its number, with the hash that was kept; read in batches, the table may be long."""
    last = None
    while True:
        statement = select(*audit.c).order_by(audit.c.number).limit(_BATCH)
        if last is not None:
            statement = statement.where(audit.c.number > last)
        rows = connection.execute(statement).mappings().all()
        for row in rows:
            values = {name: row[name] for name in AuditFields.__dataclass_fields__ if name != "at_micros"}
            yield AuditFields(at_micros=to_micros(row["at"]), **values), row["hash"]
        if len(rows) < _BATCH:
            return
        last = rows[-1]["number"]


def _unbalanced(connection: Connection) -> list[str]:
    sums = (
        select(ledger_transactions.c.id)
        .outerjoin(ledger_entries, ledger_entries.c.transaction == ledger_transactions.c.sequence)
        .group_by(ledger_transactions.c.sequence, ledger_transactions.c.id)
        .having(
            or_(func.sum(ledger_entries.c.amount_cents) != 0, func.count(ledger_entries.c.account_id) < 2)
        )
    )
    return [f"Movement {row[0]} does not sum to zero." for row in connection.execute(sums)]


def _wrong_accounts(connection: Connection) -> list[str]:
    total = func.coalesce(func.sum(ledger_entries.c.amount_cents), 0)
    accounts = ledger_accounts.c
    statement = (
        select(accounts.id, accounts.balance_cents, total, accounts.floor_cents)
        .outerjoin(ledger_entries, ledger_entries.c.account_id == accounts.id)
        .group_by(accounts.id, accounts.balance_cents, accounts.floor_cents)
    )
    faults = []
    for account, balance, entries, floor in connection.execute(statement):
        if balance != entries:
            faults.append(f"Account {account} says {balance}, its entries sum to {entries}.")
        if floor is not None and balance < floor:
            faults.append(f"Account {account} has fallen to {balance}.")
    return faults


def _wrong_holds(connection: Connection) -> list[str]:
    """What is held of a member is the price of what waits; what was paid was approved."""
    faults = []
    waiting = (
        select(table.c.member_id, func.sum(table.c.held_cents).label("cents"))
        .where(table.c.state.in_(OPEN))
        .group_by(table.c.member_id)
        .subquery()
    )
    held = ledger_accounts.c.balance_cents
    statement = (
        select(ledger_accounts.c.member_id, held, func.coalesce(waiting.c.cents, 0))
        .outerjoin(waiting, waiting.c.member_id == ledger_accounts.c.member_id)
        .where(ledger_accounts.c.kind == "held", held != func.coalesce(waiting.c.cents, 0))
    )
    for member_id, cents, wanted in connection.execute(statement):
        faults.append(f"{cents} are held of member {member_id}, for things that cost {wanted}.")
    approved = [State.APPROVED.value, State.DELIVERED.value, State.OPENED.value]
    right = or_(
        and_(table.c.state.in_(OPEN), table.c.held_cents == table.c.price_cents, table.c.paid_cents == 0),
        and_(table.c.state.in_(approved), table.c.held_cents == 0, table.c.paid_cents == table.c.price_cents),
        and_(table.c.state.not_in([*OPEN, *approved]), table.c.held_cents == 0, table.c.paid_cents == 0),
    )
    for row in connection.execute(select(table.c.id, table.c.state).where(~right)):
        faults.append(f"Submission {row[0]} is {row[1]}, and its money is not.")
    faults += _wrong_incomes(connection)
    return faults


def _wrong_incomes(connection: Connection) -> list[str]:
    paid = (
        select(table.c.facility_id, func.sum(table.c.paid_cents).label("cents"))
        .group_by(table.c.facility_id)
        .subquery()
    )
    accounts = ledger_accounts.c
    statement = (
        select(accounts.facility_id, accounts.balance_cents, func.coalesce(paid.c.cents, 0))
        .outerjoin(paid, paid.c.facility_id == accounts.facility_id)
        .where(accounts.kind == "income", accounts.balance_cents != func.coalesce(paid.c.cents, 0))
    )
    return [
        f"Facility {facility_id} was paid {cents} for what cost {wanted}."
        for facility_id, cents, wanted in connection.execute(statement)
    ]
