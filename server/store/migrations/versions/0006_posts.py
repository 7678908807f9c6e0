"""Posts to everybody on a member's list, their submissions, and who has opened them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "posts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("local_id", sa.Text, nullable=False),
        sa.Column("mends", sa.Text, nullable=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("hidden_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_posts_member_id_sequence", "posts", ["member_id", "sequence"])
    op.create_table(
        "post_openings",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    reference = " REFERENCES posts (id)" if is_sqlite else ""
    op.execute(f"ALTER TABLE submissions ADD COLUMN post_id TEXT{reference}")
    if not is_sqlite:
        op.create_foreign_key("fk_submissions_post_id_posts", "submissions", "posts", ["post_id"], ["id"])
    op.create_index(
        "ix_submissions_post_id",
        "submissions",
        ["post_id"],
        sqlite_where=sa.text("post_id IS NOT NULL"),
        postgresql_where=sa.text("post_id IS NOT NULL"),
    )
    op.create_index(
        "ix_submissions_posts_there",
        "submissions",
        ["facility_id", "member_id", "sequence"],
        sqlite_where=sa.text("post_id IS NOT NULL"),
        postgresql_where=sa.text("post_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes the step back, with every post and its submissions."""
    if op.get_bind().dialect.name == "sqlite":
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.drop_table("post_openings")
    op.execute("DELETE FROM submissions WHERE post_id IS NOT NULL")
    op.drop_column("submissions", "post_id")
    op.drop_table("posts")
