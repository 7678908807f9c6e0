"""Photos that are being edited, on this computer until they are prepared, sent or thrown away."""

from __future__ import annotations

import msgspec

from app.domain.left_edit import EditTask, EditToGoOn, LeftEdit
from app.domain.photos import PhotoEdits, PhotoOrigin
from app.storage.database import Database
from app.storage.edit_rows import EditingPictureRow, EditingRow, count_edited
from app.storage.origin import portable
from app.storage.originals import read_original
from app.storage.sql import Connection, fetch, fetch_one

_COLUMNS = ", ".join(EditingRow.__struct_fields__)
_PICTURE_COLUMNS = ", ".join(EditingPictureRow.__struct_fields__)


class EditStore:
    """Every method is one durable transaction; the order is that in which they were begun."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, edit: EditToGoOn) -> None:
        """Keep a picture with its edit, in place of what was kept under the same key."""
        self._database.write(lambda connection: _put(connection, edit))

    def write(self, local_id: str, edits: PhotoEdits) -> None:
        """Keep the edit as it is now; nothing if the photo is not kept any more."""
        body = msgspec.json.encode(edits)
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE editing SET edits = ? WHERE local_id = ?", (body, local_id)
            )
        )

    def drop(self, local_id: str) -> None:
        """It was thrown away, or goes on as something else."""

        def work(connection: Connection) -> None:
            for table in ("editing", "editing_picture"):
                connection.execute(f"DELETE FROM {table} WHERE local_id = ?", (local_id,))

        self._database.write(work)

    def all(self) -> tuple[LeftEdit, ...]:
        """Every photo that is being edited, without its picture; the one begun last at the end."""

        def work(connection: Connection) -> tuple[LeftEdit, ...]:
            rows = fetch(connection, f"SELECT {_COLUMNS} FROM editing ORDER BY position", (), EditingRow)
            return tuple(LeftEdit(row.local_id, _origin(row).name, _task(row)) for row in rows)

        return self._database.read(work)

    def get(self, local_id: str) -> EditToGoOn | None:
        """The photo as it was left; a file that still is what it was stands in for a picture that was damaged.

        None if nothing of it is here any more, or no picture.
        """
        found = self._database.read(lambda connection: _read(connection, local_id))
        if found is None:
            return None
        row, content = found
        origin = _origin(row)
        if content is None and origin.path is not None:
            content = read_original(origin.path, origin.sha256)
        if content is None:
            return None
        edits = msgspec.json.decode(row.edits, type=PhotoEdits)
        return EditToGoOn(local_id, _task(row), content, origin, edits)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is being edited."""
        return self._database.read(count_edited) == 0


def _put(connection: Connection, edit: EditToGoOn) -> None:
    values = (
        msgspec.json.encode(portable(edit.origin)),
        msgspec.json.encode(edit.edits),
        msgspec.json.encode(edit.task),
    )
    updates = ", ".join(f"{name} = excluded.{name}" for name in EditingRow.__struct_fields__[2:])
    connection.execute(
        f"INSERT INTO editing ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?)"
        f" ON CONFLICT (local_id) DO UPDATE SET {updates}",
        (edit.local_id, *values),
    )
    connection.execute("DELETE FROM editing_picture WHERE local_id = ?", (edit.local_id,))
    connection.execute(
        "INSERT INTO editing_picture (local_id, content, sha256) VALUES (?, ?, ?)",
        (edit.local_id, edit.data, edit.origin.sha256),
    )


def _read(connection: Connection, local_id: str) -> tuple[EditingRow, bytes | None] | None:
    row = fetch_one(connection, f"SELECT {_COLUMNS} FROM editing WHERE local_id = ?", (local_id,), EditingRow)
    if row is None:
        return None
    sql = f"SELECT {_PICTURE_COLUMNS} FROM editing_picture WHERE local_id = ?"
    picture = fetch_one(connection, sql, (local_id,), EditingPictureRow)
    return row, picture.content if picture is not None and picture.is_whole else None


def _origin(row: EditingRow) -> PhotoOrigin:
    return msgspec.json.decode(row.origin, type=PhotoOrigin)


def _task(row: EditingRow) -> EditTask:
    return msgspec.json.decode(row.task, type=EditTask)
