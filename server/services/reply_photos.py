"""Photos of answers: the picture of a resident's reply, for its writer, its reviewer, and once approved its reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, insert, or_, select

from contract.messages import State
from contract.pictures import Photo
from server.services.sizes import sizes_of
from server.services.submissions import Kind
from server.store.tables import reply_photos, thumbs
from server.store.tables import submissions as table
from server.store.work import Work

_DELIVERED: Final = (State.DELIVERED.value, State.OPENED.value)


def add(work: Work, submission_id: str, sha256: str) -> None:
    """It belongs to this reply from now on."""
    work.connection.execute(insert(reply_photos).values(submission_id=submission_id, sha256=sha256))


def picture_of(connection: Connection, submission_id: str) -> str | None:
    """The picture of a reply, None without one."""
    statement = select(reply_photos.c.sha256).where(reply_photos.c.submission_id == submission_id)
    return connection.execute(statement).scalar()


def photos_of(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Photo, ...]]:
    """Of each of these replies that has a photo: what can be fetched of it, itself first, then smallest first."""
    if not ids:
        return {}
    statement = select(reply_photos.c.submission_id, reply_photos.c.sha256).where(
        reply_photos.c.submission_id.in_(ids)
    )
    named = {row.submission_id: row.sha256 for row in connection.execute(statement)}
    sizes = sizes_of(connection, list(named.values())) if named else {}
    return {submission_id: sizes[sha256] for submission_id, sha256 in named.items()}


def may_see(connection: Connection, member_id: str, sha256: str) -> bool:
    """Whether these are the bytes, or a thumbnail, of a photo in an answer that was delivered to this member."""
    small = select(thumbs.c.picture_sha256).where(thumbs.c.sha256 == sha256)
    statement = (
        select(table.c.id)
        .join(reply_photos, reply_photos.c.submission_id == table.c.id)
        .where(
            table.c.member_id == member_id,
            table.c.kind == Kind.REPLY.value,
            table.c.state.in_(_DELIVERED),
            or_(reply_photos.c.sha256 == sha256, reply_photos.c.sha256.in_(small)),
        )
        .limit(1)
    )
    return connection.execute(statement).one_or_none() is not None
