"""Galleries and the photos in them that a member shares, each with its journey at every facility it reaches.

The bytes of a photo and of its thumbnails are fetched from `routes.PHOTO` by their SHA-256, as profile photos are.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract import limits
from contract.audience import Audience
from contract.lenient import LenientEnum
from contract.messages import Refusal, State, Step
from contract.moments import Moment
from contract.offers import Offer
from contract.photos import Photo, Sha256


class PhotoSort(LenientEnum):
    """The order of a list of photos."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    UNKNOWN = "unknown"


class Gallery(msgspec.Struct, frozen=True, kw_only=True):
    """A member's gallery; its name is the member's own and shown to nobody else.

    `cover` are the thumbnails of the cover, smallest first: of the photo that was chosen, else of the newest; empty
    without any, or while it is hidden. `worst` is the state among its photos' parts that asks most for attention.
    """

    id: str
    local_id: str
    name: str
    cover_photo_id: str | None
    cover: tuple[Photo, ...]
    photo_count: int
    waiting_count: int
    refused_count: int
    delivered_count: int
    worst: State | None
    created_at: Moment
    sequence: int
    offered_count: int = 0
    """Photos that a facility offers to pass on changed, and whose member is asked."""
    deleted_at: Moment | None = None
    """Set in the event that tells of its end only."""


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """One person the photo is for, and when they opened it first."""

    contact_id: str
    opened_at: Moment | None = None


class PhotoPart(msgspec.Struct, frozen=True, kw_only=True):
    """A photo at one facility: its own review, price and journey there, for these people.

    `title` is the one that was sent: a later change is the member's own and goes to nobody.
    """

    facility_id: str
    facility_name: str
    submission_id: str
    number: str
    title: str
    state: State
    version: int
    steps: tuple[Step, ...]
    price_cents: int
    held_cents: int
    paid_cents: int
    viewers: tuple[Viewer, ...]
    expected_by: Moment | None = None
    """When it is usually decided; None once decided."""
    refusal: Refusal | None = None
    offer: Offer | None = None
    """The changed photo that was offered here; once accepted, it is what the people here get."""


class SharedPhoto(msgspec.Struct, frozen=True, kw_only=True):
    """A photo in a gallery, with its newest part at each facility by the facility's name.

    `photo` is None and `thumbs` (smallest first, see `limits.THUMB_SIDES`) are empty while every facility it waits at
    hides it from its sender: a placeholder stands for it then. `local_id` is the Idempotency-Key it was sent with.
    """

    id: str
    local_id: str
    gallery_id: str
    title: str
    sent_sha256: str
    photo: Photo | None
    thumbs: tuple[Photo, ...]
    created_at: Moment
    sequence: int
    parts: tuple[PhotoPart, ...]
    deleted_at: Moment | None = None
    """Set in the event that tells of its end only."""


class Galleries(msgspec.Struct, frozen=True, kw_only=True):
    """A page of galleries, newest first."""

    items: tuple[Gallery, ...]
    next: str | None = None


class SharedPhotos(msgspec.Struct, frozen=True, kw_only=True):
    """A page of photos, of one gallery or of all."""

    items: tuple[SharedPhoto, ...]
    next: str | None = None


class NewGallery(msgspec.Struct, frozen=True, kw_only=True):
    """Make a gallery; the Idempotency-Key makes it once."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class GalleryChange(msgspec.Struct, frozen=True, kw_only=True):
    """Another name, another cover (one of its photos); what is None stays as it is."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)] | None = None
    cover_photo_id: str | None = None


class PhotoChange(msgspec.Struct, frozen=True, kw_only=True):
    """Another title, another gallery; what is None stays as it is. Nothing of it reaches who has the photo already."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=3_000)] | None = None
    gallery_id: str | None = None


class NewSharedPhoto(msgspec.Struct, frozen=True, kw_only=True):
    """Share an upload. `price_cents` is the sum the member saw; another by now is `price-changed`.

    `replaces` names the photo that this one is a mended version of: what still waits of that is withdrawn first, and it
    leaves the gallery unless somebody has got it.
    """

    sent_sha256: Sha256
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=3_000)]
    gallery_id: str
    audience: Audience
    price_cents: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_PRICE_CENTS)]
    replaces: str | None = None


class NewShare(msgspec.Struct, frozen=True, kw_only=True):
    """Share a photo with further people: at `paid_at(photo)` they cost nothing, and where it is approved nobody looks
    again; elsewhere, and where it was not approved or withdrawn, it is a new submission at the present price.
    """

    audience: Audience
    price_cents: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_PRICE_CENTS)]


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """What a deletion took: photos out of the galleries, what waited of them withdrawn, its money free again.

    `delivered_count` photos stay with those who have got them.
    """

    photo_count: int
    withdrawn_count: int
    released_cents: int
    delivered_count: int


def paid_at(photo: SharedPhoto) -> frozenset[str]:
    """The facilities where further people cost nothing: it waits there, or was approved."""
    over = (State.REFUSED, State.WITHDRAWN)
    return frozenset(part.facility_id for part in photo.parts if part.state not in over)
