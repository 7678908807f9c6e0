"""Indexes by which the queue is counted, and leases are found, without looking at everything that waits."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WAITING = "state IN ('pending', 'in_review', 'appealed') AND release_at IS NULL"
LEASED = "lease_staff_id IS NOT NULL"


def upgrade() -> None:
    """Makes the step."""
    op.create_index(
        "ix_submissions_waiting",
        "submissions",
        ["facility_id", "kind", "state", "release_at", "id"],
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )
    op.create_index(
        "ix_submissions_leased",
        "submissions",
        ["lease_staff_id", "lease_until"],
        sqlite_where=sa.text(LEASED),
        postgresql_where=sa.text(LEASED),
    )


def downgrade() -> None:
    """Takes the step back."""
    op.drop_index("ix_submissions_leased", "submissions")
    op.drop_index("ix_submissions_waiting", "submissions")
