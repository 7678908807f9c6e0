"""Somebody leaves a facility, for another one or for good: what moves with them, what ends, and what families are told.

On a transfer the connections stay, and what was approved for the person goes with them: it is theirs, read or not.
What nobody had decided on is withdrawn and its money free at once, since no facility may decide for another, and the
new one has its own prices. A connection that was over is not told where the person is now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from contract.contacts import ContactState
from contract.events import EventKind
from contract.messages import State
from contract.problems import FieldReason
from server.services import (
    contact_steps,
    fields,
    photo_parts,
    post_parts,
    profile_parts,
    sessions,
    standing,
    submissions,
)
from server.services.contact_steps import Happened
from server.services.faults import InvalidField, NotFound
from server.services.standing import ResidentState, Tie
from server.services.submissions import REVOCABLE, Kind
from server.store.tables import contacts, facilities, resident_stays, residents
from server.store.tables import submissions as table
from server.store.work import Actor, Work

BOOKING_CHARACTERS: Final = 20
_WAITING: Final = (ContactState.WAITING_FOR_FACILITY, ContactState.WAITING_FOR_PERSON)
_TRANSFERRED: Final = "person transferred"
_OVER: Final = (ContactState.ENDED, ContactState.DECLINED, ContactState.BLOCKED)


@dataclass(frozen=True)
class Moved:
    """What a transfer did, for the manager's page: connections that went along, things withdrawn, money freed."""

    contact_count: int
    withdrawn_count: int
    released_cents: int


@dataclass(frozen=True)
class _Waiting:
    """So many things of one member, with so much held for them."""

    count: int
    cents: int

    def less(self, rest: _Waiting) -> _Waiting:
        return _Waiting(self.count - rest.count, self.cents - rest.cents)


def transfer(work: Work, actor: Actor, resident_id: str, facility_id: str, booking_number: str) -> Moved:
    """To another facility, active there under its number.

    Who may do so is the caller's business. Raises NotFound for an unknown or released person, InvalidField for a
    facility that is unknown or the present one (`facility_id`) and for a number that is unusable or taken there
    (`booking_number`).
    """
    number = fields.line("booking_number", booking_number, BOOKING_CHARACTERS)
    here = work.connection.execute(
        select(residents.c.facility_id).where(
            residents.c.id == resident_id, residents.c.state != ResidentState.RELEASED.value
        )
    ).scalar()
    if here is None:
        raise NotFound
    _check(work.connection, facility_id, number, here)
    before = _ties(work.connection, resident_id)
    waited = {tie.id: _waiting(work, tie) for tie in before}
    for tie in before:
        _withdraw(work, actor, tie, _TRANSFERRED)
    own_posts = (table.c.resident_id == resident_id, table.c.kind == Kind.RESIDENT_POST.value)
    submissions.withdraw_all(work, actor, _TRANSFERRED, *own_posts, table.c.release_at.is_(None))
    work.connection.execute(
        insert(resident_stays).values(
            resident_id=resident_id, sequence=work.next_sequence(), left_at=work.now, facility_id=here
        )
    )
    work.connection.execute(
        update(residents)
        .where(residents.c.id == resident_id)
        .values(
            facility_id=facility_id,
            booking_number=number,
            booking_key=booking_key(number),
            housing="",
            state=ResidentState.ACTIVE.value,
            since=work.now,
        )
    )
    _sign_out(work, actor, resident_id)
    for tie in before:
        _leave_place(work, actor, tie, _TRANSFERRED)
    left = {tie.id: waited[tie.id].less(_waiting(work, tie)) for tie in before}
    from_name = _name(work.connection, here)
    kept = sum(
        _follow(work, tie, here, from_name, left[tie.id]) for tie in _ties(work.connection, resident_id)
    )
    deliver_kept(work, resident_id)
    for place in (here, facility_id):
        work.log(actor, "transferred", ("resident", resident_id), facility_id=place)
    return Moved(
        contact_count=kept,
        withdrawn_count=sum(one.count for one in left.values()),
        released_cents=sum(one.cents for one in left.values()),
    )


def release(work: Work, actor: Actor, resident_id: str) -> None:
    """For good: what waits is withdrawn, requests end, the tablet is signed out; what was written stays to be read.

    The standing itself is written by the caller before.
    """
    _sign_out(work, actor, resident_id)
    submissions.withdraw_all(work, actor, "person released", table.c.resident_id == resident_id)
    for tie in _ties(work.connection, resident_id):
        _withdraw(work, actor, tie, "person released")
        _leave_place(work, actor, tie, "person released")
        if tie.state in _WAITING:
            work.connection.execute(
                update(contacts)
                .where(contacts.c.id == tie.id)
                .values(state=ContactState.ENDED.value, since=work.now)
            )
        if tie.shown[0] not in _OVER:
            contact_steps.keep(work, tie.id, tie.facility_id, Happened.RELEASED)
            work.tell(tie.member_id, EventKind.CONTACT_CHANGED.value, tie.id)


