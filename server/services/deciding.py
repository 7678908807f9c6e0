"""Decisions on submissions: exactly one counts, an approval can be taken back until it leaves, an appeal ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, exists, insert, not_, or_, select, true, update

from contract.events import EventKind
from contract.limits import APPEAL_DAYS, REASON_CHARACTERS
from contract.messages import AppealOutcome, Region, Span, State
from contract.offers import OfferOutcome
from contract.problems import FieldReason
from server.services import (
    fields,
    ledger,
    mails,
    offered,
    photo_parts,
    post_parts,
    resident_posts,
    standing,
    submissions,
    telling,
)
from server.services.facilities import measure_waits
from server.services.faults import InvalidField, NotFound, WrongState
from server.services.mails import News
from server.services.review_marks import check_regions, checked_spans
from server.services.review_queue import barred, reasons_of
from server.services.staff import MANAGING, REVIEWING, StaffMember
from server.services.standing import ResidentState
from server.services.submissions import Kind, Submission
from server.store.tables import (
    appeals,
    contacts,
    facilities,
    offers,
    refusal_regions,
    refusal_spans,
    refusals,
    staff_ties,
)
from server.store.tables import submissions as table
from server.store.tables.facilities import Reason
from server.store.work import SERVICE, Store, Work

LEASE: Final = timedelta(minutes=10)
OTHER: Final = "other"
"""The code of a reason in free text; without a text it is impossible."""

LEASED: Final = (State.IN_REVIEW.value, State.APPEALED.value)
"""What somebody may be reading: an appeal stays one all the time."""

LEAVING: Final = (*LEASED, State.OFFERED.value)
"""Where an approval waits until it leaves: an offer that was accepted stays one so long."""


@dataclass(frozen=True)
class Leaving:
    """An approval that can still be taken back."""

    id: str
    number: str
    release_at: datetime


class Deciding:
    """Approving, refusing and taking back, each in one transaction with its money and its audit row (rule R4)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def approve(self, who: StaffMember, submission_id: str, version: int, sha256: str) -> None:
        """Passes on what the reviewer saw, and nothing else: its version and hash must be the present ones.

        Where the facility has a release delay nothing leaves, and nothing is captured, before it is over. Otherwise
        the hold is captured and the message placed in the reader's inbox in the same transaction; for somebody
        suspended or being moved it waits as approved. A profile photo is seen at the facility from then on. Raises
        Forbidden, NotFound, WrongState.
        """
        who.must_be(REVIEWING)
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            delay = delay_of(work.connection, found.facility_id)
            if delay:
                values = {"release_at": work.now + delay, "approved_by": who.id}
                self._decide(work, who, found, version, sha256, found.state, **values)
            else:
                self._decide(
                    work,
                    who,
                    found,
                    version,
                    sha256,
                    State.APPROVED,
                    approved_by=who.id,
                    **offered.approved(work, found),
                )
            self._log(work, who, "approved", found)
            if not delay:
                self._release(work, found, who.id)

    def take_back(self, who: StaffMember, submission_id: str) -> None:
        """Undoes an approval that has not left yet, or an offer, one's own or as a manager; it is leased again.

        Raises Forbidden, NotFound, WrongState.
        """
        who.must_be(REVIEWING)
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            was_offered = found.state is State.OFFERED
            back = submissions.move(
                work,
                found.id,
                [_theirs(who, work.now), not_barred(who), table.c.state == found.state.value],
                State.IN_REVIEW if was_offered else found.state,
                release_at=None,
                decided_at=None,
                approved_by=None,
                lease_staff_id=who.id,
                lease_until=work.now + LEASE,
            )
            if not back:
                raise WrongState(found.state)
            if was_offered:
                offered.end(work, found.id, OfferOutcome.TAKEN_BACK)
                submissions.add_step(work, found.id, State.IN_REVIEW)
                submissions.tell(work, found)
            self._log(work, who, "offer taken back" if was_offered else "approval taken back", found)

    def step_back(self, who: StaffMember, submission_id: str, whom: str) -> None:
        """They know the member or the resident (`whom`) of it, and decide on nothing of theirs from now on.

        Raises Forbidden, InvalidField (whom), NotFound.
        """
        who.must_be(REVIEWING)
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            subject_id = {"member": found.member_id or None, "resident": found.resident_id}.get(whom)
            if subject_id is None:
                raise InvalidField("whom", FieldReason.WRONG)
            tie = {"staff_id": who.id, "kind": whom, "subject_id": subject_id}
            known = select(staff_ties.c.staff_id).filter_by(**tie)
            if work.connection.execute(known).one_or_none() is None:
                work.connection.execute(insert(staff_ties).values(**tie, at=work.now))
                work.log(who.actor, "stepped back", (whom, subject_id), facility_id=found.facility_id)
            self._give_back(work, who, found)

    def _give_back(self, work: Work, who: StaffMember, found: Submission) -> bool:
        """Undecided, if it is theirs; an appeal is one all the time."""
        return submissions.move(
            work, found.id, [leased_to(work, who)], unread(found), lease_staff_id=None, lease_until=None
        )

    def leaving(self, who: StaffMember) -> tuple[Leaving, ...]:
        """What they approved and can still take back, the newest first."""
        statement = (
            select(table.c.id, table.c.number, table.c.release_at)
            .where(
                table.c.release_at.is_not(None),
                table.c.release_at > self._store.clock(),
                table.c.approved_by == who.id,
                table.c.state.in_(LEAVING),
            )
            .order_by(table.c.release_at.desc())
            .limit(5)
        )
        with self._store.read() as connection:
            return tuple(
                Leaving(row.id, str(row.number), row.release_at) for row in connection.execute(statement)
            )

    def release_due(self) -> int:
        """Lets leave what was approved and not taken back; called from time to time. How many left."""
        due = (table.c.release_at.is_not(None), table.c.release_at <= self._store.clock())
        with self._store.read() as connection:
            if connection.execute(select(table.c.id).where(*due).limit(1)).one_or_none() is None:
                return 0
        released = 0
        with self._store.write() as work:
            for found in submissions.matching(work.connection, *due, table.c.state.in_(LEAVING)):
                approved_by = work.connection.execute(
                    select(table.c.approved_by).where(table.c.id == found.id)
                ).scalar_one()
                values = offered.approved(work, found)
                if submissions.move(
                    work, found.id, [*due, table.c.state.in_(LEAVING)], State.APPROVED, **values
                ):
                    work.log(
                        SERVICE,
                        "released",
                        (found.kind.value, found.id),
                        facility_id=found.facility_id,
                        version=values.get("version", found.version),
                        sha256=values.get("sha256", found.sha256),
                    )
                    self._release(work, found, approved_by)
                    released += 1
        return released

    def refuse(
        self,
        who: StaffMember,
        submission_id: str,
        version: int,
        sha256: str,
        code: str,
        note: str | None = None,
        spans: Sequence[Span] = (),
        regions: Sequence[Region] = (),
    ) -> None:
        """Does not pass it on, for a coded reason or in free text; the money is free again at once.

        After an appeal that is final; the marks stay those of the first refusal. Raises Forbidden, InvalidField (code,
        note, spans, regions), NotFound, WrongState.
        """
        who.must_be(REVIEWING)
        words = fields.body("note", note, REASON_CHARACTERS)[0] if note and note.strip() else None
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            reason = self._reason(work, found, code, words)
            marks = checked_spans(spans, len(found.text))
            check_regions(regions, post_parts.picture_of(work.connection, found) is not None)
            values = {"held_cents": 0, "decided_at": work.now}
            self._decide(work, who, found, version, sha256, State.REFUSED, **values)
            ledger.release(work, found.member_id, found.held_cents, found.purpose)
            if found.state is State.APPEALED:
                _end_appeal(work, found, AppealOutcome.NOT_APPROVED, who.id, reason, words)
            else:
                self._keep_reason(work, who.id, found, reason, words, marks, regions)
            submissions.add_step(work, found.id, State.REFUSED)
            submissions.tell(work, found)
            telling.refused(work, found)
            self._log(work, who, "not approved", found, code=reason.code)
            measure_waits(work, found.facility_id)

    def _keep_reason(
        self,
        work: Work,
        staff_id: str,
        found: Submission,
        reason: Reason,
        note: str | None,
        marks: Sequence[Span],
        regions: Sequence[Region],
    ) -> None:
        work.connection.execute(
            insert(refusals).values(
                submission_id=found.id,
                version=found.version,
                staff_id=staff_id,
                code=reason.code,
                rule=reason.rule,
                text=reason.text,
                note=note,
                at=work.now,
                appeal_until=work.now + timedelta(days=APPEAL_DAYS),
            )
        )
        for mark in marks:
            work.connection.execute(
                insert(refusal_spans).values(submission_id=found.id, start=mark.start, end=mark.end)
            )
        for place, region in enumerate(regions):
            work.connection.execute(
                insert(refusal_regions).values(
                    submission_id=found.id, place=place, **msgspec.structs.asdict(region)
                )
            )

    def _find(self, connection: Connection, who: StaffMember, submission_id: str) -> Submission:
        found = submissions.find(connection, submission_id)
        if found is None or who.facility_id not in (None, found.facility_id):
            raise NotFound
        return found

    def _decide(
        self,
        work: Work,
        who: StaffMember,
        found: Submission,
        version: int,
        sha256: str,
        to: State,
        **values: object,
    ) -> None:
        """One compare-and-set for every decision, so that exactly one is ever made (rule R4)."""
        decided = submissions.move(
            work,
            found.id,
            [
                leased_to(work, who),
                not_barred(who),
                table.c.version == version,
                table.c.sha256 == sha256,
            ],
            to,
            lease_staff_id=None,
            lease_until=None,
            **values,
        )
        if not decided:
            raise WrongState(found.state)

    def _release(self, work: Work, found: Submission, staff_id: str | None) -> None:
        """It is approved from now on: paid, passed on, told."""
        ledger.capture(work, found.member_id, found.held_cents, found.purpose)
        if found.state is State.APPEALED:
            _end_appeal(work, found, AppealOutcome.APPROVED, staff_id)
        self._pass_on(work, found)
        submissions.tell(work, found)
        measure_waits(work, found.facility_id)

    def _pass_on(self, work: Work, found: Submission) -> None:
        submissions.add_step(work, found.id, State.APPROVED)
        if found.kind is Kind.PHOTO:
            photo_parts.deliver(work, found)
            return
        if found.kind is Kind.RESIDENT_POST:
            resident_posts.pass_on(work, found)
            return
        if found.contact_id is None:  # it is for several people: who reads it is worked out when they do
            submissions.deliver(work, found)
            return
        tie = standing.ties(work.connection, contacts.c.id == found.between)[0]
        if found.kind is Kind.MESSAGE:
            if tie.resident_state is ResidentState.ACTIVE:
                submissions.deliver(work, found)
            return
        # For the member a reply begins to exist now: that is its place among all they read.
        work.connection.execute(
            table.update().where(table.c.id == found.id).values(sequence=work.next_sequence())
        )
        submissions.deliver(work, found)
        work.connection.execute(
            contacts.update().where(contacts.c.id == tie.id).values(unread=contacts.c.unread + 1)
        )
        work.tell(found.member_id, EventKind.MESSAGE_CHANGED.value, found.id)
        work.tell(found.member_id, EventKind.CONTACT_CHANGED.value, tie.id)
        if tie.muted_at is None:
            mails.tell_news(work, found.member_id, News.ARRIVED)

    def _reason(self, work: Work, found: Submission, code: str, note: str | None) -> Reason:
        if code == OTHER:
            if note is None:
                raise InvalidField("note", FieldReason.MISSING)
            return Reason(code=OTHER, rule=None, text=note)
        for reason in reasons_of(work.connection, found.facility_id):
            if reason.code == code:
                return reason
        raise InvalidField("code", FieldReason.WRONG)

    def _log(
        self, work: Work, who: StaffMember, action: str, found: Submission, **details: str | int
    ) -> None:
        work.log(
            who.actor,
            action,
            (found.kind.value, found.id),
            facility_id=found.facility_id,
            version=found.version,
            sha256=found.sha256,
            **details,
        )


