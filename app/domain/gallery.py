"""What the client knows of galleries and photos: covers and counts, each photo's journey, who a new one would reach."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from app.domain.offers import PhotoOffer
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Rect
from app.domain.prices import PriceLine
from app.domain.profile_photo import PhotoFault
from app.domain.values import Refusal, Step, StepKind

RECEIVED = "received"
"""The gallery of photos that came with answers; the server knows of no such gallery."""


class PictureSize(Enum):
    """The three sizes a picture is kept in: two thumbnails made by the server, and the photo itself."""

    SMALL = "small"  # beside two others in a cover
    TILE = "tile"
    FULL = "full"


class GalleryCard(msgspec.Struct, frozen=True):
    """A gallery in the grid. `kind` is the worst state in it, None if nothing in it was shared; `kind_count` how many.

    `covers` are the keys of at most three photos, the cover first. `is_received` holds what contacts sent: nothing in
    it can be renamed, moved or shared.
    """

    gallery_id: str
    name: str
    count: int
    covers: tuple[str, ...] = ()
    kind: StepKind | None = None
    kind_count: int = 0
    shared_with: tuple[str, ...] = ()
    """Names of the contacts at least one photo of it was shared with."""
    newest_at: datetime | None = None
    is_received: bool = False


class PhotoShare(msgspec.Struct, frozen=True):
    """A photo at one facility: who it is for there, its own journey and money; `share_key` never changes.

    `regions` of a refusal are fractions (0 to 1) of the picture that was sent. `usual_wait_minutes` is measured,
    `promise_hours` promised.
    """

    share_key: str
    facility_id: str
    facility_name: str
    kind: StepKind
    names: tuple[str, ...] = ()
    contact_ids: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    number: str = ""
    submission_id: str | None = None
    price_cents: int = 0
    held_cents: int = 0
    paid_cents: int = 0
    expected_by: datetime | None = None
    refusal: Refusal | None = None
    regions: tuple[Rect, ...] = ()
    usual_wait_minutes: int | None = None
    promise_hours: int | None = None
    offer: PhotoOffer | None = None

    @property
    def can_withdraw(self) -> bool:
        """Whether it can be taken back: it waits for a decision, or for an answer."""
        return self.kind.waits_for_approval or self.kind is StepKind.OFFERED

    @property
    def asks(self) -> bool:
        """Whether a changed photo is offered and the member has not answered."""
        return self.offer is not None and self.offer.waits

    @property
    def appealed_at(self) -> datetime | None:
        """When the member appealed; it stays known after the decision."""
        return next((step.at for step in self.steps if step.kind is StepKind.APPEALED), None)


class GalleryPhoto(msgspec.Struct, frozen=True):
    """One photo. `key` never changes; `kind` is what matters most of all its shares, None while it was never shared.

    QUEUED and FAILED are on this computer only. `is_sealed`: a facility hides it from its sender until approved, so
    that a placeholder stands for it. `from_name` is the contact who sent it, None for the member's own.
    """

    key: str
    gallery_id: str
    title: str
    at: datetime
    kind: StepKind | None = None
    kind_at: datetime | None = None
    photo_id: str | None = None
    width: int = 0
    height: int = 0
    shares: tuple[PhotoShare, ...] = ()
    fault: PhotoFault | None = None
    again_at: datetime | None = None
    price_cents: int = 0
    is_sealed: bool = False
    from_name: str | None = None

    @property
    def is_here_only(self) -> bool:
        """Whether the server does not have it."""
        return self.photo_id is None

    @property
    def can_cancel(self) -> bool:
        """Whether it is still on its way up, so that nothing of it has been paid."""
        return self.kind in (StepKind.QUEUED, StepKind.FAILED)

    @property
    def can_withdraw(self) -> bool:
        """Whether something of it still waits for a decision."""
        return any(share.can_withdraw for share in self.shares)

    @property
    def asks(self) -> bool:
        """Whether a facility offers a changed photo and waits for an answer."""
        return any(share.asks for share in self.shares)

    @property
    def refused(self) -> tuple[PhotoShare, ...]:
        """Where it was not approved."""
        return tuple(share for share in self.shares if share.kind is StepKind.REFUSED)

    @property
    def was_delivered(self) -> bool:
        """Whether somebody has it already, which no deletion takes back."""
        return any(share.kind in (StepKind.DELIVERED, StepKind.OPENED) for share in self.shares)

    @property
    def can_share(self) -> bool:
        """Whether it can be shown to further people: it is the member's own and nothing about it is sealed or stuck."""
        return self.from_name is None and self.photo_id is not None


class PhotoProgress(msgspec.Struct, frozen=True):
    """How far one photo is on its way up; `share` runs from 0 to 1."""

    key: str
    share: float


