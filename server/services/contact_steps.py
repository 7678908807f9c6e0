"""What happened to a connection, in the order it did, as far as its member may know."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, insert, select

from contract.contacts import ContactHistory, ContactState, ContactStep, StepOfContact
from server.services.faults import NotFound
from server.services.standing import Tie
from server.store.tables import contact_steps, facilities
from server.store.work import Work


class Happened(StrEnum):
    """What is kept; the words of the contract's `StepOfContact`."""

    ASKED = "asked"
    ALLOWED = "allowed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DECLINED_BY_FACILITY = "declined_by_facility"
    ENDED = "ended"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MOVED = "moved"
    RELEASED = "released"


def keep(work: Work, contact_id: str, facility_id: str, what: Happened, reason: str | None = None) -> None:
    """One more step, now; `facility_id` is where the person lives from then on."""
    work.connection.execute(
        insert(contact_steps).values(
            contact_id=contact_id,
            sequence=work.next_sequence(),
            kind=what.value,
            at=work.now,
            facility_id=facility_id,
            reason=reason,
        )
    )


def history(connection: Connection, tie: Tie) -> ContactHistory:
    """Oldest first. A block by the other side reads as an end, as everywhere (threat T3)."""
    statement = (
        select(contact_steps.c.kind, contact_steps.c.at, facilities.c.name, contact_steps.c.reason)
        .join(facilities, facilities.c.id == contact_steps.c.facility_id)
        .where(contact_steps.c.contact_id == tie.id)
        .order_by(contact_steps.c.sequence)
    )
    steps = [
        ContactStep(kind=StepOfContact(kind), at=at, facility_name=name, reason=reason)
        for kind, at, name, reason in connection.execute(statement)
    ]
    blocked_at = tie.resident_blocked_at
    if blocked_at is not None and tie.state is ContactState.ACCEPTED:
        name = connection.execute(
            select(facilities.c.name).where(facilities.c.id == (tie.last_known_at or tie.facility_id))
        ).scalar()
        if name is None:
            raise NotFound
        steps.append(ContactStep(kind=StepOfContact.ENDED, at=blocked_at, facility_name=name))
        steps.sort(key=_at)
    return ContactHistory(items=tuple(steps))


def _at(step: ContactStep) -> float:
    return step.at.timestamp()
