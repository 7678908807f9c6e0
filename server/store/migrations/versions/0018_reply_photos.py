"""An answer may have a photo: the picture that belongs to a resident's reply."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "reply_photos",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("sha256", sa.Text, sa.ForeignKey("pictures.sha256"), nullable=False),
    )
    op.create_index("ix_reply_photos_sha256", "reply_photos", ["sha256"])


def downgrade() -> None:
    """Takes the step back; answers with a photo keep their words."""
    if op.get_bind().dialect.name == "sqlite":
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.drop_table("reply_photos")
