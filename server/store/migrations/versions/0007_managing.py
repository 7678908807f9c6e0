"""Prices planned from a day on, and where at a facility somebody lives."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "planned_prices",
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), primary_key=True),
        sa.Column("from_at", sa.BigInteger, nullable=False),
        sa.Column("message_cents", sa.Integer, nullable=False),
        sa.Column("photo_cents", sa.Integer, nullable=False),
        sa.Column("status_cents", sa.Integer, nullable=False),
        sa.Column("profile_photo_cents", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
    )
    op.add_column("residents", sa.Column("housing", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Takes the step back."""
    op.drop_column("residents", "housing")
    op.drop_table("planned_prices")
