"""Taking photos out of their galleries: what waits is withdrawn with its money, what was delivered stays delivered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from contract.events import EventKind
from contract.galleries import Removed
from contract.messages import State
from server.services import photo_parts, submissions
from server.services.photo_parts import StoredPhoto
from server.store.tables import shared_photos
from server.store.work import Actor, Work

GOT = (State.DELIVERED, State.OPENED)


def remove(work: Work, photos: Sequence[StoredPhoto]) -> Removed:
    """Takes these photos of one member out of their galleries."""
    parts = photo_parts.parts_of(work.connection, [photo.id for photo in photos])
    withdrawn = released = delivered = 0
    for photo in photos:
        actor = Actor("member", photo.member_id)
        for part in parts[photo.id]:
            if part.is_revocable and submissions.withdraw(work, actor, part, "its photo was deleted"):
                withdrawn += 1
                released += part.held_cents
        delivered += any(part.state in GOT for part in parts[photo.id])
        work.connection.execute(
            update(shared_photos).where(shared_photos.c.id == photo.id).values(deleted_at=work.now)
        )
        work.log(actor, "deleted", ("photo", photo.id))
        work.tell(photo.member_id, EventKind.PHOTO_CHANGED.value, photo.id)
    return Removed(
        photo_count=len(photos),
        withdrawn_count=withdrawn,
        released_cents=released,
        delivered_count=delivered,
    )
