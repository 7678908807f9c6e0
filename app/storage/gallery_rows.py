"""Cached galleries and shared photos, and the bytes of pictures as far as there is room for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.storage.message_rows import Body
from app.storage.share_rows import settle_share
from app.storage.sql import Connection, fetch, fetch_one
from contract.galleries import Gallery, PhotoPart, SharedPhoto
from contract.messages import State

MOST_THUMB_BYTES = 128_000_000
"""Of all pictures together; the ones that were fetched first go first."""
_PASSED = (State.APPROVED, State.DELIVERED, State.OPENED)
_WEIGHTS = (
    State.OFFERED,
    State.IN_REVIEW,
    State.PENDING,
    State.APPEALED,
    State.REFUSED,
    State.APPROVED,
    State.DELIVERED,
    State.OPENED,
    State.WITHDRAWN,
)
"""What matters most of all the parts comes first."""


class PhotoSum(msgspec.Struct, frozen=True, array_like=True):
    """What a gallery's card needs of a photo; `gallery_id` is the server's, `viewers` ids with blanks between them."""

    local_id: str
    gallery_id: str
    kind: str
    viewers: str
    created_at: datetime
    photo_id: str


def put_gallery(connection: Connection, gallery: Gallery) -> None:
    """A gallery as it stands; one that was deleted goes, with its photos."""
    connection.execute("DELETE FROM new_gallery WHERE local_id = ?", (gallery.local_id,))
    if gallery.deleted_at is not None:
        connection.execute("DELETE FROM cache_gallery WHERE id = ?", (gallery.id,))
        connection.execute("DELETE FROM cache_shared_photo WHERE gallery_id = ?", (gallery.id,))
        return
    connection.execute(
        "INSERT OR REPLACE INTO cache_gallery (id, local_id, sequence, body) VALUES (?, ?, ?, ?)",
        (gallery.id, gallery.local_id, gallery.sequence, msgspec.json.encode(gallery)),
    )


def galleries(connection: Connection) -> list[Gallery]:
    """All, newest first."""
    rows = fetch(connection, "SELECT body FROM cache_gallery ORDER BY sequence DESC", (), Body)
    return [msgspec.json.decode(row.body, type=Gallery) for row in rows]


def gallery(connection: Connection, local_id: str) -> Gallery | None:
    """One by its local id."""
    row = fetch_one(connection, "SELECT body FROM cache_gallery WHERE local_id = ?", (local_id,), Body)
    return None if row is None else msgspec.json.decode(row.body, type=Gallery)


def put_photo(connection: Connection, photo: SharedPhoto) -> None:
    """A photo as it stands, never an older standing of it; what is kept here of it is settled."""
    is_over = bool(photo.parts) and all(part.state in _PASSED for part in photo.parts)
    settle_share(connection, photo.local_id, is_over=is_over, is_gone=photo.deleted_at is not None)
    if photo.deleted_at is not None:
        connection.execute("DELETE FROM cache_shared_photo WHERE id = ?", (photo.id,))
        return
    known = shared_photo(connection, photo.local_id)
    if known is not None and is_older(photo, known):
        return
    viewers = dict.fromkeys(viewer.contact_id for part in photo.parts for viewer in part.viewers)
    connection.execute(
        "INSERT OR REPLACE INTO cache_shared_photo"
        " (id, local_id, gallery_id, sequence, kind, viewers, created_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            photo.id,
            photo.local_id,
            photo.gallery_id,
            photo.sequence,
            worst_of(photo.parts).value,
            " ".join(viewers),
            photo.created_at.isoformat(),
            msgspec.json.encode(photo),
        ),
    )


def shared_photo(connection: Connection, local_id: str) -> SharedPhoto | None:
    """One by its local id."""
    row = fetch_one(connection, "SELECT body FROM cache_shared_photo WHERE local_id = ?", (local_id,), Body)
    return None if row is None else msgspec.json.decode(row.body, type=SharedPhoto)


def photos_in(connection: Connection, gallery_id: str, before: int | None, most: int) -> list[SharedPhoto]:
    """At most so many of a gallery, by the server's id of it, newest first: those `before` this sequence."""
    sql = """
        SELECT body FROM cache_shared_photo WHERE gallery_id = ?1 AND (?2 IS NULL OR sequence < ?2)
        ORDER BY sequence DESC LIMIT ?3
        """
    rows = fetch(connection, sql, (gallery_id, before, most), Body)
    return [msgspec.json.decode(row.body, type=SharedPhoto) for row in rows]


def photo_sums(connection: Connection) -> list[PhotoSum]:
    """Every photo in short, newest first."""
    sql = (
        "SELECT local_id, gallery_id, kind, viewers, created_at, id FROM cache_shared_photo"
        " ORDER BY sequence DESC"
    )
    return fetch(connection, sql, (), PhotoSum)


def worst_of(parts: Sequence[PhotoPart]) -> State:
    """What matters most of all its parts."""
    states = {part.state for part in parts}
    return next((state for state in _WEIGHTS if state in states), State.UNKNOWN)


def is_older(told: SharedPhoto, known: SharedPhoto) -> bool:
    """Whether `told` is how the photo stood before `known`: an answer may come after the event that followed it."""
    parts = {part.facility_id: part for part in told.parts}
    for before in known.parts:
        part = parts.get(before.facility_id)
        if part is None:
            return True
        if part.submission_id == before.submission_id:
            if part.version < before.version:
                return True
        elif part.steps and before.steps and part.steps[0].at < before.steps[0].at:
            return True
    return False


def put_thumb(connection: Connection, sha256: str, content: bytes) -> None:
    """The bytes of a picture; the oldest ones make room for it."""
    connection.execute(
        "INSERT OR IGNORE INTO cache_thumb (sha256, size, content) VALUES (?, ?, ?)",
        (sha256, len(content), content),
    )
    connection.execute(
        """
        DELETE FROM cache_thumb WHERE position IN (
            SELECT position FROM (
                SELECT position, sum(size) OVER (ORDER BY position DESC) AS newer FROM cache_thumb
            ) WHERE newer > ?
        )
        """,
        (MOST_THUMB_BYTES,),
    )


def thumb(connection: Connection, sha256: str) -> bytes | None:
    """The bytes of a picture, if they are here."""
    row = fetch_one(connection, "SELECT content FROM cache_thumb WHERE sha256 = ?", (sha256,), Body)
    return None if row is None else row.body
