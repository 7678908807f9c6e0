"""How reviewing goes: waits, the age of what waits, and refusals by reason and by reviewer, of the last 30 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from contract.messages import State
from contract.offers import OfferOutcome
from server.services.queueing import WAITING
from server.services.staff import COUNTING, StaffMember
from server.store.tables import appeals, facilities, offers, refusals, staff
from server.store.tables import submissions as table
from server.store.work import Store

DAYS: Final = 30
AGES: Final = (
    ("under half of the promise", 0.5),
    ("half to 80 %", 0.8),
    ("80 % to the promise", 1.0),
    ("late", float("inf")),
)


@dataclass(frozen=True)
class Decider:
    """One reviewer's decisions."""

    name: str
    approved: int
    refused: int


@dataclass(frozen=True)
class Numbers:
    """Minutes for waits; `ages` counts what waits now by how much of its promise is over."""

    decided: int
    median_minutes: int | None
    ninetieth_minutes: int | None
    ages: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    deciders: tuple[Decider, ...]
    appeals: int
    appeals_approved: int
    offers: int
    offers_accepted: int


def numbers(store: Store, who: StaffMember) -> Numbers:
    """Within the walls of `who`. Raises Forbidden."""
    who.must_be(COUNTING)
    now = store.clock()
    since = now - timedelta(days=DAYS)
    here = (
        select(table.c.id)
        .join(facilities, facilities.c.id == table.c.facility_id)
        .where(who.reach())
        .scalar_subquery()
    )
    with store.read() as connection:
        waits = sorted(
            int(((decided_at or created_at) - created_at).total_seconds() // 60)
            for created_at, decided_at in connection.execute(
                select(table.c.created_at, table.c.decided_at)
                .join(facilities, facilities.c.id == table.c.facility_id)
                .where(
                    who.reach(),
                    table.c.decided_at > since,
                    table.c.id.not_in(select(appeals.c.submission_id)),
                )
            )
        )
        ages: Counter[str] = Counter()
        for began, promise_at in connection.execute(
            select(
                func.coalesce(appeals.c.at, table.c.created_at, type_=table.c.created_at.type),
                table.c.promise_at,
            )
            .select_from(table)
            .join(facilities, facilities.c.id == table.c.facility_id)
            .outerjoin(appeals, appeals.c.submission_id == table.c.id)
            .where(who.reach(), *WAITING)
        ):
            over = (now - began) / max(promise_at - began, timedelta(seconds=1))
            ages[next(words for words, most in AGES if over < most or most == float("inf"))] += 1
        given = (
            select(refusals.c.rule, refusals.c.text, func.count())
            .where(refusals.c.at > since, refusals.c.submission_id.in_(here))
            .group_by(refusals.c.rule, refusals.c.text)
            .order_by(func.count().desc(), refusals.c.text)
        )
        reasons = tuple(
            (f"Rule {rule}: {words}" if rule else words, count)
            for rule, words, count in connection.execute(given)
        )
        approved = select(table.c.approved_by, func.count()).where(
            table.c.decided_at > since,
            table.c.state != State.REFUSED.value,
            table.c.approved_by.is_not(None),
            table.c.id.in_(here),
        )
        yes = {row[0]: row[1] for row in connection.execute(approved.group_by(table.c.approved_by))}
        refused = select(refusals.c.staff_id, func.count()).where(
            refusals.c.at > since, refusals.c.submission_id.in_(here)
        )
        no = {row[0]: row[1] for row in connection.execute(refused.group_by(refusals.c.staff_id))}
        names = select(staff.c.id, staff.c.name).where(staff.c.id.in_({*yes, *no})).order_by(staff.c.name)
        deciders = tuple(
            sorted(
                (
                    Decider(name, yes.get(staff_id, 0), no.get(staff_id, 0))
                    for staff_id, name in connection.execute(names)
                ),
                key=lambda one: -(one.approved + one.refused),
            )
        )
        asked = select(appeals.c.outcome).where(appeals.c.at > since, appeals.c.submission_id.in_(here))
        outcomes = list(connection.execute(asked).scalars())
        made = select(offers.c.outcome).where(
            offers.c.at > since,
            offers.c.outcome != OfferOutcome.TAKEN_BACK.value,
            offers.c.submission_id.in_(here),
        )
        answers = list(connection.execute(made).scalars())
    return Numbers(
        decided=len(waits),
        median_minutes=_share(waits, 0.5),
        ninetieth_minutes=_share(waits, 0.9),
        ages=tuple((words, ages[words]) for words, _ in AGES),
        reasons=reasons,
        deciders=deciders,
        appeals=len(outcomes),
        appeals_approved=outcomes.count("approved"),
        offers=len(answers),
        offers_accepted=answers.count(OfferOutcome.ACCEPTED.value),
    )


def _share(waits: Sequence[int], share: float) -> int | None:
    """The wait that this share did not exceed; None without any."""
    return waits[min(len(waits) - 1, int(len(waits) * share))] if waits else None
