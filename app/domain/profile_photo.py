"""What the client knows of the member's profile photo: what is shown, what is on its way, and what a new one costs."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from app.domain.photos import PhotoEdits, PhotoOrigin, Rect
from app.domain.values import Refusal, Step, StepKind


class PhotoFaultKind(Enum):
    """Why a photo can't leave by itself and needs the member."""

    FUNDS = "funds"
    PRICE = "price"
    PICTURE = "picture"
    NOT_NOW = "not_now"
    KEY = "key"


class PhotoFault(msgspec.Struct, frozen=True):
    """Why a photo stays here; `reason` is a `PictureReason`, `CannotWrite` or `FieldReason` value of the contract."""

    kind: PhotoFaultKind
    price_cents: int | None = None
    balance_cents: int | None = None
    missing_cents: int | None = None
    reason: str | None = None


class PhotoPart(msgspec.Struct, frozen=True):
    """The photo at one facility: its own journey and money.

    `regions` of a refusal are fractions (0 to 1) of the picture that was sent. `usual_wait_minutes` is measured,
    `promise_hours` promised; both are None if nothing is known here of the facility.
    """

    facility_name: str
    kind: StepKind
    steps: tuple[Step, ...]
    number: str = ""
    price_cents: int = 0
    held_cents: int = 0
    paid_cents: int = 0
    expected_by: datetime | None = None
    refusal: Refusal | None = None
    regions: tuple[Rect, ...] = ()
    usual_wait_minutes: int | None = None
    promise_hours: int | None = None
    submission_id: str = ""

    @property
    def appealed_at(self) -> datetime | None:
        """When the member appealed; it stays known after the decision."""
        return next((step.at for step in self.steps if step.kind is StepKind.APPEALED), None)


class PhotoOnItsWay(msgspec.Struct, frozen=True):
    """The newest photo. `kind` is what matters most of all its parts; `picture` names its bytes, None while hidden.

    No part at a facility yet while it has been sent: it waits for a first contact. `key` never changes.
    """

    key: str
    photo_id: str | None
    kind: StepKind
    at: datetime
    picture: str | None
    parts: tuple[PhotoPart, ...] = ()
    price_cents: int = 0
    fault: PhotoFault | None = None
    again_at: datetime | None = None
    """When the next try is allowed, if the server has asked for a pause."""
    is_withdrawn: bool = False
    """Whether it was taken back wherever it waited; what was decided before stays as it is."""

    @property
    def is_here_only(self) -> bool:
        """Whether the server does not have it."""
        return self.photo_id is None

    @property
    def leaves_by_itself(self) -> bool:
        """Whether it goes out as soon as it can: its price is counted as spent already."""
        if self.fault is not None:
            return self.fault.kind is PhotoFaultKind.FUNDS
        return self.kind is StepKind.QUEUED

    @property
    def can_withdraw(self) -> bool:
        """Whether it can be taken back: it waits, here or for a decision."""
        if self.kind in (StepKind.QUEUED, StepKind.FAILED):
            return True
        return self.kind.waits_for_approval

    @property
    def comes_back(self) -> bool:
        """Whether it can be edited and sent again."""
        return self.kind in (StepKind.REFUSED, StepKind.WITHDRAWN, StepKind.FAILED)


class ReachedFacility(msgspec.Struct, frozen=True):
    """A facility a new photo would go to, its price there, and how long it usually takes or promises."""

    name: str
    price_cents: int
    usual_wait_minutes: int | None = None
    promise_hours: int | None = None


class ProfilePhotoStanding(msgspec.Struct, frozen=True):
    """The profile photo as last told, and what waits here. `shown` and `picture` name bytes by their SHA-256.

    Not `is_known`: the server has not told yet, so nothing can be said of the price.
    """

    shown: str | None = None
    newest: PhotoOnItsWay | None = None
    reached: tuple[ReachedFacility, ...] = ()
    is_known: bool = False

    @property
    def price_cents(self) -> int | None:
        """What a new one costs everywhere it goes; None while that is not known."""
        return sum(each.price_cents for each in self.reached) if self.is_known else None

    @property
    def waits_for_wish(self) -> bool:
        """Whether the newest one waited for a first contact, and sending it there by now would cost something."""
        newest = self.newest
        if newest is None or newest.is_here_only or newest.parts or not newest.kind.waits_for_approval:
            return False
        return bool(self.price_cents)

    @property
    def beside(self) -> PhotoOnItsWay | None:
        """The newest one if it is another picture than the one shown."""
        newest = self.newest
        if newest is None or (newest.picture is not None and newest.picture == self.shown):
            return None
        return newest


class UploadProgress(msgspec.Struct, frozen=True):
    """How far a photo is on its way up; `share` runs from 0 to 1."""

    key: str
    share: float


class PhotoToEdit(msgspec.Struct, frozen=True):
    """A photo that goes back into the editor: the bytes to open, and the edit to begin with.

    `original` are the bytes of `origin` if this program keeps them itself. `marks` are fractions (0 to 1) of what
    `edits` made of the picture and was sent.
    """

    data: bytes
    origin: PhotoOrigin
    edits: PhotoEdits
    original: bytes | None = None
    marks: tuple[Rect, ...] = ()
