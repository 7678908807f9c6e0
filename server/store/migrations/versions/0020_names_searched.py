"""Names of members and staff also as they are searched, without case and accents, as those of residents are."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("members", "staff")
PLAIN = {ord("ł"): "l", ord("đ"): "d", ord("ø"): "o", ord("ı"): "i"}


def upgrade() -> None:
    """Makes the step, and folds every name there is."""
    bind = op.get_bind()
    for name in TABLES:
        op.add_column(name, sa.Column("search_name", sa.Text, nullable=False, server_default=""))
        table = sa.table(name, sa.column("id"), sa.column("name"), sa.column("search_name"))
        known = bind.execute(sa.select(table.c.id, table.c.name)).all()
        if known:
            bind.execute(
                sa.update(table)
                .where(table.c.id == sa.bindparam("of"))
                .values(search_name=sa.bindparam("folded")),
                [{"of": row.id, "folded": folded(row.name)} for row in known],
            )


def downgrade() -> None:
    """Takes the step back."""
    if op.get_bind().dialect.name == "sqlite":
        raise NotImplementedError("SQLite databases only go forward: their steps can't be taken out again")
    for name in TABLES:
        op.drop_column(name, "search_name")


def folded(name: str) -> str:
    """As `server.services.fields.folded` did when this step was written."""
    signs = (sign for sign in unicodedata.normalize("NFKD", name) if unicodedata.category(sign) != "Mn")
    plain = "".join(signs).casefold().translate(PLAIN)
    return "".join(f" {word}" for word in re.split(r"[\W_]+", plain) if word)
