"""A post may have a photo: the picture it shows, and under which name that was put up."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the step."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    reference = " REFERENCES pictures (sha256)" if is_sqlite else ""
    op.add_column("posts", sa.Column("sent_sha256", sa.Text, nullable=True))
    op.execute(f"ALTER TABLE posts ADD COLUMN sha256 TEXT{reference}")
    if not is_sqlite:
        op.create_foreign_key("fk_posts_sha256_pictures", "posts", "pictures", ["sha256"], ["sha256"])
    op.create_index(
        "ix_posts_sha256",
        "posts",
        ["sha256"],
        sqlite_where=sa.text("sha256 IS NOT NULL"),
        postgresql_where=sa.text("sha256 IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes the step back; posts with a photo keep their words."""
    if op.get_bind().dialect.name == "sqlite":
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.drop_index("ix_posts_sha256", "posts")
    op.drop_column("posts", "sha256")
    op.drop_column("posts", "sent_sha256")