def leased_to(work: Work, who: StaffMember) -> ColumnElement[bool]:
    """Somebody's own lease that is not over, of something that is not leaving already."""
    return and_(
        table.c.state.in_(LEASED),
        table.c.lease_staff_id == who.id,
        table.c.lease_until > work.now,
        table.c.release_at.is_(None),
    )


def not_barred(who: StaffMember) -> ColumnElement[bool]:
    """Whether this reviewer may decide on it at all."""
    return not_(barred(who))


def unread(found: Submission) -> State:
    """Where it waits again when nobody reads it: an appeal is one all the time."""
    return State.APPEALED if found.state is State.APPEALED else State.PENDING


def delay_of(connection: Connection, facility_id: str) -> timedelta:
    """For how long an approval there can be taken back."""
    delay_s = select(facilities.c.release_delay_s).where(facilities.c.id == facility_id)
    return timedelta(seconds=connection.execute(delay_s).scalar_one())


def _theirs(who: StaffMember, now: datetime) -> ColumnElement[bool]:
    """What can still be taken back: an approval or an offer of theirs, or of anybody's for a manager."""
    made_it = exists().where(offers.c.submission_id == table.c.id, offers.c.staff_id == who.id)
    anybodys = who.role in MANAGING
    return or_(
        and_(
            table.c.state.in_(LEASED),
            table.c.release_at > now,
            true() if anybodys else table.c.approved_by == who.id,
        ),
        and_(
            table.c.state == State.OFFERED.value,
            or_(table.c.release_at.is_(None), table.c.release_at > now),
            true() if anybodys else made_it,
        ),
    )


def _end_appeal(
    work: Work,
    found: Submission,
    outcome: AppealOutcome,
    staff_id: str | None,
    reason: Reason | None = None,
    note: str | None = None,
) -> None:
    work.connection.execute(
        update(appeals)
        .where(appeals.c.submission_id == found.id)
        .values(
            outcome=outcome.value,
            decided_at=work.now,
            staff_id=staff_id,
            code=reason.code if reason else None,
            rule=reason.rule if reason else None,
            reason=reason.text if reason else None,
            note=note,
        )
    )
