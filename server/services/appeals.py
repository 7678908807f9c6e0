"""The one appeal against a refusal: asked within its time, with the price held anew, for somebody else to decide."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select

from contract.appeals import Appealed, NewAppeal
from contract.audience import Shared
from contract.limits import APPEAL_CHARACTERS
from contract.messages import AppealOutcome, State
from server.services import fields, ledger, post_parts, profile_parts, standing, submissions
from server.services.faults import CannotWriteNow, NotFound, WrongState
from server.services.message_views import appeals_of
from server.services.submissions import Kind, Submission
from server.store.tables import appeals, facilities, refusals
from server.store.tables import submissions as table
from server.store.work import Actor, Store, Work


class AppealService:
    """What a member does; deciding on it is the review's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def appeal(self, member_id: str, submission_id: str, new: NewAppeal) -> Appealed:
        """Takes it in, once; the same again gives the same answer.

        Raises InvalidField (text), NotFound, WrongState, CannotWriteNow, NotReached (a post that nobody could read),
        NotEnoughFunds.
        """
        text = fields.body("text", new.text, APPEAL_CHARACTERS)[0] if new.text.strip() else ""
        with self._store.write() as work:
            found = submissions.find(work.connection, submission_id)
            if found is None or found.member_id != member_id or found.kind is Kind.REPLY:
                raise NotFound
            kept = _kept_text(work, found.id)
            if kept is None:
                self._take_in(work, found, text)
            elif kept != text:
                raise WrongState(found.state)
            return _answer(work, found.id)

    def _take_in(self, work: Work, found: Submission, text: str) -> None:
        until = work.connection.execute(
            select(refusals.c.appeal_until).where(refusals.c.submission_id == found.id)
        ).scalar()
        if found.state is not State.REFUSED or until is None or work.now > until:
            raise WrongState(found.state)
        if found.kind is Kind.MESSAGE:
            reason = standing.of_member(work.connection, found.member_id, found.between).cannot_write
            if reason is not None:
                raise CannotWriteNow(reason[0])
        if found.kind is Kind.PROFILE_PHOTO:
            newest = profile_parts.newest(work.connection, found.member_id)
            is_past = newest is None or newest.id != found.profile_photo_id or newest.withdrawn_at is not None
            if is_past:  # one photo waits for a member, and it is the one they want
                raise WrongState(found.state)
        if found.kind is Kind.POST:
            has_photo = post_parts.picture_of(work.connection, found) is not None
            what = Shared.STATUS_WITH_PHOTO if has_photo else Shared.STATUS
            post_parts.reached(work.connection, found.member_id, [found.facility_id], what)
        hours = work.connection.execute(
            select(facilities.c.promise_hours).where(facilities.c.id == found.facility_id)
        ).scalar_one()
        promise_at = work.now + timedelta(hours=hours)
        moved = submissions.move(
            work,
            found.id,
            [table.c.state == State.REFUSED.value],
            State.APPEALED,
            held_cents=found.price_cents,
            promise_at=promise_at,
            expected_by=promise_at,
            decided_at=None,
        )
        if not moved:
            raise WrongState(found.state)
        ledger.hold(work, found.member_id, found.price_cents, found.purpose)
        work.connection.execute(
            insert(appeals).values(
                submission_id=found.id, text=text, at=work.now, outcome=AppealOutcome.WAITING.value
            )
        )
        submissions.add_step(work, found.id, State.APPEALED)
        submissions.tell(work, found)
        work.log(
            Actor("member", found.member_id),
            "appealed",
            (found.kind.value, found.id),
            facility_id=found.facility_id,
            version=found.version,
            sha256=found.sha256,
        )


def _kept_text(work: Work, submission_id: str) -> str | None:
    statement = select(appeals.c.text).where(appeals.c.submission_id == submission_id)
    return work.connection.execute(statement).scalar()


def _answer(work: Work, submission_id: str) -> Appealed:
    state, held_cents = work.connection.execute(
        select(table.c.state, table.c.held_cents).where(table.c.id == submission_id)
    ).one()
    return Appealed(
        submission_id=submission_id,
        state=State(state),
        held_cents=held_cents,
        appeal=appeals_of(work.connection, [submission_id])[submission_id],
    )
