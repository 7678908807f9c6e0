"""What happened to a connection, where somebody lived before, and what a family wants to hear and see of a contact."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CONTACT = ("muted_at", "archived_at", "moved_at", "moved_count", "moved_cents")


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "contact_steps",
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
    )
    op.create_table(
        "resident_stays",
        sa.Column("resident_id", sa.Text, sa.ForeignKey("residents.id"), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("left_at", sa.BigInteger, nullable=False),
        sa.Column("facility_id", sa.Text, sa.ForeignKey("facilities.id"), nullable=False),
    )
    for name in _CONTACT:
        op.add_column("contacts", sa.Column(name, sa.BigInteger, nullable=True))
    op.add_column("contacts", sa.Column("moved_from", sa.Text, nullable=True))
    op.add_column("contacts", sa.Column("last_known_at", sa.Text, nullable=True))


def downgrade() -> None:
    """Takes the step back; where people moved is forgotten."""
    for name in (*_CONTACT, "moved_from", "last_known_at"):
        op.drop_column("contacts", name)
    op.drop_table("resident_stays")
    op.drop_table("contact_steps")
