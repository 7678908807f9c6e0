"""The first tables: people, facilities, contacts, submissions, the ledger and the journal."""

import sqlalchemy as sa
from alembic import op

from server.store.guards import add_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDED = ("ledger_transactions", "ledger_entries", "audit", "submission_steps", "idempotency_keys")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GENESIS = "0" * 64


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "audit",
        sa.Column("number", SERIAL, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("facility_id", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("sequence", SERIAL, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.Text, nullable=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_events_member_id_sequence", "events", ["member_id", "sequence"])
    op.create_table(
        "facilities",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("features", sa.Text, nullable=False),
        sa.Column("message_cents", sa.Integer, nullable=False),
        sa.Column("photo_cents", sa.Integer, nullable=False),
        sa.Column("status_cents", sa.Integer, nullable=False),
        sa.Column("profile_photo_cents", sa.Integer, nullable=False),
        sa.Column("message_characters", sa.Integer, nullable=False),
        sa.Column("promise_hours", sa.Integer, nullable=False),
        sa.Column("usual_wait_minutes", sa.Integer, nullable=True),
        sa.Column("waits_at", sa.BigInteger, nullable=True),
        sa.Column("sender_sees_pending", sa.Boolean, nullable=False),
        sa.Column("approves_contacts", sa.Boolean, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("paused_since", sa.BigInteger, nullable=True),
        sa.Column("pause_notice", sa.Text, nullable=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("audit_number", sa.BigInteger, nullable=False),
        sa.Column("audit_hash", sa.Text, nullable=False),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("email_key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_failed_at", sa.BigInteger, nullable=False),
        sa.Column("next_allowed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("body_sha256", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=True),
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), nullable=True),
        sa.Column("floor_cents", sa.BigInteger, nullable=True),
        sa.Column("balance_cents", sa.BigInteger, nullable=False),
        sa.CheckConstraint("floor_cents IS NULL OR balance_cents >= floor_cents", name="floor"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("sequence", SERIAL, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("submission_id", sa.Text, nullable=True),
        sa.Column("contact_id", sa.Text, nullable=True),
        sa.Column("what", sa.Text, nullable=True),
        sa.Column("price_cents", sa.Integer, nullable=False),
        sa.Column("balance_cents", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "ix_ledger_transactions_member_id_sequence", "ledger_transactions", ["member_id", "sequence"]
    )
    op.create_table(
        "member_sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_used_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_member_sessions_member_id", "member_sessions", ["member_id"])
    op.create_table(
        "residents",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("search_name", sa.Text, nullable=False),
        sa.Column("booking_number", sa.Text, nullable=False),
        sa.Column("booking_key", sa.Text, nullable=False),
        sa.Column("pin_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_residents_booking_key", "residents", ["booking_key"])
    op.create_index(
        "ix_residents_facility_id_booking_key", "residents", ["facility_id", "booking_key"], unique=True
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("username", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), nullable=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "vouchers",
        sa.Column("code_sha256", sa.Text, primary_key=True),
        sa.Column("ending", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger, nullable=True),
        sa.Column("used_by", sa.Text, sa.ForeignKey("members.id"), nullable=True),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("resident_id", sa.Text, sa.ForeignKey("residents.id"), nullable=False),
        sa.Column("relationship", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("decline_reason", sa.Text, nullable=True),
        sa.Column("member_blocked_at", sa.BigInteger, nullable=True),
        sa.Column("resident_blocked_at", sa.BigInteger, nullable=True),
        sa.Column("unread", sa.Integer, nullable=False),
        sa.Column("read_mark", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "ix_contacts_member_id_resident_id", "contacts", ["member_id", "resident_id"], unique=True
    )
    op.create_index("ix_contacts_resident_id", "contacts", ["resident_id"])
    op.create_table(
        "ledger_entries",
        sa.Column(
            "transaction",
            SERIAL,
            sa.ForeignKey("ledger_transactions.sequence"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("account_id", sa.Text, sa.ForeignKey("ledger_accounts.id"), primary_key=True),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_ledger_entries_account_id", "ledger_entries", ["account_id"])
    op.create_table(
        "resident_sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("resident_id", sa.Text, sa.ForeignKey("residents.id"), nullable=False),
        sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_used_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_resident_sessions_resident_id", "resident_sessions", ["resident_id"])
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_used_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
    op.create_table(
        "submissions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("resident_id", sa.Text, sa.ForeignKey("residents.id"), nullable=False),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), nullable=False),
        sa.Column("local_id", sa.Text, nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("characters", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("price_cents", sa.Integer, nullable=False),
        sa.Column("held_cents", sa.Integer, nullable=False),
        sa.Column("paid_cents", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expected_by", sa.BigInteger, nullable=False),
        sa.Column("promise_at", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=True),
        sa.Column("lease_staff_id", sa.Text, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("lease_until", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_submissions_contact_id_sequence", "submissions", ["contact_id", "sequence"])
    op.create_index(
        "ix_submissions_decided",
        "submissions",
        ["facility_id", "decided_at"],
        sqlite_where=sa.text("decided_at IS NOT NULL"),
        postgresql_where=sa.text("decided_at IS NOT NULL"),
    )
    op.create_index("ix_submissions_member_id_sequence", "submissions", ["member_id", "sequence"])
    op.create_index(
        "ix_submissions_open",
        "submissions",
        ["facility_id", "promise_at"],
        sqlite_where=sa.text("state IN ('pending', 'in_review')"),
        postgresql_where=sa.text("state IN ('pending', 'in_review')"),
    )
    op.create_table(
        "refusals",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("appeal_until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "submission_steps",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refusal_spans",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("refusals.submission_id"), primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
    op.execute(
        "INSERT INTO journal_head (id, sequence, number, audit_number, audit_hash) "
        f"VALUES (1, 0, 1000, 0, '{GENESIS}')"
    )
    add_guards(op.get_bind(), GUARDED)


def downgrade() -> None:
    """Takes the step back, with everything that was kept."""
    for table in (
        "refusal_spans",
        "submission_steps",
        "refusals",
        "submissions",
        "staff_sessions",
        "resident_sessions",
        "ledger_entries",
        "contacts",
        "vouchers",
        "staff",
        "residents",
        "member_sessions",
        "ledger_transactions",
        "ledger_accounts",
        "idempotency_keys",
        "sign_in_throttle",
        "members",
        "journal_head",
        "facilities",
        "events",
        "audit",
    ):
        op.drop_table(table)
