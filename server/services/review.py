"""The review: what waits, whose turn it is, and exactly one decision on each."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, or_, select

from contract.messages import State
from server.services import contact_requests, offered, queueing, standing, submissions
from server.services.contact_requests import ContactRequests
from server.services.contacts import ContactService
from server.services.deciding import LEASE, LEASED, OTHER, Deciding, leased_to, not_barred, unread
from server.services.faults import NotFound, WrongState
from server.services.holding import holds_of
from server.services.message_views import refusals_of
from server.services.queueing import QueueFilter
from server.services.review_queue import (
    MORE,
    Counts,
    DecidedItem,
    FacilityChoice,
    QueueItem,
    ReviewItem,
    audience_of,
    decided_before,
    line,
    lines,
    reasons_of,
)
from server.services.staff import REVIEWING, StaffMember
from server.services.standing import Tie
from server.services.submissions import OPEN, Kind, Submission
from server.store.tables import contacts, facilities, pictures, residents
from server.store.tables import submissions as table
from server.store.work import SERVICE, Store

__all__ = ["LEASE", "OTHER", "ReviewService"]


class ReviewService(Deciding):
    """What reviewers do. A facility outside their walls is as unknown to them as one that does not exist."""

    def __init__(self, store: Store, contact_service: ContactService) -> None:
        super().__init__(store)
        self._contacts = contact_service

    def facilities(self, who: StaffMember) -> tuple[FacilityChoice, ...]:
        """Where they may look."""
        statement = select(facilities.c.id, facilities.c.name).where(who.reach()).order_by(facilities.c.name)
        with self._store.read() as connection:
            return tuple(FacilityChoice(*row) for row in connection.execute(statement))

    def waiting(self, who: StaffMember) -> Counts:
        """How many of each kind wait for a decision."""
        counts = queueing.counts_by_kind(self._store, who)
        return self.counts(who, counts)

    def counts(self, who: StaffMember, by_kind: Mapping[str, int]) -> Counts:
        """The same, where what waits was counted already."""
        with self._store.read() as connection:
            requested = contact_requests.count(connection, who)
        return Counts(
            messages=by_kind.get(Kind.MESSAGE.value, 0),
            replies=by_kind.get(Kind.REPLY.value, 0),
            profile_photos=by_kind.get(Kind.PROFILE_PHOTO.value, 0),
            photos=by_kind.get(Kind.PHOTO.value, 0),
            posts=by_kind.get(Kind.POST.value, 0),
            resident_posts=by_kind.get(Kind.RESIDENT_POST.value, 0),
            contact_requests=requested,
        )

    def queue(
        self, who: StaffMember, facility_id: str | None = None, limit: int = 100
    ) -> tuple[QueueItem, ...]:
        """What waits, the oldest promise first; what somebody else is reading too, marked so."""
        who.must_be(REVIEWING)
        self.end_leases()
        conditions: list[ColumnElement[bool]] = [table.c.state.in_(OPEN), table.c.release_at.is_(None)]
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
        """Takes it for ten minutes; again renews. Raises Forbidden, NotFound, WrongState with the present state."""
        who.must_be(REVIEWING)
        self.end_leases()
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            taken = submissions.move(
                work,
                found.id,
                [
                    table.c.state.in_(OPEN),
                    table.c.release_at.is_(None),
                    not_barred(who),
                    or_(table.c.lease_staff_id.is_(None), table.c.lease_staff_id == who.id),
                ],
                State.APPEALED if found.state is State.APPEALED else State.IN_REVIEW,
                lease_staff_id=who.id,
                lease_until=work.now + LEASE,
            )
            if not taken:
                raise WrongState(found.state)
            if found.state is State.PENDING:
                submissions.add_step(work, found.id, State.IN_REVIEW)
                submissions.tell(work, found)
            if found.lease_staff_id != who.id:
                self._log(work, who, "claimed", found)
            return self._item(work.connection, who, found)

    def claim_oldest(
        self, who: StaffMember, after_id: str | None = None, wanted: QueueFilter | None = None
    ) -> str | None:
        """Claims the oldest promise nobody else reads, past `after_id` in the queue; its id, None when all is read.

        Only of what is `wanted`, if that is said. Raises InvalidField (kind).
        """
        who.must_be(REVIEWING)
        self.end_leases()
        after = queueing.place(self._store, who, after_id) if after_id else None
        for past in (after, None) if after else (None,):
            for submission_id in queueing.free(self._store, who, past, wanted):
                if submission_id == after_id:
                    continue
                try:
                    return self.claim(who, submission_id).id
                except WrongState:  # somebody was quicker with this one
                    continue
        return None

    def renew(self, who: StaffMember, submission_id: str) -> None:
        """Ten minutes from now on, for whoever still has it. Raises Forbidden, NotFound, WrongState."""
        who.must_be(REVIEWING)
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            held = [leased_to(work, who), not_barred(who)]
            if not submissions.move(work, found.id, held, found.state, lease_until=work.now + LEASE):
                raise WrongState(found.state)

    def item(self, who: StaffMember, submission_id: str) -> ReviewItem:
        """A submission to look at, claimed or not, decided or not. Raises Forbidden, NotFound."""
        who.must_be(REVIEWING)
        with self._store.read() as connection:
            return self._item(connection, who, self._find(connection, who, submission_id))

    def put_back(self, who: StaffMember, submission_id: str) -> None:
        """Gives it back undecided. Raises Forbidden, NotFound, WrongState."""
        who.must_be(REVIEWING)
        with self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            back = self._give_back(work, who, found)
            if not back:
                raise WrongState(found.state)
            submissions.tell(work, found)
            self._log(work, who, "put back", found)

    def end_leases(self) -> int:
        """Gives back what nobody has gone on reading; called before every look and from time to time."""
        now = self._store.clock()
        over = (
            table.c.lease_staff_id.is_not(None),
            table.c.state.in_(LEASED),
            table.c.lease_until <= now,
        )
        with self._store.read() as connection:
            if connection.execute(select(table.c.id).where(*over).limit(1)).one_or_none() is None:
                return 0
        with self._store.write() as work:
            ended = 0
            for found in submissions.matching(work.connection, *over):
                if submissions.move(
                    work, found.id, over, unread(found), lease_staff_id=None, lease_until=None
                ):
                    submissions.tell(work, found)
                    work.log(SERVICE, "lease ended", (found.kind.value, found.id))
                    ended += 1
            return ended

    def contact_requests(self, who: StaffMember, cursor: str | None = None) -> ContactRequests:
        """A page of the requests that wait for the facility, oldest first. Raises InvalidField (cursor)."""
        with self._store.read() as connection:
            return contact_requests.page(connection, who, cursor)

    def approve_contact(self, who: StaffMember, contact_id: str) -> None:
        """Allows a request; the person is asked next. Raises Forbidden, NotFound, WrongState."""
        who.must_be(REVIEWING)
        self._contacts.approve(who.actor, self._request(who, contact_id))

    def refuse_contact(self, who: StaffMember, contact_id: str, reason: str) -> None:
        """Does not allow it, with the reason the family reads. Raises Forbidden, InvalidField, NotFound, WrongState."""
        who.must_be(REVIEWING)
        self._contacts.refuse(who.actor, self._request(who, contact_id), reason)

    def _request(self, who: StaffMember, contact_id: str) -> Tie:
        with self._store.read() as connection:
            found = standing.ties(connection, who.reach(), contacts.c.id == contact_id)
        if not found:
            raise NotFound
        return found[0]

    def _item(self, connection: Connection, who: StaffMember, found: Submission) -> ReviewItem:
        more = (
            residents.c.booking_number,
            contacts.c.relationship,
            contacts.c.since,
            table.c.decided_at,
            pictures.c.width,
            pictures.c.height,
            facilities.c.blurs_photos,
        )
        row = lines(connection, who, [table.c.id == found.id], [], 1, *more)[0]
        approved, refused = decided_before(connection, found)
        return ReviewItem(
            **line(row, who),
            contact_id=found.contact_id,
            contact_since=row[MORE + 2],
            text=found.text,
            version=found.version,
            sha256=found.sha256,
            booking_number=row[MORE],
            relationship=row[MORE + 1],
            width=row[MORE + 4],
            height=row[MORE + 5],
            reasons=reasons_of(connection, found.facility_id),
            price_cents=found.price_cents,
            approved_before=approved,
            refused_before=refused,
            decided_at=row[MORE + 3],
            refusal=refusals_of(connection, [found.id]).get(found.id),
            blurs_photos=row[MORE + 6],
            holds=holds_of(connection, found.id),
            audience=audience_of(connection, found.id) if found.photo_id else (),
            offer=offered.find(connection, found.id),
        )
