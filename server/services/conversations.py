"""What passed between two people before: the approved messages a reviewer sees beside the one to decide on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from contract.messages import State
from server.services.staff import StaffMember
from server.store.tables import facilities, members, residents
from server.store.tables import submissions as table
from server.store.work import Store

SHOWN = 6
_PASSED_ON = (State.APPROVED.value, State.DELIVERED.value, State.OPENED.value)


@dataclass(frozen=True)
class Earlier:
    """One approved message; `from_member` tells who of the two wrote it."""

    from_member: bool
    name: str
    at: datetime
    text: str


def earlier(store: Store, who: StaffMember, submission_id: str) -> tuple[Earlier, ...]:
    """The newest approved messages of the same conversation that came in before, newest first.

    A submission outside the walls of `who` has none, like one that does not exist.
    """
    this = table.alias("this")
    statement = (
        select(table.c.kind, members.c.name, residents.c.name, table.c.created_at, table.c.text)
        .select_from(this)
        .join(table, table.c.contact_id == this.c.contact_id)
        .join(facilities, facilities.c.id == this.c.facility_id)
        .join(members, members.c.id == table.c.member_id)
        .join(residents, residents.c.id == table.c.resident_id)
        .where(
            this.c.id == submission_id,
            who.reach(),
            table.c.id != submission_id,
            table.c.created_at <= this.c.created_at,
            table.c.state.in_(_PASSED_ON),
        )
        .order_by(table.c.created_at.desc(), table.c.sequence.desc())
        .limit(SHOWN)
    )
    with store.read() as connection:
        return tuple(
            Earlier(kind == "message", member if kind == "message" else resident, at, text)
            for kind, member, resident, at, text in connection.execute(statement)
        )
