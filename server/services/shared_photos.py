"""Photos that members share: once and only once, further, taken back, renamed, moved, deleted."""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import ColumnElement, insert, tuple_, update

from contract.audience import Reach
from contract.events import EventKind
from contract.galleries import (
    NewShare,
    NewSharedPhoto,
    PhotoChange,
    PhotoSort,
    Removed,
    SharedPhoto,
    SharedPhotos,
)
from contract.limits import PAGE_SIZE, TITLE_CHARACTERS
from contract.messages import State
from server.services import (
    fields,
    galleries,
    ledger,
    photo_parts,
    photo_views,
    post_views,
    profile_views,
    removing,
    reply_photos,
    submissions,
)
from server.services.faults import NotEnoughFunds, NotFound, PriceChanged, WrongState
from server.services.messages import answered_before, body_digest, remember
from server.services.paging import cursor_for, cut, place_of
from server.services.photo_parts import OVER, StoredPhoto
from server.services.uploads import kept_as
from server.store.tables import shared_photos as table
from server.store.work import Actor, Store, Work

_ORDERS: Final[dict[PhotoSort, tuple[ColumnElement[Any], ...]]] = {
    PhotoSort.NEWEST: (table.c.sequence.desc(),),
    PhotoSort.OLDEST: (table.c.sequence,),
    PhotoSort.TITLE: (table.c.title_key, table.c.sequence),
}


