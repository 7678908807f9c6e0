"""A member's contacts: asking, ending, blocking, reading; and the facility's and the person's answer to a request."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import and_, func, insert, or_, select, update

from contract.contacts import (
    CannotAsk,
    Contact,
    ContactHistory,
    ContactRequest,
    Contacts,
    ContactState,
    ReadMark,
)
from contract.events import EventKind
from contract.limits import ASK_AGAIN_DAYS, PAGE_SIZE, REASON_CHARACTERS, RELATIONSHIP_CHARACTERS
from contract.messages import State
from server.services import contact_steps, fields, photo_parts, post_parts, profile_parts, standing
from server.services.contact_steps import Happened
from server.services.faults import AlreadyContact, CannotAskNow, NotFound, Throttled, WrongState
from server.services.message_views import DELIVERED
from server.services.paging import cursor_for, cut, place_of
from server.services.standing import ResidentState, Tie
from server.services.submissions import Kind, withdraw_all
from server.services.throttle import RateLimit
from server.store.tables import contacts, facilities, residents, submissions
from server.store.work import Actor, Store, Work

ASK_AGAIN_AFTER: Final = timedelta(days=ASK_AGAIN_DAYS)
"""Asking must not become pressing (threat T3)."""

_ANSWERS: Final = {
    "request approved": Happened.ALLOWED,
    "request not approved": Happened.DECLINED_BY_FACILITY,
    "request accepted": Happened.ACCEPTED,
    "request declined": Happened.DECLINED,
}
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

        Raises NotFound, AlreadyContact, CannotAskNow, Throttled. A person who has blocked the member is asked as far
        as the member can tell, and never sees it.
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
                _may_ask(work, member_id, request.resident_id, facility_id)
                # Whoever is blocked learns nothing by asking, not even where the person is now.
                known_at = None if known[0].resident_blocked_at is None else known[0].last_known_at
                _set(work, known[0], state, relationship=relationship, last_known_at=known_at)
            else:
                _may_ask(work, member_id, request.resident_id, facility_id)
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
            tie = standing.of_member(work.connection, member_id, contact_id)
            contact_steps.keep(work, contact_id, tie.last_known_at or facility_id, Happened.ASKED)
            work.log(Actor("member", member_id), "asked", ("contact", contact_id), facility_id=facility_id)
            return tie.view()

    def end(self, member_id: str, contact_id: str) -> Contact:
        """Ends the connection; what waits between the two is withdrawn, its money back."""
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            if tie.state is not ContactState.ENDED:
                _set(work, tie, ContactState.ENDED)
                _keep(work, tie, Happened.ENDED)
                _stop(work, Actor("member", member_id), tie, "ended")
            return standing.of_member(work.connection, member_id, contact_id).view()

    def block(self, member_id: str, contact_id: str) -> Contact:
        """Nothing goes either way from now on; the person is not told (threat T3)."""
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            if tie.member_blocked_at is None:
                _change(work, tie, member_blocked_at=work.now)
                _keep(work, tie, Happened.BLOCKED)
                _stop(work, Actor("member", member_id), tie, "blocked")
            return standing.of_member(work.connection, member_id, contact_id).view()

    def unblock(self, member_id: str, contact_id: str) -> Contact:
        """As it was before the block."""
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            if tie.member_blocked_at is not None:
                _change(work, tie, member_blocked_at=None, last_known_at=_known_at(tie))
                _keep(work, tie, Happened.UNBLOCKED)
                _log(work, Actor("member", member_id), tie, "unblocked")
                profile_parts.arrive(work, tie.member_id, tie.facility_id)
            return standing.of_member(work.connection, member_id, contact_id).view()

    def mute(self, member_id: str, contact_id: str, muted: bool = True) -> Contact:
        """Nothing of this person makes itself noticed from now on, or again; they do not learn of it."""
        return self._wish(member_id, contact_id, "muted_at", muted)

    def archive(self, member_id: str, contact_id: str, archived: bool = True) -> Contact:
        """Puts the conversation away, or back among the others; nothing else changes."""
        return self._wish(member_id, contact_id, "archived_at", archived)

    def history(self, member_id: str, contact_id: str) -> ContactHistory:
        """What happened to the connection, oldest first. Raises NotFound."""
        with self._store.read() as connection:
            return contact_steps.history(connection, standing.of_member(connection, member_id, contact_id))

    def _wish(self, member_id: str, contact_id: str, column: str, wanted: bool) -> Contact:
        with self._store.write() as work:
            tie = standing.of_member(work.connection, member_id, contact_id)
            if (getattr(tie, column) is not None) is not wanted:
                _change(work, tie, **{column: work.now if wanted else None})
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
            profile_parts.arrive(work, tie.member_id, tie.facility_id)

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
                _change(work, tie, resident_blocked_at=None, last_known_at=None)
                _log(work, Actor("resident", resident_id), tie, "unblocked")
                profile_parts.arrive(work, tie.member_id, tie.facility_id)

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
        _keep(work, tie, _ANSWERS[action], reason)
        _log(work, actor, tie, action)
        work.tell(tie.member_id, EventKind.CONTACT_CHANGED.value, tie.id)


def visible_request(work: Work, resident_id: str, contact_id: str) -> Tie:
    """A request the person can see: not before the facility allowed it, not from somebody they have blocked.

    One whose member has blocked them meanwhile looks like one that was taken back: WrongState.
    """
    tie = standing.of_resident(work.connection, resident_id, contact_id)
    if tie.resident_blocked_at is not None or tie.state is ContactState.WAITING_FOR_FACILITY:
        raise NotFound
    if tie.member_blocked_at is not None:
        raise WrongState(State.UNKNOWN)
    return tie


def end_all(work: Work, member_id: str) -> None:
    """Every connection of a member is over: the account is being closed."""
    for tie in standing.ties(work.connection, contacts.c.member_id == member_id):
        if tie.state is not ContactState.ENDED:
            _set(work, tie, ContactState.ENDED)
            _keep(work, tie, Happened.ENDED)
            _stop(work, Actor("member", member_id), tie, "ended")


def _set(work: Work, tie: Tie, state: ContactState, **values: object) -> None:
    _change(work, tie, state=state.value, since=work.now, decline_reason=None, **values)


def _change(work: Work, tie: Tie, **values: object) -> None:
    work.connection.execute(update(contacts).where(contacts.c.id == tie.id).values(values))
    work.tell(tie.member_id, EventKind.CONTACT_CHANGED.value, tie.id)


def _stop(work: Work, actor: Actor, tie: Tie, action: str) -> None:
    """The audit's word, and an end to all that waits between the two."""
    _log(work, actor, tie, action)
    withdraw_all(work, actor, f"contact {action}", submissions.c.contact_id == tie.id)
    photo_parts.leave(work, actor, tie.id, f"contact {action}")
    profile_parts.leave(work, actor, tie.member_id, tie.facility_id, f"contact {action}")
    post_parts.leave(work, actor, tie.member_id, tie.facility_id, f"contact {action}")


