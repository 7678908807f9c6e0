"""Submissions as their member may see them: the journey, the hidden text, the reason for a refusal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from contract.messages import Appeal, AppealOutcome, Direction, Message, Refusal, Region, Span, State, Step
from contract.pictures import Photo
from server.services import reply_photos
from server.services.submissions import Kind, Submission, matching
from server.store.tables import (
    appeals,
    facilities,
    refusal_regions,
    refusal_spans,
    refusals,
    submission_steps,
    submissions,
)

REASONED: Final = (State.REFUSED, State.APPEALED)
"""What stands with the reason why it was not approved."""

DELIVERED: Final = (State.DELIVERED.value, State.OPENED.value)


@dataclass(frozen=True)
class Openness:
    """What a facility lets senders see, and since when its promises stand still."""

    sender_sees_pending: bool
    paused_since: datetime | None
    tells_opened: bool

    def told(self, state: State) -> State:
        """The state as its sender knows it: where opening is not told, what was opened is delivered."""
        return State.DELIVERED if state is State.OPENED and not self.tells_opened else state


def known_to_member(member_id: str) -> ColumnElement[bool]:
    """What a member knows of: everything they sent, and replies once delivered."""
    return and_(
        submissions.c.member_id == member_id,
        or_(
            submissions.c.kind == Kind.MESSAGE.value,
            and_(submissions.c.kind == Kind.REPLY.value, submissions.c.state.in_(DELIVERED)),
        ),
    )


def views(connection: Connection, found: Sequence[Submission], now: datetime) -> list[Message]:
    """The member's present view of each, in the same order; a constant number of queries."""
    if not found:
        return []
    ids = [submission.id for submission in found]
    steps = steps_of(connection, ids)
    reasons = refusals_of(connection, [one.id for one in found if one.state in REASONED])
    open_at = openness(connection, {submission.facility_id for submission in found})
    photos = reply_photos.photos_of(connection, [one.id for one in found if one.kind is Kind.REPLY])
    return [
        view(one, steps[one.id], reasons.get(one.id), open_at[one.facility_id], now, photos.get(one.id, ()))
        for one in found
    ]


def view_of(connection: Connection, member_id: str, message_id: str, now: datetime) -> Message | None:
    """The member's present view of one message; None for one the member does not know of."""
    found = matching(connection, submissions.c.id == message_id, known_to_member(member_id))
    return next(iter(views(connection, found, now)), None)


def view(
    submission: Submission,
    steps: Iterable[Step],
    refusal: Refusal | None,
    open_at: Openness,
    now: datetime,
    pictures: Sequence[Photo] = (),
) -> Message:
    """One submission in its member's eyes. Only pending or in review is hidden, and only from the sender's copy.

    `pictures` are the sizes of an answer's photo, itself first.
    """
    hidden = submission.is_sealed and not open_at.sender_sees_pending
    return Message(
        id=submission.id,
        number=str(submission.number),
        contact_id=submission.between,
        direction=Direction.SENT if submission.kind is Kind.MESSAGE else Direction.RECEIVED,
        local_id=submission.local_id if submission.kind is Kind.MESSAGE else None,
        text=None if hidden else submission.text,
        characters=submission.characters,
        state=open_at.told(submission.state),
        version=submission.version,
        sequence=submission.sequence,
        price_cents=submission.price_cents,
        held_cents=submission.held_cents,
        paid_cents=submission.paid_cents,
        created_at=submission.created_at,
        steps=journey(steps, open_at.told(submission.state)),
        expected_by=expected_by(submission, open_at, now),
        refusal=refusal,
        photo=pictures[0] if pictures else None,
        thumbs=tuple(pictures[1:]),
    )


