"""A card payment that comes after its account was closed is given back: how far that is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.add_column("payments", sa.Column("give_back", sa.Text, nullable=True))


def downgrade() -> None:
    """Takes the step back."""
    if op.get_bind().dialect.name == "sqlite":
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.drop_column("payments", "give_back")
