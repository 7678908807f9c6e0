"""The queue, page by page: filters, whose turn is next, and how much everybody has before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, false, func, literal_column, not_, or_, select

from contract.messages import State
from contract.offers import OfferOutcome
from contract.problems import FieldReason
from server.services.deciding import not_barred
from server.services.faults import InvalidField
from server.services.fields import folded
from server.services.holding import is_held
from server.services.paging import cursor_for, cut, place_of
from server.services.review_queue import MORE, QueueItem, has_photo, line, lines
from server.services.staff import REVIEWING, StaffMember
from server.services.submissions import PICTURES, Kind
from server.store.tables import facilities, members, offers, refusals, residents, staff, word_hits
from server.store.tables import submissions as table
from server.store.tables.submissions import OPEN
from server.store.types import from_micros, to_micros
from server.store.work import Store

PAGE: Final = 50
MOST_SHOWN: Final = 20
"""Rows of the workload."""
WORKED: Final = timedelta(hours=24)
_AT_ONCE: Final = 20
"""How many of the oldest are looked at together when one is to be claimed."""

WAITING: Final[tuple[ColumnElement[bool], ...]] = (
    literal_column(f"submissions.{OPEN}"),
    table.c.release_at.is_(None),
)
"""In the queue; as text, so that the databases know their index for it."""

ORDER: Final = (table.c.promise_at, table.c.sequence)


@dataclass(frozen=True)
class QueueFilter:
    """What of the queue is wanted; empty means all. Names are looked for without case and accents, in parts."""

    kind: str = ""
    member: str = ""
    resident: str = ""
    mine: bool = False
    appeals: bool = False
    held: bool = False
    plain_texts: bool = False
    """Only what can be read beside others: words without a picture that no word list holds, and no appeal."""

    def conditions(self, connection: Connection, who: StaffMember) -> list[ColumnElement[bool]]:
        """As conditions on what waits. Raises InvalidField (kind)."""
        found: list[ColumnElement[bool]] = []
        if self.kind:
            if self.kind not in list(Kind):
                raise InvalidField("kind", FieldReason.WRONG)
            found.append(table.c.kind == self.kind)
        if self.member:
            found.append(table.c.member_id.in_(_members_called(connection, who, self.member)))
        words = [word for word in folded(self.resident).split(" ") if word]
        if self.resident:
            called = select(residents.c.id).where(
                *(residents.c.search_name.contains(word, autoescape=True) for word in words)
            )
            found.append(table.c.resident_id.in_(called) if words else false())
        if self.mine:
            found.append(table.c.lease_staff_id == who.id)
        if self.appeals:
            found.append(table.c.state == State.APPEALED.value)
        if self.held:
            found.append(is_held())
        if self.plain_texts:
            found += [
                table.c.kind.not_in([kind.value for kind in PICTURES]),
                table.c.state != State.APPEALED.value,
                not_(is_held()),
                not_(has_photo()),
            ]
        return found


@dataclass(frozen=True)
class QueuePage:
    """Lines, and where the next ones begin."""

    items: tuple[QueueItem, ...]
    next: str | None


@dataclass(frozen=True)
class Workload:
    """One reviewer: what they read now, and what they decided within the last day."""

    name: str
    reading: int
    decided: int


def page(
    store: Store,
    who: StaffMember,
    wanted: QueueFilter | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> QueuePage:
    """A page of the queue, the oldest promise first. Raises Forbidden, InvalidField."""
    who.must_be(REVIEWING)
    with store.read() as connection:
        conditions = [*WAITING, *(wanted or QueueFilter()).conditions(connection, who)]
        if cursor:
            conditions.append(_after(*place_of(cursor, tuple[int, int])))
        rows = lines(connection, who, conditions, ORDER, size + 1, table.c.sequence)
    rows, more = cut(rows, size)
    items = tuple(QueueItem(**line(row, who)) for row in rows)
    last = cursor_for((to_micros(items[-1].promise_at), rows[-1][MORE])) if more else None
    return QueuePage(items, last)


def counts_by_kind(store: Store, who: StaffMember) -> dict[str, int]:
    """How many of each kind wait; appeals, and what a word list holds, again by themselves: "appeal", "held"."""
    found: dict[str, int] = {}
    statement = (
        select(table.c.kind, table.c.state, func.count())
        .select_from(table)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .where(who.reach(), *WAITING)
        .group_by(table.c.kind, table.c.state)
    )
    held = (
        select(func.count(word_hits.c.submission_id.distinct()))
        .join(table, table.c.id == word_hits.c.submission_id)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .where(who.reach(), *WAITING)
    )
    with store.read() as connection:
        if held_now := connection.execute(held).scalar_one():
            found["held"] = held_now
        for kind, state, count in connection.execute(statement):
            found[kind] = found.get(kind, 0) + count
            if state == State.APPEALED.value:
                found["appeal"] = found.get("appeal", 0) + count
    return found


def workload(store: Store, who: StaffMember) -> tuple[Workload, ...]:
    """Who reads at the facilities of `who`, the busiest first, and what they do there; elsewhere is not counted.

    One more than `MOST_SHOWN` says that there are others.
    """
    since = store.clock() - WORKED
    here = table.c.facility_id.in_(select(facilities.c.id).where(who.reach()))
    reading = (
        select(func.count())
        .where(table.c.lease_staff_id == staff.c.id, here, *WAITING)
        .correlate(staff)
        .scalar_subquery()
    )
    approved = (
        select(func.count())
        .where(table.c.approved_by == staff.c.id, table.c.decided_at > since, here)
        .correlate(staff)
        .scalar_subquery()
    )
    refused = (
        select(func.count())
        .select_from(refusals)
        .join(table, table.c.id == refusals.c.submission_id)
        .where(refusals.c.staff_id == staff.c.id, refusals.c.at > since, here)
        .correlate(staff)
        .scalar_subquery()
    )
    offered = (  # once answered, they are among the approved or the refused
        select(func.count())
        .select_from(offers)
        .join(table, table.c.id == offers.c.submission_id)
        .where(
            offers.c.staff_id == staff.c.id,
            offers.c.at > since,
            offers.c.outcome == OfferOutcome.WAITING.value,
            here,
        )
        .correlate(staff)
        .scalar_subquery()
    )
    decided = approved + refused + offered
    statement = (
        select(staff.c.name, reading, decided)
        .where(staff.c.ended_at.is_(None), staff.c.role.in_([role.value for role in REVIEWING]))
        .order_by(reading.desc(), decided.desc(), staff.c.name)
        .limit(MOST_SHOWN + 1)
    )
    if who.facility_id is not None:
        statement = statement.where(
            or_(staff.c.facility_id == who.facility_id, staff.c.facility_id.is_(None))
        )
    with store.read() as connection:
        return tuple(Workload(*row) for row in connection.execute(statement))


def free(
    store: Store,
    who: StaffMember,
    after: tuple[int, int] | None = None,
    wanted: QueueFilter | None = None,
) -> Sequence[str]:
    """The oldest that nobody reads and `who` may decide on, past a place in the queue; some at once.

    Raises InvalidField (kind).
    """
    statement = (
        select(table.c.id)
        .select_from(table)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .where(
            who.reach(),
            *WAITING,
            not_barred(who),
            or_(table.c.lease_staff_id.is_(None), table.c.lease_staff_id == who.id),
        )
        .order_by(*ORDER)
        .limit(_AT_ONCE)
    )
    if after is not None:
        statement = statement.where(_after(*after))
    with store.read() as connection:
        if wanted is not None:
            statement = statement.where(*wanted.conditions(connection, who))
        return connection.execute(statement).scalars().all()


def place(store: Store, who: StaffMember, submission_id: str) -> tuple[int, int] | None:
    """Where in the queue it stands; None for what does not exist, or is not within the walls of `who`."""
    statement = (
        select(*ORDER)
        .select_from(table)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .where(who.reach(), table.c.id == submission_id)
    )
    with store.read() as connection:
        row = connection.execute(statement).one_or_none()
    return None if row is None else (to_micros(row[0]), row[1])


def _members_called(connection: Connection, who: StaffMember, name: str) -> list[str]:
    """Of those whose things wait within the walls of `who`, the ones called so; every word is a part of the name."""
    words = [word for word in folded(name).split(" ") if word]
    statement = (
        select(members.c.id, members.c.name)
        .select_from(table)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .join(members, members.c.id == table.c.member_id)
        .where(who.reach(), *WAITING)
        .distinct()
    )
    return [
        member_id
        for member_id, known in connection.execute(statement)
        if words and all(word in folded(known) for word in words)
    ]


def _after(promise_micros: int, sequence: int) -> ColumnElement[bool]:
    promise_at = from_micros(promise_micros)
    return or_(
        table.c.promise_at > promise_at,
        and_(table.c.promise_at == promise_at, table.c.sequence > sequence),
    )
