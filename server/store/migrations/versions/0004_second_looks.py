"""Release delay, appeals, and whom of the staff may not decide for whom; one more index for the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = "state IN ('pending', 'in_review', 'appealed')"
OPEN_BEFORE = "state IN ('pending', 'in_review')"
WAITS_TO_LEAVE = "release_at IS NOT NULL"


def upgrade() -> None:
    """Makes the step."""
    op.add_column(
        "facilities", sa.Column("release_delay_s", sa.BigInteger, nullable=False, server_default="60")
    )
    op.add_column("submissions", sa.Column("release_at", sa.BigInteger, nullable=True))
    op.add_column("submissions", sa.Column("approved_by", sa.Text, nullable=True))
    op.create_table(
        "appeals",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=True),
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("code", sa.Text, nullable=True),
        sa.Column("rule", sa.Text, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("note", sa.Text, nullable=True),
    )
    op.create_table(
        "staff_ties",
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("subject_id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.drop_index("ix_submissions_open", "submissions")
    _index("ix_submissions_open", ["facility_id", "promise_at", "sequence"], OPEN)
    _index("ix_submissions_open_anywhere", ["promise_at", "sequence"], OPEN)
    _index("ix_submissions_release_at", ["release_at"], WAITS_TO_LEAVE)


def downgrade() -> None:
    """Takes the step back, with every appeal."""
    for name in ("ix_submissions_release_at", "ix_submissions_open_anywhere", "ix_submissions_open"):
        op.drop_index(name, "submissions")
    _index("ix_submissions_open", ["facility_id", "promise_at"], OPEN_BEFORE)
    op.drop_table("staff_ties")
    op.drop_table("appeals")
    op.drop_column("submissions", "approved_by")
    op.drop_column("submissions", "release_at")
    op.drop_column("facilities", "release_delay_s")


def _index(name: str, columns: list[str], condition: str) -> None:
    op.create_index(
        name, "submissions", columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
    )
