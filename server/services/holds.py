"""What a member's money is on hold for: each thing that waits, and a wish to be paid out."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from contract.limits import PAGE_SIZE
from contract.messages import State
from contract.payments import Hold, HoldKind, Holds, HoldStep, RefundState
from server.services.paging import cursor_for, cut, place_of
from server.services.submissions import REVOCABLE
from server.store.tables import refunds, submissions
from server.store.work import Store

_STEPS: Final = {
    State.PENDING.value: HoldStep.WAITS_FOR_REVIEW,
    State.IN_REVIEW.value: HoldStep.IN_REVIEW,
    State.APPEALED.value: HoldStep.APPEALED,
    State.OFFERED.value: HoldStep.OFFERED,
}


def page(store: Store, member_id: str, cursor: str | None = None) -> Holds:
    """A page of holds, newest first."""
    after = place_of(cursor, int) if cursor is not None else None
    waiting = select(submissions).where(
        submissions.c.member_id == member_id,
        submissions.c.state.in_(REVOCABLE),
        submissions.c.held_cents > 0,
    )
    asked = select(refunds).where(
        refunds.c.member_id == member_id, refunds.c.state == RefundState.ASKED.value
    )
    if after is not None:
        waiting = waiting.where(submissions.c.sequence < after)
        asked = asked.where(refunds.c.sequence < after)
    with store.read() as connection:
        things = connection.execute(
            waiting.order_by(submissions.c.sequence.desc()).limit(PAGE_SIZE + 1)
        ).all()
        wishes = connection.execute(asked.order_by(refunds.c.sequence.desc()).limit(PAGE_SIZE + 1)).all()
    found = [
        (
            row.sequence,
            Hold(
                id=row.id,
                kind=HoldKind(row.kind),
                step=_STEPS[row.state],
                amount_cents=row.held_cents,
                since=row.created_at,
                expected_by=None if row.state == State.OFFERED.value else row.expected_by,
                contact_id=row.contact_id,
                facility_id=row.facility_id,
            ),
        )
        for row in things
    ] + [
        (
            row.sequence,
            Hold(
                id=row.id,
                kind=HoldKind.REFUND,
                step=HoldStep.WAITS_FOR_PAYOUT,
                amount_cents=row.amount_cents,
                since=row.asked_at,
            ),
        )
        for row in wishes
    ]
    items, more = cut(sorted(found, key=lambda one: -one[0]), PAGE_SIZE)
    return Holds(items=tuple(hold for _, hold in items), next=cursor_for(items[-1][0]) if more else None)
