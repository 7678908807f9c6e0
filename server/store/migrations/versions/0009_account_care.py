"""Telephone, language and notices of members, their two-factor and other codes, and mails to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    for column in (
        sa.Column("phone", sa.Text, nullable=False, server_default=""),
        sa.Column("language", sa.Text, nullable=False, server_default=""),
        sa.Column("notify_on_computer", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("notify_by_email", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("code_sealed", sa.Text, nullable=True),
        sa.Column("code_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("mailed_at", sa.BigInteger, nullable=True),
        sa.Column("closed_at", sa.BigInteger, nullable=True),
    ):
        op.add_column("members", column)
    op.create_table(
        "member_codes",
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("purpose", sa.Text, primary_key=True),
        sa.Column("mac", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("mac", sa.Text, primary_key=True),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_index("ix_mails_member_id", "mails", ["member_id"])
    op.create_index("ix_mails_due_at", "mails", ["due_at"])


def downgrade() -> None:
    """Takes the step back."""
    for table in ("mails", "recovery_codes", "member_codes"):
        op.drop_table(table)
    for column in (
        "closed_at",
        "mailed_at",
        "code_step",
        "code_sealed",
        "notify_by_email",
        "notify_on_computer",
        "language",
        "phone",
    ):
        op.drop_column("members", column)
