"""Photos that are to be shared, on this computer from the moment they are taken in until they are decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.domain.profile_photo import PhotoFault
from app.storage import gallery_rows, share_rows
from app.storage.database import Database
from app.storage.kept_rows import to_bytes, to_text
from app.storage.origin import portable
from app.storage.share_rows import SHARE_COLUMNS, SHARE_ORIGINAL_COLUMNS, ShareRow, ShareState
from app.storage.sql import Connection, fetch, fetch_one
from contract.audience import Audience
from contract.galleries import Gallery, SharedPhoto


class KeptShare(msgspec.Struct, frozen=True):
    """A photo as its member made it. `local_id` is its idempotency key for ever; `fault` needs the member.

    `gallery` is a gallery's local id, `replaces` the server's id of the photo it mends. `is_attempted`: an order may
    have arrived, so that nothing of it may change. `original` are the bytes it was made of, where no file holds them;
    reading a photo back leaves them out.
    """

    local_id: str
    photo: ExportedPhoto
    title: str
    gallery: str
    gallery_name: str
    audience: Audience
    price_cents: int
    edits: PhotoEdits
    origin: PhotoOrigin
    created_at: datetime
    replaces: str | None = None
    original: bytes | None = None
    state: ShareState = ShareState.WAITING
    is_uploaded: bool = False
    is_attempted: bool = False
    fault: PhotoFault | None = None


class ShareNote(msgspec.Struct, frozen=True, array_like=True):
    """A kept photo without its picture; `size` is the picture's in bytes, `fault` and `title` as they are stored."""

    local_id: str
    state: int
    size: int
    width: int
    height: int
    title_bytes: bytes
    gallery: str
    price_cents: int
    created_at: datetime
    fault_bytes: bytes | None
    sha256: str

    @property
    def title(self) -> str:
        """As it was written."""
        return to_text(self.title_bytes)

    @property
    def fault(self) -> PhotoFault | None:
        """Why it needs the member."""
        return None if self.fault_bytes is None else msgspec.json.decode(self.fault_bytes, type=PhotoFault)

    @property
    def is_waiting(self) -> bool:
        """Whether its member wants the server to have it."""
        return self.state == ShareState.WAITING


class KeptGallery(msgspec.Struct, frozen=True):
    """A gallery the server has not got yet; `local_id` is its idempotency key."""

    local_id: str
    name: str
    created_at: datetime


_NOTE_COLUMNS = "local_id, state, size, width, height, title, gallery, price_cents, created_at, fault, sha256"