def _log(work: Work, actor: Actor, tie: Tie, action: str) -> None:
    work.log(actor, action, ("contact", tie.id), facility_id=tie.facility_id)


def _may_ask(work: Work, member_id: str, resident_id: str, facility_id: str) -> None:
    """The facility's own rules. Raises CannotAskNow.

    Who is blocked takes no place of the person who did it; the one who is blocked can't tell: they are never counted.
    """
    takes, per_person, per_family = work.connection.execute(
        select(facilities.c.takes_requests, facilities.c.most_per_person, facilities.c.most_per_family).where(
            facilities.c.id == facility_id
        )
    ).one()
    if not takes:
        raise CannotAskNow(CannotAsk.NO_REQUESTS)
    live = [state.value for state in (ContactState.ACCEPTED, *_WAITING)]
    counted = (
        select(func.count())
        .select_from(contacts)
        .join(residents, residents.c.id == contacts.c.resident_id)
        .where(contacts.c.state.in_(live), contacts.c.member_blocked_at.is_(None))
    )
    if per_person is not None:
        theirs = counted.where(
            contacts.c.resident_id == resident_id,
            contacts.c.member_id != member_id,
            contacts.c.resident_blocked_at.is_(None),
        )
        if work.connection.execute(theirs).scalar_one() >= per_person:
            raise CannotAskNow(CannotAsk.PERSON_FULL, per_person)
    if per_family is not None:
        own = counted.where(
            contacts.c.member_id == member_id,
            contacts.c.resident_id != resident_id,
            residents.c.facility_id == facility_id,
        )
        if work.connection.execute(own).scalar_one() >= per_family:
            raise CannotAskNow(CannotAsk.FAMILY_FULL, per_family)


def _keep(work: Work, tie: Tie, what: Happened, reason: str | None = None) -> None:
    contact_steps.keep(work, tie.id, tie.last_known_at or tie.facility_id, what, reason)


def _known_at(tie: Tie) -> str | None:
    """What stays of the last known place when the member's own block goes: nothing, unless it is over besides."""
    is_over = tie.resident_blocked_at is not None or tie.state in (ContactState.ENDED, ContactState.DECLINED)
    return tie.last_known_at if is_over else None
