"""Puts the profile photo, as the server and this computer have it, into the client's own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.domain.photos import Rect
from app.domain.profile_photo import PhotoOnItsWay, PhotoPart, ProfilePhotoStanding, ReachedFacility
from app.domain.values import Step, StepKind
from app.services.present import refusal_info
from app.storage.photo_rows import PhotoState
from app.storage.photo_store import KeptPhoto
from contract.facilities import Facility
from contract.photos import ProfilePart, ProfilePhoto, ProfilePhotos, Reached

_BY_WEIGHT = (
    StepKind.IN_REVIEW,
    StepKind.PENDING,
    StepKind.APPEALED,
    StepKind.REFUSED,
    StepKind.APPROVED,
    StepKind.DELIVERED,
    StepKind.OPENED,
    StepKind.WITHDRAWN,
    StepKind.UNKNOWN,
)
"""What matters most of all the parts comes first."""


def photo_standing(
    told: ProfilePhotos | None,
    kept: KeptPhoto | None,
    facilities: Mapping[str, Facility],
    again_at: datetime | None = None,
) -> ProfilePhotoStanding:
    """The whole standing. `facilities` by id say how long they take, `again_at` when the next try is allowed."""
    newest = None if told is None or told.newest is None else sent_photo(told.newest, facilities)
    if kept is not None and _is_ahead(kept, newest):
        newest = kept_photo(kept, again_at)
    if told is None:
        return ProfilePhotoStanding(newest=newest)
    return ProfilePhotoStanding(
        shown=None if told.shown is None else told.shown.sha256,
        newest=newest,
        reached=tuple(_reached(each, facilities.get(each.facility_id)) for each in told.reached),
        is_known=True,
    )


def sent_photo(photo: ProfilePhoto, facilities: Mapping[str, Facility]) -> PhotoOnItsWay:
    """A photo the server has."""
    parts = tuple(_part(part, facilities.get(part.facility_id)) for part in photo.parts)
    kinds = {part.kind for part in parts}
    kind = next((each for each in _BY_WEIGHT if each in kinds), StepKind.PENDING)
    if photo.withdrawn_at is not None and kind in (StepKind.PENDING, StepKind.UNKNOWN):
        kind = StepKind.WITHDRAWN
    return PhotoOnItsWay(
        key=photo.local_id,
        photo_id=photo.id,
        kind=kind,
        at=photo.created_at,
        picture=None if photo.photo is None else photo.photo.sha256,
        parts=parts,
        price_cents=sum(part.price_cents for part in parts),
        is_withdrawn=photo.withdrawn_at is not None,
    )


def kept_photo(kept: KeptPhoto, again_at: datetime | None = None) -> PhotoOnItsWay:
    """A photo that is on this computer only: still the member's own, so always to be seen."""
    if kept.state is PhotoState.BACK:
        kind = StepKind.WITHDRAWN
    else:
        kind = StepKind.QUEUED if kept.fault is None else StepKind.FAILED
    return PhotoOnItsWay(
        key=kept.local_id,
        photo_id=None,
        kind=kind,
        at=kept.created_at,
        picture=kept.photo.sha256,
        price_cents=kept.price_cents,
        fault=kept.fault,
        again_at=again_at if kind is StepKind.QUEUED else None,
    )


def _reached(place: Reached, facility: Facility | None) -> ReachedFacility:
    if facility is None:
        return ReachedFacility(place.facility_name, place.price_cents)
    return ReachedFacility(
        place.facility_name, place.price_cents, facility.usual_wait_minutes, facility.promise_hours
    )


def _is_ahead(kept: KeptPhoto, newest: PhotoOnItsWay | None) -> bool:
    """Whether the photo kept here comes after what the server has."""
    if kept.state is PhotoState.SENT:
        return False
    if kept.state is PhotoState.BACK:
        return newest is None or not newest.kind.waits_for_approval
    return True


def _part(part: ProfilePart, facility: Facility | None) -> PhotoPart:
    regions = () if part.refusal is None else part.refusal.regions
    return PhotoPart(
        facility_name=part.facility_name,
        kind=StepKind(part.state.value),
        steps=tuple(Step(StepKind(step.state.value), step.at) for step in part.steps),
        number=part.number,
        price_cents=part.price_cents,
        held_cents=part.held_cents,
        paid_cents=part.paid_cents,
        expected_by=part.expected_by,
        refusal=refusal_info(part.refusal),
        regions=tuple(Rect(each.x, each.y, each.width, each.height) for each in regions),
        usual_wait_minutes=None if facility is None else facility.usual_wait_minutes,
        promise_hours=None if facility is None else facility.promise_hours,
        submission_id=part.submission_id,
    )
