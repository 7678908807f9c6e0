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
from contract.messages import State
from server.services import ledger
from server.store.prepared import Change, Query
from server.store.tables import submission_steps, submissions
from server.store.work import Actor, Work

OPEN: Final = (State.PENDING.value, State.IN_REVIEW.value)
"""Not decided yet: can be approved, refused or withdrawn, whichever comes first."""


class Kind(StrEnum):
    """Who wrote it for whom."""

    MESSAGE = "message"
    REPLY = "reply"


@dataclass(frozen=True)
class Submission:
    """A row of the table, as far as rules look at it."""

    id: str
    number: int
    kind: Kind
    member_id: str
    resident_id: str
    contact_id: str
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

    @property
    def purpose(self) -> ledger.Purpose:
        """What its price is held for."""
        return ledger.Purpose(self.id, self.contact_id, self.facility_id)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state.value in OPEN


@dataclass(frozen=True)
class Draft:
    """What is to be taken in: who writes to whom where, the checked text, its price and its promise."""

    kind: Kind
    member_id: str
    resident_id: str
    contact_id: str
    facility_id: str
    local_id: str
    text: str
    characters: int
    price_cents: int
    promise_hours: int
    usual_wait_minutes: int | None


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
)
_INSERT: Final = Change(insert(submissions))
_STEP: Final = Change(insert(submission_steps))
_BY_ID: Final = Query(select(*_COLUMNS).where(submissions.c.id == bindparam("wanted")))


def digest(text: str) -> str:
    """What an approval names: the SHA-256 of the text as it is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


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
        sha256=digest(draft.text),
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
    )
    ledger.hold(work, taken.member_id, taken.price_cents, taken.purpose)
    values = {**vars(taken), "kind": taken.kind.value, "state": taken.state.value, "decided_at": None}
    _INSERT.run(work.connection, values)
    add_step(work, taken.id, State.PENDING)
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
        [submissions.c.state.in_(OPEN)],
        State.WITHDRAWN,
        held_cents=0,
        lease_staff_id=None,
        lease_until=None,
    )
    if moved:
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


def withdraw_all(work: Work, actor: Actor, why: str, *conditions: ColumnElement[bool]) -> None:
    """Takes back everything that matches and waits: nothing is delivered, or paid, after a contact has ended."""
    for submission in matching(work.connection, submissions.c.state.in_(OPEN), *conditions):
        withdraw(work, actor, submission, why)


def deliver(work: Work, submission: Submission) -> None:
    """Places an approved message in the reader's inbox: it can be opened from this transaction on."""
    if move(work, submission.id, [submissions.c.state == State.APPROVED.value], State.DELIVERED):
        add_step(work, submission.id, State.DELIVERED)


def tell(work: Work, submission: Submission) -> None:
    """Lets the member's clients know; a reply they do not know of yet stays unknown."""
    if submission.kind is Kind.MESSAGE:
        work.tell(submission.member_id, EventKind.MESSAGE_CHANGED.value, submission.id)


def _from_row(row: tuple[object, ...]) -> Submission:
    values = dict(zip((column.key for column in _COLUMNS), row, strict=True))
    values["kind"] = Kind(str(values["kind"]))
    values["state"] = State(str(values["state"]))
    return Submission(**values)  # type: ignore[arg-type]  # the columns are the fields, in their order
