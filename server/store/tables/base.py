"""The metadata all tables belong to, with names for constraints that every database agrees on."""

from typing import Any, Final

from sqlalchemy import MetaData

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CLUSTERED: Final[dict[str, Any]] = {"sqlite_with_rowid": False}
"""For tables found by their key only: the rows lie in the key's own order, and a write touches one page, not two."""