def journey(steps: Iterable[Step], state: State) -> tuple[Step, ...]:
    """Each state when it was last reached, before an appeal and after it: the first refusal stays beside the second.

    "In review" is no step while nobody reads it any more, nor is "opened" where it is not told.
    """
    last: dict[tuple[State, bool], Step] = {}
    is_appealed = False
    for step in steps:
        is_appealed = is_appealed or step.state is State.APPEALED
        last.pop((step.state, is_appealed), None)
        last[step.state, is_appealed] = step
    if state is State.PENDING:
        last.pop((State.IN_REVIEW, False), None)
    if state is State.DELIVERED:
        last.pop((State.OPENED, False), None)
        last.pop((State.OPENED, True), None)
    return tuple(last.values())


def steps_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of each submission, in order."""
    statement = (
        select(submission_steps.c.submission_id, submission_steps.c.state, submission_steps.c.at)
        .where(submission_steps.c.submission_id.in_(ids))
        .order_by(submission_steps.c.sequence)
    )
    steps: dict[str, list[Step]] = defaultdict(list)
    for submission_id, state, at in connection.execute(statement):
        steps[submission_id].append(Step(state=State(state), at=at))
    return steps


def refusals_of(connection: Connection, ids: Sequence[str]) -> dict[str, Refusal]:
    """Why each was not approved."""
    if not ids:
        return {}
    marked = (
        select(refusal_spans.c.submission_id, refusal_spans.c.start, refusal_spans.c.end)
        .where(refusal_spans.c.submission_id.in_(ids))
        .order_by(refusal_spans.c.start)
    )
    spans: dict[str, list[Span]] = defaultdict(list)
    for submission_id, start, end in connection.execute(marked):
        spans[submission_id].append(Span(start=start, end=end))
    regions = _regions_of(connection, ids)
    appealed = appeals_of(connection, ids)
    columns = refusals.c
    statement = select(
        columns.submission_id, columns.code, columns.rule, columns.text, columns.note, columns.appeal_until
    ).where(columns.submission_id.in_(ids))
    return {
        submission_id: Refusal(
            code=code,
            rule=rule,
            text=text,
            note=note,
            spans=tuple(spans[submission_id]),
            appeal_until=appeal_until,
            regions=tuple(regions[submission_id]),
            appeal=appealed.get(submission_id),
        )
        for submission_id, code, rule, text, note, appeal_until in connection.execute(statement)
    }


def appeals_of(connection: Connection, ids: Sequence[str]) -> dict[str, Appeal]:
    """The one appeal of each, if there was one."""
    statement = select(*appeals.c).where(appeals.c.submission_id.in_(ids))
    return {
        row["submission_id"]: Appeal(
            at=row["at"],
            text=row["text"],
            outcome=AppealOutcome(row["outcome"]),
            decided_at=row["decided_at"],
            rule=row["rule"],
            reason=row["reason"],
            note=row["note"],
        )
        for row in connection.execute(statement).mappings()
    }


def _regions_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Region]]:
    columns = refusal_regions.c
    statement = (
        select(columns.submission_id, columns.x, columns.y, columns.width, columns.height)
        .where(columns.submission_id.in_(ids))
        .order_by(columns.place)
    )
    found: dict[str, list[Region]] = defaultdict(list)
    for submission_id, x, y, width, height in connection.execute(statement):
        found[submission_id].append(Region(x=x, y=y, width=width, height=height))
    return found


def openness(connection: Connection, facility_ids: Iterable[str]) -> dict[str, Openness]:
    """What each facility lets senders see."""
    columns = facilities.c
    statement = select(
        columns.id, columns.sender_sees_pending, columns.paused_since, columns.tells_opened
    ).where(columns.id.in_(list(facility_ids)))
    return {
        facility_id: Openness(sees, paused, tells)
        for facility_id, sees, paused, tells in connection.execute(statement)
    }


def expected_by(submission: Submission, open_at: Openness, now: datetime) -> datetime | None:
    """When it is usually decided; moved on for as long as its facility is paused, None once decided."""
    if not submission.is_open:
        return None
    if open_at.paused_since is None:
        return submission.expected_by
    return submission.expected_by + (now - max(open_at.paused_since, submission.created_at))
