"""Makes kept photos and what a server says of a profile photo, for the tests of storage and services."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.storage.photo_store import KeptPhoto
from contract.messages import Refusal, Region, State, Step
from contract.photos import Photo, ProfilePart, ProfilePhoto, ProfilePhotos, Reached

START = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
EDITS = PhotoEdits(brightness=20, turns=1, flipped=True, zoom=1.5, centre=(200.25, 301.5))


def sha(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def exported(content: bytes = b"\xff\xd8 a picture \x00\xff\xd9") -> ExportedPhoto:
    """What travels; the bytes need be no picture where nobody looks at them."""
    return ExportedPhoto(content, sha(content), Size(640, 640))


def kept(
    local_id: str = "photo-1",
    content: bytes = b"\xff\xd8 a picture \x00\xff\xd9",
    *,
    price_cents: int = 0,
    original: bytes | None = None,
    path: str | None = "/home/elena/garden.jpg",
) -> KeptPhoto:
    """A photo as it comes from the editor; with `original` it came from the camera."""
    origin = PhotoOrigin(None if original else path, "garden.jpg", sha(original or b"a file"))
    return KeptPhoto(local_id, exported(content), EDITS, origin, price_cents, START, original)


def part(state: State, *, steps: int = 1, refusal: Refusal | None = None, number: int = 1) -> ProfilePart:
    """The photo at one facility, having taken so many steps."""
    return ProfilePart(
        facility_id=f"facility-{number}",
        facility_name=f"Facility {number}",
        submission_id=f"submission-{number}",
        number=str(1000 + number),
        state=state,
        version=1,
        steps=(
            *[Step(state=State.PENDING, at=START)] * (steps - 1),
            Step(state=state, at=START + timedelta(minutes=steps)),
        ),
        price_cents=25,
        held_cents=0,
        paid_cents=0,
        refusal=refusal,
    )


def refusal() -> Refusal:
    """Not approved, with a marked region."""
    return Refusal(
        code="face",
        rule="3",
        text="Faces must be seen.",
        note="Take the cap off.",
        spans=(),
        appeal_until=START,
        regions=(Region(x=0.25, y=0.25, width=0.5, height=0.25),),
    )


def sent(
    local_id: str = "photo-1",
    *parts: ProfilePart,
    sequence: int = 1,
    picture: bytes | None = None,
    withdrawn: bool = False,
) -> ProfilePhoto:
    """A photo the server has; its picture is hidden unless it is given."""
    return ProfilePhoto(
        id=f"server-{local_id}",
        local_id=local_id,
        sent_sha256=sha(b"whatever was sent"),
        photo=None if picture is None else shown(picture),
        created_at=START,
        sequence=sequence,
        parts=parts,
        withdrawn_at=START if withdrawn else None,
    )


def shown(content: bytes) -> Photo:
    """A picture as the server names it."""
    return Photo(sha256=sha(content), width=640, height=640, size_bytes=len(content))


def told(newest: ProfilePhoto | None, picture: bytes | None = None) -> ProfilePhotos:
    """What the server says of the profile photo; `picture` is the one shown."""
    reached = (Reached(facility_id="facility-1", facility_name="Facility 1", price_cents=25),)
    return ProfilePhotos(shown=None if picture is None else shown(picture), newest=newest, reached=reached)
