"""What every submission goes through alike: being taken in, moved from state to state exactly once, withdrawn."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from contract.events import EventKind
from contract.messages import AppealOutcome, State
from contract.offers import OfferOutcome
from server.services import holding, ledger
from server.store.prepared import Change, Query
from server.store.tables import appeals, facilities, offers, shared_photos, submission_steps, submissions
from server.store.work import Actor, Work

OPEN: Final = (State.PENDING.value, State.IN_REVIEW.value, State.APPEALED.value)
"""Not decided yet: can be approved, refused or withdrawn, whichever comes first."""

REVOCABLE: Final = (*OPEN, State.OFFERED.value)
"""What its sender can still take back: its price is held."""


class Kind(StrEnum):
    """What it is: a member's words, profile photo or shared photo, or a resident's words to one or to everybody."""

    MESSAGE = "message"
    REPLY = "reply"
    PROFILE_PHOTO = "profile_photo"
    PHOTO = "photo"
    POST = "post"
    RESIDENT_POST = "resident_post"


PICTURES: Final = (Kind.PROFILE_PHOTO, Kind.PHOTO)
"""What is looked at: their SHA-256 is of the picture's bytes, and they are marked in regions."""

OFFERED_CHANGED: Final = (Kind.PHOTO, Kind.POST)
"""What a changed picture may be offered for, if it has one: what a member sends to several people at a facility."""


@dataclass(frozen=True)
class Submission:
    """A row of the table, as far as rules look at it; `member_id` is empty for a resident's post: it has no member."""

    id: str
    number: int
    kind: Kind
    member_id: str
    resident_id: str | None
    contact_id: str | None
    facility_id: str
    local_id: str | None
    text: str
    characters: int
    sha256: str
    version: int
    state: State
    sequence: int
    price_cents: int
    held_cents: int
    paid_cents: int
    created_at: datetime
    expected_by: datetime
    promise_at: datetime
    lease_staff_id: str | None
    lease_until: datetime | None
    profile_photo_id: str | None
    photo_id: str | None
    post_id: str | None

    @property
    def between(self) -> str:
        """The contact of the two it passes between; a profile photo has none, and asking would be a bug of ours."""
        if self.contact_id is None:
            raise ValueError(f"{self.kind} {self.id} is for no single person")
        return self.contact_id

    @property
    def purpose(self) -> ledger.Purpose:
        """What its price is held for."""
        return ledger.Purpose(self.id, self.contact_id, self.facility_id)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision, the first one or the one on an appeal."""
        return self.state.value in OPEN

    @property
    def is_revocable(self) -> bool:
        """Whether its sender can still take it back."""
        return self.state.value in REVOCABLE

    @property
    def is_sealed(self) -> bool:
        """Whether nobody has decided on it yet: what its facility hides, it hides until then."""
        return self.state in (State.PENDING, State.IN_REVIEW)


@dataclass(frozen=True)
class Draft:
    """What is to be taken in: who sends it to whom where, the checked text, its price and its promise.

    A profile photo has no text, a photo's is its title; both bring the SHA-256 of their bytes along.
    """

    kind: Kind
    member_id: str
    facility_id: str
    local_id: str
    price_cents: int
    promise_hours: int
    usual_wait_minutes: int | None
    resident_id: str | None = None
    contact_id: str | None = None
    text: str = ""
    characters: int = 0
    sha256: str | None = None
    profile_photo_id: str | None = None
    photo_id: str | None = None
    post_id: str | None = None


_COLUMNS: Final = (
    submissions.c.id,
    submissions.c.number,
    submissions.c.kind,
    submissions.c.member_id,
    submissions.c.resident_id,
    submissions.c.contact_id,
    submissions.c.facility_id,
    submissions.c.local_id,
    submissions.c.text,
    submissions.c.characters,
    submissions.c.sha256,
    submissions.c.version,
    submissions.c.state,
    submissions.c.sequence,
    submissions.c.price_cents,
    submissions.c.held_cents,
    submissions.c.paid_cents,
    submissions.c.created_at,
    submissions.c.expected_by,
    submissions.c.promise_at,
    submissions.c.lease_staff_id,
    submissions.c.lease_until,
    submissions.c.profile_photo_id,
    submissions.c.photo_id,
    submissions.c.post_id,
)
_INSERT: Final = Change(insert(submissions))
_UNDECIDED: Final = dict.fromkeys(("decided_at", "release_at", "approved_by"))
_STEP: Final = Change(insert(submission_steps))
_BY_ID: Final = Query(select(*_COLUMNS).where(submissions.c.id == bindparam("wanted")))


def digest(text: str) -> str:
    """What an approval names: the SHA-256 of the text as it is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_with_photo(text: str, picture_sha256: str) -> str:
    """What an approval of both together names: of the text, a NUL, which no text holds, and the picture's SHA-256."""
    return digest(f"{text}\0{picture_sha256}")


