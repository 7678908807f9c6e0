"""Photos: pictures, uploads, profile photos, marked regions; submissions that are for no single person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LOOSENED = ("resident_id", "contact_id")
"""Of `submissions`: a profile photo is for everybody at a facility."""

NEW_TABLES = ("refusal_regions", "profile_photos", "uploads", "pictures")


def upgrade() -> None:
    """Makes the step."""
    op.create_table(
        "pictures",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("sent_sha256", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, sa.ForeignKey("pictures.sha256"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_uploads_sha256", "uploads", ["sha256"])
    op.create_index("ix_uploads_at", "uploads", ["at"])
    op.create_table(
        "profile_photos",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("member_id", sa.Text, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("sha256", sa.Text, sa.ForeignKey("pictures.sha256"), nullable=False),
        sa.Column("local_id", sa.Text, nullable=False),
        sa.Column("sent_sha256", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_profile_photos_member_id_sequence", "profile_photos", ["member_id", "sequence"])
    op.create_index("ix_profile_photos_sha256", "profile_photos", ["sha256"])
    op.create_table(
        "refusal_regions",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("refusals.submission_id"), primary_key=True),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("x", sa.Double, nullable=False),
        sa.Column("y", sa.Double, nullable=False),
        sa.Column("width", sa.Double, nullable=False),
        sa.Column("height", sa.Double, nullable=False),
    )
    reference = " REFERENCES profile_photos (id)" if _is_sqlite() else ""
    op.execute(f"ALTER TABLE submissions ADD COLUMN profile_photo_id TEXT{reference}")
    if not _is_sqlite():
        op.create_foreign_key(
            "fk_submissions_profile_photo_id_profile_photos",
            "submissions",
            "profile_photos",
            ["profile_photo_id"],
            ["id"],
        )
    op.create_index(
        "ix_submissions_profile_photo_id",
        "submissions",
        ["profile_photo_id"],
        sqlite_where=sa.text("profile_photo_id IS NOT NULL"),
        postgresql_where=sa.text("profile_photo_id IS NOT NULL"),
    )
    _allow_empty(True)


def downgrade() -> None:
    """Takes the step back, with every photo and its submissions."""
    if _is_sqlite():
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    op.execute("DELETE FROM submissions WHERE profile_photo_id IS NOT NULL")
    _allow_empty(False)
    op.drop_column("submissions", "profile_photo_id")
    for table in NEW_TABLES:
        op.drop_table(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _allow_empty(may_be_empty: bool) -> None:
    """Lets two columns of `submissions` be empty, or not any more.

    SQLite can't, except by copying the table, and that it refuses inside a transaction while others refer to it. Its
    manual's way for a condition that changes no stored byte is to edit the text of the schema.
    """
    if not _is_sqlite():
        for column in LOOSENED:
            op.alter_column("submissions", column, existing_type=sa.Text, nullable=may_be_empty)
        return
    bind = op.get_bind()
    written = bind.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE name = 'submissions'").scalar_one()
    for column in LOOSENED:
        strict = f"{column} TEXT NOT NULL"
        if written.count(strict) != 1:
            raise RuntimeError(f"submissions has no `{strict}`")
        written = written.replace(strict, f"{column} TEXT")
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON").close()
    bind.execute(
        sa.text("UPDATE sqlite_schema SET sql = :written WHERE name = 'submissions'"), {"written": written}
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}").close()
    bind.exec_driver_sql("PRAGMA writable_schema = RESET").close()
