"""`python -m server check`: the database, the ledger's ten rules, which bytes were passed on, the audit's chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from server.services.invariants import ledger_faults
from server.services.offered import delivered_faults
from server.store.engine import integrity_faults
from server.store.seal import GENESIS, AnchorForged, AuditFields, Head, row_hash
from server.store.tables import audit, journal_head
from server.store.types import to_micros
from server.store.work import Store

_BATCH: Final = 1_000


def check(store: Store) -> list[str]:
    """Everything that is wrong, one sentence each; empty when all is whole."""
    with store.read() as connection:
        faults = [f"The database is damaged: {fault}." for fault in integrity_faults(connection)]
        faults += ledger_faults(connection)
        faults += delivered_faults(connection)
        fault = audit_fault(store, connection)
    return [*faults, fault] if fault else faults


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
