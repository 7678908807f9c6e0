"""Payments by card, their providers' notices, wishes to be paid out, and the test provider's books."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "payments",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("checkout_id", sa.Text, nullable=True),
        sa.Column("checkout_url", sa.Text, nullable=True),
        sa.Column("expires_at", sa.BigInteger, nullable=True),
        sa.Column("last_notice", sa.Integer, nullable=False),
        sa.Column("decline_reason", sa.Text, nullable=True),
        sa.Column("paid_at", sa.BigInteger, nullable=True),
        sa.Column("dispute", sa.Text, nullable=True),
        sa.Column("dispute_booked", sa.Text, nullable=True),
    )
    op.create_index("ix_payments_member_id_sequence", "payments", ["member_id", "sequence"])
    op.create_table(
        "payment_notices",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("notice_id", sa.Text, primary_key=True),
        sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=True),
        sa.Column("note", sa.Text, nullable=True),
    )
    op.create_index("ix_refunds_member_id_sequence", "refunds", ["member_id", "sequence"])
    op.create_table(
        "test_checkouts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("payment_id", sa.Text, nullable=False, unique=True),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("notice_url", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("notices", sa.Integer, nullable=False),
    )
    op.create_table(
        "test_notices",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("checkout_id", sa.Text, sa.ForeignKey("test_checkouts.id"), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("brought_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_test_notices_brought_at", "test_notices", ["brought_at", "due_at"])
    for name in ("payment_id", "refund_id"):
        op.add_column("ledger_transactions", sa.Column(name, sa.Text, nullable=True))


def downgrade() -> None:
    """Takes the step back."""
    for name in ("payment_id", "refund_id"):
        op.drop_column("ledger_transactions", name)
    for table in ("test_notices", "test_checkouts", "refunds", "payment_notices", "payments"):
        op.drop_table(table)
