"""Galleries and shared photos in their member's eyes, and which bytes the member may fetch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, case, func, or_, select

from contract.galleries import Gallery, PhotoPart, SharedPhoto, Viewer
from contract.messages import State
from contract.photos import Photo
from server.services import photo_parts
from server.services.message_views import (
    Openness,
    expected_by,
    journey,
    openness,
    refusals_of,
    steps_of,
)
from server.services.offered import offers_of, was_offered
from server.services.photo_parts import StoredPhoto
from server.services.profile_views import visible
from server.services.sizes import sizes_of
from server.services.submissions import OPEN, Submission
from server.store.tables import facilities, galleries, shared_photos, thumbs
from server.store.tables import submissions as table

RANKS: Final = (
    State.OFFERED,
    State.REFUSED,
    State.APPEALED,
    State.IN_REVIEW,
    State.PENDING,
    State.APPROVED,
    State.DELIVERED,
    State.OPENED,
    State.WITHDRAWN,
)
"""What asks most for attention first."""


@dataclass(frozen=True)
class StoredGallery:
    """A row of the table."""

    id: str
    member_id: str
    local_id: str
    name: str
    cover_photo_id: str | None
    sequence: int
    created_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True)
class _Counts:
    photos: int = 0
    waiting: int = 0
    refused: int = 0
    offered: int = 0
    delivered: int = 0
    worst: State | None = None


def photo_views(connection: Connection, found: Sequence[StoredPhoto], now: datetime) -> list[SharedPhoto]:
    """Each photo in the same order; a constant number of queries."""
    parts = photo_parts.parts_of(connection, [photo.id for photo in found])
    newest = {photo_id: photo_parts.newest_parts(several) for photo_id, several in parts.items()}
    open_at = openness(connection, {part.facility_id for several in parts.values() for part in several})
    shown = [photo for photo in found if photo.deleted_at is None and visible(parts[photo.id], open_at)]
    sizes = sizes_of(connection, [photo.sha256 for photo in shown])
    seen = {photo.id: sizes[photo.sha256] for photo in shown}
    views = _part_views(connection, [part for one in newest.values() for part in one.values()], open_at, now)
    return [
        SharedPhoto(
            id=photo.id,
            local_id=photo.local_id,
            gallery_id=photo.gallery_id,
            title=photo.title,
            sent_sha256=photo.sent_sha256,
            photo=seen[photo.id][0] if photo.id in seen else None,
            thumbs=seen[photo.id][1:] if photo.id in seen else (),
            created_at=photo.created_at,
            sequence=photo.sequence,
            parts=tuple(
                sorted(
                    (views[part.id] for part in newest[photo.id].values()),
                    key=lambda part: (part.facility_name, part.facility_id),
                )
            ),
            deleted_at=photo.deleted_at,
        )
        for photo in found
    ]


def gallery_views(connection: Connection, found: Sequence[StoredGallery]) -> list[Gallery]:
    """Each gallery in the same order; a constant number of queries."""
    ids = [gallery.id for gallery in found]
    counts, covers = _counts(connection, ids), _covers(connection, found)
    return [
        Gallery(
            id=gallery.id,
            local_id=gallery.local_id,
            name=gallery.name,
            cover_photo_id=covers.get(gallery.id, (None, ()))[0],
            cover=covers.get(gallery.id, (None, ()))[1],
            photo_count=counts[gallery.id].photos,
            waiting_count=counts[gallery.id].waiting,
            refused_count=counts[gallery.id].refused,
            delivered_count=counts[gallery.id].delivered,
            offered_count=counts[gallery.id].offered,
            worst=counts[gallery.id].worst,
            created_at=gallery.created_at,
            sequence=gallery.sequence,
            deleted_at=gallery.deleted_at,
        )
        for gallery in found
    ]


def stored_galleries(
    connection: Connection, *conditions: object, limit: int | None = None
) -> list[StoredGallery]:
    """The galleries that match, newest first."""
    columns = [galleries.c[name] for name in StoredGallery.__dataclass_fields__]
    statement = select(*columns).where(*conditions).order_by(galleries.c.sequence.desc()).limit(limit)  # type: ignore[arg-type]
    return [StoredGallery(*row) for row in connection.execute(statement)]


def may_see(connection: Connection, member_id: str, sha256: str) -> bool:
    """Whether these are the bytes, or a thumbnail, of a photo in the member's galleries that is not hidden now, or of
    a changed one that was offered for it.
    """
    small = select(thumbs.c.picture_sha256).where(thumbs.c.sha256 == sha256)
    mine = (
        shared_photos.c.member_id == member_id,
        shared_photos.c.deleted_at.is_(None),
        or_(shared_photos.c.sha256 == sha256, shared_photos.c.sha256.in_(small)),
    )
    found = photo_parts.stored(connection, *mine)
    parts = photo_parts.parts_of(connection, [photo.id for photo in found])
    open_at = openness(connection, {part.facility_id for several in parts.values() for part in several})
    is_own = any(visible(several, open_at) for several in parts.values())
    return is_own or was_offered(connection, member_id, sha256)


def _part_views(
    connection: Connection, found: Sequence[Submission], open_at: Mapping[str, Openness], now: datetime
) -> dict[str, PhotoPart]:
    if not found:
        return {}
    ids = [part.id for part in found]
    steps, people = steps_of(connection, ids), photo_parts.viewers(connection, ids)
    reasons = refusals_of(
        connection, [part.id for part in found if part.state in (State.REFUSED, State.APPEALED)]
    )
    offered = offers_of(connection, ids)
    named = select(facilities.c.id, facilities.c.name).where(facilities.c.id.in_(open_at))
    names = {row.id: row.name for row in connection.execute(named)}
    return {
        part.id: PhotoPart(
            facility_id=part.facility_id,
            facility_name=names[part.facility_id],
            submission_id=part.id,
            number=str(part.number),
            title=part.text,
            state=open_at[part.facility_id].told(part.state),
            version=part.version,
            steps=journey(steps[part.id], open_at[part.facility_id].told(part.state)),
            price_cents=part.price_cents,
            held_cents=part.held_cents,
            paid_cents=part.paid_cents,
            viewers=tuple(
                Viewer(
                    contact_id=contact_id,
                    opened_at=opened_at if open_at[part.facility_id].tells_opened else None,
                )
                for contact_id, opened_at in people.get(part.id, {}).items()
            ),
            expected_by=expected_by(part, open_at[part.facility_id], now),
            refusal=reasons.get(part.id),
            offer=offered.get(part.id),
        )
        for part in found
    }


def _counts(connection: Connection, ids: Sequence[str]) -> dict[str, _Counts]:
    """What stands in each gallery, by the newest part of each photo at each facility."""
    newest = (
        select(func.max(table.c.sequence).label("sequence"))
        .select_from(shared_photos)
        .join(table, table.c.photo_id == shared_photos.c.id)
        .where(shared_photos.c.gallery_id.in_(ids), shared_photos.c.deleted_at.is_(None))
        .group_by(table.c.photo_id, table.c.facility_id)
    )
    one = shared_photos.c.id

    def photos_with(*states: str) -> object:
        return func.count(case((table.c.state.in_(states), one)).distinct())

    ranks = {state.value: place for place, state in enumerate(RANKS)}
    untold = and_(table.c.state == State.OPENED.value, facilities.c.tells_opened.is_(False))
    rank = case((untold, ranks[State.DELIVERED.value]), else_=case(ranks, value=table.c.state))
    passed_on = [state.value for state in photo_parts.PASSED_ON]
    statement = (
        select(
            shared_photos.c.gallery_id,
            func.count(one.distinct()),
            photos_with(*OPEN),  # type: ignore[call-overload]
            photos_with(State.REFUSED.value),
            photos_with(State.OFFERED.value),
            photos_with(*passed_on),
            func.min(rank),
        )
        .select_from(shared_photos)
        .outerjoin(table, and_(table.c.photo_id == one, table.c.sequence.in_(newest)))
        .outerjoin(facilities, facilities.c.id == table.c.facility_id)
        .where(shared_photos.c.gallery_id.in_(ids), shared_photos.c.deleted_at.is_(None))
        .group_by(shared_photos.c.gallery_id)
    )
    found = {
        gallery_id: _Counts(
            photos, waiting, refused, offered, delivered, None if rank is None else RANKS[rank]
        )
        for gallery_id, photos, waiting, refused, offered, delivered, rank in connection.execute(statement)
    }
    return {gallery_id: found.get(gallery_id, _Counts()) for gallery_id in ids}


def _covers(
    connection: Connection, found: Sequence[StoredGallery]
) -> dict[str, tuple[str, tuple[Photo, ...]]]:
    """Of each gallery with photos its cover and the thumbnails of that: the chosen one, else the newest."""
    ids = [gallery.id for gallery in found]
    alive = (shared_photos.c.gallery_id.in_(ids), shared_photos.c.deleted_at.is_(None))
    newest = select(func.max(shared_photos.c.sequence)).where(*alive).group_by(shared_photos.c.gallery_id)
    chosen = [gallery.cover_photo_id for gallery in found if gallery.cover_photo_id]
    photos = photo_parts.stored(
        connection, *alive, or_(shared_photos.c.sequence.in_(newest), shared_photos.c.id.in_(chosen))
    )
    parts = photo_parts.parts_of(connection, [photo.id for photo in photos])
    open_at = openness(connection, {part.facility_id for several in parts.values() for part in several})
    shown = [photo.sha256 for photo in photos if visible(parts[photo.id], open_at)]
    sizes = sizes_of(connection, shown)
    covers: dict[str, tuple[str, tuple[Photo, ...]]] = {}
    wanted = {gallery.id: gallery.cover_photo_id for gallery in found}
    for photo in photos:
        if photo.gallery_id not in covers or photo.id == wanted[photo.gallery_id]:
            is_shown = visible(parts[photo.id], open_at)
            covers[photo.gallery_id] = (photo.id, sizes[photo.sha256][1:] if is_shown else ())
    return covers
