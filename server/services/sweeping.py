"""Takes away pictures that nothing was made of and objects that no row names; finds what is damaged or missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, exists, or_, select

from server.objects.store import ObjectDamaged, ObjectMissing, Objects
from server.store.tables import (
    offers,
    pictures,
    posts,
    profile_photos,
    reply_photos,
    shared_photos,
    thumbs,
    uploads,
)
from server.store.work import SERVICE, Store

GRACE: Final = timedelta(days=1)
"""So long an upload waits for what is to be made of it: an outbox may be offline for a while in between."""


class Sweeper:
    """Keeps rows and objects in step; never touches what a row names."""

    def __init__(self, store: Store, objects: Objects, grace: timedelta = GRACE) -> None:
        self._store = store
        self._objects = objects
        self._grace = grace

    def sweep(self) -> int:
        """Forgets what nothing was made of in time, then takes away the objects nobody names; says how many."""
        self._forget()
        taken = 0
        for listed in list(self._objects.listed()):
            taken += self._take_away(listed.sha256)
        return taken

    def _forget(self) -> None:
        before = self._store.clock() - self._grace
        with self._store.write() as work:
            used = or_(
                *(
                    exists().where(
                        made.c.member_id == uploads.c.member_id, made.c.sent_sha256 == uploads.c.sent_sha256
                    )
                    for made in (profile_photos, shared_photos, posts)
                )
            )
            work.connection.execute(delete(uploads).where(uploads.c.at < before, ~used))
            named = or_(
                *(
                    exists().where(made.c.sha256 == pictures.c.sha256)
                    for made in (uploads, profile_photos, shared_photos, offers, posts, reply_photos)
                )
            )
            over = list(
                work.connection.execute(
                    select(pictures.c.sha256).where(pictures.c.made_at < before, ~named)
                ).scalars()
            )
            for sha256 in over:
                work.connection.execute(delete(thumbs).where(thumbs.c.picture_sha256 == sha256))
                work.connection.execute(delete(pictures).where(pictures.c.sha256 == sha256))
            gone = len(over)
            if gone:
                work.log(SERVICE, "pictures forgotten", ("picture", ""), count=gone)

    def _take_away(self, sha256: str) -> bool:
        """One object without a row, if it is old enough; held by its name, so that no upload comes in between."""
        with self._objects.held(sha256):
            with self._store.read() as connection:
                if _is_named(connection, sha256):
                    return False
            written_at = self._objects.written_at(sha256)
            if written_at is None or self._store.clock() - written_at < self._grace:
                return False
            self._objects.delete(sha256)
            return True


def object_faults(store: Store, objects: Objects) -> list[str]:
    """A sentence for each picture whose bytes are missing or are not what they were."""
    with store.read() as connection:
        names = [
            ("Photo", sha256)
            for sha256 in connection.execute(select(pictures.c.sha256).order_by(pictures.c.made_at)).scalars()
        ]
        small = select(thumbs.c.sha256).distinct().order_by(thumbs.c.sha256)
        names += [("Thumbnail", sha256) for sha256 in connection.execute(small).scalars()]
    faults = []
    for what, sha256 in names:
        try:
            objects.get(sha256)
        except ObjectMissing:
            faults.append(f"{what} {sha256} is missing.")
        except ObjectDamaged:
            faults.append(f"{what} {sha256} is damaged.")
    return faults


def _is_named(connection: Connection, sha256: str) -> bool:
    named = or_(exists().where(pictures.c.sha256 == sha256), exists().where(thumbs.c.sha256 == sha256))
    return bool(connection.execute(select(named)).scalar())
