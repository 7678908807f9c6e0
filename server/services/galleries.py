"""A member's galleries: making one exactly once, naming it, choosing its cover, deleting it with what is in it."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, insert, update

from contract.events import EventKind
from contract.galleries import Galleries, Gallery, GalleryChange, NewGallery, Removed
from contract.limits import GALLERIES, GALLERY_NAME_CHARACTERS, PAGE_SIZE
from server.services import fields, photo_parts, photo_views, removing
from server.services.faults import NotFound, QuotaReached
from server.services.messages import answered_before, body_digest, remember
from server.services.paging import cursor_for, cut, place_of
from server.services.photo_views import StoredGallery
from server.store.tables import galleries as table
from server.store.tables import shared_photos
from server.store.work import Actor, Store, Work


class GalleryService:
    """The member's side of galleries."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, member_id: str, cursor: str | None = None) -> Galleries:
        """A page, newest first."""
        conditions = [table.c.member_id == member_id, table.c.deleted_at.is_(None)]
        if cursor is not None:
            conditions.append(table.c.sequence < place_of(cursor, int))
        with self._store.read() as connection:
            found, more = cut(
                photo_views.stored_galleries(connection, *conditions, limit=PAGE_SIZE + 1), PAGE_SIZE
            )
            items = tuple(photo_views.gallery_views(connection, found))
        return Galleries(items=items, next=cursor_for(items[-1].sequence) if more else None)

    def make(self, member_id: str, key: str | None, new: NewGallery) -> Gallery:
        """A new gallery; the same key with the same body gives it again, as it is now.

        Raises InvalidField, KeyReused, QuotaReached.
        """
        key = fields.key(key)
        name = fields.line("name", new.name, GALLERY_NAME_CHARACTERS)
        digest = body_digest("gallery", new)
        with self._store.write() as work:
            made_before = answered_before(work.connection, member_id, key, digest)
            if made_before is not None:
                return _view(work, made_before)
            mine = (table.c.member_id == member_id, table.c.deleted_at.is_(None))
            if len(photo_views.stored_galleries(work.connection, *mine, limit=GALLERIES)) == GALLERIES:
                raise QuotaReached(GALLERIES)
            gallery_id = str(uuid.uuid4())
            work.connection.execute(
                insert(table).values(
                    id=gallery_id,
                    member_id=member_id,
                    local_id=key,
                    name=name,
                    sequence=work.next_sequence(),
                    created_at=work.now,
                )
            )
            remember(work, member_id, key, digest, gallery_id)
            work.log(Actor("member", member_id), "made", ("gallery", gallery_id))
            work.tell(member_id, EventKind.GALLERY_CHANGED.value, gallery_id)
            return _view(work, gallery_id)

    def change(self, member_id: str, gallery_id: str, change: GalleryChange) -> Gallery:
        """Another name, another cover. Raises InvalidField, NotFound (also for a cover that is not in it)."""
        values: dict[str, object] = {}
        if change.name is not None:
            values["name"] = fields.line("name", change.name, GALLERY_NAME_CHARACTERS)
        with self._store.write() as work:
            own(work, member_id, gallery_id)
            if change.cover_photo_id is not None:
                inside = (
                    shared_photos.c.id == change.cover_photo_id,
                    shared_photos.c.gallery_id == gallery_id,
                    shared_photos.c.deleted_at.is_(None),
                )
                if not photo_parts.stored(work.connection, *inside):
                    raise NotFound
                values["cover_photo_id"] = change.cover_photo_id
            if values:
                work.connection.execute(update(table).where(table.c.id == gallery_id).values(values))
                work.tell(member_id, EventKind.GALLERY_CHANGED.value, gallery_id)
            return _view(work, gallery_id)

    def delete(self, member_id: str, gallery_id: str) -> Removed:
        """Takes it away with all its photos; what waits of them is withdrawn, what was delivered stays so.

        Raises NotFound.
        """
        with self._store.write() as work:
            own(work, member_id, gallery_id)
            inside = (shared_photos.c.gallery_id == gallery_id, shared_photos.c.deleted_at.is_(None))
            removed = removing.remove(work, photo_parts.stored(work.connection, *inside))
            work.connection.execute(update(table).where(table.c.id == gallery_id).values(deleted_at=work.now))
            work.log(Actor("member", member_id), "deleted", ("gallery", gallery_id))
            work.tell(member_id, EventKind.GALLERY_CHANGED.value, gallery_id)
            return removed


def own(work: Work, member_id: str, gallery_id: str) -> StoredGallery:
    """A member's gallery that is there, for changing it. Raises NotFound."""
    return known(work.connection, member_id, gallery_id)


def known(connection: Connection, member_id: str, gallery_id: str) -> StoredGallery:
    """A member's gallery that is there. Raises NotFound."""
    mine = (table.c.id == gallery_id, table.c.member_id == member_id, table.c.deleted_at.is_(None))
    found = photo_views.stored_galleries(connection, *mine)
    if not found:
        raise NotFound
    return found[0]


def _view(work: Work, gallery_id: str) -> Gallery:
    found = photo_views.stored_galleries(work.connection, table.c.id == gallery_id)
    return photo_views.gallery_views(work.connection, found)[0]
