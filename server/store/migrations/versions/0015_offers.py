"""Changed photos that reviewers offer."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WAITS = "outcome = 'waiting'"


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "offers",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("sha256", sa.Text, sa.ForeignKey("pictures.sha256"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("original_sha256", sa.Text, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("answered_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_offers_sha256", "offers", ["sha256"])
    op.create_index(
        "ix_offers_until", "offers", ["until"], sqlite_where=sa.text(WAITS), postgresql_where=sa.text(WAITS)
    )


def downgrade() -> None:
    """Takes the step back, with every offer."""
    op.drop_table("offers")
