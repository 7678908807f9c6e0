"""Photos on this computer: the one that waits or is not decided yet, what the server last said, and cached pictures."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from app.storage.kept_rows import ORIGINAL_COLUMNS, PHOTO_COLUMNS, OriginalRow, PhotoRow
from app.storage.sql import Connection, fetch, fetch_one
from contract.messages import State
from contract.photos import ProfilePhoto, ProfilePhotos

_VALUE = "profile_photos"
_WAITING = (State.PENDING, State.IN_REVIEW, State.APPEALED)
_PASSED = (State.APPROVED, State.DELIVERED, State.OPENED)


class PhotoState(IntEnum):
    """What a kept photo is waiting for: to be sent, to be decided, or for its member, who took it back."""

    WAITING = 0
    SENT = 1
    BACK = 2


class _BodyRow(msgspec.Struct, frozen=True, array_like=True):
    body: bytes


class _NameRow(msgspec.Struct, frozen=True, array_like=True):
    name: str


def photo_row(connection: Connection, local_id: str) -> PhotoRow | None:
    """One kept photo with its bytes."""
    sql = f"SELECT {PHOTO_COLUMNS} FROM photo WHERE local_id = ?"
    return fetch_one(connection, sql, (local_id,), PhotoRow)


def newest_photo(connection: Connection, *, with_picture: bool = True) -> PhotoRow | None:
    """The photo that was kept last; there is no more than one, unless a rescue brought an older one back.

    Without its picture it costs nothing to ask: pictures are large, and how they stand is asked often.
    """
    columns = PHOTO_COLUMNS if with_picture else PHOTO_COLUMNS.replace("picture", "x''", 1)
    return fetch_one(connection, f"SELECT {columns} FROM photo ORDER BY position DESC LIMIT 1", (), PhotoRow)


def waiting_photo(connection: Connection) -> PhotoRow | None:
    """The photo that waits to be sent."""
    sql = f"SELECT {PHOTO_COLUMNS} FROM photo WHERE state = ? ORDER BY position DESC LIMIT 1"
    return fetch_one(connection, sql, (PhotoState.WAITING,), PhotoRow)


def original_row(connection: Connection, local_id: str) -> OriginalRow | None:
    """The bytes a kept photo was made of, if they are kept here."""
    sql = f"SELECT {ORIGINAL_COLUMNS} FROM photo_original WHERE local_id = ?"
    return fetch_one(connection, sql, (local_id,), OriginalRow)


def drop_photo(connection: Connection, local_id: str) -> None:
    """It is not needed any more, and neither is what it was made of."""
    connection.execute("DELETE FROM photo WHERE local_id = ?", (local_id,))
    connection.execute("DELETE FROM photo_original WHERE local_id = ?", (local_id,))


def drop_all_photos(connection: Connection) -> None:
    """A newer one takes the place of every photo kept."""
    connection.execute("DELETE FROM photo")
    connection.execute("DELETE FROM photo_original")


def profile_photos(connection: Connection) -> ProfilePhotos | None:
    """What the server said last."""
    row = fetch_one(connection, "SELECT body FROM cache_value WHERE name = ?", (_VALUE,), _BodyRow)
    return None if row is None else msgspec.json.decode(row.body, type=ProfilePhotos)


def put_profile_photos(connection: Connection, told: ProfilePhotos) -> None:
    """Take what the server says: never an older standing, and what it has decided needs no keeping here."""
    known = profile_photos(connection)
    if known is not None and _standing(told) < _standing(known):
        return
    connection.execute(
        "INSERT OR REPLACE INTO cache_value (name, body) VALUES (?, ?)", (_VALUE, msgspec.json.encode(told))
    )
    _forget_pictures(connection, told)
    if told.newest is not None:
        _settle_kept(connection, told.newest)


def put_newest(connection: Connection, newest: ProfilePhoto) -> None:
    """Take the answer to sending or withdrawing one: the newest photo as it stands, and nothing else."""
    known = profile_photos(connection) or ProfilePhotos(shown=None, newest=None)
    put_profile_photos(connection, msgspec.structs.replace(known, newest=newest))


def picture(connection: Connection, sha256: str) -> bytes | None:
    """The bytes of a cached picture."""
    row = fetch_one(connection, "SELECT content FROM cache_picture WHERE sha256 = ?", (sha256,), _BodyRow)
    return None if row is None else row.body


def put_picture(connection: Connection, sha256: str, content: bytes) -> None:
    """Keep the bytes of a picture for as long as somebody shows it."""
    connection.execute(
        "INSERT OR REPLACE INTO cache_picture (sha256, content) VALUES (?, ?)", (sha256, content)
    )


def missing_pictures(connection: Connection) -> list[str]:
    """Hashes of the pictures the last standing names and nobody has fetched yet."""
    wanted = _pictures_of(profile_photos(connection))
    held = set(_held_pictures(connection))
    return [sha256 for sha256 in wanted if sha256 not in held]


def is_over(photo: ProfilePhoto) -> bool:
    """Whether nothing about it can come back to the member: approved everywhere it went."""
    return bool(photo.parts) and all(part.state in _PASSED for part in photo.parts)


def is_waiting(photo: ProfilePhoto) -> bool:
    """Whether somebody still has to decide, or there is nobody yet who could."""
    if photo.withdrawn_at is not None:
        return False
    return not photo.parts or any(part.state in _WAITING for part in photo.parts)


def _settle_kept(connection: Connection, newest: ProfilePhoto) -> None:
    """The photo kept here in the light of what the server has."""
    kept = newest_photo(connection, with_picture=False)
    if kept is None:
        return
    if kept.local_id != newest.local_id:
        if kept.state == PhotoState.SENT:
            drop_photo(connection, kept.local_id)  # another computer has sent a newer one
    elif is_over(newest):
        drop_photo(connection, kept.local_id)
    else:
        connection.execute(
            "UPDATE photo SET state = ?, fault = NULL WHERE local_id = ?", (PhotoState.SENT, kept.local_id)
        )


def _standing(photos: ProfilePhotos) -> tuple[int, int]:
    """Grows with a newer photo and with every step of it, but for "in review", which ends when nobody reads it."""
    newest = photos.newest
    if newest is None:
        return (0, 0)
    steps = [step for part in newest.parts for step in part.steps if step.state is not State.IN_REVIEW]
    return (newest.sequence, len(steps) + (newest.withdrawn_at is not None))


def _pictures_of(photos: ProfilePhotos | None) -> list[str]:
    if photos is None:
        return []
    named = [photos.shown, None if photos.newest is None else photos.newest.photo]
    return list(dict.fromkeys(each.sha256 for each in named if each is not None))


def _held_pictures(connection: Connection) -> list[str]:
    return [row.name for row in fetch(connection, "SELECT sha256 FROM cache_picture", (), _NameRow)]


def _forget_pictures(connection: Connection, told: ProfilePhotos) -> None:
    wanted = set(_pictures_of(told))
    for sha256 in _held_pictures(connection):
        if sha256 not in wanted:
            connection.execute("DELETE FROM cache_picture WHERE sha256 = ?", (sha256,))
