"""The profile photo on this computer: kept from the moment it is to be sent until it is decided."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.domain.profile_photo import PhotoFault
from app.storage import photo_rows
from app.storage.database import Database
from app.storage.kept_rows import ORIGINAL_COLUMNS, PHOTO_COLUMNS, PhotoRow
from app.storage.origin import portable
from app.storage.photo_rows import PhotoState
from app.storage.sql import Connection
from contract.photos import ProfilePhoto


class KeptPhoto(msgspec.Struct, frozen=True):
    """A photo as its member made it. `local_id` is its idempotency key for ever; `fault` needs the member.

    `original` are the bytes it was made of, where no file holds them; reading a photo back leaves them out.
    """

    local_id: str
    photo: ExportedPhoto
    edits: PhotoEdits
    origin: PhotoOrigin
    price_cents: int
    created_at: datetime
    original: bytes | None = None
    state: PhotoState = PhotoState.WAITING
    is_uploaded: bool = False
    fault: PhotoFault | None = None


class PhotoStore:
    """Every method is one durable transaction. There is one photo at most: a newer one takes its place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, kept: KeptPhoto) -> bool:
        """Take a photo in; False, changing nothing, if it was taken in before."""

        def work(connection: Connection) -> bool:
            told = photo_rows.profile_photos(connection)
            newest = None if told is None else told.newest
            is_known = newest is not None and newest.local_id == kept.local_id
            if is_known or photo_rows.photo_row(connection, kept.local_id) is not None:
                return False
            photo_rows.drop_all_photos(connection)
            _insert(connection, kept)
            return True

        return self._database.write(work)

    def kept(self) -> KeptPhoto | None:
        """The photo that is kept, whatever it waits for."""
        return self._database.read(lambda connection: _kept(photo_rows.newest_photo(connection)))

    def facts(self) -> KeptPhoto | None:
        """The same without the bytes of its picture, which take their time to read."""
        return self._database.read(
            lambda connection: _kept(photo_rows.newest_photo(connection, with_picture=False))
        )

    def get(self, local_id: str) -> KeptPhoto | None:
        """One photo, None if it is not kept any more."""
        return self._database.read(lambda connection: _kept(photo_rows.photo_row(connection, local_id)))

    def waiting(self) -> KeptPhoto | None:
        """The photo the server does not have and its member wants it to have; one with a fault too."""
        return self._database.read(lambda connection: _kept(photo_rows.waiting_photo(connection)))

    @property
    def is_waiting(self) -> bool:
        """Whether a photo waits here that the server does not have; reads no picture."""
        sql = "SELECT count(*) FROM photo WHERE state = ?"

        def work(connection: Connection) -> bool:
            row = connection.execute(sql, (PhotoState.WAITING,)).fetchone()
            return row is not None and row[0] != 0

        return self._database.read(work)

    def original(self, local_id: str) -> bytes | None:
        """The bytes this photo was made of, if they are kept here and whole."""
        row = self._database.read(lambda connection: photo_rows.original_row(connection, local_id))
        return row.content if row is not None and row.is_whole else None

    def set_uploaded(self, local_id: str, is_uploaded: bool) -> None:
        """Whether the server has the picture, so that only the order is missing."""
        self._set("uploaded = ?", local_id, is_uploaded)

    def fail(self, local_id: str, fault: PhotoFault) -> None:
        """It can't leave by itself; keep why."""
        self._set("fault = ?", local_id, msgspec.json.encode(fault))

    def retry(self, local_id: str, price_cents: int) -> None:
        """The member wants it sent after all, at this price."""
        self._set("fault = NULL, state = 0, price_cents = ?", local_id, price_cents)

    def take_back(self, local_id: str) -> None:
        """The member does not want it sent; it stays to be mended until a newer one takes its place."""
        self._set("fault = NULL, state = ?", local_id, PhotoState.BACK)

    def renew(self, local_id: str, fresh_id: str, fault: PhotoFault) -> None:
        """The server has another photo under this key: a fresh one keeps both apart, and the member decides."""
        body = msgspec.json.encode(fault)

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE photo SET local_id = ?, fault = ? WHERE local_id = ?", (fresh_id, body, local_id)
            )
            connection.execute(
                "UPDATE photo_original SET local_id = ? WHERE local_id = ?", (fresh_id, local_id)
            )

        self._database.write(work)

    def settle(self, newest: ProfilePhoto) -> None:
        """The server has it: what is kept stays until it is decided, and what was said goes into the cache."""

        def work(connection: Connection) -> None:
            # Also if something newer is known already: what the server has is never sent again.
            connection.execute(
                "UPDATE photo SET state = ?, fault = NULL WHERE local_id = ? AND state = ?",
                (PhotoState.SENT, newest.local_id, PhotoState.WAITING),
            )
            photo_rows.put_newest(connection, newest)

        self._database.write(work)

    def _set(self, columns: str, local_id: str, value: int | bytes) -> None:
        self._database.write(
            lambda connection: connection.execute(
                f"UPDATE photo SET {columns} WHERE local_id = ?", (value, local_id)
            )
        )


def _insert(connection: Connection, kept: KeptPhoto) -> None:
    connection.execute(
        f"INSERT INTO photo ({PHOTO_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kept.local_id,
            kept.state,
            kept.photo.data,
            kept.photo.sha256,
            kept.photo.size.width,
            kept.photo.size.height,
            kept.price_cents,
            kept.created_at.isoformat(),
            msgspec.json.encode(kept.edits),
            msgspec.json.encode(portable(kept.origin)),
            kept.is_uploaded,
            None if kept.fault is None else msgspec.json.encode(kept.fault),
        ),
    )
    if kept.original is not None:
        connection.execute(
            f"INSERT INTO photo_original ({ORIGINAL_COLUMNS}) VALUES (NULL, ?, ?, ?)",
            (kept.local_id, kept.original, kept.origin.sha256),
        )


def _kept(row: PhotoRow | None) -> KeptPhoto | None:
    if row is None:
        return None
    return KeptPhoto(
        local_id=row.local_id,
        photo=ExportedPhoto(row.picture, row.sha256, Size(row.width, row.height)),
        edits=msgspec.json.decode(row.edits, type=PhotoEdits),
        origin=msgspec.json.decode(row.origin, type=PhotoOrigin),
        price_cents=row.price_cents,
        created_at=row.created_at,
        state=PhotoState(row.state),
        is_uploaded=bool(row.uploaded),
        fault=None if row.fault is None else msgspec.json.decode(row.fault, type=PhotoFault),
    )
