"""Makes messages, contacts and queued entries for the tests of the storage."""

import hashlib
from datetime import UTC, datetime, timedelta

from app.domain.gallery import AudienceChoice, AudienceKind, MendedPhoto, PhotoReview, PreparedPhoto
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, PhotoPurpose, Rect, Size
from app.domain.values import Refusal
from app.storage.outbox_store import OutboxEntry
from contract.contacts import Contact, ContactState
from contract.facilities import Facility, Feature, Prices
from contract.messages import Direction, Message, State, Step

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
START = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)


def moment(sequence: int) -> datetime:
    """A time that grows with the sequence."""
    return START + timedelta(minutes=sequence)


def sent(
    sequence: int,
    contact_id: str = "mateo",
    *,
    text: str | None = "How are you?",
    states: tuple[State, ...] = (State.PENDING, State.APPROVED),
    version: int = 1,
) -> Message:
    """A message of the member; `text` None as long as the facility hides it."""
    return Message(
        id=f"id-{contact_id}-{sequence}",
        number=str(sequence),
        contact_id=contact_id,
        direction=Direction.SENT,
        local_id=f"local-{contact_id}-{sequence}",
        text=text,
        characters=12,
        state=states[-1],
        version=version,
        sequence=sequence,
        price_cents=25,
        held_cents=0,
        paid_cents=25,
        created_at=moment(sequence),
        steps=tuple(Step(state=state, at=moment(sequence)) for state in states),
    )


def received(sequence: int, contact_id: str = "mateo", text: str = "I am well.") -> Message:
    """An answer that was delivered."""
    return Message(
        id=f"id-{contact_id}-{sequence}",
        number=str(sequence),
        contact_id=contact_id,
        direction=Direction.RECEIVED,
        local_id=None,
        text=text,
        characters=len(text),
        state=State.DELIVERED,
        version=1,
        sequence=sequence,
        price_cents=0,
        held_cents=0,
        paid_cents=0,
        created_at=moment(sequence),
        steps=(Step(state=State.DELIVERED, at=moment(sequence)),),
    )


def contact(
    contact_id: str = "mateo", name: str = "Mateo Rivera", *, read_mark: int = 0, unread: int = 0
) -> Contact:
    """An accepted contact at the one facility."""
    return Contact(
        id=contact_id,
        resident_id=f"resident-{contact_id}",
        name=name,
        facility_id="cedar",
        relationship="brother",
        state=ContactState.ACCEPTED,
        since=START,
        read_mark=read_mark,
        unread=unread,
    )


def facility() -> Facility:
    """The one facility."""
    return Facility(
        id="cedar",
        name="Cedar Ridge Correctional Center",
        city="Cedar Ridge",
        region="NM",
        time_zone="America/Denver",
        currency="USD",
        features=(Feature.MESSAGES, Feature.REPLIES),
        prices=Prices(message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=0),
        rules=(),
        message_characters=500,
        promise_hours=48,
        usual_wait_minutes=None,
        sender_sees_pending=False,
        approves_contacts=False,
    )


def entry(number: int, contact_id: str = "mateo", text: str = "Thinking of you.") -> OutboxEntry:
    """A message that was just queued."""
    return OutboxEntry(f"local-{number}", contact_id, text, 25, moment(number))


def prepared(
    number: int, title: str = "", original: bytes | None = None, review: PhotoReview | None = None
) -> PreparedPhoto:
    """A photo that was edited and is not shared yet."""
    picture = b"\xff\xd8" + bytes([number % 256]) * 5_000
    photo = ExportedPhoto(picture, hashlib.sha256(picture).hexdigest(), Size(40, 30))
    origin = PhotoOrigin(f"/photos/{number}.jpg", f"{number}.jpg", "0" * 64)
    return PreparedPhoto(
        photo,
        title or f"photo {number}",
        PhotoEdits(brightness=number % 100),
        origin,
        original,
        None if review is None else "refused",
        review,
    )


def review() -> PhotoReview:
    """Why a photo was not approved, with a frame in what an edit had made of it."""
    refusal = Refusal("11", "No licence plates.", "Crop it.", (), moment(7), marks_photo=True)
    edits = PhotoEdits(brightness=12, turns=1, crop=Rect(10, 20, 300, 200))
    return PhotoReview((refusal,), (Rect(0.25, 0.125, 0.5, 0.25),), edits)


def edited(number: int, path: str | None = None) -> EditToGoOn:
    """A photo that is being edited, mended with a reason and a frame, of bytes no file has or of a file."""
    data = b"\xff\xd8" + bytes([number % 256]) * 300_000
    origin = PhotoOrigin(path, f"{number}.jpg", hashlib.sha256(data).hexdigest())
    mended = MendedPhoto("refused", "Our porch", "g1", AudienceChoice(AudienceKind.EVERYBODY))
    task = EditTask(PhotoPurpose.SHARE, PhotoEdits(turns=2), None, mended, review())
    return EditToGoOn(
        f"local-{number}", task, data, origin, PhotoEdits(brightness=30, crop=Rect(1, 2, 30, 40))
    )
