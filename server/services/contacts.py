"""A member's contacts: asking, ending, blocking, reading; and the facility's and the person's answer to a request."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import and_, func, insert, or_, select, update

from contract.contacts import Contact, ContactRequest, Contacts, ContactState, ReadMark
from contract.events import EventKind
from contract.limits import PAGE_SIZE, REASON_CHARACTERS, RELATIONSHIP_CHARACTERS
from contract.messages import State
from server.services import fields, standing
from server.services.faults import AlreadyContact, NotFound, Throttled, WrongState
from server.services.message_views import DELIVERED
from server.services.paging import cursor_for, cut, place_of
from server.services.standing import ResidentState, Tie
from server.services.submissions import Kind, withdraw_all
from server.services.throttle import RateLimit
from server.store.tables import contacts, facilities, residents, submissions
from server.store.work import Actor, Store, Work

ASK_AGAIN_AFTER: Final = timedelta(days=7)
"""After a decline, the same person can be asked again only then: asking must not become pressing (threat T3)."""

_WAITING: Final = (ContactState.WAITING_FOR_FACILITY, ContactState.WAITING_FOR_PERSON)


class ContactService:
    """What a member does with their contacts, and what others answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asking = RateLimit(20, timedelta(hours=1))

    def page(self, member_id: str, cursor: str | None = None) -> Contacts:
        """A page by name, ended and blocked ones too: their history stays readable."""
        conditions = [contacts.c.member_id == member_id]
        if cursor is not None:
            name, last_id = place_of(cursor, tuple[str, str])
            conditions.append(
                or_(
                    residents.c.search_name > name,
                    and_(residents.c.search_name == name, contacts.c.id > last_id),
                )
            )
        with self._store.read() as connection:
            found, more = cut(standing.ties(connection, *conditions, limit=PAGE_SIZE + 1), PAGE_SIZE)
        return Contacts(
            items=tuple(tie.view() for tie in found),
            next=cursor_for((found[-1].resident_search_name, found[-1].id)) if more else None,
        )

    def get(self, member_id: str, contact_id: str) -> Contact:
        """One contact. Raises NotFound."""
        with self._store.read() as connection:
            return standing.of_member(connection, member_id, contact_id).view()

    def request(self, member_id: str, request: ContactRequest) -> Contact:
        """Asks to be connected; again after an end or, later, a decline.

        Raises NotFound, AlreadyContact, Throttled. A person who has blocked the member is asked as far as the member
        can tell, and never sees it.
        """
        relationship = fields.line("relationship", request.relationship, RELATIONSHIP_CHARACTERS)
        self._asking.count(member_id, self._store.clock())
        with self._store.write() as work:
            asked = work.connection.execute(
                select(residents.c.facility_id, facilities.c.approves_contacts)
                .join(facilities, facilities.c.id == residents.c.facility_id)
                .where(
                    residents.c.id == request.resident_id,
                    residents.c.state != ResidentState.RELEASED.value,
                )
            ).one_or_none()
            if asked is None:
                raise NotFound
            facility_id, approves_contacts = asked
            state = (
                ContactState.WAITING_FOR_FACILITY if approves_contacts else ContactState.WAITING_FOR_PERSON
            )
            known = standing.ties(
                work.connection,
                contacts.c.member_id == member_id,
                contacts.c.resident_id == request.resident_id,
            )
            if known:
                contact_id = known[0].id
                self._may_ask_again(known[0], work)
                _set(work, known[0], state, relationship=relationship)
            else:
                contact_id = str(uuid.uuid4())
                work.connection.execute(
                    insert(contacts).values(
                        id=contact_id,
                        member_id=member_id,
                        resident_id=request.resident_id,
                        relationship=relationship,
                        state=state.value,
                        since=work.now,
                        unread=0,
                        read_mark=0,
                        created_at=work.now,
                    )
                )
                work.tell(member_id, EventKind.CONTACT_CHANGED.value, contact_id)
            work.log(Actor("member", member_id), "asked", ("contact", contact_id), facility_id=facility_id)
            return standing.of_member(work.connection, member_id, contact_id).view()

    def end(self, member_id: str, contact_id: str) -> Contact:
        """Ends the connection; what waits between the two is withdrawn, its money back."""
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            if tie.state is not ContactState.ENDED:
                _set(work, tie, ContactState.ENDED)
                _stop(work, Actor("member", member_id), tie, "ended")
            return standing.of_member(work.connection, member_id, contact_id).view()

    def block(self, member_id: str, contact_id: str) -> Contact:
        """Nothing goes either way from now on; the person is not told (threat T3)."""
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            if tie.member_blocked_at is None:
                _change(work, tie, member_blocked_at=work.now)
                _stop(work, Actor("member", member_id), tie, "blocked")
            return standing.of_member(work.connection, member_id, contact_id).view()

    def unblock(self, member_id: str, contact_id: str) -> Contact:
        """As it was before the block."""
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            if tie.member_blocked_at is not None:
                _change(work, tie, member_blocked_at=None)
                _log(work, Actor("member", member_id), tie, "unblocked")
            return standing.of_member(work.connection, member_id, contact_id).view()

    def mark_read(self, member_id: str, contact_id: str, mark: ReadMark) -> Contact:
        """Everything received up to the mark has been read; the mark never moves back.

        The person is not told when: that would say when the family is at home (threat T2).
        """
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            received = (
                submissions.c.contact_id == contact_id,
                submissions.c.kind == Kind.REPLY.value,
                submissions.c.state.in_(DELIVERED),
            )
            newest = work.connection.execute(
                select(func.max(submissions.c.sequence)).where(
                    *received, submissions.c.sequence <= mark.sequence
                )
            ).scalar()
            if newest is not None and newest > tie.read_mark:
                unread = work.connection.execute(
                    select(func.count())
                    .select_from(submissions)
                    .where(*received, submissions.c.sequence > newest)
                ).scalar_one()
                _change(work, tie, read_mark=newest, unread=unread)
            return standing.of_member(work.connection, member_id, contact_id).view()

    def approve(self, actor: Actor, tie: Tie) -> None:
        """The facility allows the request; now the person is asked. Raises WrongState when it is not waiting."""
        with self._store.write() as work:
            self._answer(work, actor, tie, _WAITING[:1], ContactState.WAITING_FOR_PERSON, "request approved")

    def refuse(self, actor: Actor, tie: Tie, reason: str) -> None:
        """The facility does not allow it. Raises WrongState."""
        words, _ = fields.body("reason", reason, REASON_CHARACTERS)
        with self._store.write() as work:
            self._answer(
                work, actor, tie, _WAITING[:1], ContactState.DECLINED, "request not approved", reason=words
            )

    def accept(self, resident_id: str, contact_id: str) -> None:
        """The person says yes. Raises NotFound, WrongState."""
        with self._store.write() as work:
            tie = visible_request(work, resident_id, contact_id)
            actor = Actor("resident", resident_id)
            self._answer(work, actor, tie, _WAITING[1:], ContactState.ACCEPTED, "request accepted")

    def decline(self, resident_id: str, contact_id: str, reason: str | None) -> None:
        """The person says no, with or without a word. Raises NotFound, WrongState."""
        words = fields.body("reason", reason, REASON_CHARACTERS)[0] if reason and reason.strip() else None
        with self._store.write() as work:
            tie = visible_request(work, resident_id, contact_id)
            actor = Actor("resident", resident_id)
            self._answer(
                work, actor, tie, _WAITING[1:], ContactState.DECLINED, "request declined", reason=words
            )

    def block_member(self, resident_id: str, contact_id: str) -> None:
        """The person wants nothing more from the member, who sees an end and no more (threat T3)."""
        with self._store.write() as work:
            tie = standing.of_resident(work.connection, resident_id, contact_id)
            if tie.resident_blocked_at is None:
                _change(work, tie, resident_blocked_at=work.now)
                _stop(work, Actor("resident", resident_id), tie, "blocked")

    def unblock_member(self, resident_id: str, contact_id: str) -> None:
        """As it was before the block."""
        with self._store.write() as work:
            tie = standing.of_resident(work.connection, resident_id, contact_id)
            if tie.resident_blocked_at is not None:
                _change(work, tie, resident_blocked_at=None)
                _log(work, Actor("resident", resident_id), tie, "unblocked")

    def _may_ask_again(self, tie: Tie, work: Work) -> None:
        state, since = tie.shown
        if state is ContactState.DECLINED and work.now - since < ASK_AGAIN_AFTER:
            raise Throttled(since + ASK_AGAIN_AFTER)
        if state not in (ContactState.DECLINED, ContactState.ENDED):
            raise AlreadyContact

    def _answer(
        self,
        work: Work,
        actor: Actor,
        tie: Tie,
        expected: tuple[ContactState, ...],
        to: ContactState,
        action: str,
        reason: str | None = None,
    ) -> None:
        changed = work.connection.execute(
            update(contacts)
            .where(contacts.c.id == tie.id, contacts.c.state.in_([state.value for state in expected]))
            .values(state=to.value, since=work.now, decline_reason=reason)
        )
        if changed.rowcount != 1:
            raise WrongState(State.UNKNOWN)
        _log(work, actor, tie, action)
        work.tell(tie.member_id, EventKind.CONTACT_CHANGED.value, tie.id)


def visible_request(work: Work, resident_id: str, contact_id: str) -> Tie:
    """A request the person can see: not before the facility allowed it, not from somebody they have blocked."""
    tie = standing.of_resident(work.connection, resident_id, contact_id)
    if tie.resident_blocked_at is not None or tie.state is ContactState.WAITING_FOR_FACILITY:
        raise NotFound
    return tie


def _set(work: Work, tie: Tie, state: ContactState, **values: object) -> None:
    _change(work, tie, state=state.value, since=work.now, decline_reason=None, **values)


def _change(work: Work, tie: Tie, **values: object) -> None:
    work.connection.execute(update(contacts).where(contacts.c.id == tie.id).values(values))
    work.tell(tie.member_id, EventKind.CONTACT_CHANGED.value, tie.id)


def _stop(work: Work, actor: Actor, tie: Tie, action: str) -> None:
    """The audit's word, and an end to all that waits between the two."""
    _log(work, actor, tie, action)
    withdraw_all(work, actor, f"contact {action}", submissions.c.contact_id == tie.id)


def _log(work: Work, actor: Actor, tie: Tie, action: str) -> None:
    work.log(actor, action, ("contact", tie.id), facility_id=tie.facility_id)
