"""Every table, by room; importing this package fills `METADATA`."""

from server.store.tables.base import METADATA
from server.store.tables.closings import closings
from server.store.tables.contacts import contact_steps, contacts
from server.store.tables.facilities import facilities, planned_prices
from server.store.tables.galleries import galleries, shared_photos, submission_audience, thumbs
from server.store.tables.journal import audit, events, idempotency_keys, journal_head
from server.store.tables.mails import mails
from server.store.tables.money import ledger_accounts, ledger_entries, ledger_transactions, vouchers
from server.store.tables.offers import offers
from server.store.tables.payments import payment_notices, payments, refunds, test_checkouts, test_notices
from server.store.tables.people import (
    member_codes,
    member_sessions,
    members,
    recovery_codes,
    resident_sessions,
    resident_stays,
    residents,
    search_reveals,
    staff,
    staff_sessions,
    staff_ties,
    throttle,
)
from server.store.tables.photos import pictures, profile_photos, reply_photos, uploads
from server.store.tables.posts import post_hidings, post_openings, posts
from server.store.tables.submissions import (
    appeals,
    refusal_regions,
    refusal_spans,
    refusals,
    submission_steps,
    submissions,
)
from server.store.tables.words import word_hits, word_lists

__all__ = [
    "METADATA",
    "appeals",
    "audit",
    "closings",
    "contact_steps",
    "contacts",
    "events",
    "facilities",
    "galleries",
    "idempotency_keys",
    "journal_head",
    "ledger_accounts",
    "ledger_entries",
    "ledger_transactions",
    "mails",
    "member_codes",
    "member_sessions",
    "members",
    "offers",
    "payment_notices",
    "payments",
    "pictures",
    "planned_prices",
    "post_hidings",
    "post_openings",
    "posts",
    "profile_photos",
    "recovery_codes",
    "refunds",
    "refusal_regions",
    "refusal_spans",
    "refusals",
    "reply_photos",
    "resident_sessions",
    "resident_stays",
    "residents",
    "search_reveals",
    "shared_photos",
    "staff",
    "staff_sessions",
    "staff_ties",
    "submission_audience",
    "submission_steps",
    "submissions",
    "test_checkouts",
    "test_notices",
    "throttle",
    "thumbs",
    "uploads",
    "vouchers",
    "word_hits",
    "word_lists",
]
