"""The review: what waits, whose turn it is, and exactly one decision on each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, func, insert, or_, select

from contract.contacts import ContactState
from contract.events import EventKind
from contract.limits import APPEAL_DAYS, REASON_CHARACTERS
from contract.messages import Span, State
from contract.problems import FieldReason
from server.services import fields, ledger, standing, submissions
from server.services.contacts import ContactService
from server.services.facilities import measure_waits
from server.services.faults import InvalidField, NotFound, WrongState
from server.services.message_views import refusals_of
from server.services.review_queue import (
    MORE,
    ContactRequestItem,
    Counts,
    DecidedItem,
    FacilityChoice,
    QueueItem,
    ReviewItem,
    line,
    lines,
)
from server.services.staff import StaffMember
from server.services.standing import ResidentState, Tie
from server.services.submissions import OPEN, Kind, Submission
from server.store.tables import contacts, facilities, members, refusal_spans, refusals, residents
from server.store.tables import submissions as table
from server.store.tables.facilities import Reason
from server.store.work import SERVICE, Store, Work

LEASE: Final = timedelta(minutes=10)
OTHER: Final = "other"
"""The code of a reason in free text; without a text it is impossible."""


class ReviewService:
    """What reviewers do. A facility outside their walls is as unknown to them as one that does not exist."""

    def __init__(self, store: Store, contact_service: ContactService) -> None:
        self._store = store
        self._contacts = contact_service

    def facilities(self, who: StaffMember) -> tuple[FacilityChoice, ...]:
        """Where they may look."""
        statement = select(facilities.c.id, facilities.c.name).where(who.reach()).order_by(facilities.c.name)
        with self._store.read() as connection:
            return tuple(FacilityChoice(*row) for row in connection.execute(statement))

    def waiting(self, who: StaffMember) -> Counts:
        """How many of each kind wait for a decision."""
        submitted = (
            select(table.c.kind, func.count())
            .select_from(table)
            .join(facilities, facilities.c.id == table.c.facility_id)
            .where(who.reach(), table.c.state.in_(OPEN))
            .group_by(table.c.kind)
        )
        with self._store.read() as connection:
            counts = {row[0]: row[1] for row in connection.execute(submitted)}
        return Counts(
            messages=counts.get(Kind.MESSAGE.value, 0),
            replies=counts.get(Kind.REPLY.value, 0),
            contact_requests=len(self.contact_requests(who)),
        )

    def queue(
        self, who: StaffMember, facility_id: str | None = None, limit: int = 100
    ) -> tuple[QueueItem, ...]:
        """What waits, the oldest promise first; what somebody else is reading too, marked so."""
        self.end_leases()
        conditions: list[ColumnElement[bool]] = [table.c.state.in_(OPEN)]
        if facility_id is not None:
            conditions.append(table.c.facility_id == facility_id)
        with self._store.read() as connection:
            rows = lines(connection, who, conditions, [table.c.promise_at, table.c.sequence], limit)
        return tuple(QueueItem(**line(row, who)) for row in rows)

    def recent(self, who: StaffMember, limit: int = 20) -> tuple[DecidedItem, ...]:
        """What was decided last, newest first."""
        conditions = [table.c.decided_at.is_not(None)]
        with self._store.read() as connection:
            rows = lines(connection, who, conditions, [table.c.decided_at.desc()], limit, table.c.decided_at)
        return tuple(DecidedItem(**line(row, who), decided_at=row[MORE]) for row in rows)

    def claim(self, who: StaffMember, submission_id: str) -> ReviewItem:
        """Takes it for reading, for ten minutes; again renews. Raises NotFound, WrongState with the present state."""
        self.end_leases()
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            taken = submissions.move(
                work,
                found.id,
                [
                    table.c.state.in_(OPEN),
                    or_(table.c.lease_staff_id.is_(None), table.c.lease_staff_id == who.id),
                ],
                State.IN_REVIEW,
                lease_staff_id=who.id,
                lease_until=work.now + LEASE,
            )
            if not taken:
                raise WrongState(found.state)
            if found.state is State.PENDING:
                submissions.add_step(work, found.id, State.IN_REVIEW)
                submissions.tell(work, found)
                self._log(work, who, "claimed", found)
            return self._item(work.connection, who, found)

    def claim_oldest(self, who: StaffMember, after_id: str | None = None) -> str | None:
        """Claims the oldest promise nobody else reads, past `after_id` in the queue; its id, None when all is read."""
        waiting = [item for item in self.queue(who) if item.lease_until is None or item.mine]
        ids = [item.id for item in waiting]
        skip = ids.index(after_id) + 1 if after_id in ids else 0
        for submission_id in ids[skip:] + ids[:skip]:
            if submission_id == after_id:
                continue
            try:
                return self.claim(who, submission_id).id
            except WrongState:  # somebody was quicker with this one
                continue
        return None

    def item(self, who: StaffMember, submission_id: str) -> ReviewItem:
        """A submission to look at, claimed or not, decided or not. Raises NotFound."""
        with self._store.read() as connection:
            return self._item(connection, who, self._find(connection, who, submission_id))

    def put_back(self, who: StaffMember, submission_id: str) -> None:
        """Gives it back undecided. Raises NotFound, WrongState."""
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            back = submissions.move(
                work, found.id, [_leased_to(work, who)], State.PENDING, lease_staff_id=None, lease_until=None
            )
            if not back:
                raise WrongState(found.state)
            submissions.tell(work, found)
            self._log(work, who, "put back", found)

    def approve(self, who: StaffMember, submission_id: str, version: int, sha256: str) -> None:
        """Passes on what the reviewer saw, and nothing else: its version and hash must be the present ones.

        The hold is captured and the message placed in the reader's inbox in the same transaction; for somebody
        suspended or being moved it waits as approved. Raises NotFound, WrongState.
        """
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            self._decide(work, who, found, version, sha256, State.APPROVED, paid_cents=found.held_cents)
            ledger.capture(work, found.member_id, found.held_cents, found.purpose)
            self._pass_on(work, found)
            submissions.tell(work, found)
            self._log(work, who, "approved", found)
            measure_waits(work, found.facility_id)

    def refuse(
        self,
        who: StaffMember,
        submission_id: str,
        version: int,
        sha256: str,
        code: str,
        note: str | None = None,
        spans: Sequence[Span] = (),
    ) -> None:
        """Does not pass it on, for a coded reason or in free text; the money is free again at once.

        Raises InvalidField (code, note, spans), NotFound, WrongState.
        """
        words = fields.body("note", note, REASON_CHARACTERS)[0] if note and note.strip() else None
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            reason = self._reason(work, found, code, words)
            marks = _checked(spans, len(found.text))
            self._decide(work, who, found, version, sha256, State.REFUSED)
            ledger.release(work, found.member_id, found.held_cents, found.purpose)
            work.connection.execute(
                insert(refusals).values(
                    submission_id=found.id,
                    version=version,
                    staff_id=who.id,
                    code=reason.code,
                    rule=reason.rule,
                    text=reason.text,
                    note=words,
                    at=work.now,
                    appeal_until=work.now + timedelta(days=APPEAL_DAYS),
                )
            )
            for mark in marks:
                work.connection.execute(
                    insert(refusal_spans).values(submission_id=found.id, start=mark.start, end=mark.end)
                )
            submissions.add_step(work, found.id, State.REFUSED)
            submissions.tell(work, found)
            self._log(work, who, "not approved", found, code=reason.code)
            measure_waits(work, found.facility_id)

    def end_leases(self) -> int:
        """Gives back what nobody has gone on reading; called before every look and from time to time."""
        now = self._store.clock()
        over = (table.c.state == State.IN_REVIEW.value, table.c.lease_until <= now)
        with self._store.read() as connection:
            if connection.execute(select(table.c.id).where(*over).limit(1)).one_or_none() is None:
                return 0
        with self._store.write() as work:
            ended = 0
            for found in submissions.matching(work.connection, *over):
                if submissions.move(
                    work, found.id, over, State.PENDING, lease_staff_id=None, lease_until=None
                ):
                    submissions.tell(work, found)
                    work.log(SERVICE, "lease ended", (found.kind.value, found.id))
                    ended += 1
            return ended

    def contact_requests(self, who: StaffMember) -> tuple[ContactRequestItem, ...]:
        """Requests that wait for the facility, oldest first."""
        statement = (
            select(
                contacts.c.id,
                facilities.c.id,
                facilities.c.name,
                members.c.name,
                residents.c.name,
                contacts.c.relationship,
                contacts.c.since,
            )
            .select_from(contacts)
            .join(members, members.c.id == contacts.c.member_id)
            .join(residents, residents.c.id == contacts.c.resident_id)
            .join(facilities, facilities.c.id == residents.c.facility_id)
            .where(who.reach(), contacts.c.state == ContactState.WAITING_FOR_FACILITY.value)
            .order_by(contacts.c.since)
        )
        with self._store.read() as connection:
            return tuple(ContactRequestItem(*row) for row in connection.execute(statement))

    def approve_contact(self, who: StaffMember, contact_id: str) -> None:
        """Allows a request; the person is asked next. Raises NotFound, WrongState."""
        self._contacts.approve(who.actor, self._request(who, contact_id))

    def refuse_contact(self, who: StaffMember, contact_id: str, reason: str) -> None:
        """Does not allow it, with the reason the family reads. Raises InvalidField, NotFound, WrongState."""
        self._contacts.refuse(who.actor, self._request(who, contact_id), reason)

    def _request(self, who: StaffMember, contact_id: str) -> Tie:
        with self._store.read() as connection:
            found = standing.ties(connection, who.reach(), contacts.c.id == contact_id)
        if not found:
            raise NotFound
        return found[0]

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
            [_leased_to(work, who), table.c.version == version, table.c.sha256 == sha256],
            to,
            held_cents=0,
            lease_staff_id=None,
            lease_until=None,
            decided_at=work.now,
            **values,
        )
        if not decided:
            raise WrongState(found.state)

    def _pass_on(self, work: Work, found: Submission) -> None:
        submissions.add_step(work, found.id, State.APPROVED)
        tie = standing.ties(work.connection, contacts.c.id == found.contact_id)[0]
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

    def _reason(self, work: Work, found: Submission, code: str, note: str | None) -> Reason:
        if code == OTHER:
            if note is None:
                raise InvalidField("note", FieldReason.MISSING)
            return Reason(code=OTHER, rule=None, text=note)
        for reason in _reasons(work.connection, found.facility_id):
            if reason.code == code:
                return reason
        raise InvalidField("code", FieldReason.WRONG)

    def _item(self, connection: Connection, who: StaffMember, found: Submission) -> ReviewItem:
        more = (
            residents.c.booking_number,
            contacts.c.relationship,
            contacts.c.since,
            table.c.decided_at,
        )
        row = lines(connection, who, [table.c.id == found.id], [], 1, *more)[0]
        approved, refused = _decided_before(connection, found)
        return ReviewItem(
            **line(row, who),
            contact_id=found.contact_id,
            contact_since=row[MORE + 2],
            text=found.text,
            version=found.version,
            sha256=found.sha256,
            booking_number=row[MORE],
            relationship=row[MORE + 1],
            reasons=_reasons(connection, found.facility_id),
            price_cents=found.price_cents,
            approved_before=approved,
            refused_before=refused,
            decided_at=row[MORE + 3],
            refusal=refusals_of(connection, [found.id]).get(found.id),
        )

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


def _leased_to(work: Work, who: StaffMember) -> ColumnElement[bool]:
    return (
        (table.c.state == State.IN_REVIEW.value)
        & (table.c.lease_staff_id == who.id)
        & (table.c.lease_until > work.now)
    )


def _reasons(connection: Connection, facility_id: str) -> tuple[Reason, ...]:
    return connection.execute(select(facilities.c.reasons).where(facilities.c.id == facility_id)).scalar_one()


def _decided_before(connection: Connection, found: Submission) -> tuple[int, int]:
    """How many others of the same two people were approved, and how many not."""
    refused = func.sum(case((table.c.state == State.REFUSED.value, 1), else_=0))
    statement = select(func.count(), refused).where(
        table.c.contact_id == found.contact_id, table.c.id != found.id, table.c.decided_at.is_not(None)
    )
    decided, not_approved = connection.execute(statement).one()
    return decided - (not_approved or 0), not_approved or 0


def _checked(spans: Sequence[Span], length: int) -> list[Span]:
    """Marks in order, within the text, none over another."""
    marks = sorted(spans, key=lambda span: span.start)
    at = 0
    for mark in marks:
        if not at <= mark.start < mark.end <= length:
            raise InvalidField("spans", FieldReason.WRONG)
        at = mark.end
    return marks
