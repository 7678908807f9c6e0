"""Carries what waits in one database into another: from memory to the disk, when a member decides to stay."""

from __future__ import annotations

from app.storage.contact_photo_rows import ContactPhotoRow
from app.storage.database import Database
from app.storage.draft_store import put_draft, read_draft
from app.storage.edit_rows import EditingPictureRow, EditingRow
from app.storage.kept_rows import (
    DraftRow,
    OriginalRow,
    OutboxRow,
    PhotoRow,
    PostOriginalRow,
    PostPhotoRow,
    PostRow,
    draft_rows,
    to_text,
)
from app.storage.prepared_rows import PreparedOriginalRow, PreparedRow
from app.storage.share_rows import NewGalleryRow, ShareOriginalRow, ShareRow
from app.storage.sql import Connection, SqlValue

_ROWS: dict[
    str,
    type[
        OutboxRow
        | PostRow
        | PostPhotoRow
        | PostOriginalRow
        | PhotoRow
        | OriginalRow
        | ShareRow
        | ShareOriginalRow
        | NewGalleryRow
        | PreparedRow
        | PreparedOriginalRow
        | EditingRow
        | EditingPictureRow
        | ContactPhotoRow
    ],
] = {
    "outbox": OutboxRow,
    "post": PostRow,
    "post_photo": PostPhotoRow,
    "post_original": PostOriginalRow,
    "photo": PhotoRow,
    "photo_original": OriginalRow,
    "share": ShareRow,
    "share_original": ShareOriginalRow,
    "new_gallery": NewGalleryRow,
    "prepared": PreparedRow,
    "prepared_original": PreparedOriginalRow,
    "editing": EditingRow,
    "editing_picture": EditingPictureRow,
    "contact_photo": ContactPhotoRow,
}
_NEWER_COUNTS = ("contact_photo",)
"""Where there may be one of the same name on both sides; elsewhere a name is given once."""


def carry_over(source: Database, target: Database) -> None:
    """Add unsent messages, posts, photos and drafts to those of `target`, in one transaction; `source` keeps its own.

    Repeating it changes nothing. Two drafts to one contact become one, the older words first; of two photos that stand
    for one contact, that of `source` stays. Raises StorageFault.
    """
    rows, drafts = source.read(lambda connection: (_rows(connection), draft_rows(connection)))

    def work(connection: Connection) -> None:
        for table, found in rows.items():
            columns = ", ".join(_columns(table))
            places = ", ".join("?" * len(_columns(table)))
            verb = "REPLACE" if table in _NEWER_COUNTS else "IGNORE"
            connection.executemany(f"INSERT OR {verb} INTO {table} ({columns}) VALUES ({places})", found)
        for draft in drafts:
            _add_draft(connection, draft)

    target.write(work)


def _columns(table: str) -> tuple[str, ...]:
    """All but `position`, which each database counts for itself."""
    return _ROWS[table].__struct_fields__[1:]


def _rows(connection: Connection) -> dict[str, list[tuple[SqlValue, ...]]]:
    return {
        table: connection.execute(
            f"SELECT {', '.join(_columns(table))} FROM {table} ORDER BY position"
        ).fetchall()
        for table in _ROWS
    }


def _add_draft(connection: Connection, draft: DraftRow) -> None:
    text = to_text(draft.text)
    before = read_draft(connection, draft.contact_id)
    if before is None:
        put_draft(connection, draft.contact_id, text, draft.based_on)
    elif not before.text.endswith(text):
        put_draft(connection, draft.contact_id, f"{before.text}\n\n{text}", before.based_on)
