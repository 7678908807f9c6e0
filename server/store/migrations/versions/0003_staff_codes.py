"""One-time codes of the staff: their sealed secret, and the step of the last code that was used."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.add_column("staff", sa.Column("code_sealed", sa.Text, nullable=True))
    op.add_column("staff", sa.Column("code_step", sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    """Takes the step back."""
    op.drop_column("staff", "code_step")
    op.drop_column("staff", "code_sealed")
