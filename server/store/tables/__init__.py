"""Every table, by room; importing this package fills `METADATA`."""

from server.store.tables.base import METADATA
from server.store.tables.contacts import contacts
from server.store.tables.facilities import facilities
from server.store.tables.journal import audit, events, idempotency_keys, journal_head
from server.store.tables.money import ledger_accounts, ledger_entries, ledger_transactions, vouchers
from server.store.tables.people import (
    member_sessions,
    members,
    resident_sessions,
    residents,
    staff,
    staff_sessions,
    throttle,
)
from server.store.tables.submissions import refusal_spans, refusals, submission_steps, submissions

__all__ = [
    "METADATA",
    "audit",
    "contacts",
    "events",
    "facilities",
    "idempotency_keys",
    "journal_head",
    "ledger_accounts",
    "ledger_entries",
    "ledger_transactions",
    "member_sessions",
    "members",
    "refusal_spans",
    "refusals",
    "resident_sessions",
    "residents",
    "staff",
    "staff_sessions",
    "submission_steps",
    "submissions",
    "throttle",
    "vouchers",
]
