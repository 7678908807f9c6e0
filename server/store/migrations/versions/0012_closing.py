"""Accounts that were closed, and what they are still owed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "closings",
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("closed_at", sa.BigInteger, nullable=False),
        sa.Column("payout_cents", sa.BigInteger, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("paid_at", sa.BigInteger, nullable=True),
        sa.Column("forgotten_at", sa.BigInteger, nullable=True),
    )


def downgrade() -> None:
    """Takes the step back."""
    op.drop_table("closings")
