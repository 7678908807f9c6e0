"""Taking pictures in: known ones answered at once, new ones rebuilt, kept and written down, so many for each member."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from contract.limits import THUMB_SIDES
from contract.photos import Photo, PictureReason, Upload
from server.objects.store import Objects
from server.pictures.rebuild import PictureRefused, PictureSlow, Rebuilt, rebuild
from server.services.faults import PictureDeclined, QuotaReached, Throttled, UploadMissing
from server.services.throttle import RateLimit
from server.store.tables import pictures, thumbs, uploads
from server.store.work import Actor, Store, Work

A_DAY: Final = timedelta(days=1)
COME_BACK_AFTER: Final = timedelta(seconds=30)
A_DAYS_UPLOADS: Final = 60
"""Different pictures of one member in a day."""

TRIES_AN_HOUR: Final = 120
"""Also those that were refused: each one costs a decoding."""


class UploadService:
    """Pictures on their way in."""

    def __init__(self, store: Store, objects: Objects, tries_an_hour: int = TRIES_AN_HOUR) -> None:
        self._store = store
        self._objects = objects
        self._tries = RateLimit(tries_an_hour, timedelta(hours=1))

    def known(self, member_id: str, sent_sha256: str, given: bytes) -> Upload | None:
        """The same answer as before to the same bytes; None when they were not put up yet, or their object is gone.

        Raises PictureDeclined when the bytes are others than the name says.
        """
        if hashlib.sha256(given).hexdigest() != sent_sha256:
            raise PictureDeclined(PictureReason.OTHER_CONTENT)
        with self._store.read() as connection:
            found = _upload(connection, member_id, sent_sha256)
            names = [] if found is None else _names(connection, found.photo.sha256)
        if len(names) <= len(THUMB_SIDES):  # from before there were thumbnails
            return None
        return found if all(map(self._objects.has, names)) else None

    def take(self, member_id: str, sent_sha256: str, given: bytes) -> Upload:
        """Rebuilds a picture, keeps it, and writes it down; blocks while the child decodes.

        Raises Throttled and QuotaReached before looking at it, PictureDeclined after; Throttled also if the machine is
        too busy to be done in time.
        """
        self._tries.count(member_id, self._store.clock())
        with self._store.read() as connection:
            _within_quota(connection, member_id, self._store.clock())
        return self.keep(member_id, sent_sha256, self._rebuilt(given))

    def rebuilt(self, resident_id: str, given: bytes) -> Rebuilt:
        """A resident's picture rebuilt, within the same limits, not kept yet. Raises Throttled, PictureDeclined."""
        self._tries.count(resident_id, self._store.clock())
        return self._rebuilt(given)

    def keep(self, member_id: str, sent_sha256: str, made: Rebuilt) -> Upload:
        """Keeps a rebuilt picture and its thumbnails: the objects first, then the rows that name them."""
        with put(self._objects, made), self._store.write() as work:
            self._write_down(work, member_id, sent_sha256, made)
        return Upload(
            sent_sha256=sent_sha256, photo=_photo(made.sha256, made.width, made.height, len(made.data))
        )

    def _rebuilt(self, given: bytes) -> Rebuilt:
        try:
            return rebuild(given)
        except PictureRefused as refusal:
            raise PictureDeclined(refusal.reason) from None
        except PictureSlow:
            raise Throttled(self._store.clock() + COME_BACK_AFTER) from None

    def _write_down(self, work: Work, member_id: str, sent_sha256: str, made: Rebuilt) -> None:
        write_down(work, made)
        mine = (uploads.c.member_id == member_id, uploads.c.sent_sha256 == sent_sha256)
        work.connection.execute(delete(uploads).where(*mine))
        _within_quota(work.connection, member_id, work.now)
        work.connection.execute(
            insert(uploads).values(
                member_id=member_id, sent_sha256=sent_sha256, sha256=made.sha256, at=work.now
            )
        )
        work.log(Actor("member", member_id), "put up", ("picture", made.sha256), sent_sha256=sent_sha256)


@contextmanager
def put(objects: Objects, made: Rebuilt) -> Iterator[None]:
    """Puts a picture and its thumbnails there, and holds their names until the rows are written that name them."""
    with objects.held(made.sha256, *(thumb.sha256 for thumb in made.thumbs)):
        for one in (*made.thumbs, made):
            objects.put(one.data)
        yield


def write_down(work: Work, made: Rebuilt) -> None:
    """The rows of a picture and its thumbnails, whose objects lie there already; again is harmless."""
    is_known = select(pictures.c.sha256).where(pictures.c.sha256 == made.sha256)
    if work.connection.execute(is_known).one_or_none() is None:
        work.connection.execute(
            insert(pictures).values(
                sha256=made.sha256,
                width=made.width,
                height=made.height,
                size_bytes=len(made.data),
                made_at=work.now,
            )
        )
    _keep_thumbs(work, made)


def kept_as(work: Work, member_id: str, sent_sha256: str) -> str:
    """The picture that an upload of this member's became. Raises UploadMissing."""
    mine = (uploads.c.member_id == member_id, uploads.c.sent_sha256 == sent_sha256)
    sha256 = work.connection.execute(select(uploads.c.sha256).where(*mine)).scalar()
    if sha256 is None:
        raise UploadMissing
    return str(sha256)


def _keep_thumbs(work: Work, made: Rebuilt) -> None:
    work.connection.execute(delete(thumbs).where(thumbs.c.picture_sha256 == made.sha256))
    for side, thumb in zip(THUMB_SIDES, made.thumbs, strict=False):
        work.connection.execute(
            insert(thumbs).values(
                picture_sha256=made.sha256,
                side=side,
                sha256=thumb.sha256,
                width=thumb.width,
                height=thumb.height,
                size_bytes=len(thumb.data),
            )
        )


def _names(connection: Connection, sha256: str) -> list[str]:
    """The objects of a picture: its own and its thumbnails'."""
    small = select(thumbs.c.sha256).where(thumbs.c.picture_sha256 == sha256)
    return [sha256, *connection.execute(small).scalars()]


def _upload(connection: Connection, member_id: str, sent_sha256: str) -> Upload | None:
    row = connection.execute(
        select(pictures.c.sha256, pictures.c.width, pictures.c.height, pictures.c.size_bytes)
        .join(uploads, uploads.c.sha256 == pictures.c.sha256)
        .where(uploads.c.member_id == member_id, uploads.c.sent_sha256 == sent_sha256)
    ).one_or_none()
    return None if row is None else Upload(sent_sha256=sent_sha256, photo=_photo(*row))


def _photo(sha256: str, width: int, height: int, size_bytes: int) -> Photo:
    return Photo(sha256=sha256, width=width, height=height, size_bytes=size_bytes)


def _within_quota(connection: Connection, member_id: str, now: datetime) -> None:
    count, oldest = connection.execute(
        select(func.count(), func.min(uploads.c.at)).where(
            uploads.c.member_id == member_id, uploads.c.at > now - A_DAY
        )
    ).one()
    if count >= A_DAYS_UPLOADS:
        raise QuotaReached(A_DAYS_UPLOADS, oldest + A_DAY)
