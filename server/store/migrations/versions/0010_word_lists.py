"""Word lists and what they hold for attention; whether a facility's reviewers see photos blurred until they ask."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "word_lists",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_word_lists_facility_id", "word_lists", ["facility_id"])
    op.create_table(
        "word_hits",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("list_id", sa.Text, sa.ForeignKey("word_lists.id"), primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("end", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_word_hits_list_id", "word_hits", ["list_id", "submission_id"])
    op.add_column(
        "facilities", sa.Column("blurs_photos", sa.Boolean, nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Takes the step back."""
    op.drop_column("facilities", "blurs_photos")
    op.drop_table("word_hits")
    op.drop_table("word_lists")
