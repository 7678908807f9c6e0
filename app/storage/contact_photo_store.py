"""Photos that stand for contacts, chosen on this computer and kept on it alone."""

from __future__ import annotations

from app.domain.photos import ExportedPhoto
from app.storage.contact_photo_rows import ContactPhotoRow
from app.storage.database import Database
from app.storage.sql import Connection, fetch

_COLUMNS = ", ".join(ContactPhotoRow.__struct_fields__)


class ContactPhotoStore:
    """Every method is one durable transaction; a picture that was damaged on the disk counts as none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, contact_id: str, photo: ExportedPhoto) -> None:
        """This one stands for the contact from now on, in place of what did."""

        def work(connection: Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO contact_photo (contact_id, picture, sha256) VALUES (?, ?, ?)",
                (contact_id, photo.data, photo.sha256),
            )

        self._database.write(work)

    def drop(self, contact_id: str) -> None:
        """None does."""
        self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM contact_photo WHERE contact_id = ?", (contact_id,)
            )
        )

    def all(self) -> dict[str, bytes]:
        """Every JPEG by the contact's id, the one kept last at the end."""

        def work(connection: Connection) -> dict[str, bytes]:
            rows = fetch(
                connection, f"SELECT {_COLUMNS} FROM contact_photo ORDER BY position", (), ContactPhotoRow
            )
            return {row.contact_id: row.picture for row in rows if row.is_whole}

        return self._database.read(work)
