"""Posts that wait on this computer until the server has them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.posts import PostFault, draft_name
from app.storage import post_photo_rows
from app.storage.database import Database
from app.storage.draft_store import drop_draft, put_draft, read_draft
from app.storage.kept_rows import POST_COLUMNS, PostRow, to_bytes, to_text
from app.storage.post_rows import post_by_key, put_posts
from app.storage.sql import Connection, fetch, fetch_one
from contract.posts import Post


class KeptPost(msgspec.Struct, frozen=True):
    """A post as its member wrote it, and where it goes. `local_id` is its idempotency key for ever."""

    local_id: str
    text: str
    facility_ids: tuple[str, ...]
    price_cents: int
    created_at: datetime
    mends: str | None = None
    fault: PostFault | None = None
    photo: str | None = None
    """The SHA-256 of its photo, which is kept beside it."""


class PostStore:
    """Every method is one durable transaction; the order is that of queueing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, kept: KeptPost) -> bool:
        """Take it in, with its photo, and drop its draft; False, changing nothing, if it was queued before."""

        def work(connection: Connection) -> bool:
            if _row(connection, kept.local_id) or post_by_key(connection, kept.local_id):
                return False
            connection.execute(
                f"INSERT INTO post ({POST_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, NULL, ?)",
                (
                    kept.local_id,
                    to_bytes(kept.text),
                    msgspec.json.encode(kept.facility_ids),
                    kept.price_cents,
                    kept.created_at.isoformat(),
                    kept.mends,
                    kept.photo,
                ),
            )
            if kept.photo is not None:
                post_photo_rows.move(connection, draft_name(kept.mends), kept.local_id, kept.photo)
            drop_draft(connection, draft_name(kept.mends))
            return True

        return self._database.write(work)

    def waiting(self) -> list[KeptPost]:
        """All that wait, oldest first, those with a fault among them."""
        sql = f"SELECT {POST_COLUMNS} FROM post ORDER BY position"
        return self._database.read(
            lambda connection: [_kept(row) for row in fetch(connection, sql, (), PostRow)]
        )

    def get(self, local_id: str) -> KeptPost | None:
        """One, or None if it does not wait any more."""

        def work(connection: Connection) -> KeptPost | None:
            row = _row(connection, local_id)
            return None if row is None else _kept(row)

        return self._database.read(work)

    def fail(self, local_id: str, fault: PostFault) -> None:
        """It can't leave by itself; keep why."""
        body = msgspec.json.encode(fault)
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE post SET fault = ? WHERE local_id = ?", (body, local_id)
            )
        )

    def retry(self, local_id: str, price_cents: int, facility_ids: tuple[str, ...]) -> None:
        """The member wants it sent after all, at this price, to these facilities."""
        body = msgspec.json.encode(facility_ids)
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE post SET fault = NULL, price_cents = ?, facilities = ? WHERE local_id = ?",
                (price_cents, body, local_id),
            )
        )

    def renew(self, local_id: str, fresh_id: str, fault: PostFault) -> None:
        """The server has other words under this key: a fresh one keeps both apart, and the member decides."""
        body = msgspec.json.encode(fault)

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE post SET local_id = ?, fault = ? WHERE local_id = ?", (fresh_id, body, local_id)
            )
            post_photo_rows.move(connection, local_id, fresh_id)

        self._database.write(work)

    def take_back(self, local_id: str) -> str | None:
        """Turn it back into the draft it came from, before one begun since; that draft's name, None if it is gone.

        The draft keeps the key: should the words have arrived after all, the server says so.
        """

        def work(connection: Connection) -> str | None:
            row = _row(connection, local_id)
            if row is None:
                return None
            name = draft_name(row.mends)
            begun = read_draft(connection, name)
            parts = [to_text(row.text), begun.text if begun else ""]
            put_draft(connection, name, "\n\n".join(part for part in parts if part), local_id)
            connection.execute("DELETE FROM post WHERE local_id = ?", (local_id,))
            post_photo_rows.move(connection, local_id, name)
            return name

        return self._database.write(work)

    def settle(self, local_id: str, post: Post) -> None:
        """The server has it: out of here, into the cache."""

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM post WHERE local_id = ?", (local_id,))
            put_posts(connection, [post])

        self._database.write(work)


def _row(connection: Connection, local_id: str) -> PostRow | None:
    sql = f"SELECT {POST_COLUMNS} FROM post WHERE local_id = ?"
    return fetch_one(connection, sql, (local_id,), PostRow)


def _kept(row: PostRow) -> KeptPost:
    return KeptPost(
        local_id=row.local_id,
        text=to_text(row.text),
        facility_ids=msgspec.json.decode(row.facilities, type=tuple[str, ...]),
        price_cents=row.price_cents,
        created_at=row.created_at,
        mends=row.mends,
        photo=row.photo,
        fault=None if row.fault is None else msgspec.json.decode(row.fault, type=PostFault),
    )