def deliver_kept(work: Work, resident_id: str) -> None:
    """Somebody is active: what was approved for them while they were not is placed in their inbox now."""
    kept = submissions.matching(
        work.connection,
        table.c.resident_id == resident_id,
        table.c.kind == Kind.MESSAGE.value,
        table.c.state == State.APPROVED.value,
    )
    for submission in kept:
        # Somebody who was blocked in the meantime stays unheard.
        if standing.ties(work.connection, contacts.c.id == submission.between)[0].is_mutual:
            submissions.deliver(work, submission)
            submissions.tell(work, submission)
    photo_parts.come_back(work, resident_id)


def booking_key(number: str) -> str:
    """A booking number as it is compared: without zeros in front, spaces and dashes, in upper case."""
    return "".join(sign for sign in number.upper() if sign.isalnum()).lstrip("0")


def _check(connection: Connection, facility_id: str, number: str, here: str) -> None:
    known = select(facilities.c.id).where(facilities.c.id == facility_id)
    if facility_id == here or connection.execute(known).one_or_none() is None:
        raise InvalidField("facility_id", FieldReason.WRONG)
    key = booking_key(number)
    taken = select(residents.c.id).where(
        residents.c.facility_id == facility_id, residents.c.booking_key == key
    )
    if not key or connection.execute(taken).one_or_none() is not None:
        raise InvalidField("booking_number", FieldReason.WRONG)


def _ties(connection: Connection, resident_id: str) -> list[Tie]:
    return standing.ties(connection, contacts.c.resident_id == resident_id)


def _withdraw(work: Work, actor: Actor, tie: Tie, why: str) -> None:
    """What waits between the two. An approval that only waits to leave goes along on a transfer."""
    conditions = [table.c.contact_id == tie.id]
    if why == _TRANSFERRED:
        conditions.append(table.c.release_at.is_(None))
    submissions.withdraw_all(work, actor, why, *conditions)
    photo_parts.leave(work, actor, tie.id, why)


def _waiting(work: Work, tie: Tie) -> _Waiting:
    """What of the member waits at the facility of `tie`, for whomever there."""
    statement = select(func.count(), func.coalesce(func.sum(table.c.held_cents), 0)).where(
        table.c.member_id == tie.member_id,
        table.c.facility_id == tie.facility_id,
        table.c.kind != Kind.REPLY.value,
        table.c.state.in_(REVOCABLE),
    )
    count, cents = work.connection.execute(statement).one()
    return _Waiting(count, int(cents))


def _leave_place(work: Work, actor: Actor, tie: Tie, why: str) -> None:
    """With nobody left there whom the member knows, nothing of theirs waits there any more."""
    profile_parts.leave(work, actor, tie.member_id, tie.facility_id, why)
    post_parts.leave(work, actor, tie.member_id, tie.facility_id, why)


def _follow(work: Work, tie: Tie, here: str, from_name: str, withdrawn: _Waiting) -> int:
    """The connection at the new place, and its member told; 1 for one that goes along, else 0."""
    if tie.shown[0] in _OVER:
        if tie.last_known_at is None:
            values = {"last_known_at": here}
            work.connection.execute(update(contacts).where(contacts.c.id == tie.id).values(values))
        return 0
    values_moved: dict[str, object] = {
        "moved_at": work.now,
        "moved_from": from_name,
        "moved_count": withdrawn.count,
        "moved_cents": withdrawn.cents,
    }
    if tie.state in _WAITING:
        # It has not been answered: who answers it first is for the new facility to say.
        first = _WAITING[0] if tie.approves_contacts else _WAITING[1]
        if first is not tie.state:
            values_moved |= {"state": first.value, "since": work.now}
    work.connection.execute(update(contacts).where(contacts.c.id == tie.id).values(values_moved))
    contact_steps.keep(work, tie.id, tie.facility_id, Happened.MOVED)
    work.tell(tie.member_id, EventKind.CONTACT_CHANGED.value, tie.id)
    if tie.is_mutual:
        profile_parts.arrive(work, tie.member_id, tie.facility_id)
    return 1


def _sign_out(work: Work, actor: Actor, resident_id: str) -> None:
    for ended in sessions.end(work, sessions.RESIDENT, resident_id):
        work.log(actor, "signed out", ("session", ended))


def _name(connection: Connection, facility_id: str) -> str:
    return connection.execute(select(facilities.c.name).where(facilities.c.id == facility_id)).scalar_one()