def find(connection: Connection, submission_id: str) -> Submission | None:
    """The submission as it is now."""
    row = _BY_ID.row(connection, wanted=submission_id)
    return None if row is None else _from_row(row)


def matching(
    connection: Connection, *conditions: ColumnElement[bool], newest: int | None = None
) -> list[Submission]:
    """All that match in the server's order, or the so many newest, newest first."""
    statement = select(*_COLUMNS).where(*conditions)
    if newest is None:
        statement = statement.order_by(submissions.c.sequence)
    else:
        statement = statement.order_by(submissions.c.sequence.desc()).limit(newest)
    return [_from_row(row) for row in connection.execute(statement)]


def add(work: Work, draft: Draft) -> Submission:
    """Takes it in as pending, with its price held. Raises NotEnoughFunds."""
    promise_at = work.now + timedelta(hours=draft.promise_hours)
    expected_by = (
        promise_at
        if draft.usual_wait_minutes is None
        else work.now + timedelta(minutes=draft.usual_wait_minutes)
    )
    taken = Submission(
        id=str(uuid.uuid4()),
        number=work.next_number(),
        kind=draft.kind,
        member_id=draft.member_id,
        resident_id=draft.resident_id,
        contact_id=draft.contact_id,
        facility_id=draft.facility_id,
        local_id=draft.local_id,
        text=draft.text,
        characters=draft.characters,
        sha256=draft.sha256 or digest(draft.text),
        version=1,
        state=State.PENDING,
        sequence=work.next_sequence(),
        price_cents=draft.price_cents,
        held_cents=draft.price_cents,
        paid_cents=0,
        created_at=work.now,
        expected_by=expected_by,
        promise_at=promise_at,
        lease_staff_id=None,
        lease_until=None,
        profile_photo_id=draft.profile_photo_id,
        photo_id=draft.photo_id,
        post_id=draft.post_id,
    )
    ledger.hold(work, taken.member_id, taken.price_cents, taken.purpose)
    values = {**vars(taken), "kind": taken.kind.value, "state": taken.state.value, **_UNDECIDED}
    values["member_id"] = taken.member_id or None
    _INSERT.run(work.connection, values)
    add_step(work, taken.id, State.PENDING)
    holding.hold(work, taken.id, taken.facility_id, taken.text)
    return taken


def add_step(work: Work, submission_id: str, state: State) -> None:
    """One more step of the journey, now."""
    _STEP.run(
        work.connection,
        {
            "submission_id": submission_id,
            "sequence": work.next_sequence(),
            "state": state.value,
            "at": work.now,
        },
    )


def move(
    work: Work, submission_id: str, conditions: Sequence[ColumnElement[bool]], to: State, **values: object
) -> bool:
    """Compare and set: moves it if `conditions` still hold, and says whether it did (rule R4)."""
    changed = work.connection.execute(
        update(submissions)
        .where(submissions.c.id == submission_id, *conditions)
        .values(state=to.value, **values)
    )
    return changed.rowcount == 1