class SharedPhotoService:
    """The member's side of photos."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self,
        member_id: str,
        gallery_id: str | None = None,
        sort: PhotoSort = PhotoSort.NEWEST,
        cursor: str | None = None,
    ) -> SharedPhotos:
        """A page of one gallery, or of all. Raises NotFound, InvalidField for a cursor of something else."""
        sort = sort if sort in _ORDERS else PhotoSort.NEWEST
        conditions = [table.c.member_id == member_id, table.c.deleted_at.is_(None)]
        if gallery_id is not None:
            conditions.append(table.c.gallery_id == gallery_id)
        if cursor is not None:
            conditions.append(_after(sort, cursor))
        with self._store.read() as connection:
            if gallery_id is not None:
                galleries.known(connection, member_id, gallery_id)
            rows = photo_parts.stored(connection, *conditions, order=_ORDERS[sort], limit=PAGE_SIZE + 1)
            found, more = cut(rows, PAGE_SIZE)
            items = tuple(photo_views.photo_views(connection, found, self._store.clock()))
        return SharedPhotos(items=items, next=_cursor(sort, found[-1]) if more else None)

    def get(self, member_id: str, photo_id: str) -> SharedPhoto:
        """One photo. Raises NotFound."""
        mine = (table.c.id == photo_id, table.c.member_id == member_id, table.c.deleted_at.is_(None))
        with self._store.read() as connection:
            found = photo_parts.stored(connection, *mine)
            if not found:
                raise NotFound
            return photo_views.photo_views(connection, found, self._store.clock())[0]

    def share(self, member_id: str, key: str | None, new: NewSharedPhoto) -> SharedPhoto:
        """Shares an upload: key, photo, a submission with its hold and its people for each facility, events and audit
        in one transaction (rule R1). A photo it replaces is withdrawn first, its money back.

        The same key with the same body gives the photo again, as it is now. Raises InvalidField, KeyReused, NotFound,
        UploadMissing, PriceChanged, QuotaReached and NotEnoughFunds; after any of them nothing changed.
        """
        key = fields.key(key)
        title = fields.line("title", new.title, TITLE_CHARACTERS)
        digest = body_digest("photo", new)
        with self._store.write() as work:
            sent_before = answered_before(work.connection, member_id, key, digest)
            if sent_before is not None:
                return _view(work, sent_before)
            sha256 = kept_as(work, member_id, new.sent_sha256)
            galleries.own(work, member_id, new.gallery_id)
            if new.replaces is not None:
                self._replace(work, member_id, new.replaces)
            found = photo_parts.reach_of(work.connection, member_id, new.audience)
            photo = _add(work, member_id, key, new, title, sha256)
            self._submit(work, photo, found, new.price_cents, {})
            remember(work, member_id, key, digest, photo.id)
            _tell(work, photo)
            return _view(work, photo.id)

    def share_further(self, member_id: str, photo_id: str, key: str | None, new: NewShare) -> SharedPhoto:
        """Shares it with further people: they join where it waits or was approved, at no price and with no second look;
        elsewhere it is taken in anew, with its price held.

        Exactly once for each key. Raises InvalidField, KeyReused, NotFound, PriceChanged, QuotaReached, NotEnoughFunds.
        """
        key = fields.key(key)
        digest = body_digest(f"share {photo_id}", new)
        with self._store.write() as work:
            if answered_before(work.connection, member_id, key, digest) is not None:
                return _view(work, photo_id)
            photo = _own(work, member_id, photo_id)
            newest = photo_parts.newest_parts(photo_parts.parts_of(work.connection, [photo.id])[photo.id])
            live = {place: part for place, part in newest.items() if part.state not in OVER}
            found = photo_parts.reach_of(work.connection, member_id, new.audience, live)
            self._submit(work, photo, found, new.price_cents, live)
            remember(work, member_id, key, digest, photo.id)
            _tell(work, photo)
            return _view(work, photo.id)

    def withdraw(self, member_id: str, photo_id: str, facility_id: str | None = None) -> SharedPhoto:
        """Takes back what is not decided on, everywhere or at one facility; again is harmless.

        Raises NotFound, and WrongState when there all is decided.
        """
        with self._store.write() as work:
            photo = _own(work, member_id, photo_id)
            newest = photo_parts.newest_parts(photo_parts.parts_of(work.connection, [photo.id])[photo.id])
            if facility_id is not None and facility_id not in newest:
                raise NotFound
            meant = [part for place, part in newest.items() if facility_id in (None, place)]
            actor = Actor("member", member_id)
            moved = [submissions.withdraw(work, actor, part, "by its sender") for part in meant]
            if any(moved):
                _tell(work, photo)
            elif any(part.state is not State.WITHDRAWN for part in meant):
                raise WrongState(meant[-1].state, photo=_view(work, photo.id))
            return _view(work, photo.id)

    def change(self, member_id: str, photo_id: str, change: PhotoChange) -> SharedPhoto:
        """Another title, another gallery; those who have it keep the title it was sent with.

        Raises InvalidField, NotFound.
        """
        values: dict[str, object] = {}
        if change.title is not None:
            title = fields.line("title", change.title, TITLE_CHARACTERS)
            values |= {"title": title, "title_key": fields.folded(title)}
        with self._store.write() as work:
            photo = _own(work, member_id, photo_id)
            if change.gallery_id is not None:
                galleries.own(work, member_id, change.gallery_id)
                values["gallery_id"] = change.gallery_id
            if values:
                work.connection.execute(update(table).where(table.c.id == photo_id).values(values))
                _tell(work, photo)
                if change.gallery_id not in (None, photo.gallery_id):
                    work.tell(member_id, EventKind.GALLERY_CHANGED.value, str(change.gallery_id))
            return _view(work, photo_id)

    def delete(self, member_id: str, photo_id: str) -> Removed:
        """Takes it out of its gallery; what waits is withdrawn, what was delivered stays so. Raises NotFound."""
        with self._store.write() as work:
            photo = _own(work, member_id, photo_id)
            removed = removing.remove(work, [photo])
            work.tell(member_id, EventKind.GALLERY_CHANGED.value, photo.gallery_id)
            return removed

    def allow(self, member_id: str, sha256: str) -> None:
        """Lets pass whoever may fetch these bytes, exactly as their row: hidden ones are unknown. Raises NotFound."""
        with self._store.read() as connection:
            if not (
                profile_views.may_see(connection, member_id, sha256)
                or photo_views.may_see(connection, member_id, sha256)
                or post_views.may_see(connection, member_id, sha256)
                or reply_photos.may_see(connection, member_id, sha256)
            ):
                raise NotFound

    def _submit(
        self,
        work: Work,
        photo: StoredPhoto,
        found: Reach,
        price_cents: int,
        live: dict[str, submissions.Submission],
    ) -> None:
        """One part for each facility that is reached, or more people for the one that is there."""
        if price_cents != found.total_cents:
            raise PriceChanged(found.total_cents)
        available = ledger.balance(work.connection, photo.member_id).available_cents
        if available < found.total_cents:
            raise NotEnoughFunds(found.total_cents, available)
        for place, _ in found.facilities:
            people = [contact.id for contact, facility in found.reached if facility.id == place.id]
            part = live.get(place.id)
            if part is None:
                photo_parts.within_quota(work, photo.member_id, place.id)
                photo_parts.submit(work, photo, place, people)
            elif new := photo_parts.join(work, part, people):
                work.log(
                    Actor("member", photo.member_id),
                    "shared further",
                    ("photo", part.id),
                    facility_id=place.id,
                    sha256=part.sha256,
                    people=len(new),
                )

    def _replace(self, work: Work, member_id: str, photo_id: str) -> None:
        """A mended version comes: what waits of this one is withdrawn, and it goes unless somebody has got it."""
        old = _own(work, member_id, photo_id)
        parts = photo_parts.parts_of(work.connection, [old.id])[old.id]
        if not any(part.state in photo_parts.PASSED_ON for part in parts):
            removing.remove(work, [old])
        else:
            for part in parts:
                submissions.withdraw(work, Actor("member", member_id), part, "replaced by a mended version")
        _tell(work, old)


def _add(work: Work, member_id: str, key: str, new: NewSharedPhoto, title: str, sha256: str) -> StoredPhoto:
    photo = StoredPhoto(
        id=str(uuid.uuid4()),
        member_id=member_id,
        gallery_id=new.gallery_id,
        local_id=key,
        title=title,
        sent_sha256=new.sent_sha256,
        sha256=sha256,
        sequence=work.next_sequence(),
        created_at=work.now,
        deleted_at=None,
    )
    work.connection.execute(insert(table).values(**vars(photo), title_key=fields.folded(title)))
    actor = Actor("member", member_id)
    work.log(actor, "shared", ("photo", photo.id), sha256=sha256, sent_sha256=new.sent_sha256)
    return photo


def _own(work: Work, member_id: str, photo_id: str) -> StoredPhoto:
    mine = (table.c.id == photo_id, table.c.member_id == member_id, table.c.deleted_at.is_(None))
    found = photo_parts.stored(work.connection, *mine)
    if not found:
        raise NotFound
    return found[0]


def _view(work: Work, photo_id: str) -> SharedPhoto:
    found = photo_parts.stored(work.connection, table.c.id == photo_id)
    return photo_views.photo_views(work.connection, found, work.now)[0]


def _tell(work: Work, photo: StoredPhoto) -> None:
    work.tell(photo.member_id, EventKind.PHOTO_CHANGED.value, photo.id)
    work.tell(photo.member_id, EventKind.GALLERY_CHANGED.value, photo.gallery_id)


def _cursor(sort: PhotoSort, last: StoredPhoto) -> str:
    if sort is PhotoSort.TITLE:
        return cursor_for((fields.folded(last.title), last.sequence))
    return cursor_for(last.sequence)


def _after(sort: PhotoSort, cursor: str) -> ColumnElement[bool]:
    if sort is PhotoSort.TITLE:
        title_key, sequence = place_of(cursor, tuple[str, int])
        return tuple_(table.c.title_key, table.c.sequence) > (title_key, sequence)
    place = place_of(cursor, int)
    return table.c.sequence > place if sort is PhotoSort.OLDEST else table.c.sequence < place
