"""Whether families are told that something was opened is for each facility to decide."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step; every facility goes on telling, as it did before."""
    op.add_column(
        "facilities", sa.Column("tells_opened", sa.Boolean, nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    """Takes the step back."""
    if op.get_bind().dialect.name == "sqlite":
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.drop_column("facilities", "tells_opened")
