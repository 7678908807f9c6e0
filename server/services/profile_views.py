"""Profile photos as others may see them: their member with every part's journey, residents once approved there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, select

from contract.messages import State
from contract.photos import Photo, ProfilePart, ProfilePhoto, ProfilePhotos
from server.services import profile_parts
from server.services.message_views import (
    REASONED,
    Openness,
    expected_by,
    journey,
    openness,
    refusals_of,
    steps_of,
)
from server.services.profile_parts import SentPhoto
from server.services.submissions import Kind, Submission
from server.store.tables import facilities, pictures, profile_photos
from server.store.tables import submissions as table

APPROVED: Final = (State.APPROVED.value, State.DELIVERED.value)


def state(connection: Connection, member_id: str, now: datetime) -> ProfilePhotos:
    """Everything a member knows of their profile photo."""
    newest = profile_parts.newest(connection, member_id)
    return ProfilePhotos(
        shown=shown(connection, table.c.member_id == member_id).get(member_id),
        newest=None if newest is None else view(connection, newest, now),
        reached=tuple(place.view() for place in profile_parts.reached(connection, member_id)),
    )


def view(connection: Connection, photo: SentPhoto, now: datetime) -> ProfilePhoto:
    """One profile photo in its member's eyes."""
    found = profile_parts.parts(connection, photo.id)
    open_at = openness(connection, {part.facility_id for part in found})
    is_visible = visible(found, open_at)
    return ProfilePhoto(
        id=photo.id,
        local_id=photo.local_id,
        sent_sha256=photo.sent_sha256,
        photo=_photos(connection, [photo.sha256])[photo.sha256] if is_visible else None,
        created_at=photo.created_at,
        sequence=photo.sequence,
        parts=_parts(connection, found, open_at, now),
        withdrawn_at=photo.withdrawn_at,
    )


def visible(parts: Sequence[Submission], open_at: Mapping[str, Openness]) -> bool:
    """Whether its sender may see it: hidden only while every facility that has it hides what it has not decided on."""
    return not parts or any(
        not part.is_sealed or open_at[part.facility_id].sender_sees_pending for part in parts
    )


def may_see(connection: Connection, member_id: str, sha256: str) -> bool:
    """Whether these bytes are the member's own, and not hidden from them now."""
    mine = (profile_photos.c.member_id == member_id, profile_photos.c.sha256 == sha256)
    for photo in profile_parts.sent(connection, *mine):
        found = profile_parts.parts(connection, photo.id)
        if visible(found, openness(connection, {part.facility_id for part in found})):
            return True
    return False


def shown(connection: Connection, *conditions: ColumnElement[bool]) -> dict[str, Photo]:
    """Of each member the newest photo that was approved, among the submissions that match."""
    statement = (
        select(
            table.c.member_id, pictures.c.sha256, pictures.c.width, pictures.c.height, pictures.c.size_bytes
        )
        .select_from(table)
        .join(profile_photos, profile_photos.c.id == table.c.profile_photo_id)
        .join(pictures, pictures.c.sha256 == profile_photos.c.sha256)
        .where(
            and_(table.c.profile_photo_id.is_not(None), table.c.kind == Kind.PROFILE_PHOTO.value),
            table.c.state.in_(APPROVED),
            *conditions,
        )
        .order_by(profile_photos.c.sequence)
    )
    # In order: a later one replaces those before it.
    return {str(row[0]): _photo(*row[1:]) for row in connection.execute(statement)}


def _photos(connection: Connection, names: Sequence[str]) -> dict[str, Photo]:
    columns = pictures.c
    statement = select(columns.sha256, columns.width, columns.height, columns.size_bytes).where(
        columns.sha256.in_(names)
    )
    return {row[0]: _photo(*row) for row in connection.execute(statement)}


def _photo(sha256: str, width: int, height: int, size_bytes: int) -> Photo:
    return Photo(sha256=sha256, width=width, height=height, size_bytes=size_bytes)


def _parts(
    connection: Connection, found: Sequence[Submission], open_at: Mapping[str, Openness], now: datetime
) -> tuple[ProfilePart, ...]:
    """The parts by their facility's name; a constant number of queries."""
    if not found:
        return ()
    ids = [part.id for part in found]
    steps = steps_of(connection, ids)
    reasons = refusals_of(connection, [part.id for part in found if part.state in REASONED])
    named = select(facilities.c.id, facilities.c.name).where(
        facilities.c.id.in_({part.facility_id for part in found})
    )
    names = {row.id: row.name for row in connection.execute(named)}
    return tuple(
        ProfilePart(
            facility_id=part.facility_id,
            facility_name=names[part.facility_id],
            submission_id=part.id,
            number=str(part.number),
            state=part.state,
            version=part.version,
            steps=journey(steps[part.id], part.state),
            price_cents=part.price_cents,
            held_cents=part.held_cents,
            paid_cents=part.paid_cents,
            expected_by=expected_by(part, open_at[part.facility_id], now),
            refusal=reasons.get(part.id),
        )
        for part in sorted(found, key=lambda part: (names[part.facility_id], part.sequence))
    )