class ShareStore:
    """Every method is one durable transaction; the order is that of queueing, never of a clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, kept: Sequence[KeptShare]) -> None:
        """Take photos in, all or none; one that was taken in before stays as it is."""

        def work(connection: Connection) -> None:
            for each in kept:
                is_sent = gallery_rows.shared_photo(connection, each.local_id) is not None
                if not is_sent and share_rows.share_row(connection, each.local_id) is None:
                    _insert(connection, each)

        self._database.write(work)

    def notes(self) -> list[ShareNote]:
        """Everything that is kept, the oldest first; reads no picture."""
        sql = f"SELECT {_NOTE_COLUMNS} FROM share ORDER BY position"
        return self._database.read(lambda connection: fetch(connection, sql, (), ShareNote))

    def note(self, local_id: str) -> ShareNote | None:
        """One kept photo without its picture."""
        sql = f"SELECT {_NOTE_COLUMNS} FROM share WHERE local_id = ?"
        return self._database.read(lambda connection: fetch_one(connection, sql, (local_id,), ShareNote))

    def get(self, local_id: str) -> KeptShare | None:
        """One photo, None if it is not kept any more."""
        return self._database.read(lambda connection: _kept(share_rows.share_row(connection, local_id)))

    def original(self, local_id: str) -> bytes | None:
        """The bytes this photo was made of, if they are kept here and whole."""
        sql = f"SELECT {SHARE_ORIGINAL_COLUMNS} FROM share_original WHERE local_id = ?"
        row = self._database.read(
            lambda connection: fetch_one(connection, sql, (local_id,), share_rows.ShareOriginalRow)
        )
        return row.content if row is not None and row.is_whole else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept that the server does not have: no photo, no gallery."""

        def work(connection: Connection) -> bool:
            return share_rows.count_shares(connection) == 0 and not share_rows.new_gallery_rows(connection)

        return self._database.read(work)

    def set_uploaded(self, local_id: str, is_uploaded: bool) -> None:
        """Whether the server has the picture, so that only the order is missing."""
        self._set("uploaded = ?", local_id, is_uploaded)

    def set_attempted(self, local_id: str) -> None:
        """An order leaves: from now on it may have arrived."""
        self._set("attempted = ?", local_id, True)

    def fail(self, local_id: str, fault: PhotoFault) -> None:
        """The server has certainly not taken it, and won't by itself; keep why."""
        self._set("attempted = 0, fault = ?", local_id, msgspec.json.encode(fault))

    def retry(self, local_id: str, price_cents: int) -> None:
        """The member wants it sent after all, at this price; one that was never tried keeps what it asks for."""
        self._set("fault = NULL, price_cents = ?", local_id, price_cents, "fault IS NOT NULL")

    def cancel(self, local_id: str) -> None:
        """The member does not want it any more. It stays, for nobody to see, until it certainly is nowhere."""
        self._set(
            "fault = NULL, state = ?", local_id, ShareState.CANCELLED, f"state = {ShareState.WAITING:d}"
        )

    def drop(self, local_id: str) -> None:
        """It is not wanted any more, and nowhere else."""
        self._database.write(lambda connection: share_rows.drop_share(connection, local_id))

    def renew(self, local_id: str, fresh_id: str, fault: PhotoFault) -> None:
        """The server has another photo under this key: a fresh one keeps both apart, and the member decides."""
        body = msgspec.json.encode(fault)

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE share SET local_id = ?, attempted = 0, fault = ? WHERE local_id = ?",
                (fresh_id, body, local_id),
            )
            connection.execute(
                "UPDATE share_original SET local_id = ? WHERE local_id = ?", (fresh_id, local_id)
            )

        self._database.write(work)

    def settle(self, photo: SharedPhoto) -> None:
        """The server has it: what is kept stays until it is decided, and what was said goes into the cache."""
        self._database.write(lambda connection: gallery_rows.put_photo(connection, photo))

    def add_gallery(self, gallery: KeptGallery) -> None:
        """A gallery that is to be made; doing it twice does it once."""

        def work(connection: Connection) -> None:
            if gallery_rows.gallery(connection, gallery.local_id) is None:
                share_rows.put_new_gallery(
                    connection, gallery.local_id, to_bytes(gallery.name), gallery.created_at
                )

        self._database.write(work)

    def new_galleries(self) -> list[KeptGallery]:
        """Galleries the server has not got yet, the oldest first."""
        rows = self._database.read(share_rows.new_gallery_rows)
        return [KeptGallery(row.local_id, to_text(row.name), row.created_at) for row in rows]

    def settle_gallery(self, gallery: Gallery) -> None:
        """The server has it, or had: photos kept for one that is gone get another."""

        def work(connection: Connection) -> None:
            gallery_rows.put_gallery(connection, gallery)
            if gallery.deleted_at is not None:
                share_rows.adopt_orphans(connection)

        self._database.write(work)

    def rename_gallery(self, local_id: str, name: str) -> None:
        """Another name for one that has not been made yet."""
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE new_gallery SET name = ? WHERE local_id = ?", (to_bytes(name), local_id)
            )
        )

    def drop_gallery(self, local_id: str) -> None:
        """It is not to be made any more."""
        self._database.write(
            lambda connection: connection.execute("DELETE FROM new_gallery WHERE local_id = ?", (local_id,))
        )

    def _set(self, columns: str, local_id: str, value: int | bytes, where: str = "1") -> None:
        self._database.write(
            lambda connection: connection.execute(
                f"UPDATE share SET {columns} WHERE local_id = ? AND {where}", (value, local_id)
            )
        )


def _insert(connection: Connection, kept: KeptShare) -> None:
    places = ", ".join("?" * (len(ShareRow.__struct_fields__) - 1))
    connection.execute(
        f"INSERT INTO share ({SHARE_COLUMNS}) VALUES (NULL, {places})",
        (
            kept.local_id,
            kept.state,
            kept.photo.data,
            kept.photo.sha256,
            len(kept.photo.data),
            kept.photo.size.width,
            kept.photo.size.height,
            to_bytes(kept.title),
            kept.gallery,
            to_bytes(kept.gallery_name),
            msgspec.json.encode(kept.audience),
            kept.price_cents,
            kept.replaces,
            kept.created_at.isoformat(),
            msgspec.json.encode(kept.edits),
            msgspec.json.encode(portable(kept.origin)),
            kept.is_uploaded,
            kept.is_attempted,
            None if kept.fault is None else msgspec.json.encode(kept.fault),
        ),
    )
    if kept.original is not None:
        connection.execute(
            f"INSERT INTO share_original ({SHARE_ORIGINAL_COLUMNS}) VALUES (NULL, ?, ?, ?)",
            (kept.local_id, kept.original, kept.origin.sha256),
        )


def _kept(row: ShareRow | None) -> KeptShare | None:
    if row is None:
        return None
    return KeptShare(
        local_id=row.local_id,
        photo=ExportedPhoto(row.picture, row.sha256, Size(row.width, row.height)),
        title=to_text(row.title),
        gallery=row.gallery,
        gallery_name=to_text(row.gallery_name),
        audience=msgspec.json.decode(row.audience, type=Audience),
        price_cents=row.price_cents,
        edits=msgspec.json.decode(row.edits, type=PhotoEdits),
        origin=msgspec.json.decode(row.origin, type=PhotoOrigin),
        created_at=row.created_at,
        replaces=row.replaces,
        state=ShareState(row.state),
        is_uploaded=bool(row.uploaded),
        is_attempted=bool(row.attempted),
        fault=None if row.fault is None else msgspec.json.decode(row.fault, type=PhotoFault),
    )
