"""Galleries, shared photos, thumbnails, and submissions that are for several people."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW_TABLES = ("submission_audience", "thumbs", "shared_photos", "galleries")


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "galleries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("local_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("cover_photo_id", sa.Text, nullable=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_galleries_member_id_sequence", "galleries", ["member_id", "sequence"])
    op.create_table(
        "shared_photos",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("gallery_id", sa.Text, sa.ForeignKey("galleries.id"), nullable=False),
        sa.Column("sha256", sa.Text, sa.ForeignKey("pictures.sha256"), nullable=False),
        sa.Column("local_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_key", sa.Text, nullable=False),
        sa.Column("sent_sha256", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_shared_photos_member_id_sequence", "shared_photos", ["member_id", "sequence"])
    op.create_index("ix_shared_photos_gallery_id_sequence", "shared_photos", ["gallery_id", "sequence"])
    op.create_index("ix_shared_photos_sha256", "shared_photos", ["sha256"])
    op.create_table(
        "thumbs",
        sa.Column("picture_sha256", sa.Text, sa.ForeignKey("pictures.sha256"), primary_key=True),
        sa.Column("side", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
    )
    op.create_index("ix_thumbs_sha256", "thumbs", ["sha256"])
    op.create_table(
        "submission_audience",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("opened_at", sa.BigInteger, nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_submission_audience_contact_id", "submission_audience", ["contact_id"])
    reference = " REFERENCES shared_photos (id)" if _is_sqlite() else ""
    op.execute(f"ALTER TABLE submissions ADD COLUMN photo_id TEXT{reference}")
    if not _is_sqlite():
        op.create_foreign_key(
            "fk_submissions_photo_id_shared_photos", "submissions", "shared_photos", ["photo_id"], ["id"]
        )
    op.create_index(
        "ix_submissions_photo_id",
        "submissions",
        ["photo_id"],
        sqlite_where=sa.text("photo_id IS NOT NULL"),
        postgresql_where=sa.text("photo_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes the step back, with every shared photo and its submissions."""
    if _is_sqlite():
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.execute(
        "DELETE FROM submission_audience WHERE submission_id IN"
        " (SELECT id FROM submissions WHERE photo_id IS NOT NULL)"
    )
    op.execute("DELETE FROM submissions WHERE photo_id IS NOT NULL")
    op.drop_column("submissions", "photo_id")
    for table in NEW_TABLES:
        op.drop_table(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
