"""The queue: what waits for a decision, the oldest promise first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from litestar import Controller, Response, get, post

from server.console.desk import PATH, AtDesk, Caller, Desk
from server.services.review_queue import QueueItem
from server.services.staff import StaffCaller
from server.web.forms import WebRequest, form_of
from server.web.pages import go_to
from server.web.words import lasted

SHOWN: Final = 100


@dataclass(frozen=True)
class Row:
    """One line of the queue as the page shows it; `tone` is "", "waiting" or "refused" by the age."""

    id: str
    number: str
    is_reply: bool
    sender: str
    reader: str
    facility: str
    characters: int
    waits: str
    promise_hours: int
    tone: str
    reader_of_staff: str | None
    minutes_left: int
    mine: bool


class QueuePages(Controller):
    """Looking at the queue, and taking the oldest of it."""

    @get("/", sync_to_thread=True)
    def queue(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """The queue."""
        now = desk.services.store.clock()
        items = desk.services.review.queue(caller.staff, limit=SHOWN)
        rows = [row(item, now) for item in items]
        facility = caller.staff.facility_id
        return desk.show(
            request,
            caller,
            "queue.html",
            rows=rows,
            shown=SHOWN,
            oldest=lasted(now - min(item.created_at for item in items)) if items else "",
            facility=desk.services.facilities.get(facility) if facility else None,
            many_facilities=facility is None,
        )

    @post("/next", sync_to_thread=True)
    def claim_next(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """Takes the oldest that nobody else reads."""
        return next_page(desk, caller, form_of(request).word("after") or None, "")


def next_page(desk: Desk, caller: StaffCaller, after_id: str | None, done: str) -> Response[str]:
    """Leads to the next that waits, claimed, or back to the queue; `done` is what the page says happened."""
    found = desk.services.review.claim_oldest(caller.staff, after_id)
    if found is None:
        return go_to(f"{PATH}?done={done or 'none'}")
    return go_to(f"{PATH}/items/{found}" + (f"?done={done}" if done else ""))


def row(item: QueueItem, now: datetime) -> Row:
    """The line for one item: age beside the promise, waiting from half of it, refused past it."""
    age, promise = now - item.created_at, item.promise_at - item.created_at
    is_reply = item.kind == "reply"
    left = (item.lease_until - now).total_seconds() if item.lease_until else 0
    return Row(
        id=item.id,
        number=item.number,
        is_reply=is_reply,
        sender=item.resident_name if is_reply else item.member_name,
        reader=item.member_name if is_reply else item.resident_name,
        facility=item.facility_name,
        characters=item.characters,
        waits=lasted(age),
        promise_hours=item.promise_hours,
        tone="refused" if age > promise else "waiting" if age * 2 > promise else "",
        reader_of_staff=item.leased_by_name,
        minutes_left=max(1, round(left / 60)),
        mine=item.mine,
    )
