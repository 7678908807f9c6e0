"""Pictures on their way up and down, and a member's profile photo with its journey at every facility it reaches.

What travels up is the client's export: a JPEG of at most `limits.PHOTO_BYTES` and `limits.PHOTO_SIDE`, put under the
SHA-256 of its own bytes. The server rebuilds it from pixels; from then on only the rebuilt bytes exist, under theirs.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from contract import limits, pictures
from contract.lenient import LenientEnum
from contract.messages import Refusal, State, Step
from contract.moments import Moment

Photo = pictures.Photo

MEDIA_TYPE: Final = "image/jpeg"
"""Of every picture in both directions, whatever it was before the client opened it."""

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class PictureReason(LenientEnum):
    """Why an upload was not taken; told by its content, never by its name."""

    NOT_A_JPEG = "not_a_jpeg"
    OTHER_CONTENT = "other_content"  # its SHA-256 is not the name it was put under
    TOO_MANY_PIXELS = "too_many_pixels"  # a side is longer than limits.PHOTO_SIDE
    DAMAGED = "damaged"  # incomplete, or not readable as a picture
    UNKNOWN = "unknown"


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """What was put up under `sent_sha256`, and what the server keeps of it. The same bytes give the same answer."""

    sent_sha256: str
    photo: Photo


class ProfilePart(msgspec.Struct, frozen=True, kw_only=True):
    """A profile photo at one facility: its own review, price and journey; `number` is to be said on the telephone."""

    facility_id: str
    facility_name: str
    submission_id: str
    number: str
    state: State
    version: int
    steps: tuple[Step, ...]
    price_cents: int
    held_cents: int
    paid_cents: int
    expected_by: Moment | None = None
    """When it is usually decided; None once decided."""
    refusal: Refusal | None = None


class ProfilePhoto(msgspec.Struct, frozen=True, kw_only=True):
    """One profile photo that was sent, with its part at each facility; no part yet means it waits for a first contact.

    `photo` is None while every facility it waits at hides it from its sender (a placeholder stands for it then).
    `local_id` is the Idempotency-Key it was sent with.
    """

    id: str
    local_id: str
    sent_sha256: str
    photo: Photo | None
    created_at: Moment
    sequence: int
    parts: tuple[ProfilePart, ...]
    withdrawn_at: Moment | None = None


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A facility that a profile photo sent now would go to, and what it costs there."""

    facility_id: str
    facility_name: str
    price_cents: int


class ProfilePhotos(msgspec.Struct, frozen=True, kw_only=True):
    """The profile photo everywhere: what is shown since its first approval, and the newest one that was sent.

    Both are the same picture once the newest was approved anywhere. The price of a new one is the sum over `reached`.
    """

    shown: Photo | None
    newest: ProfilePhoto | None
    reached: tuple[Reached, ...] = ()


class NewProfilePhoto(msgspec.Struct, frozen=True, kw_only=True):
    """Make an upload the profile photo. `price_cents` is the sum the member saw; another by now is `price-changed`."""

    sent_sha256: Sha256
    price_cents: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_PRICE_CENTS)]
