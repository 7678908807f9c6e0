"""Whom a search has shown to whom, what a facility says about asking, how long waits can be, and news of residents."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STRICT = "member_id TEXT NOT NULL"


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "search_reveals",
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("resident_id", sa.Text, sa.ForeignKey("residents.id"), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    for column in (
        sa.Column("takes_requests", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("who_may_ask", sa.Text, nullable=False, server_default=""),
        sa.Column("most_per_person", sa.BigInteger, nullable=True),
        sa.Column("most_per_family", sa.BigInteger, nullable=True),
        sa.Column("long_wait_minutes", sa.BigInteger, nullable=True),
    ):
        op.add_column("facilities", column)
    op.create_table(
        "post_hidings",
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    _allow_no_member()
    op.create_index(
        "ix_submissions_resident_posts",
        "submissions",
        ["resident_id", "sequence"],
        sqlite_where=sa.text("kind = 'resident_post'"),
        postgresql_where=sa.text("kind = 'resident_post'"),
    )


def downgrade() -> None:
    """Takes the step back, with every post of a resident."""
    if _is_sqlite():
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.drop_index("ix_submissions_resident_posts", "submissions")
    op.drop_table("post_hidings")
    op.execute("DELETE FROM submissions WHERE member_id IS NULL")
    op.alter_column("submissions", "member_id", existing_type=sa.Text, nullable=False)
    for name in (
        "takes_requests",
        "who_may_ask",
        "most_per_person",
        "most_per_family",
        "long_wait_minutes",
    ):
        op.drop_column("facilities", name)
    op.drop_table("search_reveals")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _allow_no_member() -> None:
    """A resident's post is of no member. As in step 2: a condition that changes no stored byte."""
    if not _is_sqlite():
        op.alter_column("submissions", "member_id", existing_type=sa.Text, nullable=True)
        return
    bind = op.get_bind()
    written = bind.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE name = 'submissions'").scalar_one()
    if written.count(_STRICT) != 1:
        raise RuntimeError(f"submissions has no `{_STRICT}`")
    written = written.replace(_STRICT, "member_id TEXT")
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON").close()
    bind.execute(
        sa.text("UPDATE sqlite_schema SET sql = :written WHERE name = 'submissions'"), {"written": written}
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}").close()
    bind.exec_driver_sql("PRAGMA writable_schema = RESET").close()