class UploadsStanding(msgspec.Struct, frozen=True):
    """All photos on their way up together; `waiting` of them have not begun, `share` (0 to 1) is of all their bytes."""

    total: int = 0
    waiting: int = 0
    share: float = 0.0


class AudienceKind(Enum):
    """The three ways to say who can see a photo."""

    CHOSEN = "contacts"
    FACILITY = "facility"
    EVERYBODY = "everybody"


class AudienceChoice(msgspec.Struct, frozen=True):
    """Who can see it: these contacts, everybody at one facility, or everybody."""

    kind: AudienceKind = AudienceKind.CHOSEN
    contact_ids: frozenset[str] = frozenset()
    facility_id: str | None = None


class AudiencePerson(msgspec.Struct, frozen=True):
    """A contact that can be chosen, or why not: `reason` is a value of `contract.audience`'s reasons.

    `has_it`: shared with them already, so that choosing them again does nothing.
    """

    contact_id: str
    name: str
    facility_id: str
    facility_name: str
    reason: str | None = None
    reason_since: datetime | None = None
    has_it: bool = False

    @property
    def can_get(self) -> bool:
        """Whether they can be chosen."""
        return self.reason is None and not self.has_it


class AudiencePlace(msgspec.Struct, frozen=True):
    """A facility that is reached: who gets it there and what it costs, for all photos together.

    `is_approved`: it has approved these very bytes, so that nobody looks at them again. `is_changed`: people there get
    the changed photo that was accepted, or that is offered and not answered yet.
    """

    facility_id: str
    facility_name: str
    names: tuple[str, ...]
    price_cents: int
    is_approved: bool = False
    is_changed: bool = False
    paused_since: datetime | None = None
    usual_wait_minutes: int | None = None
    promise_hours: int | None = None


class AudienceReach(msgspec.Struct, frozen=True):
    """What a choice means: who gets it where and for how much, who of it can't, and the balance.

    Prices are for all photos that are shared together. Not `is_known`: contacts or prices have not been loaded.
    """

    places: tuple[AudiencePlace, ...] = ()
    cannot: tuple[AudiencePerson, ...] = ()
    balance_cents: int | None = None
    is_known: bool = True

    @property
    def total_cents(self) -> int:
        """The sum."""
        return sum(place.price_cents for place in self.places)

    @property
    def people(self) -> int:
        """How many get it."""
        return sum(len(place.names) for place in self.places)

    @property
    def line(self) -> PriceLine:
        """For the head of the task."""
        return PriceLine(self.total_cents if self.is_known else None, self.balance_cents)


class PhotoReview(msgspec.Struct, frozen=True):
    """Why a photo that is mended was not approved: what each facility said, and what reviewers framed.

    `marks` are fractions (0 to 1) of what `edits` made of the picture that is opened: they stay where they are, however
    it is edited since.
    """

    refusals: tuple[Refusal, ...] = ()
    marks: tuple[Rect, ...] = ()
    edits: PhotoEdits = PhotoEdits()

    @property
    def unmarked(self) -> PhotoReview:
        """Without what was framed: for another picture than the one it was framed in."""
        return PhotoReview(self.refusals)


class PreparedPhoto(msgspec.Struct, frozen=True):
    """A photo that was edited and named, not yet in any gallery. `original` are the bytes of `origin` to keep.

    `replaces` is the key of the photo it mends, if a refused one was edited again; `review` is why it was not approved.
    """

    photo: ExportedPhoto
    title: str
    edits: PhotoEdits
    origin: PhotoOrigin
    original: bytes | None = None
    replaces: str | None = None
    review: PhotoReview | None = None


class PreparedChoice(msgspec.Struct, frozen=True):
    """What was chosen for photos that are not shared yet: who can see them, and into which gallery they go.

    Without a `gallery_id` it is a new gallery of this name; with neither nothing was chosen yet.
    """

    audience: AudienceChoice = AudienceChoice()
    gallery_id: str | None = None
    gallery_name: str = ""


class MendedPhoto(msgspec.Struct, frozen=True):
    """The photo that one edited again is shared in place of: its title, where it is, and whom it was for."""

    key: str
    title: str
    gallery_id: str
    audience: AudienceChoice


class PhotoToMend(msgspec.Struct, frozen=True):
    """A refused photo that goes back into the editor: the bytes to open, and the edit to begin with.

    `review` is why it was not approved; `audience` is whom it was for.
    """

    key: str
    title: str
    gallery_id: str
    data: bytes
    origin: PhotoOrigin
    edits: PhotoEdits
    audience: AudienceChoice
    original: bytes | None = None
    review: PhotoReview | None = None

    @property
    def mended(self) -> MendedPhoto:
        """Without bytes and edit."""
        return MendedPhoto(self.key, self.title, self.gallery_id, self.audience)