def withdraw(work: Work, actor: Actor, submission: Submission, why: str) -> bool:
    """Takes it back before a decision, with its hold; False when there was a decision already."""
    moved = move(
        work,
        submission.id,
        [submissions.c.state.in_(REVOCABLE)],
        State.WITHDRAWN,
        held_cents=0,
        lease_staff_id=None,
        lease_until=None,
        release_at=None,
    )
    if moved:
        if submission.state is State.APPEALED:
            _end_appeal(work, submission.id)
        if submission.state is State.OFFERED:
            _end_offer(work, submission.id)
        ledger.release(work, submission.member_id, submission.held_cents, submission.purpose)
        add_step(work, submission.id, State.WITHDRAWN)
        tell(work, submission)
        work.log(
            actor,
            "withdrawn",
            (submission.kind.value, submission.id),
            facility_id=submission.facility_id,
            why=why,
        )
    return moved


def _end_appeal(work: Work, submission_id: str) -> None:
    work.connection.execute(
        update(appeals)
        .where(appeals.c.submission_id == submission_id, appeals.c.decided_at.is_(None))
        .values(outcome=AppealOutcome.WITHDRAWN.value, decided_at=work.now)
    )


def _end_offer(work: Work, submission_id: str) -> None:
    """Also one that was accepted and had not left yet."""
    work.connection.execute(
        update(offers)
        .where(offers.c.submission_id == submission_id)
        .values(outcome=OfferOutcome.WITHDRAWN.value, answered_at=work.now)
    )


def withdraw_all(work: Work, actor: Actor, why: str, *conditions: ColumnElement[bool]) -> None:
    """Takes back everything that matches and waits: nothing is delivered, or paid, after a contact has ended."""
    for submission in matching(work.connection, submissions.c.state.in_(REVOCABLE), *conditions):
        withdraw(work, actor, submission, why)


def deliver(work: Work, submission: Submission) -> None:
    """Places an approved message in the reader's inbox: it can be opened from this transaction on."""
    if move(work, submission.id, [submissions.c.state == State.APPROVED.value], State.DELIVERED):
        add_step(work, submission.id, State.DELIVERED)


def open_it(work: Work, submission: Submission) -> bool:
    """Opened by somebody it is for: whether they are the first. Its member is told where the facility tells.

    Where it does not, nothing at all reaches the member's clients, so that not even the moment tells.
    """
    is_first = move(work, submission.id, [submissions.c.state == State.DELIVERED.value], State.OPENED)
    if is_first:
        add_step(work, submission.id, State.OPENED)
    tells = select(facilities.c.tells_opened).where(facilities.c.id == submission.facility_id)
    if work.connection.execute(tells).scalar_one():
        tell(work, submission)
    return is_first


def tell(work: Work, submission: Submission) -> None:
    """Lets the member's clients know; a reply they do not know of yet stays unknown."""
    if submission.kind is Kind.MESSAGE:
        work.tell(submission.member_id, EventKind.MESSAGE_CHANGED.value, submission.id)
    if submission.kind is Kind.PROFILE_PHOTO:
        work.tell(submission.member_id, EventKind.PROFILE_PHOTO_CHANGED.value, submission.member_id)
    if submission.photo_id is not None:
        _tell_gallery(work, submission.member_id, submission.photo_id)
    if submission.post_id is not None:
        work.tell(submission.member_id, EventKind.POST_CHANGED.value, submission.post_id)


def _tell_gallery(work: Work, member_id: str, photo_id: str) -> None:
    """The photo has changed, and what its gallery counts with it."""
    work.tell(member_id, EventKind.PHOTO_CHANGED.value, photo_id)
    gallery = select(shared_photos.c.gallery_id).where(shared_photos.c.id == photo_id)
    for gallery_id in work.connection.execute(gallery).scalars():
        work.tell(member_id, EventKind.GALLERY_CHANGED.value, gallery_id)


def _from_row(row: tuple[object, ...]) -> Submission:
    values = dict(zip((column.key for column in _COLUMNS), row, strict=True))
    values["member_id"] = values["member_id"] or ""
    values["kind"] = Kind(str(values["kind"]))
    values["state"] = State(str(values["state"]))
    return Submission(**values)  # type: ignore[arg-type]  # the columns are the fields, in their order
