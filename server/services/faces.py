"""The profile photos beside names at the reader: approved where the resident is, while the two are connected."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, select

from contract.facilities import Feature
from server.services.profile_views import APPROVED
from server.services.standing import MUTUAL
from server.services.submissions import Kind
from server.store.tables import contacts, facilities, profile_photos, residents
from server.store.tables import submissions as table


def faces_of(connection: Connection, resident_id: str, contact_ids: Collection[str]) -> dict[str, str]:
    """The name of the bytes by contact, of those among these that have one to show; one query for all of them."""
    statement = (
        select(contacts.c.id, facilities.c.features, profile_photos.c.sha256)
        .select_from(contacts)
        .join(residents, residents.c.id == contacts.c.resident_id)
        .join(facilities, facilities.c.id == residents.c.facility_id)
        .join(profile_photos, profile_photos.c.member_id == contacts.c.member_id)
        .join(table, table.c.profile_photo_id == profile_photos.c.id)
        .where(
            contacts.c.resident_id == resident_id,
            contacts.c.id.in_(set(contact_ids)),
            MUTUAL,
            table.c.kind == Kind.PROFILE_PHOTO.value,
            table.c.state.in_(APPROVED),
            _here(),
        )
        .order_by(profile_photos.c.sequence)
    )
    # In order: a later one replaces those before it.
    return {
        contact_id: sha256
        for contact_id, features, sha256 in connection.execute(statement)
        if Feature.PROFILE_PHOTOS.value in features
    }


def _here() -> ColumnElement[bool]:
    """Approved at the facility where the resident is now, whatever others have approved."""
    return table.c.facility_id == residents.c.facility_id
